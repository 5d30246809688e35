//! Recurrent layers: `rnn`, `lstm`, `gru`.

use super::formula::{Counts, Numeric};
use super::inferred::{Inferred, InferredParameter, Letters};
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::network::{OpKind, Recurrent, RecurrentKind};
use crate::tensor::Shape;
use crate::value::Value;

const HIDDEN: ParameterSpec =
    ParameterSpec::new("hidden", Kind::Integer(1), DefaultValue::Required, "features of the state")
        .also(&["hidden_size"]);

const LAYERS: ParameterSpec = ParameterSpec::new(
    "layers",
    Kind::Integer(1),
    DefaultValue::Integer(1),
    "layers on top of each other",
)
.also(&["num_layers"]);

const BIDIRECTIONAL: ParameterSpec = ParameterSpec::new(
    "bidirectional",
    Kind::Flag,
    DefaultValue::Bool(false),
    "whether a second one runs from the end",
);

const BIAS: ParameterSpec = ParameterSpec::new(
    "bias",
    Kind::Flag,
    DefaultValue::Bool(true),
    "whether the gates have their two biases, or a single one",
)
.words(&["single"]);

const PROJ: ParameterSpec = ParameterSpec::new(
    "proj",
    Kind::Integer(0),
    DefaultValue::Integer(0),
    "features that each output is projected to; 0 for none",
)
.also(&["proj_size"]);

const STATE: ParameterSpec =
    ParameterSpec::new("state", Kind::Tensor, DefaultValue::Absent("none"), "the first state")
        .words(&["none"]);

const RESET_AFTER: ParameterSpec = ParameterSpec::new(
    "reset_after",
    Kind::Flag,
    DefaultValue::Bool(true),
    "whether the state is reset after its product",
);

const PARAMETERS: &[ParameterSpec] = &[HIDDEN, LAYERS, BIDIRECTIONAL, BIAS, PROJ, STATE];

const GRU_PARAMETERS: &[ParameterSpec] =
    &[HIDDEN, LAYERS, BIDIRECTIONAL, BIAS, PROJ, STATE, RESET_AFTER];

pub(super) static RNN: Operation = Operation {
    name: "rnn",
    summary: "recurrent layer with tanh (Elman)",
    doc: r"
The input is `T`×`I`, steps and features. The outputs are the sequence `T`×`D·H`, where D is 2 if bidirectional, and
otherwise 1, and the last state (`layers·D`)×`H`. With a projection, P replaces H. `state=` gives a first state of that
shape.

Each layer and direction learns a `weight_ih` `H`×`I`, a `weight_hh` `H`×`H` and two biases `H`, like PyTorch's `RNN`,
or one with `bias=single`, as in Keras; for layers after the first, `I` is the features of the previous layer's output. A
projection adds a `weight_hr` `P`×`H`, as in PyTorch's `LSTM`.

Each step, layer and direction takes H·(I + H) multiply-accumulates, as many additions minus H, H more for each bias,
and H tanh.",
    example: Example { after: "100x64", code: "rnn 128" },
    parameters: PARAMETERS,
    has_weights: true,
    infer: |context| apply(context, RecurrentKind::Rnn),
    ..Operation::BASE
};

