//! Calls of the language that stand for the nodes of a model: what the text is written from.

use std::collections::BTreeSet;
use std::sync::Arc;

use smallvec::SmallVec;

use super::dims::Dims;
use super::id::NodeId;
use crate::index::{IndexVec, ids};
use crate::tensor::Dtype;

/// A tensor of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct VarId(u32);

ids!(VarId);

/// All calls, in order, and the tensors between them.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    /// The sizes of each tensor, without the batch.
    pub vars: IndexVec<VarId, Dims>,
    pub calls: Vec<Call>,
    /// The inputs with their names.
    pub inputs: Vec<(Arc<str>, VarId)>,
    pub outputs: Vec<VarId>,
}

impl Calls {
    /// The words that calls have, `frozen` and `nobias`, and what they deny: a tensor of that name would be read
    /// instead.
    pub(crate) fn words(&self) -> BTreeSet<&'static str> {
        let args = self.calls.iter().flat_map(|call| &call.args);
        let words = args.filter_map(|arg| match arg.value {
            ArgValue::Word(word) => Some([word, word.strip_prefix("no").unwrap_or(word)]),
            _ => None,
        });
        words.flatten().collect()
    }
}

/// A call of an operation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    pub op: &'static str,
    /// The current tensor that it reads, unless its arguments name all that it reads.
    pub input: Option<VarId>,
    pub args: SmallVec<[Arg; 4]>,
    pub outputs: SmallVec<[VarId; 1]>,
    /// The node that it stands for; a node may need several calls.
    pub node: Option<NodeId>,
    /// The type of its output, where that is not the type of the network's activations.
    pub dtype: Option<Dtype>,
    /// The type of its weights, where that is not the type of the network's weights.
    pub weights: Option<Dtype>,
    /// The number of the parameters that it shares with other calls.
    pub share: Option<u32>,
}

/// An argument, by name or by position.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Arg {
    pub name: Option<&'static str>,
    pub value: ArgValue,
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ArgValue {
    Int(i64),
    Number(f64),
    /// One number for each axis.
    Ints(SmallVec<[i64; 4]>),
    /// A pair of numbers for each axis: the padding before and after it.
    Pairs(SmallVec<[(i64, i64); 3]>),
    Dims(Dims),
    /// Several shapes: the outputs of a `custom`.
    Shapes(Vec<Dims>),
    /// A flag or another word.
    Word(&'static str),
    Text(Arc<str>),
    Tensor(VarId),
    /// Several tensors as one argument: `reads=(a, b)`.
    Tensors(SmallVec<[VarId; 4]>),
}

impl From<VarId> for ArgValue {
    fn from(var: VarId) -> Self {
        ArgValue::Tensor(var)
    }
}

impl From<i64> for ArgValue {
    fn from(value: i64) -> Self {
        ArgValue::Int(value)
    }
}

impl From<u64> for ArgValue {
    fn from(value: u64) -> Self {
        // Sizes are far below 2⁶³: a larger one is refused by the checker as it would be if it were right.
        ArgValue::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<&'static str> for ArgValue {
    fn from(word: &'static str) -> Self {
        ArgValue::Word(word)
    }
}

impl Call {
    /// The tensors that it reads, in order.
    pub(crate) fn reads(&self) -> impl Iterator<Item = VarId> {
        let named = self.args.iter().flat_map(|arg| match &arg.value {
            ArgValue::Tensor(var) => std::slice::from_ref(var),
            ArgValue::Tensors(vars) => vars.as_slice(),
            _ => &[],
        });
        self.input.into_iter().chain(named.copied())
    }
}

/// A number, or several: axes, sizes, repeats.
pub(crate) fn numbers(numbers: &[u64]) -> ArgValue {
    match numbers {
        [one] => (*one).into(),
        _ => ArgValue::Ints(
            numbers.iter().map(|number| i64::try_from(*number).unwrap_or(i64::MAX)).collect(),
        ),
    }
}

/// Whether the operands of an operation may change places.
pub(crate) fn is_commutative(op: &str) -> bool {
    matches!(op, "add" | "mul" | "maximum" | "minimum")
}
