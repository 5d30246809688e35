//! What is probably meant by a mistake: plain functions over the tree and the operations, which the
//! resolver and the evaluator call when they report one.

pub(crate) mod arguments;
mod literals;
pub(crate) mod names;
pub(crate) mod past;
pub(crate) mod pytorch;
pub(crate) mod shapes;
