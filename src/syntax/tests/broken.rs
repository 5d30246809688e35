//! Properties of the layout of any file, whole or broken: it changes nothing but blanks, keeps what
//! does not parse as it is, and stays as it is.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::generated::statement;
use super::pieces::PIECES;
use super::{codes, tree_of_any, with};
use crate::bundled::examples;
use crate::syntax::format;
use crate::syntax::format::verbatim_texts;
use crate::syntax::lexer::{Token, TokenKind, tokens};

/// The files of the zoo and the prelude.
fn files() -> impl Iterator<Item = &'static str> {
    examples::ALL.iter().map(|example| example.text).chain([crate::bundled::PRELUDE])
}

/// All of a text but blanks and line ends, comments among it.
fn words(text: &str) -> Vec<String> {
    let is_word = |token: &Token<'_>| !matches!(token.kind, TokenKind::Spaces | TokenKind::Newline);
    tokens(text, 0)
        .filter(is_word)
        .map(|token| token.text.trim_end_matches([' ', '\t', '\r']).to_owned())
        .collect()
}

/// The statements that do not parse, byte for byte.
fn broken(text: &str) -> Vec<String> {
    with(text, |source| verbatim_texts(source).map(str::to_owned).collect())
}

/// Checks all that a layout keeps.
#[track_caller]
fn check(text: &str) {
    let once = with(text, format);
    assert_eq!(words(&once), words(text), "words of {text:?}");
    assert_eq!(broken(&once), broken(text), "broken statements of {text:?}");
    assert_eq!(codes(&*once), codes(text), "messages about {text:?}");
    assert_eq!(tree_of_any(&once), tree_of_any(text), "tree of {text:?}");
    assert_eq!(with(&*once, format), once, "laid out again: {text:?}");
}

/// How a text is disguised: other blanks, line ends, comments.
#[derive(Clone, Debug)]
struct Dress {
    blanks: Vec<&'static str>,
    crlf: bool,
    final_newline: bool,
    comment: &'static str,
}

fn dress() -> impl Strategy<Value = Dress> {
    let blanks = prop::collection::vec(select(vec![" ", "  ", "\t", " \t "]), 1..8);
    let comment = select(vec!["", "", "# ñ × 層", "#", "# a \"quote { in ["]);
    (blanks, any::<bool>(), any::<bool>(), comment).prop_map(
        |(blanks, crlf, final_newline, comment)| Dress { blanks, crlf, final_newline, comment },
    )
}

impl Dress {
    /// The same statements with other blanks between their words and before each line, and a comment
    /// at the end of every third line.
    fn put_on(&self, text: &str) -> String {
        let mut blanks = self.blanks.iter().cycle();
        let mut blank = || blanks.next().copied().unwrap_or_default();
        let (mut result, mut lines) = (String::new(), 0);
        for token in tokens(text, 0) {
            match token.kind {
                TokenKind::Spaces => result += blank(),
                TokenKind::Newline => {
                    lines += 1;
                    if lines % 3 == 0 {
                        result = result + blank() + self.comment;
                    }
                    result += if self.crlf { "\r\n" } else { "\n" };
                    result += blank();
                }
                _ => result += token.text,
            }
        }
        if self.final_newline { result + "\n" } else { result.trim_end().to_owned() }
    }
}

/// A change of one word.
#[derive(Clone, Debug)]
enum Mutation {
    Delete,
    Insert(&'static str),
    Replace(&'static str),
}

fn mutation() -> impl Strategy<Value = (Index, Mutation)> {
    let change = prop_oneof![
        Just(Mutation::Delete),
        select(PIECES).prop_map(Mutation::Insert),
        select(PIECES).prop_map(Mutation::Replace),
    ];
    (any::<Index>(), change)
}

/// A text with one word changed.
fn mutated(text: &str, (at, mutation): &(Index, Mutation)) -> String {
    let is_word = |token: &Token<'_>| {
        !matches!(token.kind, TokenKind::Spaces | TokenKind::Comment | TokenKind::Newline)
    };
    let words: Vec<_> = tokens(text, 0).filter(is_word).collect();
    let Some(word) = words.get(at.index(words.len().max(1))) else { return text.to_owned() };
    let (before, after) = (&text[..word.start], &text[word.end()..]);
    match mutation {
        Mutation::Delete => format!("{before}{after}"),
        Mutation::Insert(piece) => format!("{before}{piece}{}{after}", word.text),
        Mutation::Replace(piece) => format!("{before}{piece}{after}"),
    }
}

#[test]
fn files_are_laid_out() {
    for text in files() {
        check(text);
        assert_eq!(codes(text), [""; 0]);
    }
}

#[test]
fn blanks_that_do_not_break_stay() {
    for text in ["relu -> 96\u{a0}\n", "relu # note\u{a0}\n", "\u{a0}relu\n# note\u{2003} \n"] {
        check(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_in_other_dress_are_laid_out(file in select(files().collect::<Vec<_>>()), dress in dress()) {
        let text = dress.put_on(file);
        prop_assert_eq!(codes(&*text), [""; 0]);
        check(&text);
    }

    #[test]
    fn broken_files_are_laid_out(
        file in select(files().collect::<Vec<_>>()),
        dress in dress(),
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        check(&mutations.iter().fold(dress.put_on(file), |text, by| mutated(&text, by)));
    }

    #[test]
    fn broken_statements_are_laid_out(
        statements in prop::collection::vec(statement(), 1..5),
        dress in dress(),
        mutations in prop::collection::vec(mutation(), 0..4),
    ) {
        let text = dress.put_on(&statements.join("\n"));
        check(&mutations.iter().fold(text, |text, by| mutated(&text, by)));
    }
}
