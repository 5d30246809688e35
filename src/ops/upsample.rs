//! Resampling: `upsample`.

use super::adaptive;
use super::context::FeatureMap;
use super::formula::{Counts, Numeric};
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::network::{Interpolation, OpKind, PoolKind, Resampling};
use crate::tensor::Spatial;
use crate::value::Number;

const MODES: &[&str] = &["nearest", "linear", "bilinear", "trilinear", "bicubic", "area"];

pub(super) static UPSAMPLE: Operation = Operation {
    name: "upsample",
    aliases: &["interpolate"],
    summary: "spatial axes made larger or smaller",
    doc: r"
`C`×`I…`, channels and one to three spatial axes, becomes `C`×`O…`. With `factor`, O = ⌊I · factor⌋; with `size`, O is
that size, or the size of a tensor. The modes are PyTorch's: `linear` is for one spatial axis, `bilinear` and `bicubic`
for two, `trilinear` for three; `area` is the pooling of [`adaptiveavgpool`](#adaptiveavgpool).

`nearest` computes nothing; linear interpolation in r axes takes 2^r multiplications and 2^r − 1 additions for each
output element, `bicubic` 16 and 15.",
    example: Example { after: "256x14x14", code: "upsample 2 mode=bilinear" },
    parameters: &[
        ParameterSpec::new(
            "factor",
            Kind::Factor,
            DefaultValue::Absent("none"),
            "the ratio of the output size to the input size",
        )
        .also(&["scale_factor"])
        .words(&["none"]),
        ParameterSpec::new(
            "size",
            Kind::Size,
            DefaultValue::Absent("none"),
            "the spatial size of the output",
        )
        .words(&["none"]),
        ParameterSpec::new(
            "mode",
            Kind::Word,
            DefaultValue::Word("nearest"),
            "how values are interpolated",
        )
        .words(MODES),
    ],
    infer: apply,
    ..Operation::BASE
};

fn apply(context: &Context<'_>) -> Result<Inferred> {
    let map = context.feature_map()?;
    let factors = context.factors("factor", map.axes())?;
    let size = context.per_axis_or_none("size", map.axes())?;
    let sized = size.is_some();
    let sizes: Vec<u64> = match (factors, size) {
        (Some(factors), None) => scaled(context, &map, &factors)?,
        (None, Some(size)) => size.sizes().iter().map(|size| u64::from(*size)).collect(),
        (factors, _) => {
            return Err(CallProblem::EitherOr {
                operation: context.operation.name,
                first: "factor",
                second: "size",
                found: if factors.is_some() { "both" } else { "none" },
                span: context.span,
                help: "write `upsample 2` for twice the size, `upsample size=56` for a size".into(),
            }
            .into());
        }
    };
    let word = context.word("mode")?;
    let output = context.new_map(map.channels.into(), &sizes)?;
    let spatial = Spatial::new(output.spatial());
    let Some(mode) = interpolation(context, word, map.axes())? else {
        return adaptive::apply(context, PoolKind::Average, spatial);
    };
    let (inputs, outputs) = (map.shape.elements(), output.elements());
    let work = Resampling { mode, inputs, outputs, output: spatial, sized };
    Ok(Inferred::new(output, OpKind::Resampling(work)))
}

/// ⌊I · factor⌋ of each axis.
fn scaled(context: &Context<'_>, map: &FeatureMap, factors: &[Number]) -> Result<Vec<u64>> {
    let axis = |(size, factor): (&u32, &Number)| {
        let scaled = Number::Int((*size).into()).times(*factor).and_then(Number::floor);
        match scaled.ok().and_then(Number::to_integer).map(u64::try_from) {
            Some(Ok(0)) => Err(ShapeProblem::NothingLeft {
                operation: context.operation.name,
                input: map.spatial.to_string(),
                span: context.place("factor"),
                formula: format!("⌊{size}·{factor}⌋ = 0"),
                origin: map.origin,
                shape: map.shape,
                help: format!("`upsample size=1` makes a single value of {size}"),
            }
            .into()),
            Some(Ok(scaled)) => Ok(scaled),
            _ => Ok(u64::MAX),
        }
    };
    map.spatial.sizes().iter().zip(factors).map(axis).collect()
}

/// How a mode fills in values; nothing for `area`, which is a pool.
fn interpolation(
    context: &Context<'_>,
    mode: &'static str,
    axes: usize,
) -> Result<Option<Interpolation>> {
    let (interpolation, wanted) = match mode {
        "nearest" => return Ok(Some(Interpolation::Nearest)),
        "area" => return Ok(None),
        "linear" => (Interpolation::Linear(1), 1),
        "bilinear" => (Interpolation::Linear(2), 2),
        "trilinear" => (Interpolation::Linear(3), 3),
        _ => (Interpolation::Bicubic, 2),
    };
    if axes == wanted {
        return Ok(Some(interpolation));
    }
    let expected = match mode {
        "linear" => "one spatial axis with `mode=linear`",
        "bilinear" => "two spatial axes with `mode=bilinear`",
        "trilinear" => "three spatial axes with `mode=trilinear`",
        _ => "two spatial axes with `mode=bicubic`",
    };
    let instead = ["linear", "bilinear", "trilinear"].get(axes.saturating_sub(1));
    let help = instead.map(|mode| format!("`mode={mode}` is for as many axes as this has"));
    Err(context.wrong_rank(expected, help.map(Into::into)))
}

/// Each of the y output elements is a sum of 2^r weighted values, or 16.
pub fn counts<N: Numeric>(work: &Resampling) -> Counts<N> {
    let y = N::named("y", work.outputs);
    let values = match work.mode {
        Interpolation::Nearest => return Counts::none(),
        Interpolation::Linear(axes) => 1 << axes,
        Interpolation::Bicubic => 16,
    };
    let values = N::literal(values);
    Counts { mul: values * y, add: (values - 1) * y, ..Counts::none() }
}

#[cfg(test)]
mod tests {
    use crate::network::OpKind;
    use crate::ops::testing::{call, figures, refusal, shape};

    #[test]
    fn factors_and_sizes() {
        assert_eq!(shape("upsample 2", "256x14x14"), "256x28x28");
        assert_eq!(shape("upsample 1.5", "8x5"), "8x7", "⌊7.5⌋");
        assert_eq!(shape("upsample (1,2,2)", "8x4x5x6"), "8x4x10x12");
        assert_eq!(shape("upsample size=520 mode=bilinear", "21x65x65"), "21x520x520");
        assert_eq!(shape("upsample factor=none size=7x9", "8x5x5"), "8x7x9");
        assert!(refusal("upsample", &["8x5x5"]).0.ends_with("`factor` and `size`, but has none"));
        assert!(
            refusal("upsample 2 size=10", &["8x5x5"])
                .0
                .ends_with("`factor` and `size`, but has both")
        );
        assert!(refusal("upsample 0", &["8x5x5"]).0.contains("must be above 0, not 0"));
        assert!(refusal("upsample 0.1", &["8x5x5"]).0.contains("leaves nothing of 5×5"));
        assert!(call("upsample (2,2)", &["8x5"]).is_err());
        assert!(refusal("upsample 1e30", &["8x5"]).0.contains("limit of 2,147,483,647"));
    }

    #[test]
    fn modes() {
        let y = 8 * 10 * 10;
        let of = |mode: &str, input: &str| figures(&format!("upsample 2 mode={mode}"), &[input]);
        assert_eq!(of("nearest", "8x5x5"), [0; 6]);
        assert_eq!(of("bilinear", "8x5x5"), [0, 4 * y, 3 * y, 0, 0, 0]);
        assert_eq!(of("bicubic", "8x5x5"), [0, 16 * y, 15 * y, 0, 0, 0]);
        assert_eq!(of("linear", "8x5"), [0, 2 * 80, 80, 0, 0, 0]);
        assert_eq!(of("trilinear", "8x5x5x5"), [0, 8 * 8000, 7 * 8000, 0, 0, 0]);
        let area = call("upsample size=2 mode=area", &["8x5x5"]).unwrap();
        assert!(matches!(area.kind, OpKind::AdaptivePool(_)));
        let (message, help) = refusal("upsample 2 mode=bilinear", &["8x5x5x5"]);
        assert_eq!(
            message,
            "`upsample` works on two spatial axes with `mode=bilinear`, not on 8×5×5×5"
        );
        assert_eq!(help, "`mode=trilinear` is for as many axes as this has");
        let (message, help) = refusal("upsample 2 mode=bilnear", &["8x5x5"]);
        assert_eq!(
            message,
            "`mode` of `upsample` takes `nearest`, `linear`, `bilinear`, `trilinear`, `bicubic` or `area`, \
             not \"bilnear\""
        );
        assert_eq!(help, "did you mean `mode=bilinear` or `mode=linear`?");
    }
}
