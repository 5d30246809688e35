//! A product of two vectors through a learned tensor: `bilinear`.

use super::conv::{BIAS, OUT};
use super::formula::{Counts, Numeric};
use super::inferred::{Inferred, InferredParameter};
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{Bilinear, OpKind};
use crate::tensor::Shape;

pub(super) static BILINEAR: Operation = Operation {
    name: "bilinear",
    summary: "xᵀ·W·z of each row of two tensors",
    doc: r"
`…`×`I` and another tensor `…`×`I_2` with the same axes before the last make `…`×`J`, like PyTorch's `Bilinear`.

It learns a weight `J`×`I`×`I_2` and a bias `J`. Each output element takes I·I_2 multiplications and I·(I_2 − 1)
additions for W·z, I multiplications and I − 1 additions for the product with x, and an addition with bias.",
    example: Example { after: "32x64", code: "let x = it\nz: linear 48\nfrom x; bilinear 10 z" },
    parameters: &[
        OUT,
        ParameterSpec::new("other", Kind::Tensor, DefaultValue::Required, "the other tensor"),
        BIAS,
    ],
    has_weights: true,
    infer: apply,
    ..Operation::BASE
};

fn apply(context: &Context<'_>) -> Result<Inferred> {
    let shape = context.at_least(1, "one axis or more")?;
    let other = context.tensor("other")?;
    let (outputs, bias) = (context.count("out")?, context.flag("bias")?);
    let parts =
        |shape: &Shape| shape.axes().split_last().map(|(last, rest)| (*last, rest.to_vec()));
    let (first, rows) = parts(&shape).unwrap_or((1, Vec::new()));
    let (second, others) = parts(&other.shape).unwrap_or((1, Vec::new()));
    let with = |last: u32| {
        let sizes = rows.iter().chain([&last]).map(|size| u64::from(*size));
        context.new_shape(&sizes.collect::<Vec<_>>())
    };
    if rows != others || other.shape.rank() == 0 {
        let help = "both must have the same axes before the last";
        return Err(context.wrong_shape("other", &with(second)?, other, help));
    }
    let weight = context.new_shape(&[outputs, first, second].map(u64::from))?;
    let weight = InferredParameter::learned("weight", weight).sized(&["J", "I", "I_2"]);
    let shift = context.new_shape(&[outputs.into()])?;
    let shift = bias.then(|| InferredParameter::learned("bias", shift).sized(&["J"]));
    let work = Bilinear { rows: shape.elements() / u64::from(first), first, second, outputs, bias };
    let inferred = Inferred::new(with(outputs)?, OpKind::Bilinear(work));
    Ok(inferred.storing([weight].into_iter().chain(shift)))
}

/// I·(I_2 + 1) multiply-accumulates for each of the y = R·J output elements.
pub fn counts<N: Numeric>(work: &Bilinear) -> Counts<N> {
    let (i, z) = (N::named("I", work.first), N::named("I_2", work.second));
    let y = (N::named("R", work.rows) * N::named("J", work.outputs)).called("y");
    let macs = y * i * (z + 1);
    let sums = y * (i * (z - 1) + (i - 1));
    let add = if work.bias { sums + y } else { sums };
    Counts { macs, mul: macs, add, ..Counts::none() }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{figures, refusal, shapes, stored};

    #[test]
    fn two_vectors_a_row() {
        let inputs = ["32x64", "32x48"];
        assert_eq!(shapes("bilinear 10 z", &inputs), ["32×10"]);
        assert_eq!(stored("bilinear 10 z", &inputs).0, 10 * 64 * 48 + 10);
        let y = 32 * 10;
        // W·z has 64 elements of 48 products each; its product with x has 64.
        let macs = y * (64 * 48 + 64);
        let sums = y * (64 * 47 + 63);
        assert_eq!(figures("bilinear 10 z nobias", &inputs), [macs, macs, sums, 0, 0, 0]);
        assert_eq!(figures("bilinear 10 z", &inputs)[2], sums + y);
        let (message, _) = refusal("bilinear 10 z", &["32x64", "31x48"]);
        assert_eq!(message, "`other` of `bilinear` must have the shape 32×48, not 31×48");
    }
}
