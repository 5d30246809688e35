//! From a tree to lines.

use super::context::Context;
use super::expression::Words;
use super::labels::Labels;
use super::statements::{WIDTH, Within};
use super::tree::{Block, Param, Place, Tree};
use super::visit::{self, Name};
use crate::import::call::{Calls, VarId};
use crate::import::scopes::Scopes;
use crate::import::write::{self, Header, Shape};

/// The text of a tree.
pub(super) fn text(tree: &Tree, calls: &Calls, scopes: &Scopes, header: &Header) -> String {
    let context = &Context::new(tree, calls, scopes);
    let outputs = if yields_last(tree, &calls.outputs) { &[][..] } else { &calls.outputs };
    let labels = Labels::of(&tree.body, outputs, None, context);
    let mut lines = write::header(header, context.types);
    let inputs = inputs(&labels, outputs, context);
    match (lines.last_mut(), inputs.as_slice()) {
        (Some(line), [only]) if line.len() + only.len() + 2 <= WIDTH => {
            line.push_str("; ");
            line.push_str(only);
        }
        _ => lines.extend(inputs),
    }
    for block in tree.blocks.iter().filter(|block| block.standard.is_none()) {
        lines.push(String::new());
        lines.extend(block_lines(block, context));
    }
    lines.push(String::new());
    let words = Words { params: &[], label: &|place| labels.text(place, &[]) };
    let file = Within { context, words, labels: &labels, is_file: true };
    lines.extend(file.lines(&tree.body, 0));
    if !outputs.is_empty() {
        let names: Vec<&str> =
            outputs.iter().map(|var| labels.get(*var).unwrap_or_default()).collect();
        lines.push(format!("output {}", names.join(" ")));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Whether all tensors that the network yields are the current one at the end.
fn yields_last(tree: &Tree, outputs: &[VarId]) -> bool {
    matches!(outputs, [only] if visit::yielded(&tree.body) == Some(*only))
}

/// A line for each input, with a label unless it is the last and is not read by name.
fn inputs(labels: &Labels, outputs: &[VarId], context: &Context<'_>) -> Vec<String> {
    let last = context.calls.inputs.last().map(|(_, var)| *var);
    let mut reads_last = outputs.iter().any(|output| Some(*output) == last);
    visit::names(&context.tree.body, &mut |name| {
        reads_last |= matches!(name, Name::Reads(var) if Some(var) == last);
    });
    let line = |(_, var): &(_, VarId)| {
        let shape = Shape(context.calls.vars.lookup(*var).map_or(&[][..], |dims| dims));
        let label = labels.get(*var).filter(|_| reads_last || Some(*var) != last);
        label.map_or_else(|| format!("input {shape}"), |label| format!("{label}: input {shape}"))
    };
    context.calls.inputs.iter().map(line).collect()
}

fn block_lines(block: &Block, context: &Context<'_>) -> Vec<String> {
    let labels = Labels::of(&block.body, &[], Some(&block.params), context);
    let params: Vec<String> = block.params.iter().map(declared).collect();
    let params = match params.is_empty() {
        true => String::new(),
        false => format!("({})", params.join(", ")),
    };
    let label = |place: Place| labels.text(place, &block.params);
    let words = Words { params: &block.params, label: &label };
    let within = Within { context, words, labels: &labels, is_file: false };
    let head = format!("block {}{params} {{", block.name);
    let body = within.lines(&block.body, 1);
    match body.as_slice() {
        [only] if head.len() + only.len() < WIDTH => {
            vec![format!("{head} {} }}", only.trim_start())]
        }
        _ => [head].into_iter().chain(body).chain(["}".to_owned()]).collect(),
    }
}

fn declared(param: &Param) -> String {
    let words = Words { params: &[], label: &|_| String::new() };
    match param.default {
        Some(default) => format!("{}={}", param.name, words.expr(default)),
        None if param.is_flag => format!("{}=false", param.name),
        None if let Some(op) = param.default_op => format!("{}={op}", param.name),
        None => param.name.clone(),
    }
}
