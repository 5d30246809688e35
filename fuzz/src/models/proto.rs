//! A model as a tree of fields, as far as it is known which of them are messages.

/// A field of a message: its number and what it holds.
#[derive(Clone, Debug)]
pub struct Field {
    pub number: u64,
    pub value: Value,
}

/// What a field holds.
#[derive(Clone, Debug)]
pub enum Value {
    Number(u64),
    Fixed32([u8; 4]),
    Fixed64([u8; 8]),
    /// A text, or packed numbers.
    Bytes(Vec<u8>),
    Message(Kind, Vec<Field>),
}

/// What a message is, by the names of `onnx.proto`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Model,
    Opset,
    Function,
    Graph,
    Node,
    Attribute,
    Tensor,
    SparseTensor,
    ValueInfo,
    Type,
    TensorType,
    Shape,
    Dim,
    Entry,
}

impl Kind {
    /// What the messages in a field are; `None` for other fields.
    fn child(self, number: u64) -> Option<Kind> {
        Some(match (self, number) {
            (Kind::Model, 7) | (Kind::Attribute, 6 | 11) => Kind::Graph,
            (Kind::Model, 8) | (Kind::Function, 9) => Kind::Opset,
            (Kind::Model, 25) => Kind::Function,
            (Kind::Graph, 1) | (Kind::Function, 7) => Kind::Node,
            (Kind::Node, 5) | (Kind::Function, 11) => Kind::Attribute,
            (Kind::Node, 9) | (Kind::Tensor, 13) => Kind::Entry,
            (Kind::Graph, 5) | (Kind::Attribute, 5 | 10) | (Kind::SparseTensor, 1 | 2) => {
                Kind::Tensor
            }
            (Kind::Graph, 15) | (Kind::Attribute, 22) => Kind::SparseTensor,
            (Kind::Graph, 11..=13) => Kind::ValueInfo,
            (Kind::ValueInfo, 2) => Kind::Type,
            (Kind::Type, 1) => Kind::TensorType,
            (Kind::TensorType, 2) => Kind::Shape,
            (Kind::Shape, 1) => Kind::Dim,
            _ => return None,
        })
    }
}

/// The fields of a message of this kind; `None` if the bytes are not one.
pub fn read(kind: Kind, mut bytes: &[u8]) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes)?;
        let number = tag >> 3;
        let value = match tag & 7 {
            0 => Value::Number(varint(&mut bytes)?),
            1 => Value::Fixed64(bytes.split_off(..8)?.try_into().ok()?),
            5 => Value::Fixed32(bytes.split_off(..4)?.try_into().ok()?),
            2 => {
                let length = usize::try_from(varint(&mut bytes)?).ok()?;
                let bytes = bytes.split_off(..length)?;
                match kind.child(number) {
                    Some(kind) => Value::Message(kind, read(kind, bytes)?),
                    None => Value::Bytes(bytes.to_vec()),
                }
            }
            _ => return None,
        };
        fields.push(Field { number, value });
    }
    Some(fields)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.split_off_first()?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// The bytes of fields.
pub fn write(fields: &[Field]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for Field { number, value } in fields {
        let tag = |kind| number << 3 | kind;
        match value {
            Value::Number(number) => {
                put(&mut bytes, tag(0));
                put(&mut bytes, *number);
            }
            Value::Fixed64(value) => {
                put(&mut bytes, tag(1));
                bytes.extend(value);
            }
            Value::Fixed32(value) => {
                put(&mut bytes, tag(5));
                bytes.extend(value);
            }
            Value::Bytes(value) => {
                put(&mut bytes, tag(2));
                put(&mut bytes, value.len() as u64);
                bytes.extend(value);
            }
            Value::Message(_, fields) => {
                let value = write(fields);
                put(&mut bytes, tag(2));
                put(&mut bytes, value.len() as u64);
                bytes.extend(value);
            }
        }
    }
    bytes
}

fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// A field with a message.
pub fn message(number: u64, kind: Kind, fields: impl Into<Vec<Field>>) -> Field {
    Field { number, value: Value::Message(kind, fields.into()) }
}

/// A field with a text.
pub fn text(number: u64, text: impl Into<Vec<u8>>) -> Field {
    Field { number, value: Value::Bytes(text.into()) }
}

/// A field with a number.
pub fn number(number: u64, value: u64) -> Field {
    Field { number, value: Value::Number(value) }
}

/// The messages of a field.
pub fn messages(fields: &[Field], number: u64) -> impl Iterator<Item = &[Field]> {
    fields.iter().filter(move |field| field.number == number).filter_map(|field| {
        match &field.value {
            Value::Message(_, fields) => Some(&fields[..]),
            _ => None,
        }
    })
}

/// The texts of a field.
pub fn texts(fields: &[Field], number: u64) -> impl Iterator<Item = String> {
    fields.iter().filter(move |field| field.number == number).filter_map(|field| {
        match &field.value {
            Value::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            _ => None,
        }
    })
}
