//! What defines a name.

use crate::index::ids;
use crate::source::Span;

/// The number of a definition among those of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DefinitionId(u32);

ids!(DefinitionId);

/// Where a name is defined. Its text is what the sources have at `name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// What defines it.
    pub kind: DefinitionKind,
    /// The name; for a file the empty place at its start.
    pub name: Span,
    /// All that defines it: a statement, a parameter with its default, a file.
    pub extent: Span,
    /// Where its name can be used. That of a block or function can be used in files that use its
    /// file too, and one that is `shared` in all blocks and functions of its file.
    pub visible: Span,
    /// The block or function that it is part of: whose parameter it is, or in whose body it is
    /// defined.
    pub owner: Option<DefinitionId>,
    /// Whether the blocks and functions of its file see it: a param, or a `let` that is made of
    /// literals, functions and other such names.
    pub shared: bool,
    /// The number of places that read it.
    pub(super) reads: u32,
}

/// What defines a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefinitionKind {
    /// `block NAME(…) { … }`
    Block,
    /// A file, to which `use` refers.
    File,
    /// `fn NAME(…) = …`
    Function,
    /// The label of an `input`, by which the caller refers to it.
    Input,
    /// The label of any other statement.
    Label,
    /// `let NAME = …`
    Let,
    /// The pattern of a `for`.
    LoopVariable,
    /// `param NAME = …`
    Param,
    /// A parameter of a block or function.
    Parameter,
    /// The first `share=KEY` of a key in the body of a file or block. These keys are a namespace of
    /// their own.
    ShareKey,
}

impl DefinitionKind {
    pub(super) fn is_file(self) -> bool {
        self == DefinitionKind::File
    }

    pub(super) fn is_callable(self) -> bool {
        matches!(self, DefinitionKind::Block | DefinitionKind::Function)
    }
}

impl Definition {
    /// Whether something reads it.
    pub fn is_read(&self) -> bool {
        self.reads > 0
    }

    /// The number of places that read it.
    pub fn reads(&self) -> u32 {
        self.reads
    }
}
