//! From text to tree: the grammar, the parser, the recovery from brackets that don't match, and the
//! formatter.

mod builder;
mod expressions;
mod format;
mod formats;
mod grammar;
#[cfg(feature = "lsp")]
mod highlight;
mod hints;
mod keywords;
mod lexer;
mod limits;
mod memo;
mod numbers;
mod pairs;
mod parser;
mod recovery;
mod statements;
#[cfg(test)]
mod tests;
pub mod tree;
mod typography;

pub use format::format;
#[cfg(feature = "lsp")]
pub use highlight::{Class, highlight};
pub(crate) use hints::spaced_call as translated_call;
pub(crate) use keywords::is_reserved;
pub use memo::Memo;
#[doc(hidden)]
#[cfg(feature = "internals")]
pub use parser::recognise;
pub use parser::{Parsed, expression, literal, parse, parse_again, parse_parts};
