//! The builder of trees: what it keeps while the pairs of one text become statements. How statements
//! and expressions are built is in `statements.rs` and `expressions.rs`.

use std::convert::Infallible;
use std::ops::Range;

use pest::Parser;
use pest::iterators;

use super::grammar::{Grammar, Rule};
use super::hints;
use super::keywords::Keyword;
use super::memo::Memo;
use super::pairs::{Nodes, Pair, Pairs};
use super::recovery::{NESTING, PROBLEMS, Slice};
use super::tree::{Body, Name, Statement, StatementKind};
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::parallel;
use crate::source::{Source, Span, offset};

/// A part of the tree, or the reason why there is none.
pub(super) type Result<T, E = Box<SyntaxProblem>> = std::result::Result<T, E>;

/// From how many slices on the grammar reads several at once. For fewer, threads are not worth their start.
const MANY: usize = 8;

/// Parses a slice of a text; `None` if pest gives up.
pub(super) fn pairs_of(text: &str, slice: Range<usize>) -> Option<iterators::Pairs<'_, Rule>> {
    Grammar::parse(Rule::file, text.get(slice)?).ok()?.next().map(iterators::Pair::into_inner)
}

/// What the grammar finds in a slice of a text, whose first byte is at `base` in the address space of all
/// sources; `None` if pest gives up, or may not read it.
fn nodes(text: &str, slice: &Slice, base: u32) -> Option<Nodes> {
    let pairs = slice.sound.then(|| pairs_of(text, slice.range.clone()))??;
    Some(Nodes::new(&pairs, base))
}

/// The same; the grammar reads only what the memo does not know.
fn known(text: &str, slice: &Slice, base: u32, memo: &Memo) -> Option<Nodes> {
    let found = memo.nodes(text.get(slice.range.clone())?, || nodes(text, slice, 0))?;
    Some(found.moved(base))
}

/// Builds the tree of one text.
pub(super) struct Builder<'s> {
    pub(super) source: &'s Source,
    /// The offsets that the recovery has reported: a statement with one of them needs no message.
    pub(super) reported: Vec<usize>,
    /// How many brackets, conditions and signed exponents are open.
    pub(super) depth: usize,
    pub(super) problems: Vec<SyntaxProblem>,
    /// The places of the statements that are left out, in order.
    pub(super) left_out: Vec<Span>,
}

impl<'s> Builder<'s> {
    pub(super) fn new(source: &'s Source) -> Self {
        Builder {
            source,
            reported: Vec::new(),
            depth: 0,
            problems: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// Adds the statements of slices of the recovered text to a body. The grammar reads several slices at
    /// once if there are many.
    pub(super) fn read(
        &mut self,
        text: &str,
        slices: &[Slice],
        memo: Option<&Memo>,
        body: &mut Body<'s>,
    ) {
        let base = self.source.base();
        let start = |slice: &Slice| Span::within(base, slice.range.clone()).start;
        if let Some(memo) = memo {
            for slice in slices {
                self.add(slice, known(text, slice, start(slice), memo).as_ref(), body);
            }
            return;
        }
        let jobs = if slices.len() < MANY { 1 } else { parallel::cores() };
        let read = |slice| (slice, nodes(text, slice, start(slice)));
        let Ok(()) = parallel::in_order(slices.iter(), jobs, read, |(slice, nodes)| {
            self.add(slice, nodes.as_ref(), body);
            Ok::<_, Infallible>(())
        });
    }

    /// Adds the statements of a slice, in which the grammar has found these nodes.
    fn add(&mut self, slice: &Slice, nodes: Option<&Nodes>, body: &mut Body<'s>) {
        let span = Span::within(self.source.base(), slice.range.clone());
        match nodes {
            Some(nodes) => {
                body.statements.reserve(nodes.pairs().count());
                self.statements(nodes.pairs(), body);
            }
            None => self.leave_out(span, body),
        }
        // The grammar accepts any text, if only as invalid statements. If it did not, the reader should
        // know what is missing.
        if nodes.is_none() && slice.sound {
            self.problems.push(LimitProblem::Nesting { limit: NESTING, span }.into());
        }
    }

    /// Adds the statements among the pairs to a body.
    pub(super) fn statements(&mut self, pairs: Pairs<'_>, body: &mut Body<'s>) {
        for pair in pairs {
            let built = match pair.rule() {
                Rule::statement => self.statement(pair),
                _ => {
                    self.invalid(pair.span(), body);
                    continue;
                }
            };
            match built {
                Ok(statement) => body.statements.push(statement),
                Err(problem) => self.refuse(*problem, pair.span(), body),
            }
        }
    }

    /// Leaves out a statement that does not parse, and reports why unless that is reported already.
    fn invalid(&mut self, mut span: Span, body: &mut Body<'s>) {
        span.end -= trailing_spaces(self.text(span));
        if self.problems.len() > PROBLEMS || self.is_reported(span) {
            return self.leave_out(span, body);
        }
        let problem = self.mistake(span);
        if let SyntaxProblem::ContinuesNothing { .. } = &problem
            && let Some(above) = body.statements.last_mut()
        {
            // This was meant to continue it, so without it the statement above is incomplete.
            above.kind = bad(self.source.part(above.span));
        }
        self.refuse(problem, span, body);
    }

    fn refuse(&mut self, problem: SyntaxProblem, span: Span, body: &mut Body<'s>) {
        self.problems.push(problem);
        self.leave_out(span, body);
    }

    fn leave_out(&mut self, span: Span, body: &mut Body<'s>) {
        self.left_out.push(span);
        let kind = bad(self.text(span));
        body.statements.push(Statement { labels: Box::default(), kind, claim: None, span });
    }

    fn is_reported(&self, span: Span) -> bool {
        let (start, end) = (span.start - self.source.base(), span.end - self.source.base());
        let next = self.reported.partition_point(|at| *at < start as usize);
        self.reported.get(next).is_some_and(|at| *at < end as usize)
    }

    /// What is wrong with a statement that does not parse.
    fn mistake(&self, span: Span) -> SyntaxProblem {
        match Grammar::parse(Rule::single_statement, self.text(span)) {
            Err(error) => hints::find(self.source, span, &error),
            // It parses by itself: what follows it does not belong to it.
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

    /// Builds one item after the other from the pairs, which commas may separate.
    pub(super) fn each<T>(
        &mut self,
        mut pairs: Pairs<'_>,
        build: impl Fn(&mut Self, &mut Pairs<'_>) -> Result<T>,
    ) -> Result<Box<[T]>> {
        let mut built = Vec::with_capacity(pairs.items());
        while pairs.peek().is_some() {
            if pairs.next_if(Rule::comma).is_none() {
                built.push(build(self, &mut pairs)?);
            }
        }
        Ok(built.into())
    }
}

/// What a statement is that does not parse.
fn bad<'s>(text: &str) -> StatementKind<'s> {
    let word = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next();
    let keyword = word.and_then(Keyword::find);
    StatementKind::Bad { keeps_current: keyword.is_some_and(Keyword::keeps_current) }
}

fn trailing_spaces(text: &str) -> u32 {
    offset(text.len() - text.trim_end_matches([' ', '\t', '\r']).len())
}
