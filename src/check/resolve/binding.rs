//! What the resolver knows of a visible name.

use crate::source::Span;

/// What is known of a visible name.
pub(crate) struct Known {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

/// What makes a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Perhaps a statement that does not parse; or it was reported as unknown already.
    Doubtful,
    /// The pattern of a `for`.
    Each,
    /// The label of an `input`, which the outside goes by.
    Input,
    /// A label.
    Label,
    /// `let`; the only kind that may grow.
    Let,
    /// `param`.
    Param,
    /// A block or function, whose parameter it is.
    Parameter,
}
