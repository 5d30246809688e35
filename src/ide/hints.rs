//! What stands beside a line: the shape after it, and what it costs.

use std::ops::Range;

use super::document::Lines;
use super::runs::Runs;
use super::snapshot::Snapshot;
use super::sums::{Cost, Sums};
use super::walk::each_statement;
use crate::check::record::{Outcome, Record, StatementRun};
use crate::network::{LayerId, Network};
use crate::source::Span;
use crate::tensor::Shape;
use crate::text::digits::Digits;

/// The most runs that a tooltip lists.
const LISTED: usize = 8;

/// Which hints are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// None.
    Off,
    /// Only shapes.
    Shape,
    /// Only costs.
    Cost,
    /// Shapes and costs.
    All,
}

/// A hint at the end of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Where it stands: the end of the line.
    pub at: u32,
    /// `×3 · 64×56×56 · 9.41 k params · 118 M MACs`
    pub label: String,
    /// The same with all digits, and one line for each run.
    pub details: String,
}

/// The hints of a part of the text: for each line, of the statements that end there.
pub fn hints(snapshot: &Snapshot, part: Span, wanted: Shown) -> Vec<Hint> {
    let (Some(main), Some((network, record))) = (snapshot.main(), snapshot.known()) else {
        return Vec::new();
    };
    let lines = Lines::new(main.text());
    let line_of = |at: u32| lines.line_of((at - main.base()) as usize);
    let wanted_lines = line_of(part.start)..=line_of(part.end);
    let mut folded = folded(snapshot, record);
    folded.retain(|it| wanted_lines.contains(&line_of(it.statement.end)));
    let claimed = claimed(snapshot);
    let figures = Figures { network, sums: snapshot.sums() };
    let rows =
        folded.chunk_by(|one, other| line_of(one.statement.end) == line_of(other.statement.end));
    let hints = rows.filter_map(|row| {
        let row = leading(row, record);
        let end = lines.range(line_of(row.first()?.statement.end))?.end;
        let (label, details) = figures.row(&row, wanted, &claimed)?;
        Some(Hint { at: snapshot.place(end), label, details })
    });
    hints.filter(|hint| part.start <= hint.at && hint.at <= part.end).collect()
}

/// A statement with its runs.
struct Folded<'r> {
    statement: Span,
    runs: Vec<&'r StatementRun>,
    /// Whether all that they did is known.
    complete: bool,
}

/// The statements of the text that made layers or tensors, or failed, in the order of their ends.
fn folded<'r>(snapshot: &Snapshot, record: &'r Record) -> Vec<Folded<'r>> {
    let all = snapshot.runs().into_iter().flat_map(Runs::iter);
    let all = all.filter(|(statement, _)| snapshot.holds(*statement));
    let all = all.map(|(statement, it)| Folded {
        statement,
        runs: it.recorded(record).collect(),
        complete: it.complete,
    });
    let shows =
        |run: &&StatementRun| matches!(run.outcome, Outcome::Tensor(_)) || !run.layers.is_empty();
    let mut all: Vec<_> = all.filter(|it| !it.complete || it.runs.iter().any(shows)).collect();
    all.sort_by_key(|it| (it.statement.end, std::cmp::Reverse(it.statement.start)));
    all
}

/// The statements of a line without those that another in it led to, as what contains or calls them:
/// what they cost is part of what that one costs.
fn leading<'f, 'r>(row: &'f [Folded<'r>], record: &'r Record) -> Vec<&'f Folded<'r>> {
    let caller = |run: &StatementRun| run.caller.and_then(|id| record.run(id));
    let is_in_row = |run: &StatementRun| row.iter().any(|it| it.statement == run.statement);
    let is_led = |it: &&Folded<'r>| {
        let mut runs = it.runs.iter();
        runs.any(|run| std::iter::successors(caller(run), |run| caller(run)).any(is_in_row))
    };
    row.iter().filter(|it| row.len() == 1 || !is_led(it)).collect()
}

