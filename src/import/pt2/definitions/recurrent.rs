//! Recurrent layers, several on top of each other as one.

use super::Definition;
use crate::import::call::{ArgValue, VarId};
use crate::import::dims::Dims;
use crate::import::graph::{Node, TensorId};
use crate::import::lower::{Lowering, Wire};
use crate::import::pt2::aten::{Aten, Inputs, Made, int};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};
use crate::import::value::Value;

/// The inputs are the sequence, the first states, and the parameters in PyTorch's order.
pub(super) const RULES: &[Rule] = &[
    Rule { name: "aten.lstm", shapes, lower: |l, node| lower(l, node, "lstm"), ..Rule::BASE },
    Rule { name: "aten.gru", shapes, lower: |l, node| lower(l, node, "gru"), ..Rule::BASE },
    Rule { name: "aten.rnn", shapes, lower: |l, node| lower(l, node, "rnn"), ..Rule::BASE },
];

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new("lstm", |aten| recurrent(aten, "aten.lstm", (4, 2))),
    Definition::new("gru", |aten| recurrent(aten, "aten.gru", (3, 1))),
    Definition::new("rnn_tanh", |aten| recurrent(aten, "aten.rnn", (1, 1))),
];

/// A layer of so many gates and states.
fn recurrent(aten: &mut Aten<'_, '_>, rule: &str, (gates, states): (u64, usize)) -> Made {
    let x = aten.tensor("input")?;
    let (given, params) = (aten.tensors("hx")?, aten.tensors("params")?);
    let (Some(Some(of_input)), Some(Some(of_state)), true) =
        (params.first(), params.get(1), given.len() == states)
    else {
        return Err(Failure::unsupported("its sequences are packed"));
    };
    let rows = aten.dims(*of_input)?.first().copied().unwrap_or_default();
    let hidden = rows / gates;
    let features = aten.dims(*of_state)?.get(1).copied().unwrap_or_default();
    let proj = if features == hidden { 0 } else { features };
    if rows % gates != 0 || proj >= hidden || (proj > 0 && states == 1) {
        return Err(Failure::invalid("its parameters do not fit"));
    }
    let attributes = [
        ("hidden", int(hidden.cast_signed())),
        ("proj", int(proj.cast_signed())),
        ("layers", int(aten.int("num_layers", 1)?)),
        ("bidirectional", int(i64::from(aten.flag("bidirectional")))),
        ("batch_first", int(i64::from(aten.flag("batch_first")))),
        ("bias", int(i64::from(aten.flag("has_biases")))),
        ("states", int(i64::try_from(states).unwrap_or(1))),
    ];
    let inputs: Inputs = [Some(x)].into_iter().chain(given).chain(params).collect();
    aten.several(rule, inputs, &attributes, 1 + states)
}

/// The sizes of a layer.
struct Sizes {
    /// The axis of the batch; `None` without one.
    batch: Option<usize>,
    steps: u64,
    hidden: u64,
    /// What the output of a direction has: the projection's, if there is one.
    features: u64,
    layers: u64,
    directions: u64,
    states: usize,
}

impl Sizes {
    fn of(node: &Node, dims: &[u64]) -> Result<Self, Failure> {
        let count = |name: &str| node.int(name).and_then(|it| u64::try_from(it).ok()).unwrap_or(0);
        let batch = match dims.len() {
            3 => Some(usize::from(!node.flag("batch_first"))),
            2 => None,
            _ => return Err(Failure::invalid("its input needs two or three axes")),
        };
        let steps = dims.get(usize::from(batch == Some(0))).copied().unwrap_or_default();
        let (hidden, proj) = (count("hidden"), count("proj"));
        Ok(Sizes {
            batch,
            steps,
            hidden,
            features: if proj == 0 { hidden } else { proj },
            layers: count("layers"),
            directions: if node.flag("bidirectional") { 2 } else { 1 },
            states: usize::try_from(count("states")).unwrap_or(1),
        })
    }

