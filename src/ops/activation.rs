//! Activation functions, each applied to every element.

use super::context::Division;
use super::formula::{Counts, Numeric};
use super::inferred::{Inferred, InferredParameter};
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{Activation, ActivationKind, OpKind};
use crate::value::Value;

const SLOPE: ParameterSpec =
    ParameterSpec::new("slope", Kind::Number, DefaultValue::Decimal(0.01), "the factor below 0")
        .also(&["negative_slope"]);

const ALPHA: ParameterSpec = ParameterSpec::new(
    "alpha",
    Kind::Number,
    DefaultValue::Integer(1),
    "the limit below 0, negated",
);

/// An activation function in a line, after a convolution.
const fn after_conv(code: &'static str) -> Example {
    Example { after: "64x56x56", code }
}

pub(super) static RELU: Operation = Operation {
    name: "relu",
    summary: "max(x, 0)",
    doc: "The shape is unchanged. Each element takes a comparison.",
    example: after_conv("relu"),
    infer: |context| apply(context, ActivationKind::Relu),
    ..Operation::BASE
};

pub(super) static RELU6: Operation = Operation {
    name: "relu6",
    summary: "min(max(x, 0), 6)",
    doc: "The shape is unchanged. Each element takes 2 comparisons.",
    example: after_conv("relu6"),
    infer: |context| apply(context, ActivationKind::Relu6),
    ..Operation::BASE
};

pub(super) static LEAKYRELU: Operation = Operation {
    name: "leakyrelu",
    summary: "x above 0, slope·x below",
    doc: "The shape is unchanged. Each element takes a comparison and a multiplication.",
    example: after_conv("leakyrelu"),
    parameters: &[SLOPE],
    infer: |context| {
        context.number("slope")?;
        apply(context, ActivationKind::LeakyRelu)
    },
    ..Operation::BASE
};

pub(super) static ELU: Operation = Operation {
    name: "elu",
    summary: "x above 0, alpha·(eˣ − 1) below",
    doc: "The shape is unchanged. Each element takes a comparison, an exponential, an addition and a multiplication.",
    example: after_conv("elu"),
    parameters: &[ALPHA],
    infer: |context| {
        context.number("alpha")?;
        apply(context, ActivationKind::Elu)
    },
    ..Operation::BASE
};

pub(super) static CELU: Operation = Operation {
    name: "celu",
    summary: "x above 0, alpha·(e^(x/alpha) − 1) below",
    doc: "The shape is unchanged. Each element takes a comparison, a division, an exponential, an addition and a multiplication.",
    example: after_conv("celu"),
    parameters: &[ALPHA],
    infer: |context| {
        context.number("alpha")?;
        apply(context, ActivationKind::Celu)
    },
    ..Operation::BASE
};

pub(super) static SELU: Operation = Operation {
    name: "selu",
    summary: "a scaled `elu` that keeps mean and variance",
    doc: "The shape is unchanged. Each element takes a comparison, an exponential, an addition and 2 multiplications.",
    example: after_conv("selu"),
    infer: |context| apply(context, ActivationKind::Selu),
    ..Operation::BASE
};

pub(super) static SIGMOID: Operation = Operation {
    name: "sigmoid",
    summary: "1 / (1 + e⁻ˣ)",
    doc: "The shape is unchanged. Each element takes an exponential, an addition and a division.",
    example: after_conv("sigmoid"),
    infer: |context| apply(context, ActivationKind::Sigmoid),
    ..Operation::BASE
};

pub(super) static SILU: Operation = Operation {
    name: "silu",
    aliases: &["swish"],
    summary: "x·sigmoid(x)",
    doc: "The shape is unchanged. Each element takes a sigmoid, which is an exponential, an addition and a division, and a multiplication.",
    example: after_conv("silu"),
    infer: |context| apply(context, ActivationKind::Silu),
    ..Operation::BASE
};

pub(super) static TANH: Operation = Operation {
    name: "tanh",
    summary: "the hyperbolic tangent",
    doc: "The shape is unchanged. Each element takes one special function.",
    example: after_conv("tanh"),
    infer: |context| apply(context, ActivationKind::Tanh),
    ..Operation::BASE
};

pub(super) static GELU: Operation = Operation {
    name: "gelu",
    summary: "x·Φ(x), with the error function",
    doc: "The shape is unchanged. Each element takes 3 multiplications, an addition and an error function.",
    example: after_conv("gelu"),
    infer: |context| apply(context, ActivationKind::Gelu),
    ..Operation::BASE
};

pub(super) static SOFTPLUS: Operation = Operation {
    name: "softplus",
    summary: "log(1 + eˣ)",
    doc: "The shape is unchanged. Each element takes an exponential, an addition and a logarithm.",
    example: after_conv("softplus"),
    infer: |context| apply(context, ActivationKind::Softplus),
    ..Operation::BASE
};

