//! Reads text by the grammar in `grammar/net.pest`, and turns what pest finds into the tree.
//!
//! Nothing of pest leaves this room: rules become trees here, and words in messages.

use pest::Parser;
use pest::iterators::{Pair, Pairs};

use super::Parsed;
use super::ast::{Body, Expr, Name};
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::{Source, Span};

pub(super) use grammar::{Grammar, Rule};

mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/net.pest"]
    pub struct Grammar;
}

/// A rule that matched, with what it matched inside.
pub(super) type Found<'p> = Pair<'p, Rule>;

/// What a tree is built from, or why it can't be.
pub(super) type Built<T> = Result<T, SyntaxProblem>;

/// Parses a whole file.
pub fn parse(source: &Source) -> Parsed<'_> {
    let text = source.text();
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut builder = Builder::new(&text[start..], source.base() + start as u32);
    let mut body = Body { statements: Vec::new(), span: source.span(), broken: false };
    match Grammar::parse(Rule::file, &text[start..]) {
        Ok(found) => builder.statements(only(found).into_inner(), &mut body),
        Err(error) => {
            builder.problems.push(unexpected(&builder, &error));
            body.broken = true;
        }
    }
    Parsed { body, problems: builder.problems, balanced: true }
}

/// Parses a text that is one expression, as a `-D` sets it.
///
/// # Errors
/// When it is none.
pub fn expression(source: &Source) -> Result<Expr<'_>, SyntaxProblem> {
    let mut builder = Builder::new(source.text(), source.base());
    let found = Grammar::parse(Rule::expression, source.text())
        .map_err(|error| unexpected(&builder, &error))?;
    let inner = only(only(found).into_inner());
    builder.row(inner)
}

fn unexpected(builder: &Builder<'_>, error: &pest::error::Error<Rule>) -> SyntaxProblem {
    let at = match error.location {
        pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
    };
    let at = builder.offset + at as u32;
    SyntaxProblem::Unexpected { span: Span::new(at, at) }
}

/// The one pair that a rule is known to consist of.
pub(super) fn only(mut found: Pairs<'_, Rule>) -> Found<'_> {
    match found.next() {
        Some(pair) => pair,
        None => unreachable!("a rule of the grammar without its part"),
    }
}

/// Builds the tree of one text.
pub(super) struct Builder<'s> {
    text: &'s str,
    /// Where the text begins in the address space of all sources.
    offset: u32,
    /// What was found to be wrong so far.
    pub(super) problems: Vec<SyntaxProblem>,
}

impl<'s> Builder<'s> {
    pub(super) fn new(text: &'s str, offset: u32) -> Self {
        Builder { text, offset, problems: Vec::new() }
    }

    /// Where a pair stands.
    pub(super) fn span(&self, pair: &Found<'_>) -> Span {
        let span = pair.as_span();
        Span::new(self.offset + span.start() as u32, self.offset + span.end() as u32)
    }

    /// The source's own text at a place, which outlives the pairs.
    pub(super) fn text(&self, span: Span) -> &'s str {
        &self.text[(span.start - self.offset) as usize..(span.end - self.offset) as usize]
    }

    /// The text of a pair.
    pub(super) fn text_of(&self, pair: &Found<'_>) -> &'s str {
        self.text(self.span(pair))
    }

    /// A name.
    pub(super) fn name(&self, pair: &Found<'_>) -> Name<'s> {
        let span = self.span(pair);
        Name { text: self.text(span), span }
    }

    /// What is wrong with a statement that does not parse.
    pub(super) fn mistake(&self, pair: &Found<'_>) -> SyntaxProblem {
        SyntaxProblem::Unexpected { span: self.span(pair) }
    }

    /// A string without its quotes.
    pub(super) fn string(&self, pair: &Found<'_>) -> &'s str {
        self.text_of(pair).trim_matches('"')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn the_reference_parses() {
        for text in [
            include_str!("tests/reference1.net"),
            include_str!("tests/reference2.net"),
            include_str!("tests/reference3.net"),
        ] {
            let sources = Sources::new();
            let source = sources.add("reference", text).unwrap();
            let parsed = parse(source);
            let places: Vec<_> = parsed
                .problems
                .iter()
                .map(|p| match p {
                    SyntaxProblem::Unexpected { span } => sources.text(*span),
                })
                .collect();
            assert_eq!(places, Vec::<&str>::new());
            println!("{:#?}", parsed.body);
        }
    }
}
