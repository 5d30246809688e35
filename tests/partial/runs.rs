//! The runs of statements, and what they yielded.

use std::collections::HashMap;

use netcost::Analysis;
use netcost::Shape;
use netcost::network::Network;
use netcost::record::{Outcome, RunId, StatementRun};

/// The runs of the statements of a text, each of which is found by where its statement begins and by
/// the runs that led to it.
pub struct Runs<'a> {
    /// Each after the one that led to it.
    all: &'a [StatementRun],
    network: Option<&'a Network>,
    /// Each by the run that led to it, where its statement begins, and how often that one had been
    /// run there.
    found: HashMap<(Option<RunId>, u32, u32), RunId>,
    /// For each, how often its statement had been run by the run that led to it.
    times: Vec<u32>,
}

impl<'a> Runs<'a> {
    /// Those of an analysis.
    pub fn of(analysis: &'a Analysis) -> Self {
        let all = analysis.record().map_or(&[][..], |record| record.runs());
        let (mut found, mut times) = (HashMap::new(), Vec::new());
        let mut counts = HashMap::new();
        for (id, run) in (0..).map(RunId).zip(all) {
            let count: &mut u32 = counts.entry((run.caller, run.statement.start)).or_default();
            found.insert((run.caller, run.statement.start, *count), id);
            times.push(*count);
            *count += 1;
        }
        Runs { all, network: analysis.known(), found, times }
    }

    /// The shape of the tensor that a run yielded.
    pub fn shape(&self, run: RunId) -> Option<Shape> {
        match self.all[run.0 as usize].outcome {
            Outcome::Tensor(id) => self.network.map(|network| network.tensor(id).shape),
            _ => None,
        }
    }

    /// Whether these are the same runs, which yielded the same shapes.
    pub fn same(&self, other: &Runs<'_>) -> bool {
        let shapes = |runs: &Runs<'_>| {
            (0..runs.all.len() as u32).map(|run| runs.shape(RunId(run))).collect::<Vec<_>>()
        };
        self.all == other.all && shapes(self) == shapes(other)
    }

    /// For each run, the same one of an edited text; `moved` says where a place lies in it.
    pub fn in_edited(&self, edited: &Runs<'_>, moved: impl Fn(u32) -> u32) -> Vec<Option<RunId>> {
        let mut same: Vec<Option<RunId>> = Vec::new();
        for (run, times) in self.all.iter().zip(&self.times) {
            let caller = run.caller.map(|caller| same[caller.0 as usize]);
            let start = moved(run.statement.start);
            same.push(match caller {
                Some(None) => None,
                caller => edited.found.get(&(caller.flatten(), start, *times)).copied(),
            });
        }
        same
    }
}
