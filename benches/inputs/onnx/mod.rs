//! ONNX files made up for the benches: the same bytes at each run.

mod dense;
mod protobuf;
mod swin;

use std::collections::HashMap;

use protobuf::Message;

/// A file, and what there is to count in it.
#[allow(dead_code, reason = "tests read what benches do not")]
pub struct Model {
    pub bytes: Vec<u8>,
    /// Elements of all initializers.
    pub params: u64,
    /// Multiply-accumulates of one sample.
    pub macs: u64,
}

/// A transformer with shifted windows, written as PyTorch's exporter does with an open batch. So
/// many nodes, of which more than two in three only compute shapes and masks; weights are references to
/// external data.
///
/// # Panics
///
/// With fewer nodes than two of its blocks have.
pub fn swin(nodes: usize) -> Model {
    swin::model(nodes)
}

/// Dense layers in a row, each with 8 MB of weights that stand in the file.
pub fn dense(layers: usize) -> Model {
    dense::model(layers)
}

/// `TensorProto.DataType`.
const FLOAT: u64 = 1;
const INT64: u64 = 7;

/// The value of an attribute.
enum Attribute<'a> {
    Int(i64),
    Ints(&'a [i64]),
    Float(f32),
    Tensor(Message),
}

use Attribute::{Float, Int, Ints, Tensor};

/// Writes a graph, node by node.
#[derive(Default)]
struct Graph {
    nodes: Message,
    count: usize,
    initializers: Message,
    params: u64,
    /// The modules around the next node, and how many nodes of each operator these have so far.
    scope: String,
    counts: HashMap<&'static str, usize>,
}

impl Graph {
    /// Goes over to a module, such as `/blocks.3/attn`.
    fn enter(&mut self, scope: String) {
        self.scope = scope;
        self.counts.clear();
    }

    /// Writes a node and returns the name of its output.
    fn node(
        &mut self,
        op: &'static str,
        inputs: &[&str],
        attributes: Vec<(&str, Attribute)>,
    ) -> String {
        let count = self.counts.entry(op).or_default();
        let name = format!("{}/{op}_{count}", self.scope);
        let output = format!("{name}_output_0");
        *count += 1;
        self.count += 1;
        let mut node = Message::default();
        inputs.iter().for_each(|input| node.text(1, input));
        node.text(2, &output);
        node.text(3, &name);
        node.text(4, op);
        attributes.into_iter().for_each(|(name, value)| node.message(5, &attribute(name, value)));
        self.nodes.message(1, &node);
        output
    }

    /// A node without attributes.
    fn plain(&mut self, op: &'static str, inputs: &[&str]) -> String {
        self.node(op, inputs, Vec::new())
    }

    /// A `Constant` of one axis.
    fn ints(&mut self, values: &[i64]) -> String {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(INT64, &[values.len() as u64], &raw)
    }

    /// A `Constant` without axes.
    fn int(&mut self, value: i64) -> String {
        self.constant(INT64, &[], &value.to_le_bytes())
    }

    /// A `Constant` without axes.
    fn float(&mut self, value: f32) -> String {
        self.constant(FLOAT, &[], &value.to_le_bytes())
    }

    fn constant(&mut self, element: u64, dims: &[u64], raw: &[u8]) -> String {
        self.node("Constant", &[], vec![("value", Tensor(tensor(element, dims, raw)))])
    }

    /// An initializer whose values are elsewhere.
    fn weight(&mut self, name: &str, dims: &[u64]) -> String {
        let name = format!("{}.{name}", self.scope);
        let mut tensor = Message::default();
        dims.iter().for_each(|dim| tensor.number(1, *dim));
        tensor.number(2, FLOAT);
        tensor.text(8, &name);
        let mut location = Message::default();
        location.text(1, "location");
        location.text(2, "weights");
        tensor.message(13, &location);
        tensor.number(14, 1);
        self.initializers.message(5, &tensor);
        self.params += dims.iter().product::<u64>();
        name
    }

    /// The whole file, with one input and one output, of so many axes behind the batch each.
    fn finish(self, input: &[u64], (output, axes): (&str, &[u64])) -> Vec<u8> {
        let mut graph = self.nodes;
        graph.text(2, "main_graph");
        graph.append(&self.initializers);
        graph.message(11, &value_info("input", input));
        graph.message(12, &value_info(output, axes));
        let mut opset = Message::default();
        opset.text(1, "");
        opset.number(2, 17);
        let mut model = Message::default();
        model.number(1, 8);
        model.text(2, "netcost-benches");
        model.message(7, &graph);
        model.message(8, &opset);
        model.into_bytes()
    }
}

/// `AttributeProto`.
fn attribute(name: &str, value: Attribute) -> Message {
    let mut message = Message::default();
    message.text(1, name);
    let kind = match value {
        Float(value) => {
            message.float(2, value);
            1
        }
        Int(value) => {
            message.number(3, value.cast_unsigned());
            2
        }
        Tensor(value) => {
            message.message(5, &value);
            4
        }
        Ints(values) => {
            values.iter().for_each(|value| message.number(8, value.cast_unsigned()));
            7
        }
    };
    message.number(20, kind);
    message
}

/// `TensorProto`, with its values.
fn tensor(element: u64, dims: &[u64], raw: &[u8]) -> Message {
    let mut message = Message::default();
    dims.iter().for_each(|dim| message.number(1, *dim));
    message.number(2, element);
    message.bytes(9, raw);
    message
}

/// `ValueInfoProto` of floats: the batch and then these axes.
fn value_info(name: &str, axes: &[u64]) -> Message {
    let mut shape = Message::default();
    let mut batch = Message::default();
    batch.text(2, "batch");
    shape.message(1, &batch);
    for axis in axes {
        let mut dim = Message::default();
        dim.number(1, *axis);
        shape.message(1, &dim);
    }
    let mut tensor = Message::default();
    tensor.number(1, FLOAT);
    tensor.message(2, &shape);
    let mut kind = Message::default();
    kind.message(1, &tensor);
    let mut info = Message::default();
    info.text(1, name);
    info.message(2, &kind);
    info
}