pub(super) static MISH: Operation = Operation {
    name: "mish",
    summary: "x·tanh(softplus(x))",
    doc: "The shape is unchanged. Each element takes 3 special functions, an addition and a multiplication.",
    example: after_conv("mish"),
    infer: |context| apply(context, ActivationKind::Mish),
    ..Operation::BASE
};

pub(super) static HARDTANH: Operation = Operation {
    name: "hardtanh",
    summary: "x limited to −1 … 1",
    doc: "The shape is unchanged. Each element takes 2 comparisons.",
    example: after_conv("hardtanh"),
    infer: |context| apply(context, ActivationKind::Hardtanh),
    ..Operation::BASE
};

pub(super) static HARDSIGMOID: Operation = Operation {
    name: "hardsigmoid",
    summary: "min(max(x + 3, 0), 6) / 6",
    doc: "The shape is unchanged. Each element takes an addition, 2 comparisons and a multiplication.",
    example: after_conv("hardsigmoid"),
    infer: |context| apply(context, ActivationKind::Hardsigmoid),
    ..Operation::BASE
};

pub(super) static HARDSWISH: Operation = Operation {
    name: "hardswish",
    summary: "x·hardsigmoid(x)",
    doc: "The shape is unchanged. Each element takes an addition, 2 comparisons and 2 multiplications.",
    example: after_conv("hardswish"),
    infer: |context| apply(context, ActivationKind::Hardswish),
    ..Operation::BASE
};

pub(super) static PRELU: Operation = Operation {
    name: "prelu",
    summary: "x above 0, a learned slope times x below",
    doc: r"
The shape is unchanged. It learns one slope for all channels, or with `n` one for each, like PyTorch's `PReLU`; with
`n=elements` one for each element, like Keras'.

Each element takes a comparison and a multiplication.",
    example: after_conv("prelu 64"),
    parameters: &[ParameterSpec::new(
        "n",
        Kind::Integer(1),
        DefaultValue::Integer(1),
        "the number of slopes: 1, or one for each channel",
    )
    .also(&["num_parameters"])
    .words(&["elements"])],
    infer: |context| {
        let channels =
            context.at_least(1, "one axis or more, channels first")?.axis(0).unwrap_or(1);
        let given = context.given("n").map(|argument| &argument.value);
        if matches!(given, Some(Value::String(word)) if &**word == "elements") {
            let shape = context.input()?.shape;
            let weight = InferredParameter::learned("weight", shape);
            return Ok(apply(context, ActivationKind::Prelu)?.storing([weight]));
        }
        let slopes = context.count("n")?;
        if slopes != 1 && slopes != channels {
            let bound = format!("1, or {channels} as there are channels");
            return Err(context.out_of_range("n", bound, slopes));
        }
        let weight = InferredParameter::learned("weight", context.new_shape(&[slopes.into()])?);
        Ok(apply(context, ActivationKind::Prelu)?.storing([weight]))
    },
    ..Operation::BASE
};

pub(super) static GEGLU: Operation = Operation {
    name: "geglu",
    summary: "one half of an axis times the gelu of the other",
    doc: r"
The axis is halved: its first half is multiplied with the [`gelu`](#gelu) of its second (Shazeer, GLU Variants
Improve Transformer, 2020).

Each output element takes a gelu, which is 3 multiplications, an addition and an error function, and a multiplication.",
    example: Example { after: "197x1536", code: "geglu" },
    parameters: &[HALVED],
    infer: |context| gate(context, ActivationKind::Geglu),
    ..Operation::BASE
};

const HALVED: ParameterSpec =
    ParameterSpec::new("axis", Kind::Axis, DefaultValue::Integer(-1), "the axis that is halved");

pub(super) static GLU: Operation = Operation {
    name: "glu",
    summary: "one half of an axis times the sigmoid of the other",
    doc: r"
The axis is halved: its first half is multiplied by the sigmoid of its second (Dauphin et al., 2017).

Each output element takes a sigmoid, which is an exponential, an addition and a division, and a multiplication.",
    example: Example { after: "197x1536", code: "glu" },
    parameters: &[HALVED],
    infer: |context| gate(context, ActivationKind::Glu),
    ..Operation::BASE
};

/// One half of an axis, gated by the other.
fn gate(context: &Context<'_>, kind: ActivationKind) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let axis = context.axis("axis", &shape)?;
    let whole = shape.axis(axis).map_or(1, u64::from);
    if !whole.is_multiple_of(2) {
        return Err(context.not_divisible(&Division {
            parameter: "axis",
            parts: 2,
            part: "halves",
            whole,
            what: "along the axis",
            fits: None,
        }));
    }
    let output = context.resized(&shape, axis, whole / 2)?;
    let work = Activation { kind, elements: output.elements() };
    Ok(Inferred::new(output, OpKind::Activation(work)))
}

