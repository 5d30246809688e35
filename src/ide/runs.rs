//! The runs of statements.

use std::collections::hash_map::Entry;

use foldhash::HashMap;

use crate::check::record::{Outcome, Record, RunId, StatementRun};
use crate::index::Idx;
use crate::network::{Network, Origin};
use crate::source::Span;
use crate::tensor::Shape;

/// The statements that were run.
#[derive(Debug, Default)]
pub struct Runs(HashMap<Span, StatementRuns>);

/// All runs of a statement.
#[derive(Debug, Default)]
pub struct StatementRuns {
    /// Those that were recorded, in order.
    pub ids: Vec<RunId>,
    /// Whether these are all of them, and all that they did is known.
    pub complete: bool,
}

impl Runs {
    /// The runs that were recorded. A statement that failed made no layer, even if its claim says its shape;
    /// what contains or calls it costs more than is known.
    pub fn new(network: &Network, record: &Record) -> Self {
        let incomplete = incomplete(network, record);
        let mut all = HashMap::<Span, StatementRuns>::default();
        for (index, (run, incomplete)) in record.runs().iter().zip(incomplete).enumerate() {
            let runs = match all.entry(run.statement) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let complete = record.further(run.statement).runs == 0;
                    new.insert(StatementRuns { ids: Vec::new(), complete })
                }
            };
            runs.ids.push(RunId::at(index));
            runs.complete &= !incomplete;
        }
        Runs(all)
    }

    /// The runs of a statement; `None` if it was not run.
    pub fn of(&self, statement: Span) -> Option<&StatementRuns> {
        self.0.get(&statement)
    }

    /// Each statement with its runs, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (Span, &StatementRuns)> {
        self.0.iter().map(|(statement, runs)| (*statement, runs))
    }
}

impl StatementRuns {
    /// Those that were recorded, in order.
    pub fn recorded<'r>(&self, record: &'r Record) -> impl Iterator<Item = &'r StatementRun> {
        self.ids.iter().filter_map(|id| record.run(*id))
    }

    /// The shape that each of them yields; `None` if one is not known.
    pub fn shapes(&self, network: &Network, record: &Record) -> Option<Vec<Shape>> {
        self.recorded(record).map(|run| run.shape(network)).collect()
    }
}

/// For each run, whether something that it did is not known.
fn incomplete(network: &Network, record: &Record) -> Vec<bool> {
    let runs = record.runs();
    let mut incomplete: Vec<bool> = runs.iter().map(|run| failed(network, run)).collect();
    // What led to a run comes before it.
    for (index, run) in runs.iter().enumerate().rev() {
        let is_incomplete = incomplete.get(index).copied().unwrap_or_default();
        if let Some(caller) = run.caller.and_then(|id| incomplete.get_mut(id.index())) {
            *caller |= is_incomplete;
        }
    }
    incomplete
}

/// Whether a statement failed: it yields nothing that is known, or what only its claim says.
fn failed(network: &Network, run: &StatementRun) -> bool {
    match run.outcome {
        Outcome::Unknown => true,
        Outcome::Nothing | Outcome::Value(_) => false,
        Outcome::Tensor(tensor) => match network.tensor(tensor).origin {
            Origin::Claimed(span) => {
                run.statement.start <= span.start && span.end <= run.statement.end
            }
            Origin::Input | Origin::Layer(_) | Origin::Weight(_) => false,
        },
    }
}
