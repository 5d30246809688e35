//! Recurrent layers: `LSTM`, `GRU`, `RNN`.

use smallvec::SmallVec;

use crate::import::call::{ArgValue, VarId};
use crate::import::dims::{self, Dims};
use crate::import::graph::{Attribute, Node, Origin, TensorId};
use crate::import::lower::{Lowering, Wire, elements, without};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};
use crate::import::value::Value;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "LSTM",
        shapes: |node| shapes(node, Cell::Lstm),
        lower: |lowering, node| lower_cell(lowering, node, Cell::Lstm),
        ..Rule::BASE
    },
    Rule {
        name: "com.microsoft.DynamicQuantizeLSTM",
        shapes: |node| {
            let sizes = transposed(node.node, [node.dims(0)?, node.dims(1)?, node.dims(2)?])?;
            Ok(outputs(&sizes, node))
        },
        lower: |lowering, node| {
            let [x, w, r] = [0, 1, 2].map(|input| lowering.dims(node, input));
            lower(lowering, node, &transposed(node, [x?, w?, r?])?)
        },
        ..Rule::BASE
    },
    Rule {
        name: "GRU",
        shapes: |node| shapes(node, Cell::Gru),
        lower: |lowering, node| lower_cell(lowering, node, Cell::Gru),
        ..Rule::BASE
    },
    Rule {
        name: "RNN",
        shapes: |node| shapes(node, Cell::Rnn),
        lower: |lowering, node| lower_cell(lowering, node, Cell::Rnn),
        ..Rule::BASE
    },
];

/// What a step computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Lstm,
    Gru,
    Rnn,
}

impl Cell {
    fn gates(self) -> u64 {
        match self {
            Cell::Lstm => 4,
            Cell::Gru => 3,
            Cell::Rnn => 1,
        }
    }

    /// The operation of the language.
    fn op(self) -> &'static str {
        match self {
            Cell::Lstm => "lstm",
            Cell::Gru => "gru",
            Cell::Rnn => "rnn",
        }
    }

    /// The functions of the gates, of a direction.
    fn functions(self) -> &'static [&'static str] {
        match self {
            Cell::Lstm => &["Sigmoid", "Tanh", "Tanh"],
            Cell::Gru => &["Sigmoid", "Tanh"],
            Cell::Rnn => &["Tanh"],
        }
    }

    /// How often each function is applied to a value of the state in a step.
    fn uses(self) -> &'static [u64] {
        match self {
            // i, o and f; c̃; and that of c.
            Cell::Lstm => &[3, 1, 1],
            // z and r; h̃.
            Cell::Gru => &[2, 1],
            Cell::Rnn => &[1],
        }
    }
}

/// The sizes of a layer. The inputs are X, W, R, B, `sequence_lens`, `initial_h`, and those of
/// an LSTM also `initial_c` and P.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    pub cell: Cell,
    pub steps: u64,
    pub batch: u64,
    pub inputs: u64,
    pub hidden: u64,
    pub directions: u64,
    /// Whether the batch is the first axis rather than the steps.
    pub batch_first: bool,
}

impl Sizes {
    fn of(node: &Node, cell: Cell, x: &[u64], w: &[u64], r: &[u64]) -> Result<Self, Failure> {
        let (&[first, second, inputs], &[directions, rows, of], &[other, same, hidden]) = (x, w, r)
        else {
            return Err(Failure::invalid("its input and weights need three axes"));
        };
        let batch_first = node.flag("layout");
        let (steps, batch) = if batch_first { (second, first) } else { (first, second) };
        let two = node.text("direction") == Some("bidirectional");
        let wanted = [if two { 2 } else { 1 }, cell.gates().saturating_mul(hidden), inputs];
        if [directions, rows, of] != wanted || [other, same] != [directions, rows] {
            let [w, r, wanted] = [w, r, &wanted].map(dims::shown);
            return Err(Failure::invalid(format!(
                "its weights are {w} and {r}, where {wanted} and a square for each gate fit"
            )));
        }
        Ok(Sizes { cell, steps, batch, inputs, hidden, directions, batch_first })
    }

