//! Statements.

use super::expression::{Expr, Name};
use crate::source::Span;

/// The statements of a file, or between `{` and `}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Body<'s> {
    /// The statements in their order; one that does not parse is a
    /// [`StatementKind::Bad`].
    pub statements: Vec<Statement<'s>>,
    /// The whole file, or from `{` to `}`.
    pub span: Span,
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement<'s> {
    /// The `a, b` of `a, b: conv 64`.
    pub labels: Box<[Name<'s>]>,
    /// What it does.
    pub kind: StatementKind<'s>,
    /// The `-> 256x6x6` at its end.
    pub claim: Option<Box<Claim<'s>>>,
    /// All of it, labels and claim included.
    pub span: Span,
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq)]
pub enum StatementKind<'s> {
    /// `allow dropped-rows unused-name`
    Allow {
        /// The names of the lints to silence.
        names: Box<[Name<'s>]>,
    },
    /// `NAME += VALUE`
    Append {
        /// The list.
        name: Name<'s>,
        /// What is appended.
        value: Box<Operand<'s>>,
    },
    /// `assert CONDITION "message"`
    Assert {
        /// What has to hold.
        condition: Box<Expr<'s>>,
        /// The message if it does not.
        message: Option<&'s str>,
    },
    /// A statement that does not parse: it may do anything.
    Bad {
        /// Whether it begins as one that makes no tensor current: a declaration, `let` or `assert`.
        keeps_current: bool,
    },
    /// `block NAME(parameters) { … }`
    Block(Box<Declaration<'s, Body<'s>>>),
    /// An operation, block or setting, called: `conv 96 k11`.
    Call(Call<'s>),
    /// `deploy fold-bn fuse int4:group=128`
    Deploy {
        /// The passes, in order.
        passes: Box<[Name<'s>]>,
    },
    /// `fn NAME(parameters) = EXPRESSION`
    Fn(Box<Declaration<'s, Expr<'s>>>),
    /// `for PATTERN in ITEMS { … }`
    For {
        /// One name, or one for each value of an item.
        pattern: Box<[Name<'s>]>,
        /// Whether the pattern has parentheses, so that each item is unpacked.
        unpack: bool,
        /// A list.
        items: Box<Expr<'s>>,
        /// Run for each item.
        body: Box<Body<'s>>,
    },
    /// `frozen { … }`
    Frozen {
        /// What is run, its layers frozen.
        body: Box<Body<'s>>,
    },
    /// `fused { … }`
    Fused {
        /// The body, whose layers are fused.
        body: Box<Body<'s>>,
    },
    /// `if A { … } else if B { … } else { … }`
    If {
        /// The conditions and their bodies, in order.
        arms: Box<[(Expr<'s>, Body<'s>)]>,
        /// The last `else`.
        otherwise: Option<Box<Body<'s>>>,
    },
    /// `let NAME = VALUE`
    Let {
        /// The name.
        name: Name<'s>,
        /// What it names.
        value: Box<Operand<'s>>,
    },
    /// `param NAME = DEFAULT in DOMAIN`
    Param {
        /// The name.
        name: Name<'s>,
        /// Its value where the caller sets none.
        default: Box<Expr<'s>>,
        /// The values it may have.
        domain: Option<Box<Domain<'s>>>,
    },
    /// `repeat COUNT { … }`
    Repeat {
        /// How often.
        count: Box<Expr<'s>>,
        /// What is run.
        body: Box<Body<'s>>,
    },
    /// `use "path"`
    Use {
        /// The path as written, without quotes.
        path: &'s str,
        /// The string's place, quotes included.
        span: Span,
    },
}

/// What a block or function is.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration<'s, B> {
    /// Its name.
    pub name: Name<'s>,
    /// Its parameters.
    pub parameters: Box<[Parameter<'s>]>,
    /// The body of the block, or the value of the function.
    pub body: B,
}

/// The values a `param` may have.
#[derive(Clone, Debug, PartialEq)]
pub enum Domain<'s> {
    /// `in [0.5, 1.0]`: a list.
    OneOf(Expr<'s>),
    /// `in 96..512`: both ends included.
    Range(Expr<'s>, Expr<'s>),
}

impl<'s> Domain<'s> {
    /// The expressions in it.
    pub fn parts(&self) -> impl Iterator<Item = &Expr<'s>> {
        let (first, second) = match self {
            Domain::OneOf(list) => (list, None),
            Domain::Range(from, to) => (from, Some(to)),
        };
        std::iter::once(first).chain(second)
    }

    /// Where they are.
    pub fn span(&self) -> Span {
        match self {
            Domain::OneOf(list) => list.span,
            Domain::Range(from, to) => from.span.to(to.span),
        }
    }
}

/// A parameter of a block or function.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter<'s> {
    /// Its name.
    pub name: Name<'s>,
    /// Its value where the call gives none.
    pub default: Option<Expr<'s>>,
    /// Where both are.
    pub span: Span,
}

/// `-> SHAPE`
#[derive(Clone, Debug, PartialEq)]
pub struct Claim<'s> {
    /// The shape, `->` not included.
    pub span: Span,
    /// What is claimed.
    pub shape: ClaimedShape<'s>,
}

/// The shape that a claim states.
#[derive(Clone, Debug, PartialEq)]
pub enum ClaimedShape<'s> {
    /// `256x?x?`: `None` is any size.
    Axes(Vec<Option<u64>>),
    /// Anything else; a tuple, or a number for a shape of one axis.
    Expr(Expr<'s>),
}

/// A call of an operation, block or setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Call<'s> {
    /// What is called.
    pub name: Name<'s>,
    /// The arguments as written; the resolver finds which parameter each one fills.
    pub arguments: Box<[Argument<'s>]>,
}

impl Call<'_> {
    /// From the name to the last argument.
    pub fn span(&self) -> Span {
        self.arguments.last().map_or(self.name.span, |last| self.name.span.to(last.span()))
    }
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument<'s> {
    /// The name before `=`.
    pub name: Option<Box<Name<'s>>>,
    /// Its value. A bare word is an [`ExprKind::Name`](super::ExprKind::Name): flag, shorthand, word or name.
    pub value: Operand<'s>,
}

impl<'s> Argument<'s> {
    /// Its name by itself.
    pub fn name(&self) -> Option<Name<'s>> {
        self.name.as_deref().copied()
    }

    /// All of it.
    pub fn span(&self) -> Span {
        let value = self.value.span();
        self.name().map_or(value, |name| name.span.to(value))
    }
}

/// A branch, or what may be in its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand<'s> {
    /// `{ … }`
    Branch(Box<Body<'s>>),
    /// An expression.
    Expr(Expr<'s>),
}

impl Operand<'_> {
    /// Where it is.
    pub fn span(&self) -> Span {
        match self {
            Operand::Branch(body) => body.span,
            Operand::Expr(expr) => expr.span,
        }
    }
}
