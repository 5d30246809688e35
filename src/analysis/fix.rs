//! Fixing: a text and what is proposed for it → a text with less wrong in it.
//!
//! Nothing is written. Whoever writes the text looks first whether it [is clean](Fixed::errors).

use crate::diagnostics::Diagnostic;
use crate::diagnostics::fix::Fix;
use crate::source::{Source, Sources};

/// How often what a fix uncovers is fixed in turn.
const ROUNDS: usize = 16;

/// A text with its safe fixes applied.
#[derive(Debug)]
pub struct Fixed {
    /// The text.
    pub text: String,
    /// How many fixes were applied.
    pub count: usize,
    /// What is still wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// Where the places of what is wrong lie.
    pub sources: Sources,
}

impl Fixed {
    /// How many errors are left.
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|found| !found.kind.is_warning()).count()
    }
}

/// Applies the safe fixes of what is wrong with a file, and of what `diagnose` finds wrong then, until
/// there are none. Files that it uses stay as they are. `None` if there is nothing to apply.
pub fn fix(
    main: &Source,
    diagnostics: &[Diagnostic],
    diagnose: &dyn Fn(&Sources, &Source) -> Vec<Diagnostic>,
) -> Option<Fixed> {
    let mut fixed: Option<Fixed> = None;
    for _ in 0..ROUNDS {
        let known = fixed.as_ref();
        let source = known.and_then(|known| known.sources.iter().next()).unwrap_or(main);
        let found = known.map_or(diagnostics, |known| &known.diagnostics);
        let (text, count) = apply(source, &safe(source, found));
        if count == 0 {
            break;
        }
        let count = known.map_or(0, |known| known.count) + count;
        let sources = Sources::new();
        let again = sources.add(main.name(), text.as_str()).ok()?;
        let diagnostics = diagnose(&sources, again);
        fixed = Some(Fixed { text, count, diagnostics, sources });
    }
    fixed
}

/// The safe fixes that lie in a text, in the order of their places.
fn safe<'d>(source: &Source, diagnostics: &'d [Diagnostic]) -> Vec<&'d Fix> {
    let fixes = diagnostics.iter().filter_map(|diagnostic| diagnostic.kind.fix());
    let mut fixes: Vec<&Fix> = fixes.filter(|fix| fix.safe && source.holds(fix.span)).collect();
    fixes.sort_by_key(|fix| fix.span);
    fixes
}

/// Applies fixes, which are in the order of their places, but those that overlap one before; and
/// says how many it applied.
fn apply(source: &Source, fixes: &[&Fix]) -> (String, usize) {
    let mut text = String::with_capacity(source.text().len());
    let (mut done, mut count) = (0, 0);
    let mut last = None;
    for fix in fixes {
        let [start, end] = [fix.span.start, fix.span.end].map(|at| (at - source.base()) as usize);
        let Some(kept) = source.text().get(done..start) else { continue };
        if last == Some(start) {
            continue;
        }
        text.push_str(kept);
        text.push_str(&fix.text);
        (done, count, last) = (end, count + 1, Some(start));
    }
    text.push_str(source.text().get(done..).unwrap_or_default());
    (text, count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::diagnose;
    use crate::check::Options;
    use crate::cost::Costing;
    use crate::source::{NoFiles, Span};

    fn fixed(text: &str) -> Option<Fixed> {
        let sources = Sources::new();
        let main = sources.add("x.net", text).expect("room");
        let (options, costing) = (Options::default(), Costing::default());
        let diagnose = |sources: &Sources, main: &Source| {
            diagnose(sources, main, &options, &costing, &NoFiles)
        };
        fix(main, &diagnose(&sources, main), &diagnose)
    }

    #[test]
    fn every_safe_fix_is_applied_and_line_ends_stay() {
        let fixed = fixed("input 3x8x8\r\nconv 4 k = 3\r\nconv 4 k = 3 s = 1\r\n").expect("fixes");
        assert_eq!(fixed.text, "input 3x8x8\r\nconv 4 k=3\r\nconv 4 k=3 s=1\r\n");
        assert_eq!((fixed.count, fixed.errors()), (2, 0));
        assert!(fixed.diagnostics.is_empty(), "{:?}", fixed.diagnostics);
    }

    #[test]
    fn errors_that_nothing_safe_answers_are_left() {
        let left = fixed("input 3x8x8\nconv 4 k = 3\nconvv 4\n").expect("a fix");
        assert_eq!((left.count, left.errors()), (1, 1));
        assert!(fixed("input 3x8x8\nconvv 4\n").is_none(), "a guess is not applied");
        assert!(fixed("input 3x8x8\nconv 4\n").is_none());
    }

    #[test]
    fn of_fixes_that_overlap_the_first_is_applied() {
        let sources = Sources::new();
        sources.add("first.net", "relu").expect("room");
        let source = sources.add("x.net", "abcdef").expect("room");
        let base = source.base();
        let fix = |start, end, text| Fix::safe(Span::new(base + start, base + end), text);
        let fixes = [fix(0, 2, "x"), fix(1, 3, "y"), fix(3, 3, "+"), fix(3, 3, "-"), fix(5, 6, "")];
        let fixes: Vec<&Fix> = fixes.iter().collect();
        assert_eq!(apply(source, &fixes), ("xc+de".to_owned(), 3));
    }
}