    /// The dims of the sequence and of a last state.
    fn outputs(&self) -> [Dims; 2] {
        let Sizes { steps: t, batch: b, hidden: h, directions: d, .. } = *self;
        match self.batch_first {
            true => [Dims::from_slice(&[b, t, d, h]), Dims::from_slice(&[b, d, h])],
            false => [Dims::from_slice(&[t, d, b, h]), Dims::from_slice(&[d, b, h])],
        }
    }
}

/// The sizes of a layer whose stored matrices are `I`×`4H` and `H`×`4H`.
fn transposed(node: &Node, [x, w, r]: [&[u64]; 3]) -> Result<Sizes, Failure> {
    let exchanged = |dims: &[u64]| match dims {
        [directions, rows, columns] => vec![*directions, *columns, *rows],
        _ => dims.to_vec(),
    };
    Sizes::of(node, Cell::Lstm, x, &exchanged(w), &exchanged(r))
}

fn shapes(node: &Shaping<'_>, cell: Cell) -> Result<Outputs, Failure> {
    let sizes = Sizes::of(node.node, cell, node.dims(0)?, node.dims(1)?, node.dims(2)?)?;
    let [_, state] = sizes.outputs();
    for input in [5, 6].into_iter().filter(|input| node.node.has(*input)) {
        let given = node.dims(input)?;
        if given != state.as_slice() {
            let [given, state] = [given, &state].map(dims::shown);
            return Err(Failure::invalid(format!("its first state is {given}, not {state}")));
        }
    }
    Ok(outputs(&sizes, node))
}

/// The sequence, the last h and, of an LSTM, the last c.
pub(super) fn outputs(sizes: &Sizes, node: &Shaping<'_>) -> Outputs {
    let dtype = node.dtype(0).unwrap_or_default();
    let [sequence, state] = sizes.outputs().map(|dims| Output::new(dims, dtype));
    let mut outputs = Outputs::from_iter([sequence, state.clone()]);
    outputs.extend((sizes.cell == Cell::Lstm).then_some(state));
    outputs
}

fn lower_cell(lowering: &mut Lowering<'_>, node: &Node, cell: Cell) -> Result<(), Failure> {
    let [x, w, r] = [0, 1, 2].map(|input| lowering.dims(node, input));
    lower(lowering, node, &Sizes::of(node, cell, x?, w?, r?)?)
}

fn lower(lowering: &mut Lowering<'_>, node: &Node, sizes: &Sizes) -> Result<(), Failure> {
    let constant = |input| !node.has(input) || lowering.is_constant(node, input);
    let fits = sizes.batch == 1
        && is_usual(node, sizes)
        && constant(4)
        && [1, 2, 3].into_iter().all(constant)
        && !node.has(7);
    match fits {
        true => layer(lowering, node, sizes),
        false => custom(lowering, node, sizes),
    }
}

/// Whether a cell is as PyTorch's and Keras's are. Backwards alone counts like forwards.
fn is_usual(node: &Node, sizes: &Sizes) -> bool {
    let functions = functions(node, sizes);
    let wanted = sizes.cell.functions();
    let usual = functions.iter().zip(wanted.iter().cycle()).all(|(is, usual)| is == usual);
    usual && node.float("clip").is_none_or(|it| it == 0.0) && !node.flag("input_forget")
}

/// The functions of all directions.
fn functions(node: &Node, sizes: &Sizes) -> Vec<String> {
    match node.attribute("activations") {
        Some(Attribute::Texts(names)) => names.iter().map(|name| name.to_string()).collect(),
        _ => {
            let directions = usize::try_from(sizes.directions).unwrap_or(1);
            let one = sizes.cell.functions().iter().map(|name| (*name).to_owned());
            one.cycle().take(directions * sizes.cell.functions().len()).collect()
        }
    }
}

