//! Values against ONNX's own cases and its reference evaluator, their limits, and properties of them.

mod cases;
mod limits;
mod properties;
