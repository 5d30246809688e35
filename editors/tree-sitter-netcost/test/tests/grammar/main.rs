//! Holds the grammar for tree-sitter to the compiler.

mod agreement;
mod compiler;
mod edits;
mod generated;
mod neovim;
mod nodes;
#[path = "../../../../../src/syntax/tests/pieces.rs"]
mod pieces;
mod queries;
mod random;
mod texts;
