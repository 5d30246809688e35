//! Whose mistake an error is.

use crate::source::Span;

/// Whose mistake an error is, so that a program can choose its exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The text of a network is wrong.
    Network,
    /// What the caller asks for does not exist or makes no sense.
    Caller,
    /// A file or stream cannot be read or written.
    World,
}

impl Blame {
    /// The network, if its text names what is wrong at a place; else the caller.
    pub(crate) fn of_place(span: Option<Span>) -> Blame {
        if span.is_some() { Blame::Network } else { Blame::Caller }
    }
}
