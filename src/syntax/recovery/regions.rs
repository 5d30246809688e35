//! The regions of a text that do not parse because of their brackets.

use std::ops::Range;

use super::braces::{self, UnclosedBrace};
use super::damage::{Damage, DamageKind, GivenUp, PROBLEMS, Region};
use super::lines::Lines;
use crate::diagnostics::fix::Fix;
use crate::diagnostics::syntax::{BracketProblem, SyntaxProblem};
use crate::source::Span;

/// What the scanner found in a text whose brackets do not match.
pub(super) struct Found {
    /// What is wrong with parentheses and brackets.
    pub(super) damage: Vec<Damage>,
    /// How many braces are never closed, and how many close nothing, by their order alone.
    pub(super) unclosed_braces: usize,
    pub(super) stray_braces: usize,
}

/// The regions of a text from `start` on, in order; none overlaps another.
pub(super) fn regions(text: &str, start: usize, base: u32, found: Found) -> Vec<Region> {
    let lines = &Lines::new(text, start);
    let braces = braces::faults(lines, found.unclosed_braces, found.stray_braces);
    let mut regions = Vec::new();
    let mut strays = Vec::new();
    for (index, brace) in braces.unclosed.iter().enumerate() {
        let problem = (index <= PROBLEMS).then(|| unclosed_brace(lines, base, brace));
        let start = lines.joined(lines.index_of(brace.at), brace.at, true);
        regions.push(region(start..lines.end_above(brace.end), brace.at, problem));
    }
    for (index, at) in braces.stray.iter().enumerate() {
        strays
            .push((*at, (index <= PROBLEMS).then(|| stray("}", Span::within(base, *at..at + 1)))));
    }
    for Damage { kind, range, problem } in found.damage {
        match kind {
            DamageKind::Stray => strays.push((range.start, problem)),
            DamageKind::Mismatched => regions.push(region(range.clone(), range.start, problem)),
            DamageKind::Unclosed(nest) => {
                let mut region = region(bracketed(lines, range.clone()), range.start, problem);
                region.given_up.add(nest);
                regions.push(region);
            }
        }
    }
    strays.sort_by_key(|(at, _)| *at);
    // The statement of a stray closer is not sought above another one, so that time stays linear.
    let mut first = 0;
    for (at, problem) in strays {
        regions.push(stray_region(text, lines, at, first, problem));
        first = lines.index_of(at) + 1;
    }
    merged(regions)
}

fn region(range: Range<usize>, at: usize, problem: Option<SyntaxProblem>) -> Region {
    let problems = problem.into_iter().map(|problem| (at, problem)).collect();
    Region { range, costs_statement: true, problems, given_up: GivenUp::default() }
}

fn unclosed_brace(lines: &Lines, base: u32, brace: &UnclosedBrace) -> SyntaxProblem {
    let end = lines.get(brace.end).map(|line| Span::within(base, line.first.clone()));
    let span = Span::within(base, brace.at..brace.at + 1);
    BracketProblem::UnclosedBrace { span, declaration: end }.into()
}

/// The problem of a bracket that closes nothing.
pub(super) fn stray(close: &str, span: Span) -> SyntaxProblem {
    let help = Fix::guess(span, "").said("remove it, or open what it closes");
    BracketProblem::StrayBracket { close: close.to_owned(), span, help }.into()
}

/// How far a bracket reaches that has to be closed at the end of a range: up to the first line that
/// begins a statement with no more indentation than its own.
fn bracketed(lines: &Lines, range: Range<usize>) -> Range<usize> {
    let own = lines.index_of(range.start);
    let indent = lines.get(own).map_or(0, |line| line.indent);
    for index in own + 1.. {
        let Some(line) = lines.get(index) else { break };
        if line.first.start >= range.end || line.begins_statement && line.indent <= indent {
            return range.start..lines.end_above(index).min(range.end);
        }
    }
    range.start..range.end.min(lines.end_above(usize::MAX))
}

/// The region of a closer that closes nothing: its opener is missing somewhere in front, so that the
/// statement there does not parse.
fn stray_region(
    text: &str,
    lines: &Lines,
    at: usize,
    first: usize,
    problem: Option<SyntaxProblem>,
) -> Region {
    let index = lines.index_of(at);
    let Some(line) = lines.get(index) else { return region(at..at + 1, at, problem) };
    let is_brace = text.get(at..).is_some_and(|rest| rest.starts_with('}'));
    let start = if line.first.start == at {
        lines.header(index, first).map(|header| header.end)
    } else if is_brace {
        Some(lines.joined(index, lines.after_brace(line, at), false))
    } else {
        lines.continued(index, first).map(|header| header.end)
    };
    // A `}` alone takes nothing with it.
    let costs_statement = start.is_some() || !is_brace;
    Region { costs_statement, ..region(start.unwrap_or(at)..at + 1, at, problem) }
}

/// Regions in order, those that overlap made one.
fn merged(mut regions: Vec<Region>) -> Vec<Region> {
    regions.sort_by_key(|region| (region.range.start, std::cmp::Reverse(region.range.end)));
    let mut merged: Vec<Region> = Vec::with_capacity(regions.len());
    for region in regions {
        match merged.last_mut() {
            Some(last) if region.range.start < last.range.end => {
                last.range.end = last.range.end.max(region.range.end);
                last.given_up.add_all(region.given_up);
                last.costs_statement |= region.costs_statement;
                last.problems.extend(region.problems);
            }
            _ => merged.push(region),
        }
    }
    merged
}