/// `lstm`, `gru` or `rnn`, for a batch of 1.
fn layer(lowering: &mut Lowering<'_>, node: &Node, sizes: &Sizes) -> Result<(), Failure> {
    let Sizes { cell, steps, hidden, directions, .. } = *sizes;
    let axis = usize::from(!sizes.batch_first);
    let input = lowering.operand_with(node, 0, Some(axis))?;
    let states = states(lowering, node, sizes, axis)?;
    let after = cell != Cell::Gru || node.flag("linear_before_reset");
    let call = lowering.call(cell.op()).from(input).arg(hidden);
    let call = call.word_if(directions == 2, "bidirectional").word_if(!node.has(3), "nobias");
    let call = match states.as_slice() {
        [] => call,
        [one] => call.named("state", *one),
        _ => call.named("state", ArgValue::Tensors(states.iter().copied().collect())),
    };
    let call = if after { call } else { call.named("reset_after", "false") };
    let call = call.learns([node.input(1), node.input(2), node.input(3)]);
    let state = Dims::from_slice(&[directions, hidden]);
    let made = [Dims::from_slice(&[steps, directions * hidden]), state.clone(), state];
    let vars = call.temporaries(made.into_iter().take(if cell == Cell::Lstm { 3 } else { 2 }));
    let [sequence, last] = sizes.outputs();
    let mut vars = vars.into_iter();
    if let (Some(var), true) = (vars.next(), wanted(lowering, node.output(0))) {
        // The batch comes after the directions or before the steps.
        let sample = Some(if sizes.batch_first { 0 } else { 2 });
        let wire = Wire { var, dims: sequence, sample, dtype: None };
        let wire = apart(lowering, wire);
        lowering.finish(node.output(0), wire)?;
    }
    for (output, var) in (1..).zip(vars) {
        let wire = Wire { var, dims: last.clone(), sample: Some(axis), dtype: None };
        lowering.finish(node.output(output), wire)?;
    }
    Ok(())
}

/// Whether an output is read by anything.
fn wanted(lowering: &Lowering<'_>, output: Option<TensorId>) -> bool {
    output.is_some_and(|output| lowering.readers(output) > 0)
}

/// A sequence whose directions become an axis of their own.
fn apart(lowering: &mut Lowering<'_>, sequence: Wire) -> Wire {
    let target = without(&sequence.dims, sequence.sample);
    let var = match target.as_slice() {
        [_, 1, _] => lowering.call("unsqueeze").from(sequence.var).arg(1_u64).temporary(target),
        _ => lowering.reshaped(sequence.var, target),
    };
    Wire { var, ..sequence }
}

/// The first states, if they are given and not all 0. An LSTM has two; the one left out is a buffer of zeros. One that is
/// stored in a node is a buffer too: what is learned is an initialiser.
fn states(
    lowering: &mut Lowering<'_>,
    node: &Node,
    sizes: &Sizes,
    batch: usize,
) -> Result<SmallVec<[VarId; 2]>, Failure> {
    let inputs: &[usize] = if sizes.cell == Cell::Lstm { &[5, 6] } else { &[5] };
    let given: SmallVec<[State; 2]> =
        inputs.iter().map(|input| State::of(lowering, node.input(*input))).collect();
    if given.iter().all(|state| *state == State::Zero) {
        return Ok(SmallVec::new());
    }
    let mut states = SmallVec::new();
    for (input, state) in inputs.iter().zip(given) {
        states.push(match state {
            State::Read => lowering.operand_with(node, *input, Some(batch))?,
            State::Zero | State::Fixed => {
                lowering.buffer(Dims::from_slice(&[sizes.directions, sizes.hidden])).var
            }
        });
    }
    Ok(states)
}

/// What a first state is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Left out, or only zeros.
    Zero,
    /// Stored in a node, by the author of the network: it is not learned.
    Fixed,
    /// Data, or an initialiser.
    Read,
}

impl State {
    fn of(lowering: &Lowering<'_>, input: Option<TensorId>) -> Self {
        let Some(id) = input else { return State::Zero };
        let tensors = &lowering.graph.tensors;
        let tensor = &tensors[id];
        let zeros = |value: &Value| value.to_floats().iter().all(|item| *item == 0.0);
        let learned = |source: &TensorId| tensors[*source].origin == Origin::Stored;
        match tensor.is_constant() {
            true if tensor.value.as_deref().is_some_and(zeros) => State::Zero,
            true if !tensor.sources.iter().any(learned) => State::Fixed,
            _ => State::Read,
        }
    }
}

