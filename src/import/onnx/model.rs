//! What an ONNX file says, as far as it is kept: the structures of `onnx.proto` without weights.

use std::rc::Rc;

use smallvec::SmallVec;

use crate::import::graph::Modules;
use crate::import::names::Name;

/// A file: `ModelProto`.
#[derive(Debug, Default)]
pub(crate) struct Model {
    /// The program that wrote it, such as `pytorch`.
    pub producer: Name,
    /// The version of that program.
    pub producer_version: Name,
    /// The version of each set of operators that it uses: domain and version.
    pub opsets: Vec<(Name, i64)>,
    /// The main graph.
    pub graph: Graph,
    /// Operators that are defined by graphs of their own.
    pub functions: Vec<Function>,
}

/// Nodes and the tensors that they start from: `GraphProto`.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub name: Name,
    pub nodes: Vec<Node>,
    pub initializers: Vec<Tensor>,
    pub inputs: Vec<ValueInfo>,
    pub outputs: Vec<ValueInfo>,
    /// Types and shapes of tensors in between.
    pub value_info: Vec<ValueInfo>,
}

/// An operator defined by nodes: `FunctionProto`.
#[derive(Debug, Default)]
pub(crate) struct Function {
    pub domain: Name,
    pub name: Name,
    pub overload: Name,
    pub inputs: Vec<Name>,
    pub outputs: Vec<Name>,
    pub nodes: Vec<Node>,
    /// The attributes that have defaults.
    pub attributes: Vec<Attribute>,
    pub opsets: Vec<(Name, i64)>,
}

/// `NodeProto`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    pub op: Name,
    pub domain: Name,
    pub overload: Name,
    pub name: Name,
    /// The names of tensors; an empty one is left out.
    pub inputs: SmallVec<[Name; 4]>,
    pub outputs: SmallVec<[Name; 2]>,
    pub attributes: Vec<Attribute>,
    /// The modules around it: `pkg.torch.onnx.name_scopes` and `pkg.torch.onnx.class_hierarchy` of its metadata.
    pub modules: Modules,
}

/// `AttributeProto`.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub name: Name,
    pub value: AttributeValue,
}

/// The value of an attribute.
#[derive(Clone, Debug)]
pub(crate) enum AttributeValue {
    Int(i64),
    Float(f32),
    /// Bytes that are nearly always UTF-8.
    Text(Box<str>),
    Ints(Vec<i64>),
    Floats(Vec<f32>),
    Texts(Vec<Box<str>>),
    Tensor(Box<Tensor>),
    Graph(Rc<Graph>),
    /// The attribute of this name of the function around it (`ref_attr_name`).
    OfFunction(Name),
    /// What is not kept: a sparse tensor, a type, lists of tensors, graphs or these, and texts and lists that are
    /// too long.
    Other,
}

/// A tensor with its values as far as they are kept: `TensorProto`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tensor {
    pub name: Name,
    pub dims: SmallVec<[u64; 4]>,
    /// A number of `TensorProto.DataType`.
    pub data_type: i32,
    pub data: TensorData,
}

/// Where the values of a tensor are.
#[derive(Clone, Debug, Default)]
pub(crate) enum TensorData {
    /// Not read: more than is of use here.
    Skipped,
    /// In another file, which is never opened.
    External,
    /// `raw_data`: little-endian, packed.
    Raw(Box<[u8]>),
    /// `int32_data`, `int64_data` or `uint64_data`.
    Ints(Box<[i64]>),
    /// `float_data` or `double_data`.
    Floats(Box<[f64]>),
    /// `string_data`, or none at all (a tensor without elements).
    #[default]
    Nothing,
}

/// The name, type and shape of a tensor: `ValueInfoProto`.
#[derive(Clone, Debug, Default)]
pub(crate) struct ValueInfo {
    pub name: Name,
    /// A number of `TensorProto.DataType`; 0 if it is not known.
    pub data_type: i32,
    /// Its axes; `None` if their number is not known.
    pub dims: Option<SmallVec<[Dim; 4]>>,
    /// Whether it is a sequence, a map, an optional or a sparse tensor.
    pub not_a_tensor: bool,
}

/// The size of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Dim {
    Known(i64),
    /// A name that stands for a size.
    Symbol(Name),
    Unknown,
}
