//! The standard blocks, which every file may call. Those that no text names are not parsed.

use std::ops::Range;

use memchr::memmem;

pub use crate::bundled::PRELUDE as TEXT;

/// The names of all blocks.
pub fn names<'n>() -> impl Iterator<Item = &'n str> {
    blocks().map(|(name, _)| -> &'n str { name })
}

/// The places of the blocks that the texts name, and of those that these name in turn.
pub fn named<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> Vec<Range<usize>> {
    let is_named = |name: &str| texts.clone().any(|text| holds(text, name));
    let (mut wanted, mut others): (Vec<_>, Vec<_>) = blocks().partition(|(name, _)| is_named(name));
    let mut looked_at = 0;
    while let Some((_, at)) = wanted.get(looked_at) {
        let text = TEXT.get(at.clone()).unwrap_or_default();
        wanted.extend(others.extract_if(.., |(name, _)| holds(text, name)));
        looked_at += 1;
    }
    let mut places: Vec<_> = wanted.into_iter().map(|(_, at)| at).collect();
    places.sort_by_key(|at| at.start);
    places
}

/// The name and the place of each block, with what is between it and the next.
fn blocks() -> impl Iterator<Item = (&'static str, Range<usize>)> {
    const BEGIN: &str = "block ";
    let mut begins = TEXT.match_indices("\nblock ").map(|(at, _)| at + 1).peekable();
    std::iter::from_fn(move || {
        let begin = begins.next()?;
        let end = begins.peek().copied().unwrap_or(TEXT.len());
        let rest = TEXT.get(begin..end)?.strip_prefix(BEGIN)?;
        let name = rest.split(|letter: char| !letter.is_ascii_alphanumeric()).next()?;
        Some((name, begin..end))
    })
}

/// Whether a text has a word.
fn holds(text: &str, word: &str) -> bool {
    let is_letter =
        |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    memmem::find_iter(text.as_bytes(), word).any(|at| {
        let before = at.checked_sub(1).and_then(|at| text.as_bytes().get(at));
        !is_letter(before) && !is_letter(text.as_bytes().get(at + word.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_of(pieces: &[Range<usize>]) -> Vec<&'static str> {
        blocks().filter(|(_, at)| pieces.contains(at)).map(|(name, _)| name).collect()
    }

    #[test]
    fn what_is_named_brings_along_what_it_names() {
        assert_eq!(names_of(&named(["conv 8; basics; sea"].into_iter())), [""; 0]);
        assert_eq!(names_of(&named(["relu", "se 4"].into_iter())), ["se"]);
        let encoder = names_of(&named(["repeat 12 { encoder 12 }"].into_iter()));
        assert_eq!(encoder, ["attention", "mlp", "encoder"]);
    }

    #[test]
    fn all_of_them_parse() {
        let sources = crate::Sources::new();
        let source = sources.add("<prelude>", TEXT).expect("room");
        let all: Vec<_> = blocks().map(|(_, at)| at).collect();
        let parsed = crate::syntax::parse_parts(source, &all, None);
        assert_eq!(parsed.problems, []);
        assert_eq!(parsed.body.statements.len(), names().count());
        assert_eq!(parsed.body.statements, crate::syntax::parse(source).body.statements);
    }
}
