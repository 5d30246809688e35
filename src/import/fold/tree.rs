//! A text of the language as a tree: blocks, repeats and branches around the calls of a model.

use std::rc::Rc;

use smallvec::SmallVec;

use crate::import::call::VarId;
use crate::import::dims::Dims;
use crate::import::scopes::ScopeId;
use crate::index::ids;
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

/// A block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub name: String,
    pub params: Vec<Param>,
    pub body: Body,
    /// The scopes of what became calls of it.
    pub scopes: Vec<ScopeId>,
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

/// A statement.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// Another tensor becomes the current one.
    From(Place),
    Call(Call),
    /// A branch under a name, which leaves the current tensor as it is.
    Let(VarId, Body),
    Repeat(Repeat),
    /// Statements that run if a parameter is true.
    If(usize, Body),
    /// A list that begins with the current tensor.
    List(ListId),
    /// The current tensor is added to a list.
    Push(ListId),
}

/// Statements that run several times.
#[derive(Clone, Debug)]
pub(super) struct Repeat {
    pub times: Expr,
    pub body: Body,
    /// The current tensor at the end.
    pub output: Option<VarId>,
}

/// A call of an operation or a block.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
pub(super) struct Arg {
    pub name: Option<&'static str>,
    pub value: Value,
}

/// The value of an argument.
#[derive(Clone, Debug)]
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
    Text(Rc<str>),
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

/// Visits all holes in order.
pub(super) fn holes(body: &mut [Item], visit: &mut dyn FnMut(HoleMut<'_>, Slot)) {
    let slot = |op| Slot { op, arg: None, position: 0 };
    for item in body {
        match item {
            Item::From(place) => visit(HoleMut::Place(place), slot("from")),
            Item::Call(call) => call_holes(call, visit),
            Item::Let(_, body) | Item::If(_, body) => holes(body, visit),
            Item::Repeat(repeat) => {
                visit(HoleMut::Expr(&mut repeat.times), slot("repeat"));
                holes(&mut repeat.body, visit);
            }
            Item::List(_) | Item::Push(_) => {}
        }
    }
}

fn call_holes(call: &mut Call, visit: &mut dyn FnMut(HoleMut<'_>, Slot)) {
    let op = match call.callee {
        Callee::Op(op) => op,
        Callee::Block(_) | Callee::Param(_) => "",
    };
    if call.is_activation() {
        visit(HoleMut::Op(&mut call.callee), Slot { op: "act", arg: None, position: 0 });
    }
    for (position, Arg { name, value }) in call.args.iter_mut().enumerate() {
        let slot = Slot { op, arg: *name, position };
        match value {
            Value::Place(place) => visit(HoleMut::Place(place), slot),
            Value::Places(places) => {
                places.iter_mut().for_each(|place| visit(HoleMut::Place(place), slot));
            }
            Value::Branch(body) => holes(body, visit),
            Value::Number(expr) => visit(HoleMut::Expr(expr), slot),
            Value::Tuple(items) | Value::Dims(items) => {
                items.iter_mut().for_each(|expr| visit(HoleMut::Expr(expr), slot));
            }
            Value::Pairs(pairs) => {
                pairs.iter_mut().flatten().for_each(|expr| visit(HoleMut::Expr(expr), slot));
            }
            Value::Flag(flag) => visit(HoleMut::Flag(flag), slot),
            Value::It
            | Value::List(_)
            | Value::Shapes(_)
            | Value::Word(_)
            | Value::Text(_)
            | Value::Op(_) => {}
        }
    }
}

/// Visits the bodies within statements, not those within these.
pub(super) fn inner_bodies<'t>(item: &'t Item, visit: &mut dyn FnMut(&'t Body)) {
    match item {
        Item::Call(call) => {
            for arg in &call.args {
                if let Value::Branch(body) = &arg.value {
                    visit(body);
                }
            }
        }
        Item::Let(_, body) | Item::If(_, body) => visit(body),
        Item::Repeat(repeat) => visit(&repeat.body),
        Item::From(_) | Item::List(_) | Item::Push(_) => {}
    }
}

/// Visits the bodies within statements, not those within these.
pub(super) fn inner_bodies_mut(item: &mut Item, visit: &mut dyn FnMut(&mut Body)) {
    match item {
        Item::Call(call) => {
            for arg in &mut call.args {
                if let Value::Branch(body) = &mut arg.value {
                    visit(body);
                }
            }
        }
        Item::Let(_, body) | Item::If(_, body) => visit(body),
        Item::Repeat(repeat) => visit(&mut repeat.body),
        Item::From(_) | Item::List(_) | Item::Push(_) => {}
    }
}

/// Visits all calls, innermost last.
pub(super) fn calls<'t>(body: &'t [Item], visit: &mut dyn FnMut(&'t Call)) {
    for item in body {
        if let Item::Call(call) = item {
            visit(call);
        }
        inner_bodies(item, &mut |inner| calls(inner, visit));
    }
}

/// A name in statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Name {
    Defines(VarId),
    Reads(VarId),
    MakesList(ListId),
    ReadsList(ListId),
}

/// Visits all names in the order in which they run.
pub(super) fn names(body: &[Item], visit: &mut dyn FnMut(Name)) {
    for item in body {
        match item {
            Item::From(place) => place.names(visit),
            Item::Call(call) => call.names(visit),
            Item::Let(var, body) => {
                names(body, visit);
                visit(Name::Defines(*var));
            }
            Item::Repeat(repeat) => {
                names(&repeat.body, visit);
                repeat.output.into_iter().for_each(|var| visit(Name::Defines(var)));
            }
            Item::If(_, body) => names(body, visit),
            Item::List(list) => visit(Name::MakesList(*list)),
            Item::Push(list) => visit(Name::ReadsList(*list)),
        }
    }
}

impl Place {
    fn names(self, visit: &mut dyn FnMut(Name)) {
        if let Place::Var(var) = self {
            visit(Name::Reads(var));
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
    /// Whether it is an activation without arguments.
    pub(super) fn is_activation(&self) -> bool {
        let is_op = match self.callee {
            Callee::Op(op) => ACTIVATIONS.contains(&op),
            Callee::Param(_) => true,
            Callee::Block(_) => false,
        };
        is_op && self.args.is_empty()
    }

    fn names(&self, visit: &mut dyn FnMut(Name)) {
        for arg in &self.args {
            match &arg.value {
                Value::Place(place) => place.names(visit),
                Value::Places(places) => places.iter().for_each(|place| place.names(visit)),
                Value::Branch(body) => names(body, visit),
                Value::List(list) => visit(Name::ReadsList(*list)),
                _ => {}
            }
        }
        self.outputs.iter().for_each(|var| visit(Name::Defines(*var)));
    }
}

/// Visits all tensors that the statements define.
pub(super) fn defined(body: &[Item], visit: &mut dyn FnMut(VarId)) {
    names(body, &mut |name| {
        if let Name::Defines(var) = name {
            visit(var);
        }
    });
}

/// The tensor that statements yield, if they make one.
pub(super) fn yielded(body: &[Item]) -> Option<VarId> {
    match body
        .iter()
        .rev()
        .find(|item| !matches!(item, Item::Let(..) | Item::List(_) | Item::Push(_)))?
    {
        Item::Call(call) => call.outputs.first().copied(),
        Item::Repeat(repeat) => repeat.output,
        Item::From(Place::Var(var)) => Some(*var),
        _ => None,
    }
}

/// Whether statements yield a tensor that they make.
pub(super) fn makes(body: &[Item]) -> bool {
    matches!(body.last(), Some(Item::Call(_) | Item::Repeat(_) | Item::Push(_)))
}
