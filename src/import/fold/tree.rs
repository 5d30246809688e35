//! A text of the language as a tree: blocks, repeats and branches around the calls of a model.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::import::call::{VarId, is_commutative};
use crate::import::dims::Dims;
use crate::import::scopes::ScopeId;
use crate::import::write::Types;
use crate::index::{Idx, ids};
use crate::tensor::Dtype;

/// A list of tensors that grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ListId(u32);

/// A block of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct BlockId(u32);

ids!(ListId, BlockId);

/// Statements, of which each begins from what the one before it yields.
pub(super) type Body = Vec<Item>;

/// A text.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// Blocks call only those before them.
    pub blocks: Vec<Block>,
    pub body: Body,
}

impl Tree {
    /// The bodies of the blocks, then the file's own.
    pub(super) fn bodies(&self) -> impl Iterator<Item = &Body> {
        self.blocks.iter().map(|block| &block.body).chain([&self.body])
    }

    /// The bodies of the blocks, then the file's own.
    pub(super) fn bodies_mut(&mut self) -> impl Iterator<Item = &mut Body> {
        self.blocks.iter_mut().map(|block| &mut block.body).chain([&mut self.body])
    }

    /// A block, which is there.
    pub(super) fn block(&self, id: BlockId) -> Option<&Block> {
        self.blocks.get(id.index())
    }
}

/// A block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub name: String,
    pub params: Vec<Param>,
    pub body: Body,
    /// The scopes of what became calls of it, and whether each was all that there is of its scope.
    pub scopes: Vec<(ScopeId, bool)>,
    /// The block of the language that it is; its body is empty then, since it depends on the calls.
    pub standard: Option<Standard>,
}

/// What a block of the language does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standard {
    /// The statements of a call with these arguments after a tensor of these sizes; `None` if it refuses them.
    pub body: fn(&[Hole], &[u64]) -> Option<Body>,
    /// Whether it is as large as the parts of which papers list networks, and not a part of those.
    pub is_stage: bool,
    /// The types of all that it calls.
    pub types: Types,
}

/// A parameter of a block.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Param {
    pub name: String,
    /// What calls may leave out; those with a default come last.
    pub default: Option<Expr>,
    /// Whether it is a flag, which is false unless a call has it.
    pub is_flag: bool,
    /// The activation that calls may leave out.
    pub default_op: Option<&'static str>,
}

impl Param {
    /// Whether a call may leave this argument out.
    pub(super) fn is_default(&self, value: &Value) -> bool {
        match value {
            Value::Number(expr) => self.default == Some(*expr),
            Value::Op(Callee::Op(op)) => self.default_op == Some(op),
            _ => false,
        }
    }
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    /// Another tensor becomes the current one.
    From(Place),
    Call(Call),
    /// A branch under a name, which leaves the current tensor as it is.
    Let(VarId, Body),
    Repeat(Repeat),
    /// Calls of a block that differ in a number.
    For(Vec<Call>),
    /// Statements that run if a parameter is true.
    If(usize, Body),
    /// A list that begins with the current tensor.
    List(ListId),
    /// The current tensor is added to a list.
    Push(ListId),
}

/// Statements that run several times.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Repeat {
    pub times: Expr,
    pub body: Body,
    /// The current tensor at the end.
    pub output: Option<VarId>,
}

/// A call of an operation or a block.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    pub callee: Callee,
    /// Whether it starts from the current tensor, besides what its arguments name.
    pub reads_current: bool,
    pub args: Vec<Arg>,
    pub outputs: SmallVec<[VarId; 1]>,
    /// The innermost scope of the model that has in it all that it stands for.
    pub scope: ScopeId,
    pub dtype: Option<Dtype>,
    pub weights: Option<Dtype>,
    pub share: Option<u32>,
}

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Callee {
    Op(&'static str),
    Block(BlockId),
    /// An activation that is a parameter of the block.
    Param(usize),
}

/// An argument, by name or by position. Those of a block are by position, one for each of its parameters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Arg {
    pub name: Option<&'static str>,
    pub value: Value,
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// The current tensor.
    It,
    Place(Place),
    Places(Vec<Place>),
    Branch(Body),
    List(ListId),
    Number(Expr),
    /// Numbers, and where a number is told apart from a tuple of one.
    Tuple(Vec<Expr>),
    Pairs(Vec<[Expr; 2]>),
    Dims(Vec<Expr>),
    Shapes(Vec<Dims>),
    Word(&'static str),
    Text(Arc<str>),
    Flag(bool),
    /// An activation for a block.
    Op(Callee),
}

/// A tensor by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    Var(VarId),
    /// A parameter of the block.
    Param(usize),
}

