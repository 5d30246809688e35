//! Reads text by the grammar in `grammar/net.pest`, and turns what pest finds into the tree.
//!
//! Nothing of pest leaves this room: rules become trees here, and words in messages.

use std::ops::Range;
use std::slice;

use miette::Diagnostic;
use pest::Parser;
use pest::iterators::{Pair, Pairs};

use super::Parsed;
use super::ast::{Body, Expr, ExprKind, Name, Statement, StatementKind};
use super::mistakes;
use super::numbers;
use super::scanner::{self, PROBLEMS, Slice, scan};
use crate::diagnostics::limit::LimitProblem;
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
    read(source).0
}

/// Parses parts of a file, each of which holds whole statements of its own body.
pub fn parse_parts<'s>(source: &'s Source, parts: &[Range<usize>]) -> Parsed<'s> {
    read_parts(source, parts).0
}

/// Parses a whole file; also the places of the statements that are left out, in order.
pub(super) fn read(source: &Source) -> (Parsed<'_>, Vec<Span>) {
    let whole = start_of(source.text())..source.text().len();
    read_parts(source, slice::from_ref(&whole))
}

fn read_parts<'s>(source: &'s Source, parts: &[Range<usize>]) -> (Parsed<'s>, Vec<Span>) {
    let mut builder = Builder::new(source, Vec::new());
    let mut body = Body { statements: Vec::new(), span: source.span() };
    let (mut problems, mut balanced) = (Vec::new(), true);
    for part in parts {
        let scan = scan(&source.text()[..part.end], part.start, source.base());
        builder.junk = scan.junk;
        for slice in scan.slices {
            builder.read(&scan.text, slice, &mut body);
        }
        problems.extend(scan.problems);
        balanced &= scan.balanced;
    }
    let problems = in_order(problems, builder.problems);
    (Parsed { body, problems, balanced }, builder.left_out)
}

/// Reads a whole file as [`parse`] does and builds no tree: how many pairs the grammar finds at the
/// top. It exists to be measured, so that it can be told what the tree costs.
#[doc(hidden)]
pub fn recognise(source: &Source) -> usize {
    let scan = scan(source.text(), start_of(source.text()), source.base());
    let slices = scan.slices.into_iter().filter(|slice| slice.sound);
    slices.filter_map(|slice| pairs(&scan.text, slice.range)).map(Iterator::count).sum()
}

/// What the grammar finds in a slice of a text; nothing where pest gives up.
fn pairs(text: &str, slice: Range<usize>) -> Option<Pairs<'_, Rule>> {
    Grammar::parse(Rule::file, &text[slice]).ok().map(|found| only(found).into_inner())
}

/// Where the text begins: behind a byte order mark.
pub(super) fn start_of(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Parses a text that is one expression, as a `-D` sets it.
///
/// # Errors
/// When it is none.
pub fn expression(source: &Source) -> Result<Expr<'_>, SyntaxProblem> {
    let text = source.text();
    let scan = scan(text, 0, source.base());
    if let Some(problem) = scan.problems.into_iter().next() {
        return Err(problem);
    }
    let mut builder = Builder::new(source, Vec::new());
    match Grammar::parse(Rule::expression, text) {
        Ok(found) => builder.row(only(only(found).into_inner())),
        Err(error) => Err(mistakes::find(source, source.span(), &error)),
    }
}

/// The number or dimensions that a text is, without a place: reading them takes no source.
pub fn literal(text: &str) -> Option<Expr<'static>> {
    let found = only(only(Grammar::parse(Rule::literal, text).ok()?).into_inner());
    let span = Span::default();
    let kind = match found.as_rule() {
        Rule::dims => numbers::dims(text, span).map(ExprKind::Dims),
        _ => numbers::number(text, span),
    };
    Some(Expr { kind: kind.ok()?, span })
}

