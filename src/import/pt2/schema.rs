//! What `torch.export.save` writes, as far as it is needed: the structures of `torch/_export/serde/schema.py`.

use std::collections::HashMap;
use std::fmt;

use foldhash::fast::RandomState;
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

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

/// A parameter, a buffer, or a constant: the name in the graph, and for a parameter that in the module.
#[derive(Debug, Deserialize)]
pub(super) struct Stored {
    pub arg: Named,
    #[serde(default)]
    pub parameter_name: String,
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
#[serde(rename_all = "snake_case")]
pub(super) enum SymInt {
    AsInt(i64),
    AsExpr(Expression),
    AsName(String),
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Expression {
    pub expr_str: String,
}

/// An argument, by its kind.
#[derive(Debug)]
pub(super) enum Argument {
    Tensor(String),
    /// Tensors in a list; `None` where one is left out.
    Tensors(Vec<Option<String>>),
    Int(SymInt),
    Ints(Vec<SymInt>),
    Float(f64),
    Floats(Vec<f64>),
    Flag(bool),
    Text(String),
    Graph(Box<Graph>),
    /// What is left out, and what has no part in shapes and costs: devices, layouts, generators.
    Other,
}

impl Argument {
    /// The names of the tensors that it is.
    fn tensors(&self) -> Vec<&str> {
        match self {
            Argument::Tensor(name) => vec![name],
            Argument::Tensors(names) => names.iter().flatten().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// Arguments are objects with one key, the kind.
impl<'de> Deserialize<'de> for Argument {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(ArgumentVisitor)
    }
}

struct ArgumentVisitor;

impl<'de> Visitor<'de> for ArgumentVisitor {
    type Value = Argument;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an argument with its kind")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Argument, A::Error> {
        let Some(kind) = map.next_key::<String>()? else {
            return Err(A::Error::custom("an argument without a kind"));
        };
        let argument = match kind.as_str() {
            "as_tensor" => Argument::Tensor(map.next_value::<Named>()?.name),
            "as_tensors" => {
                let named: Vec<Named> = map.next_value()?;
                Argument::Tensors(named.into_iter().map(|it| Some(it.name)).collect())
            }
            "as_optional_tensor" => match map.next_value::<OptionalTensor>()?.as_tensor {
                Some(named) => Argument::Tensor(named.name),
                None => Argument::Other,
            },
            "as_optional_tensors" => {
                let all: Vec<OptionalTensor> = map.next_value()?;
                let name = |it: OptionalTensor| it.as_tensor.map(|named| named.name);
                Argument::Tensors(all.into_iter().map(name).collect())
            }
            "as_int" => Argument::Int(SymInt::AsInt(map.next_value()?)),
            "as_ints" => {
                let all: Vec<i64> = map.next_value()?;
                Argument::Ints(all.into_iter().map(SymInt::AsInt).collect())
            }
            "as_sym_int" => Argument::Int(map.next_value()?),
            "as_sym_ints" => Argument::Ints(map.next_value()?),
            "as_float" => Argument::Float(map.next_value::<Float>()?.into()),
            "as_floats" => {
                let all: Vec<Float> = map.next_value()?;
                Argument::Floats(all.into_iter().map(f64::from).collect())
            }
            "as_bool" => Argument::Flag(map.next_value()?),
            "as_string" => Argument::Text(map.next_value()?),
            "as_scalar_type" => Argument::Int(SymInt::AsInt(map.next_value()?)),
            "as_graph" => Argument::Graph(Box::new(map.next_value::<GraphArgument>()?.graph)),
            _ => {
                map.next_value::<IgnoredAny>()?;
                Argument::Other
            }
        };
        match map.next_key::<IgnoredAny>()? {
            None => Ok(argument),
            Some(_) => Err(A::Error::custom("an argument of two kinds")),
        }
    }
}

#[derive(Deserialize)]
struct OptionalTensor {
    #[serde(default)]
    as_tensor: Option<Named>,
}

#[derive(Deserialize)]
struct GraphArgument {
    graph: Graph,
}

/// A float; what JSON has no numbers for is a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Float {
    Number(f64),
    Text(String),
}

impl From<Float> for f64 {
    fn from(float: Float) -> f64 {
        match float {
            Float::Number(number) => number,
            Float::Text(text) => match text.as_str() {
                "Infinity" => f64::INFINITY,
                "-Infinity" => f64::NEG_INFINITY,
                _ => f64::NAN,
            },
        }
    }
}

/// `PayloadConfig`: in which file each parameter is; those that are tied share one.
#[derive(Debug, Deserialize)]
pub(super) struct WeightsConfig {
    pub config: Map<Payload>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Payload {
    pub path_name: String,
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
