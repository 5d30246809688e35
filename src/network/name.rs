//! Names of layers and scopes, as a network stores them.

use super::ids::{LabelId, ScopeId};

/// The name of a layer or scope within its scope. No two of one scope have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// What it is called.
    pub base: Base,
    /// 1, or which of several of the same base: `c4#2`.
    pub again: u32,
}

/// What a layer or scope is called, but for repetitions.
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
    /// The scope round it; the root's is the root.
    pub parent: ScopeId,
    /// Its name within the one round it.
    pub name: Name,
}
