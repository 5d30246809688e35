//! What can be folded: bodies, comments of several lines, and `use`s that follow each other.

use std::cmp::Reverse;

use super::document::Lines;
use super::snapshot::Snapshot;
use super::walk::{each_body, each_statement};
use crate::source::{Source, Span};
use crate::syntax::tree::{Body, StatementKind};

/// Lines that can be folded, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fold {
    /// The line that stays.
    pub first: usize,
    /// The last line that is hidden.
    pub last: usize,
    /// What it is.
    pub kind: FoldKind,
}

/// What is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldKind {
    /// `{ … }`
    Body,
    /// Lines of comments.
    Comment,
    /// `use`s.
    Uses,
}

/// All of them, in order.
pub fn folds(snapshot: &Snapshot) -> Vec<Fold> {
    let Some((main, tree)) = snapshot.main().zip(snapshot.tree()) else { return Vec::new() };
    let lines = Lines::new(main.text());
    let mut folds = comments(&lines);
    folds.extend(uses(tree, main, &lines));
    each_statement(tree, &mut |statement| {
        each_body(statement, &mut |body| folds.extend(body_of(body.span, main, &lines)));
    });
    // An editor has one fold for each line: the longest is kept.
    folds.sort_by_key(|fold| (fold.first, Reverse(fold.last)));
    folds.dedup_by_key(|fold| fold.first);
    folds
}

fn line(at: u32, main: &Source, lines: &Lines<'_>) -> usize {
    lines.line_of((at - main.base()) as usize)
}

/// A body up to the line before its `}`, which stays.
fn body_of(span: Span, main: &Source, lines: &Lines<'_>) -> Option<Fold> {
    let [first, end] = [span.start, span.end].map(|at| line(at, main, lines));
    let closes = lines.line(end).trim_start().starts_with('}');
    let last = if closes { end.saturating_sub(1) } else { end };
    (first < last).then_some(Fold { first, last, kind: FoldKind::Body })
}

/// Lines that hold nothing but comments, where there are several in a row.
fn comments(lines: &Lines<'_>) -> Vec<Fold> {
    let numbers: Vec<usize> = (0..lines.count()).collect();
    let is_comment = |line: &usize| lines.line(*line).trim_start().starts_with('#');
    let runs = numbers.chunk_by(|one, other| is_comment(one) == is_comment(other));
    let folds = runs.filter_map(|run| match run {
        [first, .., last] if is_comment(first) => {
            Some(Fold { first: *first, last: *last, kind: FoldKind::Comment })
        }
        _ => None,
    });
    folds.collect()
}

/// `use`s that follow each other.
fn uses(tree: &Body<'_>, main: &Source, lines: &Lines<'_>) -> Vec<Fold> {
    let is_use = |kind: &StatementKind<'_>| matches!(kind, StatementKind::Use { .. });
    let runs = tree.statements.chunk_by(|one, other| is_use(&one.kind) == is_use(&other.kind));
    let folds = runs.filter_map(|run| match run {
        [first, .., last] if is_use(&first.kind) => {
            let first = line(first.span.start, main, lines);
            let last = line(last.span.end, main, lines);
            (first < last).then_some(Fold { first, last, kind: FoldKind::Uses })
        }
        _ => None,
    });
    folds.collect()
}
