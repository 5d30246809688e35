//! The names of a program: where each is defined and visible, what refers to it, and what each call
//! calls. An editor's definition, references, rename, highlight, hover and signature help are look-ups
//! in this table.

mod definition;
mod reference;
mod table;
#[cfg(test)]
mod tests;

pub use self::definition::{Definition, DefinitionId, DefinitionKind};
pub use self::reference::{BoundArgument, CallSite, Reference, Target};
pub use self::table::Symbols;
pub use crate::check::signature::Slot;
