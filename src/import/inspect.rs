//! What the importer knows, for tests and pages.

use super::fault::Fault;
use super::graph::Tensor;
use super::onnx;
use super::options::ImportOptions;
use super::rule::Rule;
use super::value::{Data, Value};
use crate::diagnostics::{Diagnostic, Result};
use crate::source::{Sources, Window};

/// Things, each with a name.
pub type Named<T> = Vec<(String, T)>;

/// An operator of ONNX that has a rule.
#[derive(Clone, Copy, Debug)]
pub struct Operator {
    /// Its name, with its domain if that is not ONNX's own.
    pub name: &'static str,
    /// Whether it is known what it costs, in the usual forms at least.
    pub counted: bool,
    /// Whether the sizes of its outputs depend on the values of data.
    pub run_time: bool,
}

/// What is known of a tensor.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its sizes.
    pub sizes: Option<Vec<u64>>,
    /// The type of its elements; those of 8-bit floats are one type.
    pub element: String,
    /// Its elements in order.
    pub elements: Option<Elements>,
}

/// The elements of a tensor; truth values are 0 and 1.
#[derive(Clone, Debug)]
pub enum Elements {
    /// Of a type of integers.
    Integers(Vec<i64>),
    /// Of a type of floats.
    Floats(Vec<f64>),
}

/// All operators that have a rule, in order.
pub fn operators() -> Vec<Operator> {
    let operator = |rule: &Rule| {
        let Rule { name, counted, run_time, .. } = *rule;
        Operator { name, counted, run_time }
    };
    onnx::operators().into_iter().map(operator).collect()
}

/// What is known of every tensor by name, and what is wrong.
///
/// # Errors
/// When the bytes are no model.
pub fn tensors(
    sources: &Sources,
    window: &mut Window<'_>,
    options: &ImportOptions,
) -> Result<(Named<Found>, Vec<Diagnostic>)> {
    let (tensors, faults) = onnx::tensors(window, options)?;
    let tensors = tensors.into_iter().map(|(name, tensor)| (name, found(&tensor)));
    let problem = |fault: Fault| Diagnostic::new(fault.problem(sources, "model"));
    Ok((tensors.collect(), faults.into_iter().map(problem).collect()))
}

/// What the reader finds in a model, as text, a line for each thing.
///
/// # Errors
/// When the bytes are no model.
pub fn outline(window: &mut Window<'_>, nodes: u64) -> Result<String> {
    onnx::outline(window, nodes)
}

fn found(tensor: &Tensor) -> Found {
    let elements = |value: &Value| match &value.data {
        Data::Ints(items) => Elements::Integers(items.clone()),
        Data::Floats(items) => Elements::Floats(items.clone()),
    };
    Found {
        sizes: tensor.dims.as_ref().map(|dims| dims.to_vec()),
        element: format!("{:?}", tensor.dtype),
        elements: tensor.value.as_deref().map(elements),
    }
}
