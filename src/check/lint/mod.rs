//! Advice on request: what is right, and perhaps not what was meant. A kind of it is a name, which
//! `allow` takes, and a function over what the checker knows when a file has run without errors.

mod convolutions;
mod names;
mod rewrite;
mod windows;

use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::diagnostics::Diagnostics;
use super::resolve::program::{Program, UnitId};
use crate::diagnostics::advice::AdviceProblem;
use crate::diagnostics::{CallSite, DiagnosticKind};
use crate::index::IndexVec;
use crate::network::{Layer, LayerId, Network, Tensor};
use crate::ops::axis::Axis;
use crate::ops::{Context, Inferred, Operation};
use crate::source::Span;
use crate::syntax::tree::StatementKind;
use crate::tensor::TensorId;
use crate::value::BlockId;

/// A kind of advice.
pub struct Lint {
    /// Its name: the last part of its code, with hyphens.
    pub name: &'static str,
    find: Find,
}

/// What a kind of advice looks at.
enum Find {
    /// Each layer by itself.
    Layer(fn(&Look<'_>, &Site<'_>) -> Option<AdviceProblem>),
    /// The program.
    Program(fn(&Look<'_>) -> Vec<AdviceProblem>),
}

/// Every kind of advice.
static LINTS: [Lint; 8] = [
    Lint { name: "bias-before-norm", find: Find::Layer(convolutions::bias_before_norm) },
    Lint { name: "block-used-once", find: Find::Program(names::block_used_once) },
    Lint { name: "depthwise-as-groups", find: Find::Layer(convolutions::depthwise_as_groups) },
    Lint { name: "dropped-rows", find: Find::Layer(windows::dropped_rows) },
    Lint { name: "kernel-left-out", find: Find::Layer(convolutions::kernel_left_out) },
    Lint { name: "odd-channels", find: Find::Layer(convolutions::odd_channels) },
    Lint { name: "untiled-pool", find: Find::Layer(windows::untiled_pool) },
    Lint { name: "unused-name", find: Find::Program(names::unused_name) },
];

/// The kind of advice of that name.
pub fn find(name: &str) -> Option<&'static Lint> {
    LINTS.iter().find(|lint| lint.name == name)
}

/// The names of all kinds.
pub fn names() -> impl Iterator<Item = &'static str> {
    LINTS.iter().map(|lint| lint.name)
}

/// What is written of a layer, beyond what the network tells.
pub struct Written {
    operation: &'static Operation,
    /// The operation's name in the call.
    name: Span,
    /// The parameters that the call gives, and where.
    given: Vec<(&'static str, Span)>,
    /// The axes that its windows slide along, if it works so.
    axes: Vec<Axis>,
    /// Whether the padding was written `p=same`.
    same: bool,
    /// The calls of blocks that led there.
    calls: Arc<[CallSite]>,
}

impl Written {
    /// What the call of an operation says.
    pub fn new(context: &Context<'_>, inferred: Inferred, calls: Arc<[CallSite]>) -> Self {
        let parameters = context.operation.parameters.iter().zip(context.arguments);
        let given = parameters.filter_map(|(known, argument)| {
            argument.as_ref().map(|argument| (known.name, argument.span))
        });
        let (operation, name) = (context.operation, context.name);
        let Inferred { axes, same, .. } = inferred;
        Written { operation, name, given: given.collect(), axes, same, calls }
    }

    /// Where a parameter is given.
    fn argument(&self, parameter: &str) -> Option<Span> {
        self.given.iter().find(|(name, _)| *name == parameter).map(|(_, span)| *span)
    }
}

/// What the checker has noted for advice while a file ran.
#[derive(Default)]
pub struct Notes {
    /// What is written of each layer, in order.
    pub layers: Vec<Written>,
    /// How often each block ran, and its first call.
    pub runs: HashMap<BlockId, (u64, Span)>,
}

/// A layer with all that is known of it.
struct Site<'a> {
    layer: &'a Layer,
    written: &'a Written,
}

/// What advice goes by.
struct Look<'a> {
    program: &'a Program<'a>,
    network: &'a Network,
    notes: &'a Notes,
    /// What the network yields.
    outputs: HashSet<TensorId>,
    /// The layers that read each tensor.
    readers: IndexVec<TensorId, Vec<LayerId>>,
    /// Whether a layer that mixes channels comes after each tensor.
    mixed_later: IndexVec<TensorId, bool>,
}

impl Site<'_> {
    /// The call of the layer.
    fn call(&self) -> Span {
        self.layer.span.unwrap_or_default()
    }
}

impl<'a> Look<'a> {
    /// The first input of a layer, and the call that made it.
    fn input(&self, layer: &Layer) -> Option<(&'a Tensor, Span)> {
        let input = *layer.inputs.first()?;
        Some((self.network.tensor(input), self.network.span_of(input).unwrap_or_default()))
    }

    /// The layers that read a tensor.
    fn readers(&self, tensor: TensorId) -> impl Iterator<Item = &'a Layer> + '_ {
        self.readers[tensor].iter().map(|layer| self.network.layer(*layer))
    }
}

/// Gives the advice that the files do not switch off.
pub fn advise(program: &Program<'_>, network: &Network, notes: &Notes, reports: &mut Diagnostics) {
    let (readers, mixed_later) = (readers(network), convolutions::mixed_later(network));
    let outputs = network.outputs.iter().copied().collect();
    let look = Look { program, network, notes, outputs, readers, mixed_later };
    let allowed = allowed(program);
    let is_wanted = |lint: &Lint, problem: &DiagnosticKind| {
        let place = problem.place().unwrap_or_default();
        let unit = program.units.entries().find(|(_, unit)| unit.source.holds(place));
        unit.is_some_and(|(id, _)| id != program.prelude() && !allowed[id].contains(lint.name))
    };
    for lint in &LINTS {
        let mut add = |advice: AdviceProblem, calls: &[CallSite]| {
            let problem = DiagnosticKind::from(advice);
            if is_wanted(lint, &problem) {
                reports.add(Box::new(problem), calls.to_vec());
            }
        };
        match lint.find {
            Find::Layer(find) => {
                for (layer, written) in network.layers.iter().zip(&notes.layers) {
                    if let Some(advice) = find(&look, &Site { layer, written }) {
                        add(advice, &written.calls);
                    }
                }
            }
            Find::Program(find) => find(&look).into_iter().for_each(|advice| add(advice, &[])),
        }
    }
}

/// The advice that each file switches off, for itself.
fn allowed<'a>(program: &Program<'a>) -> IndexVec<UnitId, HashSet<&'a str>> {
    let units = program.units.iter().map(|unit| {
        let names = unit.body.statements.iter().flat_map(|statement| match &statement.kind {
            StatementKind::Allow { names } => &**names,
            _ => &[],
        });
        names.map(|name| name.text).collect()
    });
    units.collect()
}

fn readers(network: &Network) -> IndexVec<TensorId, Vec<LayerId>> {
    let mut readers = IndexVec::filled(network.tensors.len(), Vec::new());
    for (id, layer) in network.numbered_layers() {
        for input in &layer.inputs {
            readers[*input].push(id);
        }
    }
    readers
}
