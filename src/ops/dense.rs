//! Dense layers: `fc` and `linear`.

use super::conv::BIAS;
use super::formula::{Counts, Quantity};
use super::{Applied, Context, Default, Example, Kind, Operation, Parameter, Stored};
use crate::diagnostics::Fallible;
use crate::network::{Linear, Work};

const OUT: Parameter =
    Parameter::new("out", Kind::Integer(1), Default::Required, "features of the output")
        .also(&["out_features"]);

pub(super) static FC: Operation = Operation {
    name: "fc",
    summary: "fully connected layer on all elements",
    doc: r"
`I` becomes `J`. A tensor of more axes than one is flattened first, by a [`flatten`](#flatten) of its own row. On tokens
× features `fc` joins all tokens; [`linear`](#linear) is what works on each.

It learns a weight `J`×`I` and a bias `J`, as PyTorch's `Linear`. Each output element takes I multiplications and
I − 1 additions, one more with bias.",
    example: Example { after: "256x6x6", code: "fc 4096; relu" },
    parameters: &[OUT, BIAS],
    flattens: true,
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
`…`×`I` becomes `…`×`J`: the same dense layer for each row of the axes before the last, as PyTorch's `Linear`.

It learns a weight `J`×`I` and a bias `J`. Each output element takes I multiplications and I − 1 additions, one more
with bias.",
    example: Example { after: "197x768", code: "linear 3072; gelu" },
    parameters: &[OUT, BIAS],
    infer: apply,
    ..Operation::BASE
};

fn apply(context: &Context<'_>) -> Fallible<Applied> {
    let shape = context.at_least(1, "one axis or more")?;
    let out = context.count("out")?;
    let bias = context.flag("bias")?;
    let (inputs, before) =
        shape.axes().split_last().map_or((1, &[][..]), |(last, rest)| (*last, rest));
    let sizes: Vec<u64> = before.iter().chain([&out]).map(|size| u64::from(*size)).collect();
    let output = context.new_shape(&sizes)?;
    let rows = shape.elements() / u64::from(inputs);
    let mut stored =
        vec![Stored::learned("weight", context.new_shape(&[out.into(), inputs.into()])?)];
    if bias {
        stored.push(Stored::learned("bias", context.new_shape(&[out.into()])?));
    }
    let work = Work::Linear(Linear { rows, inputs, outputs: out, bias });
    Ok(Applied::new(output, work).storing(stored))
}

/// I multiply-accumulates for each of the y = R · J output elements.
pub fn counts<N: Quantity>(work: &Linear) -> Counts<N> {
    let i = N::named("I", work.inputs);
    let y = N::named("R", work.rows) * N::named("J", work.outputs);
    let products = i * y;
    let sums = (i - 1) * y;
    let add = if work.bias { sums + y } else { sums };
    Counts { macs: products, mul: products, add, ..Counts::none() }
}
