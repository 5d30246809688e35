//! What an import makes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::call::{Call, Calls, VarId, is_commutative};
use super::dims::{self, Dims};
use super::fault::{Fault, FaultKind};
use super::fold;
use super::graph::Graph;
use super::lower::{Lowering, Unknown};
use super::names::Names;
use super::options::ImportOptions;
use super::patterns;
use super::scopes::Scopes;
use super::write::{Header, quoted, write};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::model::ModelProblem;
use crate::index::Idx;
use crate::network::{self, Network, Origin, ScopePath};
use crate::tensor::{Shape, TensorId};

/// A model as calls, with what is to be said about it.
#[derive(Debug)]
pub(super) struct Imported {
    pub about: network::Imported,
    pub graph: Graph,
    pub names: Names,
    pub calls: Calls,
    /// Operators whose cost is not known.
    pub unknown: BTreeMap<String, Unknown>,
}

/// A model as a text of the language.
#[derive(Debug)]
pub struct ImportedText {
    /// The text: with blocks and repeats, or with a call a line if that is what the options ask for.
    pub text: String,
    /// Where it comes from.
    pub about: network::Imported,
    /// What is to be said about it that is not an error.
    pub warnings: Vec<Diagnostic>,
    /// Whether the text has blocks and repeats.
    is_folded: bool,
    calls: Calls,
    /// The names of the nodes that the calls stand for.
    nodes: Vec<Arc<str>>,
    /// For each call, the scopes of the model that it is in.
    paths: Vec<ScopePath>,
    header: Header,
}

/// Above a text that could not be folded.
const UNFOLDED: &str = "# a call a line: folded, it would not make the same layers\n";

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
    /// The text with a call a line, in the order and with the names of the model.
    pub fn flat(&self) -> String {
        write(&self.calls, &self.nodes, &self.header)
    }

    /// The text with a call a line takes the place of the folded one, if the text is that.
    pub(crate) fn unfold(&mut self) -> bool {
        if self.is_folded {
            self.text = format!("{UNFOLDED}{}", self.flat());
        }
        std::mem::take(&mut self.is_folded)
    }

    /// The layers that the text makes, in order.
    pub fn layers(&self) -> Vec<ImportedLayer> {
        let number = |var: &VarId| u32::try_from(var.index()).unwrap_or(u32::MAX);
        let layer = |call: &Call| ImportedLayer {
            operation: call.op,
            reads: call.reads().map(|var| number(&var)).collect(),
            makes: call.outputs.iter().map(|var| (number(var), self.dims(*var).to_vec())).collect(),
        };
        self.calls.calls.iter().map(layer).collect()
    }

    /// Whether a network has these layers in this order: the same operations, which read the same tensors and make
    /// the same sizes.
    pub fn is_network(&self, network: &Network) -> bool {
        is_network(&self.calls, network)
    }

    /// A network that its text made, as one of this model: with its origin, and with its scopes, if it has some.
    pub(crate) fn network(&self, network: Network) -> Network {
        let imported = Some(Box::new(self.about.clone()));
        Network { imported, ..network.regroup(&self.paths) }
    }

    /// What is wrong with a network whose layers are not those of the model.
    pub(crate) fn other_layer(&self, network: &Network) -> Option<ModelProblem> {
        let at = other_layer(&self.calls, network)?;
        let (call, layer) = (self.calls.calls.get(at), network.layers.get(at));
        let var = call.and_then(|call| call.outputs.first());
        let stated = var.map_or(String::new(), |var| dims::shown(self.dims(*var)));
        let made = layer.and_then(|layer| network.tensors.get(layer.output.0 as usize));
        let made = made.map_or(String::new(), |tensor| dims::shown(&sizes_of(&tensor.shape)));
        let reason = match made == stated {
            true => "the model has another layer here".to_owned(),
            false => format!("it makes {made}, and the model says {stated}"),
        };
        let operator = call.map_or("", |call| call.op).to_owned();
        let node = layer.and_then(|layer| layer.span).unwrap_or_default();
        Some(ModelProblem::InvalidNode { operator, reason, node })
    }

    fn dims(&self, var: VarId) -> &[u64] {
        self.calls.vars.lookup(var).map_or(&[], |dims| dims)
    }
}

/// Whether a network has the layers that calls make.
pub(super) fn is_network(calls: &Calls, network: &Network) -> bool {
    other_layer(calls, network).is_none()
}

/// The number of the first layer of a network that is not what a call makes, or of the first call without a layer.
fn other_layer(calls: &Calls, network: &Network) -> Option<usize> {
    let mut vars: HashMap<TensorId, VarId, RandomState> = HashMap::default();
    let inputs = (0..).map(TensorId).zip(&network.tensors);
    let inputs = inputs.filter(|(_, it)| matches!(it.origin, Origin::Input)).map(|(id, _)| id);
    vars.extend(inputs.zip(calls.inputs.iter().map(|(_, var)| *var)));
    let both = calls.calls.iter().zip(&network.layers);
    let other = both.enumerate().find(|(_, (call, layer))| {
        let reads: Option<Vec<VarId>> =
            layer.inputs.iter().map(|id| vars.get(id).copied()).collect();
        vars.extend(layer.outputs().zip(call.outputs.iter().copied()));
        let sizes = layer.outputs().map(|id| network.tensors.get(id.0 as usize));
        let sizes = sizes.map(|tensor| tensor.map(|tensor| sizes_of(&tensor.shape)));
        let makes = sizes.eq(call.outputs.iter().map(|var| calls.vars.lookup(*var).cloned()));
        let is_read = reads.is_some_and(|reads| is_read_by(call, reads));
        !(makes && is_read && call.op == layer.operation)
    });
    let [calls, layers] = [calls.calls.len(), network.layers.len()];
    other.map(|(at, _)| at).or((calls != layers).then(|| calls.min(layers)))
}

