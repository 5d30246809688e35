//! Dense layers: `fc` and `linear`.

use super::conv::BIAS;
use super::formula::{Counts, Numeric};
use super::inferred::{Inferred, InferredParameter};
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{Linear, OpKind};

const OUT: ParameterSpec =
    ParameterSpec::new("out", Kind::Integer(1), DefaultValue::Required, "features of the output")
        .also(&["out_features"]);

pub(super) static FC: Operation = Operation {
    name: "fc",
    summary: "fully connected layer on all elements",
    doc: r"
`I` becomes `J`. A tensor of several axes is flattened first, by a [`flatten`](#flatten) with a row of its own. On
tokens × features, `fc` combines all tokens, while [`linear`](#linear) works on each token.

It learns a weight `J`×`I` and a bias `J`, like PyTorch's `Linear`. Each output element takes I multiplications and
I − 1 additions, one more with bias.",
    example: Example { after: "256x6x6", code: "fc 4096; relu" },
    parameters: &[OUT, BIAS],
    flattens: true,
    has_weights: true,
    infer: |context| {
        if context.input()?.shape.rank() == 1 {
            apply(context)
        } else {
            Err(context.wrong_rank("one axis", Some("put `flatten` before it".into())))
        }
    },
    ..Operation::BASE
};

pub(super) static LINEAR: Operation = Operation {
    name: "linear",
    summary: "dense layer on the last axis",
    doc: r"
`…`×`I` becomes `…`×`J`: the same dense layer for each row of the axes before the last, like PyTorch's `Linear`.

It learns a weight `J`×`I` and a bias `J`. Each output element takes I multiplications and I − 1 additions, one more
with bias.",
    example: Example { after: "197x768", code: "linear 3072; gelu" },
    parameters: &[OUT, BIAS],
    on_last_axis: true,
    has_weights: true,
    infer: apply,
    ..Operation::BASE
};

fn apply(context: &Context<'_>) -> Result<Inferred> {
    let shape = context.at_least(1, "one axis or more")?;
    let out = context.count("out")?;
    let bias = context.flag("bias")?;
    let (inputs, before) =
        shape.axes().split_last().map_or((1, &[][..]), |(last, rest)| (*last, rest));
    let sizes: Vec<u64> = before.iter().chain([&out]).map(|size| u64::from(*size)).collect();
    let output = context.new_shape(&sizes)?;
    let rows = shape.elements() / u64::from(inputs);
    let mut stored = vec![
        InferredParameter::learned("weight", context.new_shape(&[out.into(), inputs.into()])?)
            .sized(&["J", "I"]),
    ];
    if bias {
        stored.push(
            InferredParameter::learned("bias", context.new_shape(&[out.into()])?).sized(&["J"]),
        );
    }
    let work = OpKind::Linear(Linear { rows, inputs, outputs: out, bias });
    Ok(Inferred::new(output, work).storing(stored))
}

/// I multiply-accumulates for each of the y = R · J output elements.
pub fn counts<N: Numeric>(work: &Linear) -> Counts<N> {
    let i = N::named("I", work.inputs);
    let y = (N::named("R", work.rows) * N::named("J", work.outputs)).called("y");
    let products = i * y;
    let sums = (i - 1) * y;
    let add = if work.bias { sums + y } else { sums };
    Counts { macs: products, mul: products, add, ..Counts::none() }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{call, figures, refusal, shape, shapes, stored};

    #[test]
    fn alexnet() {
        // The tutorial's table: parameters, and operations in the exact convention.
        let layers = [
            ("fc 4096", "9216", 37_752_832, 75_497_472),
            ("fc 4096", "4096", 16_781_312, 33_554_432),
            ("fc 1000", "4096", 4_097_000, 8_192_000),
        ];
        for (line, input, params, flops) in layers {
            assert_eq!(stored(line, &[input]), (params, 0));
            assert_eq!(figures(line, &[input]), [flops / 2, flops / 2, flops / 2, 0, 0, 0]);
        }
        // Without bias an output has one addition less: (2·I − 1)·J.
        let [_, mul, add, ..] = figures("fc 1000 nobias", &["4096"]);
        assert_eq!(mul + add, (2 * 4096 - 1) * 1000);
    }

    #[test]
    fn linear_works_on_the_last_axis() {
        assert_eq!(shape("linear 3072", "197x768"), "197x3072");
        assert_eq!(shapes("linear 5", &["2x3x4"]), ["2×3×5"]);
        assert_eq!(stored("linear 3072", &["197x768"]).0, 3072 * 768 + 3072);
        assert_eq!(figures("linear 3072", &["197x768"])[0], 197 * 768 * 3072);
        let weight = call("linear 3 nobias", &["7x2"]).unwrap().parameters;
        assert_eq!(weight.len(), 1);
        assert_eq!(weight[0].parameter.shape.axes(), [3, 2], "out × in, as PyTorch stores it");
    }

    #[test]
    fn sizes_are_positive_integers() {
        assert_eq!(refusal("fc 0", &["4096"]).0, "`out` of `fc` must be at least 1, not 0");
        let (message, help) = refusal("fc 85.25", &["4096"]);
        assert_eq!(message, "`out` of `fc` takes an integer, not 85.25");
        assert_eq!(help, "`round(…)` or `floor(…)` makes it 85");
        // The sum of decimals may miss a whole number by a hair.
        assert_eq!(shape("fc 29.9999999999", "4096"), "30");
        assert!(refusal("fc", &["4096"]).1.contains("`fc out bias=true`"));
        assert!(refusal("fc 10", &["64x7x7"]).1.contains("`flatten`"));
    }
}
