//! The names that are visible where the resolver is.

use foldhash::HashMap;

use super::ids::UnitId;
use super::symbols::DefinitionId;
use crate::check::scope::Scope;
use crate::source::Span;

/// What a visible name means.
#[derive(Clone, Copy)]
pub(crate) struct Binding {
    /// Where it is defined.
    pub(crate) span: Span,
    /// Its definition. It is missing if the name was recovered from a statement that does not parse,
    /// or was reported as unknown.
    pub(crate) definition: Option<DefinitionId>,
    /// Whether blocks and functions see it: a param, or a `let` that is made of what they see.
    pub(crate) shared: bool,
}

/// The visible names.
#[derive(Default)]
pub(crate) struct Names<'a> {
    /// Those that expressions read; those of the file that a block or function sees come first.
    pub(crate) visible: Scope<'a, Binding>,
    /// The number of those, which a block or function may hide.
    pub(crate) inherited: usize,
    /// The params of the file, and the `let`s that its blocks and functions see.
    pub(crate) shared: Vec<(&'a str, Binding)>,
    /// The keys of `share=` in the body of the file or block.
    pub(crate) share_keys: HashMap<&'a str, DefinitionId>,
}

/// What kind of body a place is in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlaceKind {
    File,
    Block,
    Function,
}

/// Where the resolver is.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// The file.
    pub(crate) unit: UnitId,
    /// The kind of body.
    pub(crate) kind: PlaceKind,
    /// The block or function.
    pub(crate) owner: Option<DefinitionId>,
    /// The number of bodies around the place within that of the file or block.
    pub(crate) nested: usize,
    /// The end of the innermost body.
    pub(crate) end: u32,
}

impl Place {
    /// Whether it is directly in the body of the file.
    pub(crate) fn is_top_level(self) -> bool {
        self.kind == PlaceKind::File && self.nested == 0
    }
}
