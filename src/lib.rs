//! netcost: a small language for describing neural networks, and a compiler that tells what a
//! network costs.

pub mod check;
pub mod cli;
pub mod cost;
pub mod diagnostics;
pub mod digits;
pub mod dtype;
pub mod network;
pub mod number;
pub mod operators;
pub mod ops;
pub mod report;
pub mod shape;
pub mod source;
pub mod syntax;
pub mod value;
