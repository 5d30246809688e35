//! What people read at a terminal.

pub mod catalogue;
mod compare;
pub mod derivation;
pub mod devices;
pub(crate) mod grid;
pub mod operations;
pub mod page;
pub mod scope;
pub(in crate::report) mod summary;
pub(super) mod table;
pub(crate) mod term;
mod timeline;

pub use term::TermStyle;
