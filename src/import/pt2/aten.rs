//! A node of a program while it is defined: its arguments by name, and the operators that take its place.

use smallvec::SmallVec;

use super::schema::{Argument, Node};
use super::symbol::Values;
use crate::import::dims::Dims;
use crate::import::graph::TensorId;
use crate::import::onnx::evaluate::Evaluation;
use crate::import::onnx::model::AttributeValue;
use crate::import::rule::{Failure, named_axis};

/// What a definition makes: the outputs of the node, in order.
pub(super) type Made = Result<Vec<TensorId>, Failure>;

/// The inputs of a node.
pub(super) type Inputs = SmallVec<[Option<TensorId>; 4]>;

/// Attributes of an operator.
pub(super) type Attributes<'a> = &'a [(&'a str, AttributeValue)];

/// A node that is being defined.
#[derive(Debug)]
pub(super) struct Aten<'r, 'm> {
    pub evaluation: &'r mut Evaluation<'m>,
    values: &'r Values,
    pub(super) node: &'r Node,
}

impl<'r, 'm> Aten<'r, 'm> {
    pub(super) fn new(
        evaluation: &'r mut Evaluation<'m>,
        values: &'r Values,
        node: &'r Node,
    ) -> Self {
        Aten { evaluation, values, node }
    }

    /// An argument, unless it is left out.
    fn argument(&self, name: &str) -> Option<&'r Argument> {
        let found = self.node.inputs.iter().find(|it| it.name == name).map(|it| &it.arg);
        found.filter(|argument| !matches!(argument, Argument::Other))
    }

    /// Whether an argument is given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.argument(name).is_some()
    }

    /// The variant of the operator: `Scalar` of `aten.add.Scalar`.
    pub(super) fn overload(&self) -> &'r str {
        self.node.target.rsplit('.').next().unwrap_or_default()
    }

    /// How many tensors it makes.
    pub(super) fn outputs(&self) -> usize {
        self.node.made().count()
    }

    pub(super) fn named(&self, name: &str) -> Result<TensorId, Failure> {
        let known = self.evaluation.names.find(name);
        let id = known.and_then(|it| self.evaluation.environment.find(it));
        id.ok_or_else(|| Failure::invalid(format!("nothing makes `{name}`")))
    }

    /// An argument that is a tensor.
    pub(super) fn tensor(&self, name: &str) -> Result<TensorId, Failure> {
        // Overloads may call it otherwise, or not have it.
        let missing = || Failure::unsupported(format!("`{name}` is missing"));
        self.optional(name)?.ok_or_else(missing)
    }

    /// An argument that is a tensor or left out.
    pub(super) fn optional(&self, name: &str) -> Result<Option<TensorId>, Failure> {
        match self.argument(name) {
            Some(Argument::Tensor(tensor)) => self.named(tensor).map(Some),
            Some(_) => Err(Failure::unsupported(format!("`{name}` is not a tensor"))),
            None => Ok(None),
        }
    }

    /// An argument that is a list of tensors.
    pub(super) fn tensors(&self, name: &str) -> Result<Vec<Option<TensorId>>, Failure> {
        match self.argument(name) {
            Some(Argument::Tensors(names)) => names
                .iter()
                .map(|name| name.as_deref().map(|name| self.named(name)).transpose())
                .collect(),
            Some(Argument::Tensor(tensor)) => Ok(vec![Some(self.named(tensor)?)]),
            _ => Ok(Vec::new()),
        }
    }

    /// All tensors that it reads, in order.
    pub(super) fn all_tensors(&self) -> Result<Inputs, Failure> {
        self.node.read().map(|name| self.named(name).map(Some)).collect()
    }

    /// What the graph of a node is given: the arguments after it.
    pub(super) fn graph_inputs(&self) -> Vec<Option<TensorId>> {
        let is_graph = |it: &super::schema::NamedArgument| matches!(it.arg, Argument::Graph(_));
        let after = self.node.inputs.iter().skip_while(|it| !is_graph(it)).skip(1);
        let given = after.map(|it| match &it.arg {
            Argument::Tensor(name) => self.named(name).ok(),
            _ => None,
        });
        given.collect()
    }

    /// An argument that is an integer.
    pub(super) fn int_or(&self, name: &str) -> Result<Option<i64>, Failure> {
        match self.argument(name) {
            Some(Argument::Int(size)) => {
                size.value(self.values).map(Some).ok_or(Failure::RunTime { input: 0 })
            }
            Some(_) => Err(Failure::unsupported(format!("`{name}` is not an integer"))),
            None => Ok(None),
        }
    }

    /// An argument that is an integer, with its default.
    pub(super) fn int(&self, name: &str, default: i64) -> Result<i64, Failure> {
        Ok(self.int_or(name)?.unwrap_or(default))
    }

    /// An argument that is a list of integers, or an integer.
    pub(super) fn ints(&self, name: &str) -> Result<Option<Vec<i64>>, Failure> {
        match self.argument(name) {
            Some(Argument::Ints(sizes)) => {
                let values = sizes.iter().map(|size| size.value(self.values));
                values.collect::<Option<_>>().map(Some).ok_or(Failure::RunTime { input: 0 })
            }
            // An empty list has no type.
            Some(Argument::Tensors(names)) if names.is_empty() => Ok(Some(Vec::new())),
            _ => Ok(self.int_or(name)?.map(|value| vec![value])),
        }
    }

    /// A list of integers with one for each axis, from one for all; `default` if it is left out or empty.
    pub(super) fn each(&self, name: &str, axes: usize, default: i64) -> Result<Vec<i64>, Failure> {
        match self.ints(name)?.unwrap_or_default().as_slice() {
            [] => Ok(vec![default; axes]),
            [one] => Ok(vec![*one; axes]),
            all if all.len() == axes => Ok(all.to_vec()),
            _ => Err(Failure::invalid(format!("`{name}` needs {axes} numbers"))),
        }
    }

    /// An argument that is a number.
    pub(super) fn number(&self, name: &str) -> Result<Option<f64>, Failure> {
        match self.argument(name) {
            Some(Argument::Float(number)) => Ok(Some(*number)),
            Some(Argument::Flag(flag)) => Ok(Some(f64::from(u8::from(*flag)))),
            Some(Argument::Int(_)) => {
                #[expect(clippy::cast_precision_loss, reason = "it is a factor or a bound")]
                let number = self.int_or(name)?.map(|value| value as f64);
                Ok(number)
            }
            _ => Ok(None),
        }
    }

    /// An argument that is a list of numbers.
    pub(super) fn numbers(&self, name: &str) -> Option<&'r [f64]> {
        match self.argument(name)? {
            Argument::Floats(numbers) => Some(numbers),
            _ => None,
        }
    }

    /// An argument that is a truth value.
    pub(super) fn flag(&self, name: &str) -> bool {
        matches!(self.argument(name), Some(Argument::Flag(true)))
    }

    /// An argument that is a text.
    pub(super) fn word(&self, name: &str) -> Option<&'r str> {
        match self.argument(name)? {
            Argument::Text(text) => Some(text),
            _ => None,
        }
    }

    /// An argument that is a tensor, or a number as one.
    pub(super) fn operand(&mut self, name: &str) -> Result<TensorId, Failure> {
        match self.number(name)? {
            Some(number) => Ok(self.scalar(number)),
            None => self.tensor(name),
        }
    }

    /// The sizes of a tensor.
    pub(super) fn dims(&self, id: TensorId) -> Result<Dims, Failure> {
        let dims = self.evaluation.sizes(id).map(Dims::from_slice);
        dims.ok_or_else(|| Failure::unsupported("a shape is not known"))
    }

    /// How many axes a tensor has.
    pub(super) fn rank(&self, id: TensorId) -> Result<usize, Failure> {
        Ok(self.dims(id)?.len())
    }

    /// The axis of a tensor that an argument names.
    pub(super) fn axis(&self, name: &str, default: i64, of: TensorId) -> Result<usize, Failure> {
        named_axis(self.int(name, default)?, self.rank(of)?.max(1))
    }
}

/// One output.
pub(super) fn one(made: Result<TensorId, Failure>) -> Made {
    made.map(|id| vec![id])
}

/// Attributes by their kinds.
pub(super) fn ints(values: impl IntoIterator<Item = i64>) -> AttributeValue {
    AttributeValue::Ints(values.into_iter().collect())
}

pub(super) fn int(value: i64) -> AttributeValue {
    AttributeValue::Int(value)
}

#[expect(clippy::cast_possible_truncation, reason = "attributes of ONNX have 32 bits")]
pub(super) fn float(value: f64) -> AttributeValue {
    AttributeValue::Float(value as f32)
}

pub(super) fn word(value: &str) -> AttributeValue {
    AttributeValue::Text(value.into())
}