fn apply(context: &Context<'_>, kind: ActivationKind) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let work = Activation { kind, elements: shape.elements() };
    Ok(Inferred::new(shape, OpKind::Activation(work)))
}

/// What the items' texts say, for each of the y output elements. A sigmoid is an exponential, an
/// addition and a division.
pub fn counts<N: Numeric>(work: &Activation) -> Counts<N> {
    use ActivationKind::*;
    let y = N::named("y", work.elements);
    let none = Counts::none();
    match work.kind {
        Relu => Counts { cmp: y, ..none },
        Hardtanh | Relu6 => Counts { cmp: y * 2, ..none },
        LeakyRelu | Prelu => Counts { cmp: y, mul: y, ..none },
        Sigmoid => Counts { special: y, add: y, div: y, ..none },
        Glu | Silu => Counts { special: y, add: y, div: y, mul: y, ..none },
        Tanh => Counts { special: y, ..none },
        Geglu => Counts { mul: y * 4, add: y, special: y, ..none },
        Gelu => Counts { mul: y * 3, add: y, special: y, ..none },
        Elu => Counts { cmp: y, special: y, add: y, mul: y, ..none },
        Celu => Counts { cmp: y, special: y, add: y, mul: y, div: y, ..none },
        Selu => Counts { cmp: y, special: y, add: y, mul: y * 2, ..none },
        Softplus => Counts { special: y * 2, add: y, ..none },
        Mish => Counts { special: y * 3, add: y, mul: y, ..none },
        Hardswish => Counts { add: y, cmp: y * 2, mul: y * 2, ..none },
        Hardsigmoid => Counts { add: y, cmp: y * 2, mul: y, ..none },
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{call, figures, refusal, shape, stored};

    #[test]
    fn each_by_the_table() {
        // mul, add, div, cmp, special of one element.
        let table = [
            ("relu", [0, 0, 0, 1, 0]),
            ("relu6", [0, 0, 0, 2, 0]),
            ("hardtanh", [0, 0, 0, 2, 0]),
            ("leakyrelu 0.2", [1, 0, 0, 1, 0]),
            ("prelu", [1, 0, 0, 1, 0]),
            ("sigmoid", [0, 1, 1, 0, 1]),
            ("silu", [1, 1, 1, 0, 1]),
            ("tanh", [0, 0, 0, 0, 1]),
            ("gelu", [3, 1, 0, 0, 1]),
            ("elu", [1, 1, 0, 1, 1]),
            ("celu alpha=2", [1, 1, 1, 1, 1]),
            ("selu", [2, 1, 0, 1, 1]),
            ("softplus", [0, 1, 0, 0, 2]),
            ("mish", [1, 1, 0, 0, 3]),
            ("hardswish", [2, 1, 0, 2, 0]),
            ("hardsigmoid", [1, 1, 0, 2, 0]),
        ];
        for (line, counts) in table {
            assert_eq!(shape(line, "64x7x7"), "64x7x7");
            assert_eq!(
                figures(line, &["64x7x7"])[1..],
                counts.map(|each| each * 64 * 49),
                "{line}"
            );
        }
        assert_eq!(figures("relu", &[""])[4], 1, "a single number");
    }

    #[test]
    fn a_gate_halves_its_axis() {
        assert_eq!(shape("glu", "197x1536"), "197x768");
        assert_eq!(shape("glu axis=0", "64x8x8"), "32x8x8");
        let y = 197 * 768;
        assert_eq!(figures("glu", &["197x1536"])[1..], [y, y, y, 0, y]);
        assert_eq!(shape("geglu", "197x1536"), "197x768");
        assert_eq!(figures("geglu", &["197x1536"])[1..], [4 * y, y, 0, 0, y]);
        let (message, help) = refusal("glu", &["197x15"]);
        assert_eq!(message, "15 along the axis cannot be divided into 2 halves");
        assert_eq!(help, "15 = 2·7 + 1");
    }

    #[test]
    fn learned_slopes() {
        assert_eq!(stored("prelu", &["64x7x7"]).0, 1);
        assert_eq!(stored("prelu 64", &["64x7x7"]).0, 64);
        assert_eq!(stored("prelu elements", &["64x7x7"]).0, 64 * 49);
        assert_eq!(
            refusal("prelu 32", &["64x7x7"]).0,
            "`n` of `prelu` must be 1, or 64 as there are channels, not 32"
        );
        assert!(call("leakyrelu slope=true", &["64x7x7"]).is_err());
    }
}
