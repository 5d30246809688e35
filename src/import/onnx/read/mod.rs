//! From the bytes of an ONNX file to its [`Model`], without weights.
//!
//! The numbers of fields are those of `onnx.proto`. Fields without an arm are skipped, as protobuf asks
//! for, and so are those of another type on the wire. They may come in any order.

mod attribute;
mod tensor;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::model::{Function, Graph, Model, Node};
use super::wire::{Message, Value, Wire};
use crate::diagnostics::Result;
use crate::import::names::{Name, Names};
use crate::source::Window;

/// Reads a model of at most `nodes` nodes.
pub(super) fn read(window: &mut Window<'_>, names: &mut Names, nodes: u64) -> Result<Model> {
    read_within(window, names, nodes, 384 << 20)
}

/// Reads a model of at most `nodes` nodes that takes at most about `memory` bytes of memory.
fn read_within(
    window: &mut Window<'_>,
    names: &mut Names,
    nodes: u64,
    memory: u64,
) -> Result<Model> {
    let (wire, whole) = Wire::new(window);
    let nodes = Limit { most: nodes, ..NODES };
    let memory = Limit { most: memory, ..MEMORY };
    Reader { wire, names, nodes, memory, counts: Counts::default() }.model(whole)
}

/// The most of something.
struct Limit {
    /// In the plural.
    what: &'static str,
    most: u64,
    /// What to do about more.
    help: &'static str,
}

/// What no exporter writes.
const UNUSUAL: &str = "it is probably damaged: export or download it again";

/// What only very large models have.
const LARGE: &str = "export a smaller part of the model";

const DEPTH: Limit = Limit { what: "graphs within each other", most: 32, help: UNUSUAL };
const TENSORS: Limit = Limit { what: "tensors", most: 4_000_000, help: UNUSUAL };
const ATTRIBUTES: Limit = Limit { what: "attributes of a node", most: 64, help: UNUSUAL };
const OPSETS: Limit = Limit { what: "sets of operators", most: 1_024, help: UNUSUAL };
const OPERANDS: Limit =
    Limit { what: "inputs and outputs of a node", most: 64 << 10, help: UNUSUAL };
const NAME: Limit = Limit { what: "bytes of a name", most: 64 << 10, help: UNUSUAL };
const DIMS: Limit = Limit { what: "axes of a tensor", most: 8, help: UNUSUAL };
const NODES: Limit = Limit { what: "nodes", most: u64::MAX, help: LARGE };
const MEMORY: Limit = Limit {
    what: "bytes of memory for nodes, names and small tensors",
    most: u64::MAX,
    help: LARGE,
};

/// How many there have been so far.
#[derive(Default)]
struct Counts {
    nodes: u64,
    tensors: u64,
    /// Bytes of memory for what is kept.
    memory: u64,
    /// How many of them are values of tensors.
    values: u64,
    /// The graphs around this place.
    depth: u64,
}

/// What is being read, and what of it is kept.
struct Reader<'r, 's> {
    wire: Wire<'r, 's>,
    names: &'r mut Names,
    nodes: Limit,
    memory: Limit,
    counts: Counts,
}

impl Reader<'_, '_> {
    /// `ModelProto`.
    fn model(&mut self, mut message: Message) -> Result<Model> {
        let mut model = Model::default();
        let mut has_graph = false;
        while let Some(field) = self.wire.field(&mut message)? {
            match field {
                (2, Value::Bytes(text)) => model.producer = self.name(&text)?,
                (3, Value::Bytes(text)) => model.producer_version = self.name(&text)?,
                (7, Value::Bytes(graph)) => {
                    has_graph = true;
                    self.graph(graph, &mut model.graph)?;
                }
                (8, Value::Bytes(opset)) => {
                    self.at_most(model.opsets.len() as u64 + 1, &OPSETS)?;
                    model.opsets.push(self.opset(opset)?);
                }
                (25, Value::Bytes(function)) => model.functions.push(self.function(function)?),
                _ => {}
            }
        }
        match has_graph {
            true => Ok(model),
            false => Err(self.wire.not_a_model("it holds no graph".to_owned())),
        }
    }

    /// `OperatorSetIdProto`: the domain and the version.
    fn opset(&mut self, mut message: Message) -> Result<(Name, i64)> {
        self.keep::<(Name, i64)>(1)?;
        let mut opset = (Name::EMPTY, 0);
        while let Some(field) = self.wire.field(&mut message)? {
            match field {
                (1, Value::Bytes(text)) => opset.0 = self.name(&text)?,
                (2, Value::Varint(version)) => opset.1 = version.cast_signed(),
                _ => {}
            }
        }
        Ok(opset)
    }

    /// `GraphProto`: adds to the graph, since a message in parts is one message.
    fn graph(&mut self, mut message: Message, graph: &mut Graph) -> Result<()> {
        self.keep::<Graph>(1)?;
        self.counts.depth += 1;
        self.at_most(self.counts.depth, &DEPTH)?;
        while let Some(field) = self.wire.field(&mut message)? {
            match field {
                (1, Value::Bytes(node)) => graph.nodes.push(self.node(node)?),
                (2, Value::Bytes(text)) => graph.name = self.name(&text)?,
                (5, Value::Bytes(tensor)) => graph.initializers.push(self.tensor(tensor)?),
                (11, Value::Bytes(input)) => graph.inputs.push(self.value_info(input)?),
                (12, Value::Bytes(output)) => graph.outputs.push(self.value_info(output)?),
                (13, Value::Bytes(value)) => graph.value_info.push(self.value_info(value)?),
                (15, Value::Bytes(tensor)) => graph.initializers.push(self.sparse_tensor(tensor)?),
                _ => {}
            }
        }
        self.counts.depth -= 1;
        Ok(())
    }