/// The ends of the statements that end in a claim, which says their shape.
fn claimed(snapshot: &Snapshot) -> Vec<u32> {
    let mut ends = Vec::new();
    if let Some(tree) = snapshot.tree() {
        each_statement(tree, &mut |statement| {
            ends.extend(statement.claim.is_some().then_some(statement.span.end));
        });
    }
    ends.sort_unstable();
    ends
}

/// What hints are made of.
struct Figures<'a> {
    network: &'a Network,
    sums: Option<&'a Sums>,
}

impl Figures<'_> {
    /// The hint of the statements that end in a line, and its details.
    fn row(&self, row: &[&Folded<'_>], wanted: Shown, claimed: &[u32]) -> Option<(String, String)> {
        let last = row.last()?;
        let costs = row.iter().flat_map(|it| &it.runs).map(|run| self.cost(&run.layers));
        let cost = costs.fold(Cost::default(), Cost::plus);
        let is_claimed = claimed.binary_search(&last.statement.end).is_ok();
        let shape = self.shapes(&last.runs);
        let label_shape = shape.clone().filter(|_| wanted != Shown::Cost && !is_claimed);
        let complete = row.iter().all(|it| it.complete);
        let cost = if complete { cost } else { Cost::default() };
        let shows_cost = matches!(wanted, Shown::Cost | Shown::All);
        let label_cost = cost.shown(Digits::Short).filter(|_| shows_cost);
        if wanted == Shown::Off || label_shape.is_none() && label_cost.is_none() {
            return None;
        }
        let times = Some(last.runs.len()).filter(|runs| *runs > 1).map(|runs| format!("×{runs}"));
        let label = [times.clone(), label_shape, label_cost].into_iter().flatten();
        let label = label.collect::<Vec<_>>().join(" · ");
        let whole = [times, shape, cost.shown(Digits::Full)].into_iter().flatten();
        let mut details = vec![whole.collect::<Vec<_>>().join(" · ")];
        details.extend(self.runs(row, &last.runs));
        Some((label, details.join("\n")))
    }

    /// A line for each of the first runs of a row, if there are several and all its statements have as many.
    fn runs(&self, row: &[&Folded<'_>], runs: &[&StatementRun]) -> Vec<String> {
        let complete = row.iter().all(|it| it.complete);
        if !complete || runs.len() < 2 || row.iter().any(|it| it.runs.len() != runs.len()) {
            return Vec::new();
        }
        let line = |(number, run): (usize, &&StatementRun)| {
            let costs = row.iter().filter_map(|it| it.runs.get(number));
            let cost = costs.map(|run| self.cost(&run.layers)).fold(Cost::default(), Cost::plus);
            let shape = run.shape(self.network).map(|shape| shape.to_string());
            let parts: Vec<String> =
                [shape, cost.shown(Digits::Full)].into_iter().flatten().collect();
            format!("{}. {}", number + 1, parts.join(" · "))
        };
        let mut lines: Vec<String> = runs.iter().enumerate().take(LISTED).map(line).collect();
        if let Some(more) = runs.len().checked_sub(LISTED).filter(|more| *more > 0) {
            lines.push(format!("and {more} more"));
        }
        lines
    }

    fn cost(&self, layers: &Range<LayerId>) -> Cost {
        self.sums.map(|sums| sums.of(layers)).unwrap_or_default()
    }

    /// The shape of the runs, or the first and the last of them: `64×56×56 … 512×7×7`.
    fn shapes(&self, runs: &[&StatementRun]) -> Option<String> {
        let shapes =
            runs.iter().map(|run| run.shape(self.network)).collect::<Option<Vec<Shape>>>()?;
        match shapes.as_slice() {
            [first, .., last] if shapes.iter().any(|shape| shape != first) => {
                Some(format!("{first} … {last}"))
            }
            [first, ..] => Some(first.to_string()),
            [] => None,
        }
    }
}
