//! Reads text by the grammar in `grammar/net.pest`, and turns what pest finds into the tree.
//!
//! Nothing of pest leaves this room: rules become trees here, and words in messages.

use std::ops::Range;
use std::slice;

use miette::Diagnostic;
use pest::Parser;
use pest::iterators;

use super::pairs::{Nodes, Pair, Pairs};
use super::scanner::{self, PROBLEMS, Slice, scan};
use super::tree::{Body, Expr, ExprKind, Name, Statement, StatementKind};
use super::{Parsed, mistakes, numbers};
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::{Source, Span, offset};

pub(super) use grammar::{Grammar, Rule};

mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/net.pest"]
    pub struct Grammar;
}

/// What a tree is built from, or why it can't be.
pub(super) type Built<T> = Result<T, Box<SyntaxProblem>>;

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
        let text = source.text().get(..part.end).unwrap_or_default();
        let scan = scan(text, part.start, source.base());
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
    slices.filter_map(|slice| found(&scan.text, slice.range)).map(Iterator::count).sum()
}

/// What the grammar finds in a slice of a text; nothing where it takes none of it.
fn found(text: &str, slice: Range<usize>) -> Option<iterators::Pairs<'_, Rule>> {
    Grammar::parse(Rule::file, text.get(slice)?).ok()?.next().map(iterators::Pair::into_inner)
}

/// A byte order mark.
const MARK: char = '\u{feff}';

/// Where the text begins: behind a byte order mark, or several with nothing but blanks before them.
pub(super) fn start_of(text: &str) -> usize {
    let begun = text.trim_start_matches([MARK, ' ', '\t', '\r', '\n']);
    let front = text.strip_suffix(begun).unwrap_or_default();
    front.rfind(MARK).map_or(0, |last| last + MARK.len_utf8())
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
        Ok(found) => {
            let nodes = Nodes::new(&found, source.base());
            let mut expression = nodes.pairs().need().inner();
            builder.row(&mut expression).map_err(|problem| *problem)
        }
        Err(error) => Err(mistakes::find(source, source.span(), &error)),
    }
}

/// The number or dimensions that a text is, without a place: reading them takes no source.
pub fn literal(text: &str) -> Option<Expr<'static>> {
    let found = Grammar::parse(Rule::literal, text).ok()?;
    let rule = Nodes::new(&found, 0).pairs().need().inner().next()?.rule();
    let span = Span::default();
    let kind = match rule {
        Rule::dims => numbers::dims(text, span).map(ExprKind::Dims),
        _ => numbers::number(text, span),
    };
    Some(Expr { kind: kind.ok()?, span })
}

fn trailing_blanks(text: &str) -> u32 {
    offset(text.len() - text.trim_end_matches([' ', '\t', '\r']).len())
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

/// Builds the tree of one text.
pub(super) struct Builder<'s> {
    pub(super) source: &'s Source,
    /// Offsets in the source of what the scanner has reported.
    junk: Vec<usize>,
    /// How many brackets, conditions and signed exponents are open.
    pub(super) depth: usize,
    problems: Vec<SyntaxProblem>,
    left_out: Vec<Span>,
}

impl<'s> Builder<'s> {
    fn new(source: &'s Source, junk: Vec<usize>) -> Self {
        Builder { source, junk, depth: 0, problems: Vec::new(), left_out: Vec::new() }
    }

    /// Adds the statements of a slice of the scanned text to a body.
    fn read(&mut self, text: &str, slice: Slice, body: &mut Body<'s>) {
        let Slice { range, sound } = slice;
        let span = Span::within(self.source.base(), range.clone());
        if !sound {
            return self.leave_out(span, body);
        }
        match found(text, range) {
            Some(found) => {
                let nodes = Nodes::new(&found, span.start);
                body.statements.reserve(nodes.pairs().count());
                self.statements(nodes.pairs(), body);
            }
            // The grammar takes any text, if only as statements that do not parse. Were it not so,
            // what is left out would have to be told of.
            None => {
                self.leave_out(span, body);
                let problem = LimitProblem::Nesting { limit: scanner::NESTING, span };
                self.problems.push(problem.into());
            }
        }
    }

    /// Adds the statements among the pairs to a body.
    pub(super) fn statements(&mut self, pairs: Pairs<'_>, body: &mut Body<'s>) {
        for pair in pairs {
            let built = match pair.rule() {
                Rule::statement => self.statement(pair),
                _ => {
                    self.broken(pair.span(), body);
                    continue;
                }
            };
            match built {
                Ok(statement) => body.statements.push(statement),
                Err(problem) => self.refuse(*problem, pair.span(), body),
            }
        }
    }

    /// Leaves out a statement that does not parse, and says what is wrong unless that is said.
    fn broken(&mut self, mut span: Span, body: &mut Body<'s>) {
        span.end -= trailing_blanks(self.text(span));
        if self.problems.len() > PROBLEMS || self.holds_junk(span) {
            return self.leave_out(span, body);
        }
        let problem = self.mistake(span);
        if let SyntaxProblem::ContinuesNothing { .. } = &problem
            && let Some(above) = body.statements.last_mut()
        {
            // It was meant to go on there, so that says less than it should.
            above.kind = StatementKind::Bad;
        }
        self.refuse(problem, span, body);
    }

    fn refuse(&mut self, problem: SyntaxProblem, span: Span, body: &mut Body<'s>) {
        self.problems.push(problem);
        self.leave_out(span, body);
    }

    fn leave_out(&mut self, span: Span, body: &mut Body<'s>) {
        self.left_out.push(span);
        let kind = StatementKind::Bad;
        body.statements.push(Statement { labels: Box::default(), kind, claim: None, span });
    }

    fn holds_junk(&self, span: Span) -> bool {
        let (start, end) = (span.start - self.source.base(), span.end - self.source.base());
        let next = self.junk.partition_point(|at| *at < start as usize);
        self.junk.get(next).is_some_and(|at| *at < end as usize)
    }

    /// What is wrong with a statement that does not parse.
    fn mistake(&self, span: Span) -> SyntaxProblem {
        match Grammar::parse(Rule::single_statement, self.text(span)) {
            Err(error) => mistakes::find(self.source, span, &error),
            // What follows keeps it from being one.
            Ok(_) => {
                let end = Span::new(span.end, span.end);
                SyntaxProblem::missing_semicolon(self.text(span), end, end)
            }
        }
    }

    /// The source's own text at a place, which outlives the pairs.
    pub(super) fn text(&self, span: Span) -> &'s str {
        self.source.part(span)
    }

    /// A name.
    pub(super) fn name(&self, pair: Pair<'_>) -> Name<'s> {
        let span = pair.span();
        Name { text: self.text(span), span }
    }

    /// A string without its quotes.
    pub(super) fn string(&self, pair: Pair<'_>) -> &'s str {
        self.text(pair.span()).trim_matches('"')
    }

    /// What is built of the pairs, one item after the other.
    pub(super) fn each<T>(
        &mut self,
        mut pairs: Pairs<'_>,
        build: impl Fn(&mut Self, &mut Pairs<'_>) -> Built<T>,
    ) -> Built<Box<[T]>> {
        let mut built = Vec::with_capacity(pairs.items());
        while pairs.peek().is_some() {
            if pairs.next_if(Rule::comma).is_none() {
                built.push(build(self, &mut pairs)?);
            }
        }
        Ok(built.into())
    }
}
