//! The words of a text by what they are, for editors that colour them.

use super::keywords::Keyword;
use super::lexer::{Token, TokenKind, start_of, tokens};
use crate::source::{Source, Span};

/// What a word is, whatever it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// From `#` to the end of the line.
    Comment,
    /// A word of the language.
    Keyword,
    /// `96`, `3x224x224`, `1e-5`
    Number,
    /// An operator, `->` or `=`.
    Operator,
    /// `"…"`
    String,
}

/// The words of a text that are something by themselves, in order. Names are left to what they refer to.
pub fn highlight(source: &Source) -> impl Iterator<Item = (Span, Class)> {
    let text = source.text();
    tokens(text, start_of(text)).filter_map(|token| {
        let span = Span::within(source.base(), token.start..token.end());
        Some((span, class(token)?))
    })
}

fn class(token: Token<'_>) -> Option<Class> {
    match token.kind {
        TokenKind::Comment => Some(Class::Comment),
        TokenKind::Number => Some(Class::Number),
        TokenKind::String => Some(Class::String),
        TokenKind::Word => Keyword::find(token.text).map(|_| Class::Keyword),
        TokenKind::Symbol => {
            let is_operator = token.is_operator() || matches!(token.text, "->" | "=" | "+=");
            is_operator.then_some(Class::Operator)
        }
        TokenKind::Spaces
        | TokenKind::Close
        | TokenKind::Comma
        | TokenKind::Newline
        | TokenKind::Open
        | TokenKind::Quote
        | TokenKind::Semicolon => None,
    }
}
