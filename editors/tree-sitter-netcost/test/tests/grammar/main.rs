//! Holds the grammar for tree-sitter to the compiler.

mod agreement;
mod compiler;
mod generated;
mod nodes;
mod random;
mod texts;