/// A number, or how it is computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Expr {
    Int(i64),
    Number(f64),
    /// A parameter of the block.
    Param(usize),
    /// A multiple of a parameter.
    Times(i64, usize),
    /// A parameter divided, rounded down.
    Over(usize, i64),
}

/// What may differ between statements of the same kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Hole {
    Expr(Expr),
    Place(Place),
    Flag(bool),
    /// An activation.
    Op(Callee),
}

/// Where a hole is, for names of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub op: &'static str,
    pub arg: Option<&'static str>,
    pub position: usize,
}

/// A hole of a tree that may be changed.
pub(super) enum HoleMut<'t> {
    Expr(&'t mut Expr),
    Place(&'t mut Place),
    Flag(&'t mut bool),
    Op(&'t mut Callee),
}

impl HoleMut<'_> {
    pub(super) fn get(&self) -> Hole {
        match self {
            HoleMut::Expr(expr) => Hole::Expr(**expr),
            HoleMut::Place(place) => Hole::Place(**place),
            HoleMut::Flag(flag) => Hole::Flag(**flag),
            HoleMut::Op(op) => Hole::Op(**op),
        }
    }
}

impl Hole {
    /// The parameter of the block that is in it.
    pub(super) fn param(self) -> Option<usize> {
        match self {
            Hole::Expr(Expr::Param(param) | Expr::Times(_, param) | Expr::Over(param, _))
            | Hole::Place(Place::Param(param))
            | Hole::Op(Callee::Param(param)) => Some(param),
            Hole::Expr(Expr::Int(_) | Expr::Number(_))
            | Hole::Place(Place::Var(_))
            | Hole::Op(Callee::Op(_) | Callee::Block(_))
            | Hole::Flag(_) => None,
        }
    }
}

impl From<Hole> for Value {
    fn from(hole: Hole) -> Self {
        match hole {
            Hole::Expr(expr) => Value::Number(expr),
            Hole::Place(place) => Value::Place(place),
            Hole::Flag(flag) => Value::Flag(flag),
            Hole::Op(op) => Value::Op(op),
        }
    }
}

impl Value {
    /// What a parameter of a block that has this argument is.
    pub(super) fn hole(&self) -> Option<Hole> {
        match self {
            Value::Number(expr) => Some(Hole::Expr(*expr)),
            Value::Place(place) => Some(Hole::Place(*place)),
            Value::Flag(flag) => Some(Hole::Flag(*flag)),
            Value::Op(op) => Some(Hole::Op(*op)),
            Value::It
            | Value::Places(_)
            | Value::Branch(_)
            | Value::List(_)
            | Value::Tuple(_)
            | Value::Pairs(_)
            | Value::Dims(_)
            | Value::Shapes(_)
            | Value::Word(_)
            | Value::Text(_) => None,
        }
    }
}

/// Activations, of which a block may have any.
const ACTIVATIONS: &[&str] = &[
    "relu",
    "relu6",
    "gelu",
    "silu",
    "hardswish",
    "mish",
    "selu",
    "elu",
    "tanh",
    "sigmoid",
    "hardsigmoid",
    "softplus",
    "leakyrelu",
];

impl Call {
    /// A call of a block with these arguments, which starts from the current tensor.
    pub(super) fn of_block(
        block: BlockId,
        args: impl Iterator<Item = Hole>,
        output: Option<VarId>,
        scope: ScopeId,
    ) -> Self {
        Call {
            callee: Callee::Block(block),
            reads_current: true,
            args: args.map(|hole| Arg { name: None, value: hole.into() }).collect(),
            outputs: output.into_iter().collect(),
            scope,
            dtype: None,
            weights: None,
            share: None,
        }
    }

    /// The block that is called, if it is one.
    pub(super) fn block(&self) -> Option<BlockId> {
        match self.callee {
            Callee::Block(id) => Some(id),
            Callee::Op(_) | Callee::Param(_) => None,
        }
    }

    /// The operation that is called, if it is one.
    pub(super) fn op(&self) -> Option<&'static str> {
        match self.callee {
            Callee::Op(op) => Some(op),
            Callee::Block(_) | Callee::Param(_) => None,
        }
    }

    /// Whether its operands may change places.
    pub(super) fn may_swap(&self) -> bool {
        self.op().is_some_and(is_commutative)
    }

    /// Whether it is an activation without arguments.
    pub(super) fn is_activation(&self) -> bool {
        let is_op = match self.callee {
            Callee::Op(op) => ACTIVATIONS.contains(&op),
            Callee::Param(_) => true,
            Callee::Block(_) => false,
        };
        is_op && self.args.is_empty()
    }
}
