//! Normalisation of vectors: over the last axes, or over any.

use smallvec::SmallVec;

use super::costs::custom_with;
use super::elementwise::same;
use super::norm::vector;
use super::reduce::{Axes, reduced};
use crate::import::call::VarId;
use crate::import::dims;
use crate::import::element::ElementType;
use crate::import::graph::Node;
use crate::import::lower::{Lowering, Placed, text_axis};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping, axis, named_axis};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "LayerNormalization",
        shapes: layer_shapes,
        lower: |l, node| layer(l, node, "ln"),
        ..Rule::BASE
    },
    Rule {
        name: "RMSNormalization",
        shapes: layer_shapes,
        lower: |l, node| layer(l, node, "rmsnorm"),
        ..Rule::BASE
    },
    Rule {
        name: "SimplifiedLayerNormalization",
        shapes: layer_shapes,
        lower: |l, node| layer(l, node, "rmsnorm"),
        ..Rule::BASE
    },
    Rule { name: "LpNormalization", shapes: same, lower: lp, ..Rule::BASE },
    Rule { name: "MeanVarianceNormalization", shapes: same, lower: mean_variance, ..Rule::BASE },
];

/// The first output is like the input; the others are statistics of each vector, 32-bit floats.
fn layer_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let mut outputs = node.like(0)?.only()?;
    let dims = node.dims(0)?;
    let axes: Axes = (axis(node.node, -1, dims.len())?..dims.len()).collect();
    for _ in 1..node.outputs() {
        outputs.push(Output::new(reduced(dims, &axes, true), ElementType::F32));
    }
    Ok(outputs)
}

/// An input in the text, with axes of it that are not the batch.
fn vectors(
    lowering: &mut Lowering<'_>,
    node: &Node,
    axes: &[usize],
) -> Result<(Placed, Axes), Failure> {
    let mut input = lowering.operand(node, 0)?;
    if axes.iter().any(|axis| input.sample == Some(*axis)) {
        input = Placed { var: lowering.operand_with(node, 0, None)?, sample: None };
    }
    let own = axes.iter().filter_map(|axis| text_axis(*axis, input.sample)).collect();
    Ok((input, own))
}

/// Over the last axes: `ln` or `rmsnorm`.
fn layer(lowering: &mut Lowering<'_>, node: &Node, op: &'static str) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let axes: Axes = (axis(node, -1, dims.len())?..dims.len()).collect();
    let of = axes.iter().filter_map(|axis| dims.get(*axis).copied()).collect::<dims::Dims>();
    let length = crate::import::lower::elements(&of)?;
    let (shifts, scales) = (op == "ln" && node.has(2), node.has(1));
    if node.outputs.iter().flatten().count() > 1 {
        if op != "ln" {
            return Err(Failure::unsupported("its second output"));
        }
        let rows = dims::elements(dims).unwrap_or_default().checked_div(length).unwrap_or_default();
        return custom_with(lowering, node, [1, 2], vector(length, scales, shifts).times(rows)?);
    }
    let (input, own) = vectors(lowering, node, &axes)?;
    let rank = lowering.shape_of(input).len();
    let stored = |input: usize| -> Result<bool, Failure> {
        let length = Some(length);
        Ok(lowering.is_constant(node, input)
            && dims::elements(lowering.dims(node, input)?) == length)
    };
    let learned = scales && stored(1)? && (!shifts || stored(2)?);
    let dims = lowering.shape_of(input).clone();
    let call = lowering.call(op).from(input.var).along_axes(&own, rank);
    if learned {
        let bias = if op == "ln" { node.input(2) } else { None };
        let call = call.word_if(op == "ln" && !shifts, "nobias").learns([node.input(1), bias]);
        return call.make(node.output(0), input.sample);
    }
    let mut var = call.arg("noaffine").temporary(dims.clone());
    for (op, factor) in [("mul", 1), ("add", 2)] {
        if node.has(factor) {
            let factor = factor_of(lowering, node, factor, input.sample)?;
            var = lowering.call(op).arg(var).arg(factor).temporary(dims.clone());
        }
    }
    lowering.same(node.output(0), Placed { var, sample: input.sample });
    Ok(())
}

