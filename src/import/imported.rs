//! What an import makes.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use super::call::{Call, Calls, VarId, is_commutative};
use super::fault::{Fault, FaultKind};
use super::fold;
use super::graph::Graph;
use super::lower::Lowering;
use super::names::Names;
use super::options::ImportOptions;
use super::patterns;
use super::scopes::Scopes;
use super::write::{Header, quoted, write};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::model::ModelProblem;
use crate::index::Idx;
use crate::network::{self, Network, Origin};
use crate::tensor::{Shape, TensorId};

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
    /// The text, with blocks and repeats.
    pub text: String,
    /// The text with a call a line.
    pub flat: String,
    /// The numbers of the inputs.
    pub(super) inputs: Vec<u32>,
    /// Where it comes from.
    pub about: network::Imported,
    /// What is to be said about it that is not an error.
    pub warnings: Vec<Diagnostic>,
    /// The layers that it makes, in order.
    pub layers: Vec<ImportedLayer>,
}

/// A layer of an imported text. Tensors have numbers: the inputs first, then what layers make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedLayer {
    /// Its operation.
    pub operation: &'static str,
    /// The tensors that it reads, in order.
    pub reads: Vec<u32>,
    /// The tensors that it makes, with their sizes without the batch.
    pub makes: Vec<(u32, Vec<u64>)>,
}

impl ImportedText {
    /// The text with a call a line takes the place of the folded one.
    pub(crate) fn unfold(&mut self) {
        self.text = unfolded(&self.flat);
    }

    /// Whether a network has these layers in this order: the same operations, which read the same tensors and make
    /// the same sizes.
    pub fn is_network(&self, network: &Network) -> bool {
        let mut tensors: HashMap<TensorId, u32, RandomState> = HashMap::default();
        let inputs = (0..).map(TensorId).zip(&network.tensors);
        let inputs = inputs.filter(|(_, it)| matches!(it.origin, Origin::Input)).map(|(id, _)| id);
        tensors.extend(inputs.zip(self.inputs.iter().copied()));
        self.layers.len() == network.layers.len()
            && self.layers.iter().zip(&network.layers).all(|(ours, layer)| {
                let its_sizes =
                    |id: TensorId| network.tensors.get(id.0 as usize).map(|it| sizes(&it.shape));
                let makes = layer
                    .outputs()
                    .map(its_sizes)
                    .eq(ours.makes.iter().map(|it| Some(it.1.clone())));
                let reads: Option<Vec<u32>> =
                    layer.inputs.iter().map(|id| tensors.get(id).copied()).collect();
                tensors.extend(layer.outputs().zip(ours.makes.iter().map(|(number, _)| *number)));
                let is_read = reads.is_some_and(|reads| ours.is_read(reads));
                makes && is_read && ours.operation == layer.operation
            })
    }
}

impl ImportedLayer {
    /// Whether these are the tensors that it reads; operands of a sum have no order.
    fn is_read(&self, mut reads: Vec<u32>) -> bool {
        let mut own = self.reads.clone();
        if is_commutative(self.operation) {
            reads.sort_unstable();
            own.sort_unstable();
        }
        own == reads
    }
}

fn sizes(shape: &Shape) -> Vec<u64> {
    shape.axes().iter().map(|size| u64::from(*size)).collect()
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
        let header = Header { comments: vec![origin(&about)], title: title.to_owned() };
        let flat = write(&self.calls, &self.graph, &self.names, &header);
        let nodes = self.graph.nodes.iter().map(|node| self.names.text(node.name));
        let folded = fold::text(&self.calls, &Scopes::of_names(nodes), &header);
        let text = folded.unwrap_or_else(|| unfolded(&flat));
        let warnings = not_counted(&about.unknown).into_iter().collect();
        let inputs = self.calls.inputs.iter().map(|(_, var)| number(*var)).collect();
        let layers = self.calls.calls.iter().map(|call| layer(&self.calls, call)).collect();
        ImportedText { text, flat, inputs, about, warnings, layers }
    }
}

/// The text with a call a line, where it is not asked for.
fn unfolded(flat: &str) -> String {
    format!("# a call a line: folded, it would not make the same layers\n{flat}")
}

/// Where a network comes from, in a line.
fn origin(about: &network::Imported) -> String {
    let opset = about.opset.map(|opset| format!("opset {opset}"));
    let schema = about.schema.as_ref().map(|schema| format!("schema {schema}"));
    let version = opset.or(schema).unwrap_or_default();
    let parts = [about.format, &version, &about.producer].map(quoted);
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("imported from {}: {} nodes", parts.join(", "), about.nodes)
}

fn number(var: VarId) -> u32 {
    u32::try_from(var.index()).unwrap_or(u32::MAX)
}

fn layer(calls: &Calls, call: &Call) -> ImportedLayer {
    let made = |var: &VarId| (number(*var), calls.vars[*var].to_vec());
    ImportedLayer {
        operation: call.op,
        reads: call.reads().map(number).collect(),
        makes: call.outputs.iter().map(made).collect(),
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
