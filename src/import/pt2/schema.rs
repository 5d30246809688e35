//! What `torch.export.save` writes, as far as it is needed: the structures of `torch/_export/serde/schema.py`.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use serde::Deserialize;

pub(super) use super::argument::Argument;

pub(super) type Map<T> = HashMap<String, T, RandomState>;

/// The version of a file, read before all else.
#[derive(Debug, Deserialize)]
pub(super) struct Versioned {
    pub schema_version: Version,
}

/// A version of the structures. Files of another major version have others.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Version {
    pub major: u32,
    pub minor: u32,
}

/// `ExportedProgram`.
#[derive(Debug, Deserialize)]
pub(super) struct Program {
    pub graph_module: GraphModule,
    pub schema_version: Version,
    #[serde(default)]
    pub torch_version: String,
    /// What values the symbols may have.
    #[serde(default)]
    pub range_constraints: Map<Range>,
}

/// `RangeConstraint`.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Range {
    pub min_val: Option<i64>,
    pub max_val: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct GraphModule {
    pub graph: Graph,
    pub signature: Signature,
}

/// `Graph`, also one that is an argument of a node.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Graph {
    pub inputs: Vec<Argument>,
    pub outputs: Vec<Argument>,
    pub nodes: Vec<Node>,
    pub tensor_values: Map<TensorMeta>,
}

/// What the inputs of the graph are.
#[derive(Debug, Deserialize)]
pub(super) struct Signature {
    pub input_specs: Vec<InputSpec>,
}

/// One of the structures is there.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct InputSpec {
    pub parameter: Option<Stored>,
    pub buffer: Option<Stored>,
    pub tensor_constant: Option<Stored>,
    pub user_input: Option<UserInput>,
}

/// A parameter, a buffer, or a constant: its name in the graph, and that in the module.
#[derive(Debug, Deserialize)]
pub(super) struct Stored {
    pub arg: Named,
    #[serde(
        default,
        alias = "parameter_name",
        alias = "buffer_name",
        alias = "tensor_constant_name"
    )]
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct UserInput {
    pub arg: Argument,
}

#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Node {
    pub target: String,
    pub inputs: Vec<NamedArgument>,
    pub outputs: Vec<Argument>,
    #[serde(default)]
    pub metadata: Map<String>,
    /// Left out by early versions.
    #[serde(default)]
    pub name: Option<String>,
}

impl Node {
    /// The names of the tensors that it makes.
    pub(super) fn made(&self) -> impl Iterator<Item = &str> {
        self.outputs.iter().flat_map(Argument::tensors)
    }

    /// The names of the tensors that it reads.
    pub(super) fn read(&self) -> impl Iterator<Item = &str> {
        self.inputs.iter().flat_map(|input| input.arg.tensors())
    }

    /// Its operator with the library: `aten.add_.Tensor`.
    pub(super) fn operator(&self) -> &str {
        self.target.strip_prefix("torch.ops.").unwrap_or(&self.target)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct NamedArgument {
    pub name: String,
    pub arg: Argument,
}

/// `TensorMeta`.
#[derive(Debug, Deserialize)]
pub(super) struct TensorMeta {
    /// A number of `ScalarType`.
    pub dtype: u32,
    pub sizes: Vec<SymInt>,
    #[serde(default)]
    pub requires_grad: bool,
}

/// A size or an integer argument: a number, an expression of symbols, or the name of what a node makes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) enum SymInt {
    #[serde(rename = "as_int")]
    Int(i64),
    #[serde(rename = "as_expr")]
    Expression(Expression),
    #[serde(rename = "as_name")]
    Name(String),
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Expression {
    pub expr_str: String,
}

/// `PayloadConfig`: in which file each parameter is; those that are tied share one.
#[derive(Debug, Deserialize)]
pub(super) struct WeightsConfig {
    pub config: Map<Payload>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Payload {
    path_name: String,
    tensor_meta: Option<Placed>,
}

/// Of the `TensorMeta` of a payload, where the tensor was.
#[derive(Debug, Deserialize)]
struct Placed {
    device: Option<Device>,
}

#[derive(Debug, Deserialize)]
struct Device {
    #[serde(rename = "type")]
    kind: String,
}

impl Payload {
    /// The file that holds the tensor; none for one on the device `meta`, which has no data: the exporter names the same
    /// file for all of these.
    pub(super) fn storage(&self) -> Option<&str> {
        let device = self.tensor_meta.as_ref().and_then(|placed| placed.device.as_ref());
        device.is_none_or(|device| device.kind != "meta").then_some(&self.path_name)
    }
}

/// The number that ONNX has for a type.
pub(super) fn element_type(scalar_type: i64) -> i32 {
    match scalar_type {
        1 => 2,
        2 => 3,
        3 => 5,
        4 => 6,
        5 => 7,
        6 => 10,
        7 => 1,
        8 => 11,
        9 | 10 => 14,
        11 => 15,
        12 => 9,
        13 => 16,
        28 => 4,
        29..=33 => 17,
        _ => 0,
    }
}
