//! What refers to a definition, or to something built in.

use super::definition::DefinitionId;
use crate::check::settings::Setting;
use crate::check::signature::{CommonParameter, Slot};
use crate::ops::{Operation, ParameterSpec};
use crate::source::Span;
use crate::value::functions::Function;

/// A place that refers to something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reference {
    /// The name there, or the part of a word that is one, such as the `k` of `k3`.
    pub span: Span,
    /// What it refers to.
    pub target: Target,
}

/// What a name refers to.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// The `.c`, `.shape` or another attribute of a tensor.
    Attribute,
    /// A parameter that many operations have.
    Common(&'static CommonParameter),
    /// A convention, or a device.
    Convention,
    /// Something that a file of the program defines.
    Definition(DefinitionId),
    /// A built-in function.
    Function(&'static Function),
    /// A lint, which `allow` switches off.
    Lint,
    /// An operation.
    Operation(&'static Operation),
    /// A parameter of an operation or setting.
    Parameter(&'static ParameterSpec),
    /// A setting.
    Setting(&'static Setting),
    /// A total of the network, as in `total.params`.
    Total,
    /// One of the words that a parameter takes.
    Word,
}

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Target::Common(one), Target::Common(other)) => one.slot == other.slot,
            (Target::Definition(one), Target::Definition(other)) => one == other,
            (Target::Function(one), Target::Function(other)) => one.name == other.name,
            (Target::Operation(one), Target::Operation(other)) => one.name == other.name,
            (Target::Parameter(one), Target::Parameter(other)) => std::ptr::eq(*one, *other),
            (Target::Setting(one), Target::Setting(other)) => one.name == other.name,
            (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
        }
    }
}

/// A call of an operation, block, setting or function.
#[derive(Clone, Debug, PartialEq)]
pub struct CallSite {
    /// From the name to the last argument.
    pub span: Span,
    /// What is called: an operation, a setting, a built-in function, or a definition of a block or
    /// function.
    pub callee: Target,
    /// The arguments that fill something.
    pub arguments: Vec<BoundArgument>,
}

/// An argument of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoundArgument {
    /// The argument.
    pub span: Span,
    /// What it fills.
    pub slot: Slot,
}