/// A layer that the language has no operation for: with peepholes, with other functions, with lengths of sequences
/// that are data, or over several sequences that are not the batch.
///
/// For each step, sequence and direction, with G gates: `G·H·(I + H)` multiply-accumulates; of `G·H` additions that
/// their sums take fewer, and `2·G·H` more with bias; a multiplication and an addition for each of `3·H` peepholes;
/// the functions of the gates; and for each of the H values what puts the gates together: of an LSTM
/// 3 multiplications and an addition, of a GRU 3 multiplications and 2 additions. A clip is two comparisons for each
/// gate. With `input_forget` a subtraction stands for a sigmoid.
fn custom(lowering: &mut Lowering<'_>, node: &Node, sizes: &Sizes) -> Result<(), Failure> {
    let Sizes { cell, steps, batch, inputs, hidden, directions, .. } = *sizes;
    // More than each of the products below.
    elements(&[steps, batch, directions, 64, hidden, inputs.saturating_add(hidden)])?;
    let stored = [1, 2, 3, 7]
        .map(|input| node.input(input).filter(|id| lowering.graph.tensors[*id].is_constant()));
    let size = |id: &TensorId| {
        lowering.graph.tensors[*id].dims.as_deref().and_then(dims::elements).unwrap_or_default()
    };
    let params = stored.iter().flatten().map(size).fold(0, u64::saturating_add);
    let functions = functions(node, sizes);
    let (gates, each) = (cell.gates() * hidden, steps * batch);
    let runs = each * directions;
    let mut costs = Costs::default();
    let per_direction = cell.functions().len();
    for direction in functions.chunks(per_direction.max(1)).take(2) {
        for (at, function) in direction.iter().enumerate() {
            let uses = cell.uses().get(at).copied().unwrap_or_default();
            let fewer = u64::from(at == 0 && node.flag("input_forget"));
            costs.add(function, (uses - fewer) * hidden * each);
        }
    }
    // A subtraction instead of a sigmoid.
    costs.add += u64::from(node.flag("input_forget")) * hidden * runs;
    let joins = if cell == Cell::Rnn { [0, 0] } else { [3, if cell == Cell::Gru { 2 } else { 1 }] };
    let peepholes = if node.has(7) { 3 * hidden } else { 0 };
    let biases = if node.has(3) { 2 * gates } else { 0 };
    let mul = costs.mul + runs * (joins[0] * hidden + peepholes);
    let add =
        (costs.add + runs * (joins[1] * hidden + peepholes + biases)).saturating_sub(runs * gates);
    let clip = if node.float("clip").is_some_and(|it| it != 0.0) { 2 * gates * runs } else { 0 };
    let costs = [
        ("params", Some(params)),
        ("macs", Some(runs * gates * (inputs + hidden))),
        ("mul", Some(mul)),
        ("add", Some(add)),
        ("div", Some(costs.div)),
        ("cmp", Some(costs.cmp + clip)),
        ("special", Some(costs.special)),
    ];
    lowering.opaque_learning(node, ArgValue::Text(node.op.clone()), &costs, &stored);
    Ok(())
}

/// Operations of the functions of gates.
#[derive(Clone, Copy, Debug, Default)]
struct Costs {
    mul: u64,
    add: u64,
    div: u64,
    cmp: u64,
    special: u64,
}

impl Costs {
    /// A function of so many values.
    fn add(&mut self, function: &str, values: u64) {
        let [mul, add, div, cmp, special] = match function {
            "Relu" => [0, 0, 0, 1, 0],
            "Sigmoid" => [0, 1, 1, 0, 1],
            "HardSigmoid" => [1, 1, 0, 2, 0],
            "LeakyRelu" => [1, 0, 0, 1, 0],
            "ThresholdedRelu" => [0, 0, 0, 1, 0],
            "Affine" => [1, 1, 0, 0, 0],
            "ScaledTanh" => [2, 0, 0, 0, 1],
            "Elu" => [1, 1, 0, 1, 1],
            "Softsign" => [0, 1, 1, 0, 0],
            "Softplus" => [0, 1, 0, 0, 2],
            // `Tanh`.
            _ => [0, 0, 0, 0, 1],
        };
        self.mul += mul * values;
        self.add += add * values;
        self.div += div * values;
        self.cmp += cmp * values;
        self.special += special * values;
    }
}

#[cfg(test)]
mod tests;
