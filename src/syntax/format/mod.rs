//! The canonical layout of a file.
//!
//! Line breaks, comments, spelling and single empty lines stay, and so do runs of spaces that align
//! columns. The formatter sets the indentation and the spaces within a line. It works on tokens, which
//! include comments, rather than on the tree, which does not; a statement that does not parse stays as
//! it is.

mod document;
mod layout;

pub use document::format;
#[cfg(test)]
pub(super) use document::verbatim_texts;