    /// `FunctionProto`.
    fn function(&mut self, mut message: Message) -> Result<Function> {
        self.keep::<Function>(1)?;
        let mut function = Function::default();
        while let Some(field) = self.wire.field(&mut message)? {
            match field {
                (1, Value::Bytes(text)) => function.name = self.name(&text)?,
                (4, Value::Bytes(text)) => function.inputs.push(self.operand(&text)?),
                (5, Value::Bytes(text)) => function.outputs.push(self.operand(&text)?),
                (7, Value::Bytes(node)) => function.nodes.push(self.node(node)?),
                (9, Value::Bytes(opset)) => function.opsets.push(self.opset(opset)?),
                (10, Value::Bytes(text)) => function.domain = self.name(&text)?,
                (11, Value::Bytes(attribute)) => {
                    self.attribute(attribute, &mut function.attributes)?;
                }
                (13, Value::Bytes(text)) => function.overload = self.name(&text)?,
                _ => {}
            }
        }
        Ok(function)
    }

    /// `NodeProto`.
    fn node(&mut self, mut message: Message) -> Result<Node> {
        self.counts.nodes += 1;
        self.at_most(self.counts.nodes, &self.nodes)?;
        self.keep::<Node>(1)?;
        let mut node = Node::default();
        let mut operands = 0;
        while let Some(field) = self.wire.field(&mut message)? {
            if let (1 | 2, Value::Bytes(_)) = field {
                operands += 1;
                self.at_most(operands, &OPERANDS)?;
            }
            match field {
                (1, Value::Bytes(text)) => node.inputs.push(self.operand(&text)?),
                (2, Value::Bytes(text)) => node.outputs.push(self.operand(&text)?),
                (3, Value::Bytes(text)) => node.name = self.name(&text)?,
                (4, Value::Bytes(text)) => node.op = self.name(&text)?,
                (5, Value::Bytes(attribute)) => self.attribute(attribute, &mut node.attributes)?,
                (7, Value::Bytes(text)) => node.domain = self.name(&text)?,
                (8, Value::Bytes(text)) => node.overload = self.name(&text)?,
                (9, Value::Bytes(entry)) => self.metadata(entry, &mut node)?,
                _ => {}
            }
        }
        Ok(node)
    }

    /// `StringStringEntryProto` of a node: the modules around it and their classes. Other entries, such as
    /// stack traces, are long.
    fn metadata(&mut self, mut message: Message, node: &mut Node) -> Result<()> {
        enum Key {
            Unknown,
            Scopes,
            Classes,
            Other,
        }
        let (mut key, mut value) = (Key::Unknown, Name::EMPTY);
        while let Some(field) = self.wire.field(&mut message)? {
            match field {
                (1, Value::Bytes(text)) if text.length() <= NAME.most => {
                    key = self.wire.bytes(&text, |text| match text {
                        b"pkg.torch.onnx.name_scopes" => Key::Scopes,
                        b"pkg.torch.onnx.class_hierarchy" => Key::Classes,
                        _ => Key::Other,
                    })?;
                }
                (2, Value::Bytes(text))
                    if text.length() <= NAME.most && !matches!(key, Key::Other) =>
                {
                    value = self.name(&text)?;
                }
                _ => {}
            }
        }
        match key {
            Key::Scopes => node.modules.paths = value,
            Key::Classes => node.modules.classes = value,
            Key::Unknown | Key::Other => {}
        }
        Ok(())
    }

    /// The name of a tensor in a list of such names.
    fn operand(&mut self, text: &Message) -> Result<Name> {
        // A list that has grown has up to twice as much room as it needs.
        self.keep::<Name>(2)?;
        self.name(text)
    }

    /// A name.
    fn name(&mut self, text: &Message) -> Result<Name> {
        self.at_most(text.length(), &NAME)?;
        let names = &mut *self.names;
        let (name, added) = self.wire.bytes(text, |bytes| {
            // Names that differ stay different.
            let text = match str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => Cow::Owned(bytes.escape_ascii().to_string()),
            };
            match names.find(&text) {
                Some(name) => (name, 0),
                None => (names.intern(&text), text.len() as u64 + IN_NAMES),
            }
        })?;
        self.keep_bytes(added)?;
        Ok(name)
    }

    /// Counts items that are kept.
    fn keep<T>(&mut self, items: usize) -> Result<()> {
        self.keep_bytes((items as u64).saturating_mul(size_of::<T>() as u64))
    }

    /// Counts bytes that are kept.
    fn keep_bytes(&mut self, bytes: u64) -> Result<()> {
        self.counts.memory = self.counts.memory.saturating_add(bytes);
        self.at_most(self.counts.memory, &self.memory)
    }

    fn at_most(&self, count: u64, limit: &Limit) -> Result<()> {
        if count <= limit.most {
            return Ok(());
        }
        Err(self.wire.exceeds(limit.what, limit.most, limit.help))
    }
}

/// How many bytes a name takes besides its text: in the list, in the table, and on the heap.
const IN_NAMES: u64 = 112;

/// How many bytes a list takes on the heap besides its items, as far as allocators are known.
const ON_HEAP: u64 = 32;
