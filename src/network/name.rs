//! Names of layers and scopes, as a network stores them.

use super::ids::{LabelId, ScopeId};
use crate::source::Span;

/// The name of a layer or scope within its scope, where it is unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name without repetitions.
    pub base: Base,
    /// 1, or the number among names of the same base: `c4#2`.
    pub again: u32,
}

/// The name of a layer or scope before repetitions are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// A text of its own.
    Label(LabelId),
    /// The name of an operation or block, and a number: `conv1`.
    Numbered(LabelId, u32),
}

/// A group of layers: a call of a block, or a named branch.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// The scope that contains it; the root contains itself.
    pub parent: ScopeId,
    /// Its name within that scope.
    pub name: Name,
    /// The call of the block, or the branch, if it was read from a file.
    pub span: Option<Span>,
}
