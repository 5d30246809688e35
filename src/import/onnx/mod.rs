//! ONNX: its wire format, its structures, and a rule for each operator.

mod apply;
mod bind;
mod constant;
mod control;
mod decode;
mod environment;
mod evaluate;
mod expand;
mod model;
mod order;
#[cfg(feature = "internals")]
mod outline;
mod read;
mod rules;
mod scan;
#[cfg(test)]
pub(in crate::import) mod testing;
#[cfg(test)]
mod tests;
mod wire;

use self::evaluate::Evaluation;
use self::model::Model;
#[cfg(feature = "internals")]
pub(super) use self::rules::operators;
use super::fault::{Fault, FaultKind};
#[cfg(feature = "internals")]
use super::graph::Tensor;
use super::imported::Imported;
#[cfg(feature = "internals")]
use super::inspect::Named;
use super::lower::Lowering;
use super::names::{Name, Names};
use super::options::ImportOptions;
use super::patterns;
use crate::diagnostics::Result;
use crate::network;
use crate::source::Window;

/// Reads a model and finds its calls, or what is wrong with it.
///
/// # Errors
/// When the bytes are no model.
pub(super) fn import(
    window: &mut Window<'_>,
    options: &ImportOptions,
) -> Result<std::result::Result<Imported, Vec<Fault>>> {
    let mut names = Names::default();
    let model = read::read(window, &mut names, options.nodes)?;
    Ok(compiled(&model, names, options))
}

/// Finds the calls of a model, or what is wrong with it.
fn compiled(
    model: &Model,
    mut names: Names,
    options: &ImportOptions,
) -> std::result::Result<Imported, Vec<Fault>> {
    let mut evaluation = Evaluation::new(model, &mut names, options);
    let bound = evaluation.bind();
    if evaluation.faults.is_empty() {
        evaluation.graph(&model.graph);
        evaluation.outputs_of(&model.graph);
    }
    if !evaluation.faults.is_empty() {
        return Err(evaluation.faults);
    }
    let (mut graph, nodes, shape_nodes) = evaluation.finished();
    graph.drop_unused();
    let patterns = match options.no_patterns {
        true => Vec::new(),
        false => patterns::replace(&mut graph),
    };
    let lowering = Lowering::new(&graph, &names, &bound.batch).run();
    let (calls, unknown) = (lowering.calls, lowering.unknown);
    if calls.calls.is_empty() && calls.inputs.is_empty() {
        return Err(vec![Fault { node: None, kind: FaultKind::Empty }]);
    }
    let standard = |(domain, _): &&(Name, i64)| matches!(names.text(*domain), "" | "ai.onnx");
    let producer = format!("{} {}", names.text(model.producer), names.text(model.producer_version));
    let about = network::Imported {
        format: "ONNX",
        opset: model.opsets.iter().find(standard).map(|(_, version)| *version),
        producer: producer.trim().to_owned(),
        nodes,
        shape_nodes,
        batch: bound.batch_symbols.into_iter().next(),
        patterns,
        ..network::Imported::default()
    };
    Ok(Imported { about, graph, names, calls, unknown })
}

/// All tensors of a model by name, outputs last, and what is wrong; the shapes that it states itself are not looked at.
///
/// # Errors
/// When the bytes are no model.
#[cfg(feature = "internals")]
pub(super) fn tensors(
    window: &mut Window<'_>,
    options: &ImportOptions,
) -> Result<(Named<Tensor>, Vec<Fault>)> {
    let mut names = Names::default();
    let model = read::read(window, &mut names, options.nodes)?;
    let mut evaluation = Evaluation::new(&model, &mut names, options);
    evaluation.only_rules = true;
    evaluation.bind();
    evaluation.graph(&model.graph);
    evaluation.outputs_of(&model.graph);
    let faults = std::mem::take(&mut evaluation.faults);
    let aliases = std::mem::take(&mut evaluation.aliases);
    let (graph, ..) = evaluation.finished();
    let inner = graph.tensors.iter().map(|tensor| (tensor.name, tensor));
    let outputs = model.graph.outputs.iter().map(|output| output.name);
    let outputs = aliases.into_iter().chain(outputs.zip(graph.outputs.iter().copied()));
    let outputs = outputs.map(|(name, id)| (name, &graph.tensors[id]));
    let all = inner.chain(outputs);
    let all = all.map(|(name, tensor)| (names.text(name).to_owned(), tensor.clone()));
    Ok((all.collect(), faults))
}

/// What the reader finds in a model, as text.
///
/// # Errors
/// When the bytes are no model.
#[cfg(feature = "internals")]
pub(super) fn outline(window: &mut Window<'_>, nodes: u64) -> Result<String> {
    let mut names = Names::default();
    let model = read::read(window, &mut names, nodes)?;
    Ok(outline::outline(&model, &names))
}
