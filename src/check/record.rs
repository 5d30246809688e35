//! What is recorded while a program runs, for whoever shows results beside the text: what each
//! statement made each time it was run, and what was visible at a place.

use std::ops::Range;

use foldhash::HashMap;

use crate::diagnostics::CallSite;
use crate::index::{Idx, ids};
use crate::network::{LayerId, Network};
use crate::source::Span;
use crate::tensor::{Shape, TensorId};

/// What to record while a program runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Whether to record every run of every statement.
    pub runs: bool,
    /// The offset, as in [`Span`]s, at which to record what is visible.
    pub probe: Option<u32>,
    /// Whether to keep what each name refers to and what each call calls, before it is run.
    pub symbols: bool,
}

/// The index of a run in [`Record::runs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId(pub u32);

ids!(RunId);

/// One run of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementRun {
    /// The statement, labels and claim included.
    pub statement: Span,
    /// The layers that it made, those made by statements within it and by blocks it called
    /// included.
    pub layers: Range<LayerId>,
    /// What it yielded.
    pub outcome: Outcome,
    /// The run that led to it: of the statement that it lies in, or of the call of its block. None
    /// for the statements of the file's own body.
    pub caller: Option<RunId>,
}

impl StatementRun {
    /// The shape of the tensor that it yielded, if that is what it did.
    pub fn shape(&self, network: &Network) -> Option<Shape> {
        match self.outcome {
            Outcome::Tensor(tensor) => Some(network.tensor(tensor).shape),
            Outcome::Nothing | Outcome::Value(_) | Outcome::Unknown => None,
        }
    }
}

/// What a run of a statement yielded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing: it declares, sets or asserts something.
    Nothing,
    /// The current tensor after it, or the tensor that it names. After a mistake this may be a
    /// [claimed](crate::network::Origin::Claimed) one.
    Tensor(TensorId),
    /// A value that is not a tensor, of this kind, with its article: "an integer".
    Value(&'static str),
    /// Something unknown, due to a mistake in it or before it.
    Unknown,
}

/// How often a statement was run, and how many layers it made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Its runs.
    pub runs: u64,
    /// The layers that these made.
    pub layers: u64,
}

/// What each statement made each time it was run. Statements of the standard blocks are left out.
///
/// The first million runs are kept one by one. Those after them are only [counted](Record::further),
/// for each statement.
///
/// ```
/// use netcost::Options;
///
/// let text = "input 3x8x8\nrepeat 2 { conv 4 k3 p1 }\n";
/// let analysis = netcost::analyze("first.net", text, &Options::new());
/// let record = analysis.record().ok_or("the text was not read")?;
/// let runs = record.runs().iter().filter(|run| analysis.sources().text(run.statement) == "conv 4 k3 p1");
/// assert_eq!(runs.count(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Record {
    runs: Vec<StatementRun>,
    further: HashMap<Span, Count>,
    most: usize,
}

/// The most runs that are kept one by one.
const MOST_RUNS: usize = 1_000_000;

impl Default for Record {
    fn default() -> Self {
        Record { runs: Vec::new(), further: HashMap::default(), most: MOST_RUNS }
    }
}

impl Record {
    /// The runs in the order in which they began: each comes after the one that led to it.
    pub fn runs(&self) -> &[StatementRun] {
        &self.runs
    }

    /// A run by its index.
    pub fn run(&self, id: RunId) -> Option<&StatementRun> {
        self.runs.get(id.index())
    }

    /// The runs of a statement, with their indices.
    pub fn of(&self, statement: Span) -> impl Iterator<Item = (RunId, &StatementRun)> {
        let runs = (0..).map(RunId).zip(&self.runs);
        runs.filter(move |(_, run)| run.statement == statement)
    }

    /// The runs of a statement that are not kept one by one.
    pub fn further(&self, statement: Span) -> Count {
        self.further.get(&statement).copied().unwrap_or_default()
    }
}

/// What was visible at a place in the text, the first time that it was run.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// The statement before which this was; empty and at the end of a body after its last one.
    pub at: Span,
    /// The visible names, in the order in which they were made, and what they held.
    pub names: Vec<(String, Seen)>,
    /// The current tensor, if there was one.
    pub current: Option<Seen>,
    /// The calls of blocks that led there, the innermost first.
    pub calls: Vec<CallSite>,
}

