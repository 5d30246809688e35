//! Holds the grammar for tree-sitter to the compiler.

mod agreement;
mod compiler;
mod edits;
mod generated;
mod neovim;
mod nodes;
mod queries;
mod random;
mod texts;
