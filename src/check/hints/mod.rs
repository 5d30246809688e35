//! What is probably meant by a mistake: plain functions over the tree and the operations, which the
//! resolver and the evaluator call when they report one.

pub(crate) mod arguments;
mod literals;
pub(crate) mod names;
pub(crate) mod past;
pub(crate) mod pytorch;
pub(crate) mod shapes;

/// The operation that a name of PyTorch, Keras or another tool means: `dense`, `batchnorm2d`, `hswish`.
pub fn operation_meant(name: &str) -> Option<String> {
    let choice = pytorch::choice(name).map(|(operation, _)| operation.to_owned());
    choice.or_else(|| pytorch::operation(name, |it| crate::ops::find(it).is_some()))
}