/// An input that is broadcast to the first one, in the text.
fn factor_of(
    lowering: &mut Lowering<'_>,
    node: &Node,
    input: usize,
    sample: Option<usize>,
) -> Result<VarId, Failure> {
    let (rank, own) = (lowering.dims(node, 0)?.len(), lowering.dims(node, input)?.len());
    lowering.operand_with(node, input, sample.and_then(|axis| (axis + own).checked_sub(rank)))
}

/// Vectors of length 1: `normalize`, or divided by the sum of absolute values.
fn lp(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let rank = lowering.dims(node, 0)?.len();
    let (input, own) = vectors(lowering, node, &[axis(node, -1, rank)?])?;
    let dims = lowering.shape_of(input).clone();
    match node.int("p").unwrap_or(2) {
        2 => {
            let call = lowering.call("normalize").from(input.var).along_axes(&own, dims.len());
            call.make(node.output(0), input.sample)
        }
        1 => {
            let call = lowering.call("norm").from(input.var).named("p", 1_i64);
            let call = call.over(&own, dims.len()).arg("keepdim");
            let length = call.temporary(reduced(&dims, &own, true));
            lowering.call("div").arg(input.var).arg(length).make(node.output(0), input.sample)
        }
        _ => Err(Failure::invalid("`p` must be 1 or 2")),
    }
}

/// Mean 0 and variance 1 over axes; the batch among them has size 1.
fn mean_variance(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let rank = lowering.dims(node, 0)?.len();
    let axes = node.ints("axes").unwrap_or(&[0, 2, 3]);
    let axes: Axes = axes.iter().map(|axis| named_axis(*axis, rank)).collect::<Result<_, _>>()?;
    let input = lowering.operand(node, 0)?;
    let mut own: Axes = axes.iter().filter_map(|axis| text_axis(*axis, input.sample)).collect();
    own.sort_unstable();
    if own.is_empty() {
        own = SmallVec::from_iter([0]);
    }
    let rank = lowering.shape_of(input).len();
    let call = lowering.call("ln").from(input.var).along_axes(&own, rank);
    call.arg("noaffine").make(node.output(0), input.sample)
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::rules::testing::one;

    #[test]
    fn over_the_last_axes() {
        let ln = || one("LayerNormalization").data(&[1, 8, 4, 6]);
        assert_eq!(ln().weight(&[6]).weight(&[6]).text(), "ln");
        assert_eq!(ln().weight(&[6]).text(), "ln nobias");
        assert_eq!(ln().int("axis", 2).weight(&[4, 6]).weight(&[4, 6]).text(), "ln axis=(1, 2)");
        assert_eq!(one("RMSNormalization").data(&[1, 8, 6]).weight(&[6]).text(), "rmsnorm");
        // A factor for the whole vector is not the weight of `ln`.
        let text = ln().weight(&[1]).text();
        assert_eq!(text, "ln: ln noaffine\nweight: weight 1\nmul ln weight");
    }

    #[test]
    fn statistics() {
        let node = one("LayerNormalization").data(&[1, 8, 6]).weight(&[6]).weight(&[6]).outputs(3);
        assert_eq!(node.shapes(), "1x8x6, 1x8x1, 1x8x1");
        let text = node.text();
        // For each of 8 vectors of 6: 3·6, 4·6 − 1, 3, 1.
        assert!(text.ends_with("mul=144 add=184 div=24 special=8"), "{text}");
    }

    #[test]
    fn lengths() {
        assert_eq!(one("LpNormalization").data(&[1, 8, 6]).text(), "normalize");
        let text = one("LpNormalization").data(&[1, 8, 6]).int("p", 1).int("axis", 1).text();
        assert_eq!(text, "norm: norm p1 axis=0 keepdim\ndiv in0 norm");
    }

    #[test]
    fn means_and_variances() {
        assert_eq!(
            one("MeanVarianceNormalization").data(&[1, 8, 4, 4]).text(),
            "ln axis=(1, 2) noaffine"
        );
        let text = one("MeanVarianceNormalization").data(&[2, 8, 4, 4]).text();
        assert_eq!(text, "ln axis=(0, 2, 3) noaffine");
    }
}
