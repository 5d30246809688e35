//! What is wrong with a model, or cannot be known of it.

use super::dims;
use super::graph::{Graph, Node, TensorId};
use super::names::Names;
use crate::diagnostics::model::ModelProblem;
use crate::source::{Sources, Span};
use crate::tensor::{MAX_AXIS, MAX_ELEMENTS, MAX_RANK};
use crate::text::nearest::suggest_or_list;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The node as a line of text, if it is about one.
    pub node: Option<String>,
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// A condition that is not known; whether it is an input of the model.
    Condition { input: String, given: bool },
    /// Nodes that read each other's outputs.
    Cycle,
    /// Nothing is to be computed.
    Empty,
    /// A node that is not valid.
    Invalid { operator: String, reason: String },
    /// More than is allowed.
    Limit { what: &'static str, most: u64, help: &'static str },
    /// A loop whose number of iterations is not known or is too large.
    LoopCount { count: Option<u64> },
    /// A tensor that two nodes make.
    MadeTwice { tensor: String },
    /// A tensor that nothing makes.
    NotMade { tensor: String },
    /// Sizes that the file leaves open.
    OpenDims { dims: Vec<OpenDim>, options: String },
    /// An operator whose sizes depend on values that are computed when the network runs.
    RunTime { input: String, tensor: String },
    /// A name that the caller gives and the file does not have.
    UnknownName { what: &'static str, name: String, known: Vec<String> },
    /// An operator without a rule whose output is not known.
    UnknownOperator { operator: String, tensor: String },
    /// Sizes given for an input that it does not take.
    WrongDims { input: String, given: String, reason: String, help: String },
}

/// A size that the file leaves open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OpenDim {
    pub input: String,
    /// The axis from 0; `None` if not even the number of axes is known.
    pub axis: Option<usize>,
    pub symbol: Option<String>,
}

impl Fault {
    /// The problem to report; the line of its node is added to the sources.
    pub(super) fn problem(self, sources: &Sources, path: &str) -> ModelProblem {
        let node = self.node.as_deref().and_then(|node| shown(sources, path, node));
        let place = node.unwrap_or_default();
        let path = path.to_owned();
        match self.kind {
            FaultKind::Condition { input, given } => {
                let help = match given {
                    true => format!("give its value: `-D {input}=0` or `-D {input}=1`"),
                    false => "export the model without the condition, or give the value of the input that decides it: `-D NAME=VALUE`".to_owned(),
                };
                ModelProblem::Condition { node: place, input, help }
            }
            FaultKind::Cycle => ModelProblem::Cycle { path, node: place },
            FaultKind::Empty => ModelProblem::Empty { path },
            FaultKind::Invalid { operator, reason } => {
                ModelProblem::InvalidNode { operator, reason, node: place }
            }
            FaultKind::Limit { what, most, help } => {
                ModelProblem::TooMany { what, most, help, node }
            }
            FaultKind::LoopCount { count } => ModelProblem::LoopCount { count, node: place },
            FaultKind::MadeTwice { tensor } => ModelProblem::MadeTwice { path, tensor },
            FaultKind::NotMade { tensor } => ModelProblem::NotMade { path, tensor, node },
            FaultKind::OpenDims { dims, options } => {
                let dims: Vec<String> = dims.iter().map(OpenDim::shown).collect();
                let command = format!("netcost run {path} {options}");
                ModelProblem::OpenDims { path, dims: dims.join(", "), command }
            }
            FaultKind::RunTime { input, tensor } => {
                ModelProblem::RunTime { tensor, input, node: place }
            }
            FaultKind::UnknownName { what, name, known } => {
                let help = match known.is_empty() {
                    true => "names of tensors are those in the file".to_owned(),
                    false => suggest_or_list(&name, known.iter().map(String::as_str)),
                };
                ModelProblem::UnknownName { path, what, name, help }
            }
            FaultKind::UnknownOperator { operator, tensor } => {
                ModelProblem::UnknownOperator { operator, tensor, node: place }
            }
            FaultKind::WrongDims { input, given, reason, help } => {
                ModelProblem::WrongDims { input, given, reason, help }
            }
        }
    }
}

impl OpenDim {
    /// How a message names it.
    fn shown(&self) -> String {
        match (&self.symbol, self.axis) {
            (Some(symbol), Some(axis)) => format!("`{symbol}` (axis {axis} of `{}`)", self.input),
            (_, Some(axis)) => format!("axis {axis} of `{}`", self.input),
            (_, None) => format!("all axes of `{}`", self.input),
        }
    }
}

/// Adds the line of a node to the sources: its place there.
fn shown(sources: &Sources, path: &str, node: &str) -> Option<Span> {
    let source = sources.add(path, node).ok()?;
    Some(source.span())
}

/// The limit of the language that the sizes of a tensor exceed.
pub(super) fn limit(dims: &[u64]) -> Option<FaultKind> {
    let help =
        "give smaller sizes with `--input` and `-D`; if none are given, export the model again";
    let limit = |what, most| Some(FaultKind::Limit { what, most, help });
    let most = u64::from(MAX_AXIS);
    if dims.len() > MAX_RANK {
        limit("axes of a tensor", MAX_RANK as u64)
    } else if dims.iter().any(|size| *size > most) {
        limit("elements along an axis", most)
    } else if dims::elements(dims).is_none_or(|elements| elements > MAX_ELEMENTS) {
        limit("elements of a tensor", MAX_ELEMENTS)
    } else {
        None
    }
}

/// A node as a line of text: `GridSample "/stn/GridSample"(x: 1x64x32x32, grid: ?) -> y`.
pub(super) fn node_text(graph: &Graph, names: &Names, node: &Node) -> String {
    let tensor = |id: &Option<TensorId>| match id {
        None => "–".to_owned(),
        Some(id) => {
            let tensor = &graph.tensors[*id];
            let dims = tensor.dims.as_deref().map_or("?".to_owned(), dims::shown);
            format!("{}: {dims}", names.text(tensor.name))
        }
    };
    let inputs: Vec<String> = node.inputs.iter().map(tensor).collect();
    let outputs: Vec<&str> =
        node.outputs.iter().flatten().map(|id| names.text(graph.tensors[*id].name)).collect();
    let name = match names.text(node.name) {
        "" => String::new(),
        name => format!(" \"{name}\""),
    };
    format!("{}{name}({}) -> {}", node.op, inputs.join(", "), outputs.join(", "))
}
