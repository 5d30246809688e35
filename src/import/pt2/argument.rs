//! The arguments of nodes.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::schema::{Graph, Named, SymInt};

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
    pub(super) fn tensors(&self) -> Vec<&str> {
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
            "as_int" => Argument::Int(SymInt::Int(map.next_value()?)),
            "as_ints" => {
                let all: Vec<i64> = map.next_value()?;
                Argument::Ints(all.into_iter().map(SymInt::Int).collect())
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
            "as_scalar_type" => Argument::Int(SymInt::Int(map.next_value()?)),
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
