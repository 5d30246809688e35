//! The entry points of parsing: a file, parts of a file, an expression, a literal.

use std::ops::Range;
use std::slice;

use miette::Diagnostic;
use pest::Parser;

use super::builder::{Builder, pairs_of};
use super::grammar::{Grammar, Rule};
use super::lexer::start_of;
use super::memo::Memo;
use super::pairs::Nodes;
use super::recovery::{PROBLEMS, SLICE, recover};
use super::tree::{Body, Expr, ExprKind, Statement, StatementKind};
use super::{formats, hints, numbers, typography};
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::{Source, Span, offset};

/// A file, parsed.
#[derive(Debug)]
pub struct Parsed<'s> {
    /// Its statements. A statement that does not parse is a [`StatementKind::Bad`], one with a bracket
    /// that does not match too; all others are there.
    ///
    /// [`StatementKind::Bad`]: super::tree::StatementKind::Bad
    pub body: Body<'s>,
    /// What is wrong, in source order.
    pub problems: Vec<SyntaxProblem>,
    /// Whether all brackets match.
    pub balanced: bool,
}

/// Parses a whole file. One of another format is a single statement that does not parse.
pub fn parse(source: &Source) -> Parsed<'_> {
    parse_again(source, None)
}

/// Parses a whole file as [`parse`] does; of its statements, only those that the memo does not know.
pub fn parse_again<'s>(source: &'s Source, memo: Option<&Memo>) -> Parsed<'s> {
    let parsed = read_parts(source, slice::from_ref(&whole(source)), memo).0;
    if parsed.problems.is_empty() {
        return parsed;
    }
    match formats::find(source) {
        Some(problem) => foreign(source, problem),
        None => Parsed { problems: typography::combine(source, parsed.problems), ..parsed },
    }
}

/// A file of another format.
fn foreign(source: &Source, problem: SyntaxProblem) -> Parsed<'_> {
    let span = source.span();
    let kind = StatementKind::Bad { keeps_current: false };
    let bad = Statement { labels: Box::default(), kind, claim: None, span };
    let body = Body { statements: vec![bad], span };
    Parsed { body, problems: vec![problem], balanced: true }
}

/// Parses parts of a file, each of which holds whole statements of the file's own body; of these, only those
/// that the memo does not know.
pub fn parse_parts<'s>(
    source: &'s Source,
    parts: &[Range<usize>],
    memo: Option<&Memo>,
) -> Parsed<'s> {
    read_parts(source, parts, memo).0
}

/// Parses a whole file; also returns the places of the statements that are left out, in order.
pub(super) fn read(source: &Source) -> (Parsed<'_>, Vec<Span>) {
    read_parts(source, slice::from_ref(&whole(source)), None)
}

fn whole(source: &Source) -> Range<usize> {
    start_of(source.text())..source.text().len()
}

fn read_parts<'s>(
    source: &'s Source,
    parts: &[Range<usize>],
    memo: Option<&Memo>,
) -> (Parsed<'s>, Vec<Span>) {
    // What is kept is small, so that what has changed is small too.
    let least = if memo.is_some() { 1 } else { SLICE };
    let mut builder = Builder::new(source);
    let mut body = Body { statements: Vec::new(), span: source.span() };
    let (mut problems, mut balanced) = (Vec::new(), true);
    for part in parts {
        let text = source.text().get(..part.end).unwrap_or_default();
        let recovered = recover(text, part.start, source.base(), least);
        builder.reported = recovered.reported;
        builder.read(&recovered.text, &recovered.slices, memo, &mut body);
        problems.extend(recovered.problems);
        balanced &= recovered.balanced;
    }
    let problems = in_order(problems, builder.problems);
    (Parsed { body, problems, balanced }, builder.left_out)
}

/// Parses a whole file as [`parse`] does but builds no tree; returns how many pairs the grammar finds
/// at the top. It exists for benchmarks, which measure what the tree costs.
#[doc(hidden)]
#[cfg(feature = "internals")]
pub fn recognise(source: &Source) -> usize {
    let recovered = recover(source.text(), start_of(source.text()), source.base(), SLICE);
    let slices = recovered.slices.into_iter().filter(|slice| slice.sound);
    slices.filter_map(|slice| pairs_of(&recovered.text, slice.range)).map(Iterator::count).sum()
}

/// Parses a text that is one expression, such as the value of a param that a caller sets.
///
/// # Errors
/// When it is not an expression.
pub fn expression(source: &Source) -> Result<Expr<'_>, SyntaxProblem> {
    let text = source.text();
    let recovered = recover(text, 0, source.base(), SLICE);
    if let Some(problem) = recovered.problems.into_iter().next() {
        return Err(problem);
    }
    match Grammar::parse(Rule::expression, text) {
        Ok(pairs) => {
            let nodes = Nodes::new(&pairs, source.base());
            let mut expression = nodes.pairs().need().inner();
            Builder::new(source).expr(&mut expression).map_err(|problem| *problem)
        }
        Err(error) => Err(hints::find(source, source.span(), &error)),
    }
}

/// The number or dimensions that a text is. It has no place and needs no source.
pub fn literal(text: &str) -> Option<Expr<'static>> {
    let pairs = Grammar::parse(Rule::literal, text).ok()?;
    let rule = Nodes::new(&pairs, 0).pairs().need().inner().next()?.rule();
    let span = Span::default();
    let kind = match rule {
        Rule::dims => numbers::dims(text, span).map(ExprKind::Dims),
        _ => numbers::number(text, span),
    };
    Some(Expr { kind: kind.ok()?, span })
}

/// All problems in the order of their places, and no more of them than anyone reads.
fn in_order(mut first: Vec<SyntaxProblem>, second: Vec<SyntaxProblem>) -> Vec<SyntaxProblem> {
    first.extend(second);
    first.sort_by_key(place);
    if let Some(next) = first.get(PROBLEMS) {
        let at = place(next);
        first.truncate(PROBLEMS);
        let span = Span::new(at, at);
        first.push(LimitProblem::SyntaxProblems { limit: PROBLEMS, span }.into());
    }
    first
}

/// The offset of a problem's first label.
fn place(problem: &SyntaxProblem) -> u32 {
    let label = problem.labels().and_then(|mut labels| labels.next());
    label.map_or(0, |label| offset(label.offset()))
}
