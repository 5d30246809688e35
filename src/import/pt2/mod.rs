//! `torch.export`: the archive that it saves, the graph in it, and each ATen operator in terms of ONNX's.
//!
//! PyTorch's operators differ from ONNX's in names and in forms of arguments more than in what they do. A definition puts
//! a node of the file into one or several operators that there are rules for; what ONNX lacks has rules of its own. The
//! file states the shape of every tensor: what a definition makes is held to it.

mod archive;
mod argument;
mod aten;
mod definitions;
mod evaluate;
mod file;
mod program;
mod schema;
mod steps;
mod symbol;
mod symbolic;

#[cfg(feature = "internals")]
pub(super) use self::definitions::operators;
use self::evaluate::Run;
use self::program::Program;
use super::fault::Fault;
use super::imported::Imported;
use super::names::Names;
use super::onnx::evaluate::Evaluation;
use super::options::ImportOptions;
use crate::diagnostics::Result;
use crate::network;
use crate::source::Window;

/// Reads a program and finds its calls, or what is wrong with it.
///
/// # Errors
/// When the bytes are no program.
pub(super) fn import(
    window: &mut Window<'_>,
    options: &ImportOptions,
) -> Result<std::result::Result<Imported, Vec<Fault>>> {
    let (file, weights) = match window.length() {
        Some(_) => file::read(window)?,
        None => file::read(&mut archive::held(window)?)?,
    };
    Ok(compiled(&file, weights.as_ref(), options))
}

/// Finds the calls of a program, or what is wrong with it.
fn compiled(
    file: &schema::Program,
    weights: Option<&schema::WeightsConfig>,
    options: &ImportOptions,
) -> std::result::Result<Imported, Vec<Fault>> {
    let mut names = Names::default();
    let program = Program::of(file, weights, &mut names);
    let mut evaluation = Evaluation::new(&program.model, &mut names, options);
    evaluation.rules.extend(definitions::rules());
    let bound = evaluation.bind();
    if !evaluation.faults.is_empty() {
        return Err(evaluation.faults);
    }
    let values = program.values(&evaluation);
    program.check(&mut evaluation, &file.range_constraints, &values, &bound.batch_symbols);
    if !evaluation.faults.is_empty() {
        return Err(evaluation.faults);
    }
    let mut run = Run::new(&mut evaluation, options, values);
    run.begin(&program, &file.graph_module.graph);
    run.nodes(&file.graph_module.graph.nodes);
    let (nodes, shape_nodes) = (run.nodes, run.shape_nodes);
    evaluation.outputs_of(&program.model.graph);
    if !evaluation.faults.is_empty() {
        return Err(evaluation.faults);
    }
    let (graph, ..) = evaluation.finished();
    let schema::Version { major, minor } = file.schema_version;
    let version = file.torch_version.split('+').next().unwrap_or_default();
    let about = network::Imported {
        format: "torch.export",
        schema: Some(format!("{major}.{minor}")),
        producer: if version.is_empty() { String::new() } else { format!("torch {version}") },
        nodes,
        shape_nodes,
        batch: bound.batch_symbols.into_iter().next(),
        ..network::Imported::default()
    };
    Imported::of(graph, names, about, &bound.batch, options)
}