fn trailing_blanks(text: &str) -> u32 {
    (text.len() - text.trim_end_matches([' ', '\t', '\r']).len()) as u32
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
    label.map_or(0, |label| label.offset() as u32)
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
    pub(super) source: &'s Source,
    /// Where the slice that is being read begins, in the address space of all sources.
    slice: u32,
    /// Offsets in the source of what the scanner has reported.
    junk: Vec<usize>,
    /// How many brackets, conditions and signed exponents are open.
    pub(super) depth: usize,
    problems: Vec<SyntaxProblem>,
    left_out: Vec<Span>,
}

impl<'s> Builder<'s> {
    fn new(source: &'s Source, junk: Vec<usize>) -> Self {
        Builder {
            source,
            slice: source.base(),
            junk,
            depth: 0,
            problems: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// Adds the statements of a slice of the scanned text to a body.
    fn read(&mut self, text: &str, slice: Slice, body: &mut Body<'s>) {
        let Slice { range, sound } = slice;
        self.slice = self.source.base() + range.start as u32;
        let span = Span::new(self.slice, self.source.base() + range.end as u32);
        if !sound {
            return self.leave_out(span, body);
        }
        match pairs(text, range) {
            Some(found) => self.statements(found, body),
            // A sound slice always parses, if only as statements that do not; but on a thread with
            // little stack pest gives up before the limit.
            None => {
                self.leave_out(span, body);
                let problem = LimitProblem::Nesting { limit: scanner::NESTING, span };
                self.problems.push(problem.into());
            }
        }
    }

    /// Adds the statements among the pairs to a body.
    pub(super) fn statements(&mut self, pairs: Pairs<'_, Rule>, body: &mut Body<'s>) {
        for pair in pairs {
            if pair.as_rule() == Rule::EOI {
                continue;
            }
            let mut span = self.span(&pair);
            span.end -= trailing_blanks(self.text(span));
            let built = match pair.as_rule() {
                Rule::statement => self.statement(pair).map_err(Some),
                _ if self.problems.len() > PROBLEMS || self.holds_junk(span) => Err(None),
                _ => Err(Some(self.mistake(span))),
            };
            match built {
                Ok(statement) => body.statements.push(statement),
                Err(problem) => {
                    if let Some(SyntaxProblem::ContinuesNothing { .. }) = &problem
                        && let Some(above) = body.statements.last_mut()
                    {
                        // It was meant to go on there, so that says less than it should.
                        above.kind = StatementKind::Bad;
                    }
                    self.problems.extend(problem);
                    self.leave_out(span, body);
                }
            }
        }
    }

    fn leave_out(&mut self, span: Span, body: &mut Body<'s>) {
        self.left_out.push(span);
        let kind = StatementKind::Bad;
        body.statements.push(Statement { labels: Vec::new(), kind, claim: None, span });
    }

    fn holds_junk(&self, span: Span) -> bool {
        let (start, end) = (span.start - self.source.base(), span.end - self.source.base());
        let next = self.junk.partition_point(|at| *at < start as usize);
        self.junk.get(next).is_some_and(|at| *at < end as usize)
    }

    /// What is wrong with a statement that does not parse.
    fn mistake(&self, span: Span) -> SyntaxProblem {
        match Grammar::parse(Rule::alone, self.text(span)) {
            Err(error) => mistakes::find(self.source, span, &error),
            // What follows keeps it from being one.
            Ok(_) => {
                let end = Span::new(span.end, span.end);
                SyntaxProblem::missing_semicolon(self.text(span), end, end)
            }
        }
    }

    /// Where a pair stands.
    pub(super) fn span(&self, pair: &Found<'_>) -> Span {
        let span = pair.as_span();
        Span::new(self.slice + span.start() as u32, self.slice + span.end() as u32)
    }

    /// The source's own text at a place, which outlives the pairs.
    pub(super) fn text(&self, span: Span) -> &'s str {
        let base = self.source.base();
        &self.source.text()[(span.start - base) as usize..(span.end - base) as usize]
    }

    /// A name.
    pub(super) fn name(&self, pair: &Found<'_>) -> Name<'s> {
        let span = self.span(pair);
        Name { text: self.text(span), span }
    }

    /// A string without its quotes.
    pub(super) fn string(&self, pair: &Found<'_>) -> &'s str {
        self.text(self.span(pair)).trim_matches('"')
    }
}
