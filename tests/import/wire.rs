//! Models read as simply as can be, field by field, to see that the tables are about them. It is not the
//! importer's reader, and panics at whatever is no message.

use std::collections::BTreeSet;

/// A field of a message: its number and what it holds.
pub type Field<'m> = (u64, Value<'m>);

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Value<'m> {
    Number(u64),
    /// A message, a text or packed numbers.
    Bytes(&'m [u8]),
}

/// The main graph of a model.
pub struct Graph<'m> {
    /// The version of ONNX's own operators.
    pub opset: Option<u64>,
    pub nodes: Vec<Node<'m>>,
    pub initializers: Vec<Initializer<'m>>,
    /// The names of inputs, in old files those of initializers too.
    pub inputs: Vec<&'m str>,
    pub outputs: Vec<&'m str>,
}

/// A node.
pub struct Node<'m> {
    pub inputs: Vec<&'m str>,
    pub outputs: Vec<&'m str>,
    /// The operator, with its domain if that is not ONNX's own.
    pub operator: String,
}

/// A tensor of the file.
pub struct Initializer<'m> {
    pub name: &'m str,
    pub elements: u64,
}

impl<'m> Graph<'m> {
    /// Reads a model.
    pub fn of(model: &'m [u8]) -> Graph<'m> {
        let model = fields(model);
        let [graph] = messages(&model, 7)[..] else { panic!("a model has one graph") };
        let graph = fields(graph);
        let opsets = messages(&model, 8).into_iter().map(fields);
        let mut own = opsets.filter(|opset| texts(opset, 1).concat().is_empty());
        let names = |field| {
            messages(&graph, field).into_iter().flat_map(|info| texts(&fields(info), 1)).collect()
        };
        Graph {
            opset: own.next().and_then(|opset| numbers(&opset, 2).first().copied()),
            nodes: messages(&graph, 1).into_iter().map(Node::of).collect(),
            initializers: messages(&graph, 5).into_iter().map(Initializer::of).collect(),
            inputs: names(11),
            outputs: names(12),
        }
    }

    /// The kinds of operators in the graph.
    pub fn operators(&self) -> BTreeSet<&str> {
        self.nodes.iter().map(|node| &*node.operator).collect()
    }

    /// The inputs that are no initializers.
    pub fn open_inputs(&self) -> BTreeSet<&str> {
        let constants: BTreeSet<_> = self.initializers.iter().map(|it| it.name).collect();
        self.inputs.iter().copied().filter(|name| !constants.contains(name)).collect()
    }

    /// The names of all tensors that nodes make.
    pub fn made(&self) -> impl Iterator<Item = &'m str> {
        let outputs = self.nodes.iter().flat_map(|node| &node.outputs);
        outputs.copied().filter(|name| !name.is_empty())
    }
}

impl<'m> Node<'m> {
    fn of(node: &'m [u8]) -> Node<'m> {
        let node = fields(node);
        let domain = texts(&node, 7).concat();
        let point = if domain.is_empty() { "" } else { "." };
        Node {
            inputs: texts(&node, 1),
            outputs: texts(&node, 2),
            operator: format!("{domain}{point}{}", texts(&node, 4).concat()),
        }
    }
}

impl<'m> Initializer<'m> {
    fn of(tensor: &'m [u8]) -> Initializer<'m> {
        let tensor = fields(tensor);
        let [name] = texts(&tensor, 8)[..] else { panic!("an initializer has one name") };
        Initializer { name, elements: numbers(&tensor, 1).into_iter().product() }
    }
}

/// All fields of a message.
fn fields(mut message: &[u8]) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    while !message.is_empty() {
        let tag = varint(&mut message);
        let value = match tag & 7 {
            0 => Value::Number(varint(&mut message)),
            1 => Value::Bytes(message.split_off(..8).expect("eight bytes")),
            2 => {
                let length = usize::try_from(varint(&mut message)).expect("a length");
                Value::Bytes(message.split_off(..length).expect("as many bytes"))
            }
            5 => Value::Bytes(message.split_off(..4).expect("four bytes")),
            kind => panic!("field {} is of kind {kind}", tag >> 3),
        };
        fields.push((tag >> 3, value));
    }
    fields
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = *bytes.split_off_first().expect("a byte");
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            return value;
        }
    }
}

/// The messages in a field.
fn messages<'m>(fields: &[Field<'m>], number: u64) -> Vec<&'m [u8]> {
    let bytes = fields.iter().filter_map(|&(field, value)| match value {
        Value::Bytes(bytes) if field == number => Some(bytes),
        _ => None,
    });
    bytes.collect()
}

/// The texts in a field.
fn texts<'m>(fields: &[Field<'m>], number: u64) -> Vec<&'m str> {
    let texts = messages(fields, number).into_iter();
    texts.map(|text| str::from_utf8(text).expect("text")).collect()
}

/// The numbers in a field, packed or not.
fn numbers(fields: &[Field<'_>], number: u64) -> Vec<u64> {
    let mut numbers = Vec::new();
    for &(_, value) in fields.iter().filter(|&&(field, _)| field == number) {
        match value {
            Value::Number(value) => numbers.push(value),
            Value::Bytes(mut packed) => {
                while !packed.is_empty() {
                    numbers.push(varint(&mut packed));
                }
            }
        }
    }
    numbers
}