    /// The sizes of the outputs without the batch: the sequence and the last states.
    fn outputs(&self) -> Vec<Dims> {
        let depth = self.layers.saturating_mul(self.directions);
        let sequence = [self.steps, self.directions.saturating_mul(self.features)];
        let state = [[depth, self.features], [depth, self.hidden]];
        let all = [sequence].into_iter().chain(state.into_iter().take(self.states));
        all.map(|dims| Dims::from_slice(&dims)).collect()
    }

    /// The axis of the batch in an output.
    fn sample(&self, output: usize) -> Option<usize> {
        self.batch.map(|axis| if output == 0 { axis } else { 1 })
    }
}

fn shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (dims, dtype) = (node.dims(0)?, node.dtype(0)?);
    let sizes = Sizes::of(node.node, dims)?;
    let batch = sizes.batch.and_then(|axis| dims.get(axis)).copied().unwrap_or(1);
    let made = sizes.outputs().into_iter().enumerate().map(|(at, mut dims)| {
        sizes.sample(at).into_iter().for_each(|axis| dims.insert(axis, batch));
        Output::new(dims, dtype)
    });
    let made: Outputs = made.collect();
    for (at, output) in made.iter().enumerate().skip(1) {
        if node.dims(at)? != output.dims.as_slice() {
            return Err(Failure::invalid("its first states have other sizes than the last ones"));
        }
    }
    Ok(made)
}

fn lower(lowering: &mut Lowering<'_>, node: &Node, op: &'static str) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let sizes = Sizes::of(node, dims)?;
    if sizes.batch.is_some_and(|axis| dims.get(axis) != Some(&1)) {
        return Err(Failure::unsupported("it runs over several sequences"));
    }
    let params: Vec<Option<TensorId>> =
        node.inputs.iter().skip(1 + sizes.states).copied().collect();
    if !params.iter().flatten().all(|id| lowering.are_weights(*id)) {
        return Err(Failure::unsupported("its parameters are not stored"));
    }
    let input = lowering.operand_with(node, 0, sizes.batch)?;
    let states = states(lowering, node, &sizes)?;
    let call = lowering.call(op).from(input).arg(sizes.hidden);
    let call = if sizes.layers > 1 { call.named("layers", sizes.layers) } else { call };
    let call = call.word_if(sizes.directions == 2, "bidirectional");
    let call =
        if sizes.features == sizes.hidden { call } else { call.named("proj", sizes.features) };
    let call = call.word_if(!node.flag("bias"), "nobias");
    let call = match states.as_slice() {
        [] => call,
        [one] => call.named("state", *one),
        _ => call.named("state", ArgValue::Tensors(states.into())),
    };
    let made = sizes.outputs();
    let vars = call.learns(params).temporaries(made.iter().cloned());
    for (at, (var, mut dims)) in vars.into_iter().zip(made).enumerate() {
        let sample = sizes.sample(at);
        sample.into_iter().for_each(|axis| dims.insert(axis, 1));
        lowering.finish(node.output(at), Wire { var, dims, sample, dtype: None })?;
    }
    Ok(())
}

/// The first states, unless all are 0.
fn states(lowering: &mut Lowering<'_>, node: &Node, sizes: &Sizes) -> Result<Vec<VarId>, Failure> {
    let zeros = |value: &Value| value.to_floats().iter().all(|item| *item == 0.0);
    let is_zero = |id: &TensorId| {
        let tensor = &lowering.graph.tensors[*id];
        tensor.is_constant() && tensor.value.as_deref().is_some_and(zeros)
    };
    let given: Vec<TensorId> =
        node.inputs.iter().skip(1).take(sizes.states).flatten().copied().collect();
    if given.iter().all(is_zero) {
        return Ok(Vec::new());
    }
    (1..=sizes.states).map(|at| lowering.operand_with(node, at, sizes.sample(1))).collect()
}