/// Whether these are the tensors that a call reads; operands of a sum have no order.
fn is_read_by(call: &Call, mut reads: Vec<VarId>) -> bool {
    let mut own: Vec<VarId> = call.reads().collect();
    if is_commutative(call.op) {
        reads.sort_unstable();
        own.sort_unstable();
    }
    own == reads
}

fn sizes_of(shape: &Shape) -> Dims {
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

    /// The text of the network; if it is `flat`, with a call a line.
    pub(super) fn text(self, title: &str, flat: bool) -> ImportedText {
        let mut about = self.about;
        about.unknown =
            self.unknown.iter().map(|(name, unknown)| (name.clone(), unknown.nodes)).collect();
        let header = Header { comments: vec![origin(&about)], title: title.to_owned() };
        let nodes = self.graph.nodes.iter().map(|node| self.names.shared(node.name)).collect();
        let warnings = not_counted(&self.unknown).into_iter().collect();
        let (text, calls, is_folded) = (String::new(), self.calls, !flat);
        let scopes = Scopes::of(self.graph.nodes.iter(), &self.names);
        let paths = paths(&calls, &scopes);
        let mut imported =
            ImportedText { text, about, warnings, is_folded, calls, nodes, paths, header };
        if flat {
            imported.text = imported.flat();
            return imported;
        }
        match fold::text(&imported.calls, &scopes, &imported.header) {
            Some(text) => imported.text = text,
            None => _ = imported.unfold(),
        }
        imported
    }
}

/// For each call, the scopes of its node; those of the call before it, if it has none.
fn paths(calls: &Calls, scopes: &Scopes) -> Vec<ScopePath> {
    let paths = scopes.paths();
    let mut last = ScopePath::default();
    let of_call = |call: &Call| {
        if let Some(node) = call.node {
            last = Arc::clone(&paths[scopes.of_node(node)]);
        }
        Arc::clone(&last)
    };
    calls.calls.iter().map(of_call).collect()
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

/// The warning about operators whose cost is not known.
fn not_counted(unknown: &BTreeMap<String, Unknown>) -> Option<Diagnostic> {
    let operator = |(name, Unknown { nodes, reason }): (&String, &Unknown)| {
        let nodes = if *nodes == 1 { "1 node".to_owned() } else { format!("{nodes} nodes") };
        let reason = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("`{name}` ({nodes}{reason})")
    };
    let operators = unknown.iter().map(operator).collect::<Vec<_>>().join(", ");
    let problem = ModelProblem::NotCounted { operators };
    (!unknown.is_empty()).then(|| Diagnostic::new(problem))
}

#[cfg(test)]
mod tests {
    use smallvec::smallvec;

    use super::*;
    use crate::analysis::check_imported;
    use crate::check::{Options, check};
    use crate::import::call::{Arg, ArgValue};
    use crate::source::{NoFiles, Sources};

    /// A convolution from 3 to 4 channels.
    fn convolution(made: &[u64]) -> ImportedText {
        let mut calls = Calls::default();
        let input = calls.vars.push(smallvec![3, 8, 8]);
        let output = calls.vars.push(made.into());
        calls.inputs.push(("x".into(), input));
        calls.outputs.push(output);
        let conv = Arg { name: None, value: ArgValue::Int(4) };
        calls.calls.push(Call {
            op: "conv",
            input: Some(input),
            args: smallvec![conv],
            outputs: smallvec![output],
            node: None,
            dtype: None,
            weights: None,
            share: None,
        });
        let header = Header { title: "model".to_owned(), ..Header::default() };
        let (about, text) = (network::Imported::default(), String::new());
        let (nodes, paths, warnings) = (Vec::new(), Vec::new(), Vec::new());
        let is_folded = false;
        let mut imported =
            ImportedText { text, about, warnings, is_folded, calls, nodes, paths, header };
        imported.text = imported.flat();
        imported
    }

    #[test]
    fn sizes_that_contradict_each_other_are_refused() {
        for (made, wrong) in
            [([4, 8, 8], None), ([4, 8, 9], Some("it makes 4x8x8, and the model says 4x8x9"))]
        {
            let mut imported = convolution(&made);
            let sources = Sources::new();
            let main = sources.add("model", &*imported.text).expect("room");
            let check = |main| check(&sources, main, &Options::default(), &NoFiles);
            let (_, checked) = check_imported(&mut imported, &sources, main, check).expect("room");
            let said: Vec<String> =
                checked.diagnostics.iter().map(|found| found.kind.to_string()).collect();
            let expected = wrong.map(|reason| format!("`conv` is not valid: {reason}"));
            assert_eq!(said, Vec::from_iter(expected));
            assert_eq!(checked.network.is_none(), wrong.is_some());
        }
    }

    #[test]
    fn the_reason_is_said_where_there_is_one() {
        let unknown =
            |nodes, reason: Option<&str>| Unknown { nodes, reason: reason.map(str::to_owned) };
        let all =
            [("Dropout", unknown(1, Some("dropout that drops"))), ("Sharpen", unknown(2, None))];
        let all = all.map(|(name, unknown)| (name.to_owned(), unknown)).into();
        let warning = not_counted(&all).expect("a warning");
        assert_eq!(
            warning.kind.to_string(),
            "the cost of `Dropout` (1 node: dropout that drops), `Sharpen` (2 nodes) is not known"
        );
        assert!(not_counted(&BTreeMap::new()).is_none());
    }
}
