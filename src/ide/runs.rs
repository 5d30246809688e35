//! The runs of statements, with whether all that they did is known.

use foldhash::HashMap;

use crate::check::record::{Outcome, Record, RunId, StatementRun};
use crate::index::Idx;
use crate::network::{Network, Origin};
use crate::source::Span;

/// The runs of statements.
#[derive(Debug)]
pub struct Runs<'a> {
    record: &'a Record,
    /// For each run, whether something that it did is not known.
    incomplete: Vec<bool>,
}

impl<'a> Runs<'a> {
    /// Those of a network. A statement that failed made no layer, even if its claim says its shape; what
    /// contains or calls it costs more than is known.
    pub fn new(network: &Network, record: &'a Record) -> Self {
        let runs = record.runs();
        let mut incomplete: Vec<bool> = runs.iter().map(|run| failed(network, run)).collect();
        // What led to a run comes before it.
        for (index, run) in runs.iter().enumerate().rev() {
            let is_incomplete = incomplete.get(index).copied().unwrap_or_default();
            if let Some(caller) = run.caller.and_then(|id: RunId| incomplete.get_mut(id.index())) {
                *caller |= is_incomplete;
            }
        }
        Runs { record, incomplete }
    }

    /// Each statement with its runs, in no order, and whether all that these did is known.
    pub fn by_statement(&self) -> HashMap<Span, (Vec<&'a StatementRun>, bool)> {
        let mut all: HashMap<Span, (Vec<&StatementRun>, bool)> = HashMap::default();
        for (run, incomplete) in self.record.runs().iter().zip(&self.incomplete) {
            let (runs, complete) = all.entry(run.statement).or_insert_with(|| {
                // Those beyond the most that are recorded are not known one by one.
                (Vec::new(), self.record.further(run.statement).runs == 0)
            });
            runs.push(run);
            *complete &= !incomplete;
        }
        all
    }
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
