//! Changes of a model: fields are lost, doubled, moved, replaced or given other values.

use super::super::networks::Bytes;
use super::fixtures::FIXTURES;
use super::proto::{Field, Kind, Value, message, number, text};

/// A place of a field: the kind of the message around it, and its number there.
type Place = (Kind, u64);

/// Makes one change.
pub fn change(model: &mut Vec<Field>, bytes: &mut Bytes<'_>) {
    if model.is_empty() {
        return;
    }
    let at = bytes.below(count(model));
    match bytes.below(8) {
        0 => {
            edit(model, at, &mut |_, fields, index| {
                fields.remove(index);
            });
        }
        1 => {
            edit(model, at, &mut |_, fields, index| fields.insert(index, fields[index].clone()));
        }
        2 => {
            let other = bytes.next::<u16>();
            edit(model, at, &mut |_, fields, index| {
                let other = usize::from(other) % fields.len();
                fields.swap(index, other);
            });
        }
        3 => replace(model, at, model.clone().as_slice(), bytes),
        4 => {
            let other = bytes.one(&FIXTURES);
            replace(model, at, other, bytes);
        }
        5 => nest(model, at),
        _ => edit(model, at, &mut |_, fields, index| alter(&mut fields[index], bytes)),
    }
}

/// How many fields there are, those of inner messages included.
fn count(fields: &[Field]) -> usize {
    let inner = |field: &Field| match &field.value {
        Value::Message(_, fields) => count(fields),
        _ => 0,
    };
    fields.iter().map(|field| 1 + inner(field)).sum()
}

/// Does something to the field of this position in the order of [`count`].
fn edit(model: &mut Vec<Field>, at: usize, with: &mut dyn FnMut(Kind, &mut Vec<Field>, usize)) {
    fn walk(
        kind: Kind,
        fields: &mut Vec<Field>,
        left: &mut usize,
        with: &mut dyn FnMut(Kind, &mut Vec<Field>, usize),
    ) -> bool {
        for index in 0..fields.len() {
            if *left == 0 {
                with(kind, fields, index);
                return true;
            }
            *left -= 1;
            if let Value::Message(kind, fields) = &mut fields[index].value
                && walk(*kind, fields, left, with)
            {
                return true;
            }
        }
        false
    }
    walk(Kind::Model, model, &mut { at }, with);
}

/// The fields at a place.
fn all<'f>(kind: Kind, fields: &'f [Field], place: Place, found: &mut Vec<&'f Field>) {
    for field in fields {
        if (kind, field.number) == place {
            found.push(field);
        }
        if let Value::Message(kind, fields) = &field.value {
            all(*kind, fields, place, found);
        }
    }
}

/// Puts another field of the same meaning in place of one, now and then beside it. What a node reads may be made by
/// another.
fn replace(model: &mut Vec<Field>, at: usize, other: &[Field], bytes: &mut Bytes<'_>) {
    edit(model, at, &mut |kind, fields, index| {
        let mut place = (kind, fields[index].number);
        if kind == Kind::Node && place.1 == 1 && bytes.once_in(2) {
            place.1 = 2;
        }
        let mut found = Vec::new();
        all(Kind::Model, other, place, &mut found);
        if found.is_empty() {
            return;
        }
        let field = Field { number: fields[index].number, ..(*bytes.one(&found)).clone() };
        match bytes.once_in(4) {
            true => fields.insert(index, field),
            false => fields[index] = field,
        }
    });
}

/// Puts a node into both branches of an `If`.
fn nest(model: &mut Vec<Field>, at: usize) {
    edit(model, at, &mut |kind, fields, index| {
        let Value::Message(Kind::Node, node) = &fields[index].value else { return };
        let outputs = || node.iter().filter(|field| field.number == 2).cloned();
        let named =
            outputs().map(|output| message(12, Kind::ValueInfo, [Field { number: 1, ..output }]));
        let mut graph = vec![fields[index].clone()];
        graph[0].number = 1;
        graph.extend(named);
        let branch = |name: &str| {
            let graph = message(6, Kind::Graph, graph.clone());
            message(5, Kind::Attribute, [text(1, name), graph, number(20, 5)])
        };
        let mut outer = vec![text(1, "condition"), text(4, "If")];
        outer.extend(outputs());
        outer.extend([branch("then_branch"), branch("else_branch")]);
        fields[index].value = Value::Message(Kind::Node, outer);
        if kind == Kind::Graph {
            let condition = [number(2, 9), text(8, "condition"), number(5, 1)];
            fields.push(message(5, Kind::Tensor, condition));
        }
    });
}

/// Integers at which something changes.
const INTEGERS: [i64; 32] = [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    13,
    16,
    17,
    23,
    64,
    1000,
    4096,
    65_536,
    (1 << 31) - 1,
    1 << 31,
    1 << 32,
    1 << 40,
    1 << 62,
    i64::MAX,
    i64::MAX - 1,
    i64::MIN,
    i64::MIN + 1,
    -1,
    -2,
    -3,
    -4,
    -1000,
];

/// Numbers at which something changes.
const NUMBERS: [f32; 12] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    2.5,
    6.0,
    1e-5,
    f32::MAX,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::NAN,
];

/// Texts of attributes and of names, some of which mean something.
const TEXTS: [&str; 16] = [
    "",
    "a",
    "x y",
    "\"",
    "é\n",
    "1",
    "SAME_UPPER",
    "VALID",
    "bidirectional",
    "linear",
    "cubic",
    "sum",
    "bij,bjk->bik",
    "...i->...",
    "com.microsoft",
    "ai.onnx.ml",
];

/// Gives a field another value, or now and then another number.
fn alter(field: &mut Field, bytes: &mut Bytes<'_>) {
    if bytes.once_in(24) {
        field.number = bytes.one(&INTEGERS[..17]).cast_unsigned();
        return;
    }
    match &mut field.value {
        Value::Number(value) => *value = integer(*value, bytes),
        Value::Fixed32(value) => *value = bytes.one(&NUMBERS).to_le_bytes(),
        Value::Fixed64(value) => *value = f64::from(*bytes.one(&NUMBERS)).to_le_bytes(),
        Value::Bytes(value) => match bytes.below(4) {
            0 => *value = bytes.one(&TEXTS).as_bytes().to_vec(),
            1 => value.truncate(bytes.below(value.len() + 1)),
            2 if value.len() >= 8 => {
                let at = bytes.below(value.len() / 8) * 8;
                value[at..at + 8].copy_from_slice(&bytes.one(&INTEGERS).to_le_bytes());
            }
            _ if value.len() >= 4 => {
                let at = bytes.below(value.len() / 4) * 4;
                value[at..at + 4].copy_from_slice(&bytes.one(&NUMBERS).to_le_bytes());
            }
            _ => value.push(bytes.next()),
        },
        Value::Message(_, fields) => {
            let other = bytes.one(&FIXTURES);
            match bytes.once_in(4) {
                true => fields.clear(),
                false => fields.push(bytes.one(other).clone()),
            }
        }
    }
}

/// Another integer: near to one, or one of those at which something changes.
fn integer(value: u64, bytes: &mut Bytes<'_>) -> u64 {
    match bytes.below(4) {
        0 => value.wrapping_add(1),
        1 => value.wrapping_sub(1),
        _ => bytes.one(&INTEGERS).cast_unsigned(),
    }
}