pub(super) static LSTM: Operation = Operation {
    name: "lstm",
    summary: "long short-term memory",
    doc: r"
The input is `T`×`I`, steps and features. The outputs are the sequence `T`×`D·H`, where D is 2 if bidirectional, and
otherwise 1, the last h, (`layers·D`)×`H`, and the last c, (`layers·D`)×`H`. With a projection, P replaces H except in
c. `state=(h, c)` gives first states of these shapes.

The parameters are those of [`rnn`](#rnn) for 4 gates: `4H`×`I`, `4H`×`H`, two biases `4H`, like PyTorch's `LSTM`.

Each step, layer and direction takes 4·H·(I + H) multiply-accumulates, with a projection 4·H·(I + P) + H·P, as many
additions minus 4·H (and P), 8·H more with bias, and for each of the H values 3 sigmoids, 2 tanh, 3 multiplications and
an addition.",
    example: Example { after: "100x64", code: "lstm 128 layers=2 bidirectional" },
    parameters: PARAMETERS,
    has_weights: true,
    infer: |context| apply(context, RecurrentKind::Lstm),
    ..Operation::BASE
};

pub(super) static GRU: Operation = Operation {
    name: "gru",
    summary: "gated recurrent unit",
    doc: r"
The shapes and parameters are those of [`rnn`](#rnn), for 3 gates: `3H`×`I`, `3H`×`H`, two biases `3H`, like PyTorch's
`GRU`. With `reset_after=false` the state is reset before its product rather than after it, as in ONNX and in Keras
before version 2.1, which counts the same.

Each step, layer and direction takes 3·H·(I + H) multiply-accumulates, as many additions minus 3·H, 6·H more with bias,
and for each of the H values 2 sigmoids, a tanh, 3 multiplications and 2 additions.",
    example: Example { after: "100x64", code: "gru 128" },
    parameters: GRU_PARAMETERS,
    has_weights: true,
    infer: |context| {
        context.flag("reset_after")?;
        apply(context, RecurrentKind::Gru)
    },
    ..Operation::BASE
};

impl RecurrentKind {
    /// How many gates a cell has, G.
    pub fn gates(self) -> u32 {
        match self {
            RecurrentKind::Rnn => 1,
            RecurrentKind::Lstm => 4,
            RecurrentKind::Gru => 3,
        }
    }
}

fn apply(context: &Context<'_>, kind: RecurrentKind) -> Result<Inferred> {
    let &[steps, inputs] = context.input()?.shape.axes() else {
        let before = |text: &str, why: &str| {
            let help = format!("write `{text}` before it: {why}");
            Fix::guess(context.name.first(0), format!("{text}; ")).said(help)
        };
        let input = context.input()?;
        let help = match *input.shape.axes() {
            [batch, steps, features] if input.is_given => Help::from(format!(
                "write `input {steps}x{features}` and `batch {batch}` if {batch} is the batch, which \
                 is not an axis; `permute 2 0 1; reshape (it[0], -1)` before it if this is a map"
            )),
            [_] => before("unsqueeze 0", "one step of all features"),
            [_, _, _] => before(
                "permute 2 0 1; reshape (it[0], -1)",
                "the columns of the map become the steps, its channels and rows the features",
            ),
            _ => Help::from(
                "`reshape (it[0], -1)` before it makes the first axis steps and all else features",
            ),
        };
        return Err(context.wrong_rank("a sequence, steps × features", Some(help)));
    };
    let hidden = context.count("hidden")?;
    let projection = context.count("proj")?;
    if projection >= hidden {
        let bound = format!("less than the {hidden} features of the state");
        return Err(context.out_of_range("proj", bound, projection));
    }
    let work = Recurrent {
        kind,
        steps,
        inputs,
        hidden,
        projection,
        layers: context.count("layers")?,
        directions: if context.flag("bidirectional")? { 2 } else { 1 },
        biases: match context.given("bias").map(|argument| &argument.value) {
            Some(Value::String(word)) if &**word == "single" => 1,
            _ if context.flag("bias")? => 2,
            _ => 0,
        },
    };
    let depth = u64::from(work.layers) * u64::from(work.directions);
    let features = u64::from(work.features());
    let mut outputs = vec![
        context.new_shape(&[steps.into(), u64::from(work.directions) * features])?,
        context.new_shape(&[depth, features])?,
    ];
    if kind == RecurrentKind::Lstm {
        outputs.push(context.new_shape(&[depth, hidden.into()])?);
    }
    check_state(context, &outputs)?;
    let stored = parameters(context, &work)?;
    Ok(Inferred {
        outputs: outputs.into(),
        parameters: stored.into(),
        ..Inferred::new(Shape::scalar(), OpKind::Recurrent(work))
    })
}

impl Recurrent {
    /// Features of the output in one direction: P with a projection, H without.
    pub fn features(&self) -> u32 {
        if self.projection > 0 { self.projection } else { self.hidden }
    }
}

/// Refuses a first state of another shape than the last one has.
fn check_state(context: &Context<'_>, outputs: &[Shape]) -> Result<()> {
    let Some(span) = context.span("state") else { return Ok(()) };
    let expected = outputs.get(1..).unwrap_or_default();
    let given = context.tensors("state");
    if expected.len() != given.len() {
        let (expected, help) = match expected.len() {
            1 => ("one tensor, the last h of another", "as in `state=h`"),
            _ => ("a tuple of two tensors, the last h and c of another", "as in `state=(h, c)`"),
        };
        return Err(CallProblem::WrongType {
            operation: context.operation.name.into(),
            parameter: "state".into(),
            expected: expected.into(),
            found: match given.len() {
                1 => "a single tensor".into(),
                many => format!("a tuple of {many}"),
            },
            span,
            help: Some(help.into()),
        }
        .into());
    }
    for (expected, given) in expected.iter().zip(given) {
        if *expected != given.shape {
            let help = "a state is (layers · directions) × features";
            return Err(context.wrong_shape("state", expected, given, help));
        }
    }
    Ok(())
}

/// The weights and biases of the first layer, and those of each layer after it, which have the
/// output below as their input. A direction has its own.
fn parameters(context: &Context<'_>, work: &Recurrent) -> Result<Vec<InferredParameter>> {
    const FIRST: [&str; 5] =
        ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "weight_hr_l0"];
    const LATER: [&str; 5] =
        ["weight_ih_l1", "weight_hh_l1", "bias_ih_l1", "bias_hh_l1", "weight_hr_l1"];
    let gates = u64::from(work.kind.gates()) * u64::from(work.hidden);
    let features = u64::from(work.features());
    let directions = u64::from(work.directions);
    let later = u64::from(work.layers) - 1;
    let mut stored = Vec::new();
    // The letters of the weights for the state that comes back, and for the output of the layer below.
    let [state, below]: [Letters; 2] = match work.projection {
        0 => [&["G·H", "H"], &["G·H", "D·H"]],
        _ => [&["G·H", "P"], &["G·H", "D·P"]],
    };
    let first: Letters = &["G·H", "I"];
    for (names, letters, inputs, layers) in
        [(FIRST, first, u64::from(work.inputs), 1), (LATER, below, directions * features, later)]
    {
        let mut store = |name: &'static str, letters: Letters, sizes: &[u64]| -> Result<()> {
            let one = InferredParameter::learned(name, context.new_shape(sizes)?).sized(letters);
            stored.push(one.repeated(directions * layers));
            Ok(())
        };
        if layers == 0 {
            continue;
        }
        store(names[0], letters, &[gates, inputs])?;
        store(names[1], state, &[gates, features])?;
        for name in names.iter().skip(2).take(work.biases.into()) {
            store(name, &["G·H"], &[gates])?;
        }
        if work.projection > 0 {
            store(names[4], &["P", "H"], &[features, work.hidden.into()])?;
        }
    }
    Ok(stored)
}

