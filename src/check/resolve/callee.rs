//! What can be called.

use crate::check::settings::Setting;
use crate::ops::{self, Operation};
use crate::syntax::tree::Expr;
use crate::value::{BlockId, Callable, Value};

/// What the first word of a statement calls.
#[derive(Clone, Copy)]
pub enum Called {
    /// An operation or block.
    Callee(Callee),
    /// A setting.
    Setting(&'static Setting),
}

impl Called {
    /// The word that an argument is, if a setting that takes words is called.
    pub(crate) fn word(self, argument: &Expr<'_>) -> Option<String> {
        match self {
            Called::Callee(_) => None,
            Called::Setting(setting) => setting.word(argument),
        }
    }
}

/// An operation or block.
#[derive(Clone, Copy, Debug)]
pub enum Callee {
    /// A built-in operation.
    Operation(&'static Operation),
    /// A block.
    Block(BlockId),
}

impl From<Callee> for Value {
    fn from(callee: Callee) -> Self {
        Value::Operation(match callee {
            Callee::Operation(operation) => Callable::Operation(operation.name),
            Callee::Block(id) => Callable::Block(id),
        })
    }
}

impl Callee {
    /// What a value names.
    pub fn of(callable: Callable) -> Option<Self> {
        match callable {
            Callable::Operation(name) => ops::find(name).map(Callee::Operation),
            Callable::Block(id) => Some(Callee::Block(id)),
        }
    }
}
