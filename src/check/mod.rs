//! From the tree to the network: names, blocks, loops, shapes, and what is wrong with them.

mod diagnostics;
mod entry;
mod eval;
mod hints;
pub mod lint;
mod options;
pub mod resolve;

pub use entry::{Checked, Trees, check};
pub use options::{Limits, Options};
pub use resolve::program::Program;
