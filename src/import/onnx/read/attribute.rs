//! Attributes of nodes.

use std::rc::Rc;

use super::super::model::{Attribute, AttributeValue, Graph, Tensor};
use super::super::wire::{Message, Value, int32};
use super::{ATTRIBUTES, ON_HEAP, Reader};
use crate::diagnostics::Result;
use crate::import::names::Name;

/// The most items of a list that are kept.
const ITEMS: usize = 64 << 10;

/// The most bytes of a text, and of all texts of a list, that are kept.
const TEXT: u64 = 64 << 10;

/// `AttributeProto`: it has a field for each type of value. Of lists and texts, `None` is one that is too
/// long to be kept.
struct Fields {
    name: Name,
    /// `ref_attr_name`.
    of_function: Name,
    /// A number of `AttributeType`, which is the number of the value's field less one.
    kind: u64,
    /// The number of the last field with a value, for files so old that they state no type.
    last: u64,
    float: f32,
    int: i64,
    text: Option<Box<str>>,
    tensor: Option<Box<Tensor>>,
    graph: Option<Rc<Graph>>,
    floats: Option<Vec<f32>>,
    ints: Option<Vec<i64>>,
    texts: Option<Vec<Box<str>>>,
    /// Bytes of the texts so far, and one for each.
    in_texts: u64,
}

impl Fields {
    /// An attribute without fields: of each type the value that is not written.
    fn new() -> Self {
        Fields {
            name: Name::EMPTY,
            of_function: Name::EMPTY,
            kind: 0,
            last: 0,
            float: 0.0,
            int: 0,
            text: Some(Box::default()),
            tensor: None,
            graph: None,
            floats: Some(Vec::new()),
            ints: Some(Vec::new()),
            texts: Some(Vec::new()),
            in_texts: 0,
        }
    }

    /// How many bytes of memory texts and lists take; graphs and tensors are counted where they are read.
    fn memory(&self) -> u64 {
        let floats = 4 * self.floats.as_ref().map_or(0, Vec::capacity);
        let ints = 8 * self.ints.as_ref().map_or(0, Vec::capacity);
        let text = self.text.as_ref().map_or(0, |text| text.len());
        let texts = self.texts.as_ref().map_or(0, Vec::capacity) as u64;
        let texts = texts * (size_of::<Box<str>>() as u64 + ON_HEAP) + self.in_texts;
        let lists = (floats + ints + text) as u64 + texts;
        if lists > 0 { lists + ON_HEAP } else { 0 }
    }

    /// The value, of the type that the attribute states.
    fn value(self) -> AttributeValue {
        if !self.of_function.is_empty() {
            return AttributeValue::OfFunction(self.of_function);
        }
        let kind = if self.kind == 0 { self.last.saturating_sub(1) } else { self.kind };
        let value = match kind {
            1 => Some(AttributeValue::Float(self.float)),
            2 => Some(AttributeValue::Int(self.int)),
            3 => self.text.map(AttributeValue::Text),
            4 => self.tensor.map(AttributeValue::Tensor),
            5 => self.graph.map(AttributeValue::Graph),
            6 => self.floats.map(AttributeValue::Floats),
            7 => self.ints.map(AttributeValue::Ints),
            8 => self.texts.map(AttributeValue::Texts),
            _ => None,
        };
        value.unwrap_or(AttributeValue::Other)
    }
}

/// Adds to a list, which is given up when it is too long; returns whether more may be added.
fn push<T>(list: &mut Option<Vec<T>>, item: T) -> bool {
    match list {
        Some(items) if items.len() < ITEMS => items.push(item),
        _ => *list = None,
    }
    list.is_some()
}

impl Reader<'_, '_> {
    /// Adds an attribute to those of a node or function.
    pub(super) fn attribute(
        &mut self,
        mut message: Message,
        attributes: &mut Vec<Attribute>,
    ) -> Result<()> {
        self.at_most(attributes.len() as u64 + 1, &ATTRIBUTES)?;
        let mut fields = Fields::new();
        while let Some((number, value)) = self.wire.field(&mut message)? {
            if let 2..=9 = number {
                fields.last = number;
            }
            self.attribute_field(number, value, &mut fields)?;
        }
        self.keep_bytes(fields.memory())?;
        let room = attributes.capacity();
        attributes.push(Attribute { name: fields.name, value: fields.value() });
        self.keep::<Attribute>(attributes.capacity() - room)
    }

    fn attribute_field(&mut self, number: u64, value: Value, fields: &mut Fields) -> Result<()> {
        match (number, value) {
            (1, Value::Bytes(text)) => fields.name = self.name(&text)?,
            (2, Value::Fixed32(bits)) => fields.float = f32::from_bits(bits),
            (3, Value::Varint(int)) => fields.int = int.cast_signed(),
            (4, Value::Bytes(text)) => fields.text = self.text(&text)?,
            (5, Value::Bytes(tensor)) => {
                self.keep::<Tensor>(1)?;
                fields.tensor = Some(Box::new(self.tensor(tensor)?));
            }
            (6, Value::Bytes(message)) => {
                let mut graph = Graph::default();
                self.graph(message, &mut graph)?;
                fields.graph = Some(Rc::new(graph));
            }
            (7, value) => {
                let floats = &mut fields.floats;
                self.wire.fixed32s(&value, |bits| push(floats, f32::from_bits(bits)))?;
            }
            (8, value) => {
                let ints = &mut fields.ints;
                self.wire.varints(&value, |int| push(ints, int.cast_signed()))?;
            }
            (9, Value::Bytes(text)) => {
                fields.in_texts += text.length().saturating_add(1);
                match self.text(&text)?.filter(|_| fields.in_texts <= TEXT) {
                    Some(text) => _ = push(&mut fields.texts, text),
                    None => fields.texts = None,
                }
            }
            (20, Value::Varint(kind)) => fields.kind = u64::try_from(int32(kind)).unwrap_or(0),
            (21, Value::Bytes(text)) => fields.of_function = self.name(&text)?,
            _ => {}
        }
        Ok(())
    }

    /// A text that is not a name; `None` if it is too long.
    fn text(&mut self, text: &Message) -> Result<Option<Box<str>>> {
        if text.length() > TEXT {
            return Ok(None);
        }
        self.wire.bytes(text, |bytes| Some(String::from_utf8_lossy(bytes).into()))
    }
}