/// G·H·(I + H) multiply-accumulates a step, layer and direction, with a projection
/// G·H·(I + P) + H·P; I is D·H (or D·P) from the second layer on. Each gate and projected value is
/// a sum of its own, hence the fewer additions. Then the cell's own functions: a sigmoid is an
/// exponential, an addition and a division.
pub fn counts<N: Numeric>(work: &Recurrent) -> Counts<N> {
    let g = N::literal(work.kind.gates().into());
    let h = N::named("H", work.hidden);
    let (i, l, d) =
        (N::named("I", work.inputs), N::named("L", work.layers), N::named("D", work.directions));
    let p = N::named("P", work.projection);
    let projects = work.projection > 0;
    let s = if projects { p } else { h };
    let cell = |inputs: N| {
        let gates = g * h * (inputs + s);
        if projects { gates + h * p } else { gates }
    };
    let first = cell(i).called("first");
    let later = cell(d * s).called("later");
    let t = N::named("T", work.steps);
    let macs = t * d * first;
    let macs = if work.layers > 1 { macs + t * d * (l - 1) * later } else { macs };
    let macs = macs.called("products");
    let runs = (t * d * l).called("cells");
    let sums = if projects { g * h + p } else { g * h };
    let add = macs - runs * sums;
    let add = match work.biases {
        0 => add,
        1 => add + runs * g * h,
        biases => add + runs * g * h * u64::from(biases),
    };
    let e = (runs * h).called("e");
    let products = Counts { macs, mul: macs, add, ..Counts::none() };
    match work.kind {
        RecurrentKind::Rnn => Counts { special: e, ..products },
        RecurrentKind::Lstm => {
            Counts { mul: macs + e * 3, add: add + e * 4, div: e * 3, special: e * 5, ..products }
        }
        RecurrentKind::Gru => {
            Counts { mul: macs + e * 3, add: add + e * 4, div: e * 2, special: e * 3, ..products }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{call, figures, refusal, shapes, stored};

    #[test]
    fn outputs_are_the_sequence_and_the_last_states() {
        assert_eq!(shapes("lstm 128", &["100x64"]), ["100×128", "1×128", "1×128"]);
        assert_eq!(shapes("gru 128 layers=3", &["100x64"]), ["100×128", "3×128"]);
        assert_eq!(shapes("rnn 128 bidirectional", &["100x64"]), ["100×256", "2×128"]);
        assert_eq!(
            shapes("lstm 128 layers=2 bidirectional proj=32", &["100x64"]),
            ["100×64", "4×32", "4×128"]
        );
    }

    #[test]
    fn parameters_as_pytorch_has_them() {
        // LSTM(16, 32): 4·32·(16 + 32) weights and two biases of 4·32.
        assert_eq!(stored("lstm 32", &["10x16"]).0, 6_400);
        assert_eq!(stored("lstm 32 nobias", &["10x16"]).0, 6_144);
        assert_eq!(stored("gru 32", &["10x16"]).0, 4_800);
        // Keras: LSTM(32) of 16 features, and GRU(32, reset_after=False).
        assert_eq!(stored("lstm 32 bias=single", &["10x16"]).0, 6_272);
        assert_eq!(stored("gru 32 bias=single reset_after=false", &["10x16"]).0, 4_704);
        assert_eq!(stored("rnn 32", &["10x16"]).0, 1_600);
        // The second layer reads 2·32 features, in both directions.
        let second = 4 * 32 * (64 + 32) + 2 * 128;
        assert_eq!(
            stored("lstm 32 layers=3 bidirectional", &["10x16"]).0,
            2 * (6_400 + 2 * second)
        );
        // With a projection the recurrence reads 8 features, and a weight_hr of 8×32 is added.
        assert_eq!(stored("lstm 32 proj=8", &["10x16"]).0, 4 * 32 * (16 + 8) + 256 + 8 * 32);
    }

    #[test]
    fn figures_of_a_step() {
        let (t, h) = (10, 32);
        let macs = 4 * h * (16 + h);
        assert_eq!(
            figures("lstm 32", &["10x16"]),
            [
                t * macs,
                t * (macs + 3 * h),
                t * (macs - 4 * h + 2 * 4 * h + 3 * h + h),
                t * 3 * h,
                0,
                t * (3 + 2) * h
            ]
        );
        let [.., add, _, _, _] = figures("lstm 32 bias=single", &["10x16"]);
        assert_eq!(add, t * (macs - 4 * h + 4 * h + 3 * h + h));
        let macs = 3 * h * (16 + h);
        assert_eq!(figures("gru 32 reset_after=false", &["10x16"]), figures("gru 32", &["10x16"]));
        assert_eq!(
            figures("gru 32 nobias", &["10x16"]),
            [
                t * macs,
                t * (macs + 3 * h),
                t * (macs - 3 * h + 2 * h + 2 * h),
                t * 2 * h,
                0,
                t * 3 * h
            ]
        );
        // The second layer reads both directions of the first.
        let macs = h * (16 + h) + h * (2 * h + h);
        assert_eq!(figures("rnn 32 layers=2 bidirectional", &["10x16"])[0], t * 2 * macs);
        let macs = 4 * h * (16 + 8) + h * 8;
        let [counted, _, add, ..] = figures("lstm 32 proj=8 nobias", &["10x16"]);
        assert_eq!([counted, add], [t * macs, t * (macs - 4 * h - 8 + 4 * h)]);
    }

    #[test]
    fn states_fit() {
        assert!(call("gru 32 state=h", &["10x16", "1x32"]).is_ok());
        assert!(call("lstm 32 state=(h,c)", &["10x16", "1x32", "1x32"]).is_ok());
        let (message, _) = refusal("gru 32 state=h", &["10x16", "1x64"]);
        assert_eq!(message, "`state` of `gru` must have the shape 1×32, not 1×64");
        let (message, help) = refusal("lstm 32 state=h", &["10x16", "1x32"]);
        assert_eq!(
            message,
            "`state` of `lstm` takes a tuple of two tensors, the last h and c of another, not a single tensor"
        );
        assert_eq!(help, "as in `state=(h, c)`");
        let (message, help) = refusal("gru 32 state=(h,h)", &["10x16", "1x32", "1x32"]);
        assert_eq!(
            message,
            "`state` of `gru` takes one tensor, the last h of another, not a tuple of 2"
        );
        assert_eq!(help, "as in `state=h`");
        assert!(refusal("lstm 32 proj=32", &["10x16"]).0.contains("less than the 32 features"));
        assert!(refusal("lstm 32", &["16"]).0.contains("a sequence, steps × features"));
        // Many layers take no more room than few.
        assert_eq!(call("rnn 8 layers=2147483647", &["10x8"]).unwrap().parameters.len(), 8);
    }
}
