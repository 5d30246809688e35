//! What an import makes.

use std::collections::BTreeMap;

use super::call::Calls;
use super::fault::{Fault, FaultKind};
use super::graph::Graph;
use super::lower::Lowering;
use super::names::Names;
use super::options::ImportOptions;
use super::patterns;
use super::write::{Header, Written, write};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::model::ModelProblem;
use crate::network;

/// A model as calls, with what is to be said about it.
#[derive(Debug)]
pub(super) struct Imported {
    pub about: network::Imported,
    pub graph: Graph,
    pub names: Names,
    pub calls: Calls,
    /// Operators whose cost is not known, with how many nodes there are of each.
    pub unknown: BTreeMap<String, u64>,
}

/// A model as a text of the language.
#[derive(Debug)]
pub struct ImportedText {
    /// The text, a call a line.
    pub text: String,
    /// Where it comes from.
    pub about: network::Imported,
    /// What is to be said about it that is not an error.
    pub warnings: Vec<Diagnostic>,
    /// For each line that makes tensors, from 1, the sizes of what it makes, without the batch.
    pub makes: Vec<(u32, Vec<Vec<u64>>)>,
}

impl Imported {
    /// The calls of a graph; `batch` says whether the first axis of an input is the batch.
    ///
    /// # Errors
    /// When nothing is left of it.
    pub(super) fn of(
        mut graph: Graph,
        names: Names,
        mut about: network::Imported,
        batch: &[bool],
        options: &ImportOptions,
    ) -> Result<Self, Vec<Fault>> {
        graph.drop_unused();
        if !options.no_patterns {
            about.patterns = patterns::replace(&mut graph);
        }
        let lowering = Lowering::new(&graph, &names, batch).run();
        let (calls, unknown) = (lowering.calls, lowering.unknown);
        if calls.calls.is_empty() && calls.inputs.is_empty() {
            return Err(vec![Fault { node: None, kind: FaultKind::Empty }]);
        }
        Ok(Imported { about, graph, names, calls, unknown })
    }

    /// The text of the network.
    pub(super) fn text(self, title: &str) -> ImportedText {
        let mut about = self.about;
        about.unknown = self.unknown.into_iter().collect();
        let header = Header { comments: Vec::new(), title: title.to_owned() };
        let Written { text, makes } = write(&self.calls, &self.graph, &self.names, &header);
        let warnings = not_counted(&about.unknown).into_iter().collect();
        ImportedText { text, about, warnings, makes }
    }
}

/// The warning about operators whose cost is not known.
fn not_counted(unknown: &[(String, u64)]) -> Option<Diagnostic> {
    let nodes = |count| if count == 1 { "1 node".to_owned() } else { format!("{count} nodes") };
    let all: Vec<String> =
        unknown.iter().map(|(name, count)| format!("`{name}` ({})", nodes(*count))).collect();
    let operators = all.join(", ");
    (!all.is_empty()).then(|| Diagnostic::new(ModelProblem::NotCounted { operators }))
}