/// A value as it was seen at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What kind of value it is, with its article: "a tensor".
    pub kind: &'static str,
    /// The shape of a tensor.
    pub shape: Option<Shape>,
    /// The value as messages show it; its kind if it is long.
    pub shown: String,
}

/// What is wanted, while it is being recorded.
pub(crate) struct Recording {
    /// The runs so far, if they are wanted.
    pub record: Option<Record>,
    /// What was visible at the place that is asked for.
    pub probe: Option<Probe>,
    offset: Option<u32>,
    /// The body in which the probe was taken.
    body: Option<Span>,
    /// The run of the statement that is being run.
    open: Option<RunId>,
}

/// A run that has begun.
pub(crate) struct Begun {
    id: Option<RunId>,
    caller: Option<RunId>,
    first: usize,
}

impl Recording {
    /// Records what is wanted; `None` if that is nothing.
    pub fn new(wanted: Wanted) -> Option<Box<Self>> {
        let Wanted { runs, probe: offset, .. } = wanted;
        let record = runs.then(Record::default);
        let any = runs || offset.is_some();
        any.then(|| Box::new(Recording { record, probe: None, offset, body: None, open: None }))
    }

    /// A statement begins to run; `layers` is the number of layers so far.
    pub fn begin(&mut self, statement: Span, layers: usize) -> Begun {
        let caller = self.open;
        let record = self.record.as_mut().filter(|record| record.runs.len() < record.most);
        let id = record.map(|record| {
            let first = LayerId::at(layers);
            let outcome = Outcome::Nothing;
            record.runs.push(StatementRun { statement, layers: first..first, outcome, caller });
            RunId::at(record.runs.len() - 1)
        });
        self.open = id.or(caller);
        Begun { id, caller, first: layers }
    }

    /// A statement ends; `layers` is the number of layers so far.
    pub fn end(&mut self, begun: Begun, statement: Span, layers: usize, outcome: Outcome) {
        self.open = begun.caller;
        let Some(record) = &mut self.record else { return };
        match begun.id.and_then(|id| record.runs.get_mut(id.index())) {
            Some(run) => {
                run.layers.end = LayerId::at(layers);
                run.outcome = outcome;
            }
            None => {
                let count = record.further.entry(statement).or_default();
                count.runs += 1;
                count.layers += (layers - begun.first) as u64;
            }
        }
    }

    /// Whether a probe is to be taken in a body, at a statement or at its end. One in a body within
    /// replaces that of the body around it.
    pub fn wants_probe(&self, body: Span, at: Span) -> bool {
        let Some(offset) = self.offset else { return false };
        let within =
            |outer: Span| body != outer && outer.start <= body.start && body.end <= outer.end;
        at.end >= offset
            && body.start <= offset
            && offset <= body.end
            && self.body.is_none_or(within)
    }

    /// Keeps a probe that was taken in a body.
    pub fn keep_probe(&mut self, body: Span, probe: Probe) {
        (self.body, self.probe) = (Some(body), Some(probe));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_most_runs_are_counted() {
        let mut recording =
            Recording::new(Wanted { runs: true, ..Wanted::default() }).expect("wanted");
        let record = recording.record.as_mut().expect("wanted");
        record.most = 3;
        let (outer, inner) = (Span::new(0, 9), Span::new(4, 8));
        let begun = recording.begin(outer, 0);
        for layer in 0..5 {
            let begun = recording.begin(inner, layer);
            recording.end(begun, inner, layer + 1, Outcome::Unknown);
        }
        recording.end(begun, outer, 5, Outcome::Nothing);
        let record = recording.record.expect("wanted");
        let layers: Vec<_> =
            record.runs().iter().map(|run| (run.layers.start.0, run.layers.end.0)).collect();
        assert_eq!(layers, [(0, 5), (0, 1), (1, 2)]);
        assert_eq!(record.runs()[2].caller, Some(RunId(0)));
        assert_eq!(record.of(inner).count(), 2);
        assert_eq!(record.further(inner), Count { runs: 3, layers: 3 });
        assert_eq!(record.further(outer), Count::default());
    }
}
