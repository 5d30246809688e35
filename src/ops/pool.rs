//! Pooling with a window: `pool` and `avgpool`.

use super::formula::{Counts, K_LETTERS, Numeric};
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use super::window::{CEIL, D, K_REQUIRED, P, S_POOL, Windows};
use crate::diagnostics::Result;
use crate::diagnostics::shape::ShapeProblem;
use crate::network::{OpKind, Pool, PoolKind};

pub(super) static POOL: Operation = Operation {
    name: "pool",
    aliases: &["maxpool"],
    summary: "max pooling over one, two or three spatial axes",
    doc: r"
The input is `C`×`I…`, channels and one to three spatial axes; the output is `C`×`O…` with, along each axis,

    O = ⌊(I + 2·p − d·(k − 1) − 1) / s⌋ + 1

like PyTorch's `MaxPool1d`, `2d` and `3d`. With `ceil` the quotient is rounded up, but a last window that would start
after the input and the padding before it is dropped. The stride defaults to the kernel; the padding is at most half of
the kernel.

Each output element takes ∏K − 1 comparisons; positions of a window in the padding or beyond the edge are counted.",
    example: Example { after: "64x112x112", code: "pool 3 2 p1" },
    parameters: &[K_REQUIRED, S_POOL, P, D, CEIL],
    infer: |context| apply(context, PoolKind::Max),
    ..Operation::BASE
};

pub(super) static AVGPOOL: Operation = Operation {
    name: "avgpool",
    summary: "average pooling over one, two or three spatial axes",
    doc: r"
The shapes are those of [`pool`](#pool) without dilation, like PyTorch's `AvgPool1d`, `2d` and `3d`. `countpad` sets
whether padding zeros are included in the mean; it does not change the cost.

Each output element takes ∏K − 1 additions and a division; positions of a window in the padding or beyond the edge are
counted.",
    example: Example { after: "128x56x56", code: "avgpool 2" },
    parameters: &[
        K_REQUIRED,
        S_POOL,
        P,
        CEIL,
        ParameterSpec::new(
            "countpad",
            Kind::Flag,
            DefaultValue::Bool(true),
            "whether padding is included in the mean",
        )
        .also(&["count_include_pad"]),
    ],
    infer: |context| {
        context.flag("countpad")?;
        apply(context, PoolKind::Average)
    },
    ..Operation::BASE
};

fn apply(context: &Context<'_>, kind: PoolKind) -> Result<Inferred> {
    let map = context.feature_map()?;
    let windows =
        Windows { limited: true, ceil: context.flag("ceil")?, ..Windows::read(context, &map)? };
    check_padding(context, &windows)?;
    let positions = windows.positions(context, &map)?;
    let output = context.new_map(map.channels.into(), &positions)?;
    let (inputs, outputs) = (map.shape.elements(), output.elements());
    let padding = windows.before();
    let Windows { kernel, stride, dilation, .. } = windows;
    let work = OpKind::Pool(Pool { kind, kernel, stride, dilation, padding, inputs, outputs });
    Ok(windows.over(&map, Inferred::new(output, work)))
}

/// Refuses padding of more than half of the kernel, as PyTorch does; `p=same` never needs it.
fn check_padding(context: &Context<'_>, windows: &Windows) -> Result<()> {
    if windows.same {
        return Ok(());
    }
    for (kernel, (before, after)) in windows.kernel.sizes().iter().zip(&windows.padding) {
        let (kernel, padding) = (*kernel, *before.max(after));
        let most = kernel / 2;
        if padding > most {
            return Err(ShapeProblem::PaddingTooLarge {
                operation: context.operation.name,
                padding,
                kernel,
                span: context.place("p"),
                most,
                help: format!(
                    "`p={most}` is the most for a window of {kernel}; a `pad` before it adds zeros without limit"
                ),
            }
            .into());
        }
    }
    Ok(())
}

/// n = ∏K values for each of the y output elements: n − 1 comparisons, or additions and a division.
pub fn counts<N: Numeric>(work: &Pool) -> Counts<N> {
    let n = N::product(K_LETTERS, &work.kernel).called("n");
    let y = N::named("y", work.outputs);
    combine(work.kind, (n - 1) * y, y)
}

/// The operations for y means or maxima, given the number of steps that combine two values.
pub(super) fn combine<N: Numeric>(kind: PoolKind, steps: N, y: N) -> Counts<N> {
    match kind {
        PoolKind::Max => Counts { cmp: steps, ..Counts::none() },
        PoolKind::Average => Counts { add: steps, div: y, ..Counts::none() },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::ops::testing::{call, figures, refusal, shape, stored};

    #[test]
    fn known_networks() {
        assert_eq!(shape("pool 3 2", "96x55x55"), "96x27x27");
        assert_eq!(shape("pool 3 2 p1", "64x112x112"), "64x56x56");
        assert_eq!(shape("pool 2", "64x224x224"), "64x112x112");
        // GoogLeNet's pools have PyTorch's ceil_mode.
        assert_eq!(shape("pool 3 2 ceil", "64x112x112"), "64x56x56");
        assert_eq!(shape("pool 4", "128x995"), "128x248");
        // C3D: the first pool leaves time alone.
        assert_eq!(shape("pool k1x2x2", "64x16x112x112"), "64x16x56x56");
        assert_eq!(stored("pool 3 2", &["96x55x55"]), (0, 0));
    }

    #[test]
    fn windows_are_counted_whole() {
        let y = 96 * 27 * 27;
        assert_eq!(figures("pool 3 2", &["96x55x55"]), [0, 0, 0, 0, y * 8, 0]);
        assert_eq!(figures("avgpool 3 2", &["96x55x55"]), [0, 0, y * 8, y, 0, 0]);
        // The overhang of ceil too: 2 windows of 3 on 4 values.
        assert_eq!(figures("pool 3 2 ceil", &["1x4"])[4], 4);
    }

    #[test]
    fn the_last_window_starts_inside() {
        // ⌈(4 − 1) / 3⌉ + 1 = 2 windows, at 0 and 3.
        assert_eq!(shape("pool 1 3 ceil", "1x4"), "1x2");
        // ⌈(3 + 2 − 2) / 2⌉ + 1 = 3 windows, but the third would start at 4, the padding after it.
        assert_eq!(shape("pool 2 2 p1 ceil", "1x3"), "1x2");
        // A window larger than the input, which `ceil` allows.
        assert_eq!(shape("pool 3 2 ceil", "1x2"), "1x1");
        assert!(call("pool 3 2", &["1x2"]).is_err());
    }

    #[test]
    fn padding_is_at_most_half() {
        let (message, help) = refusal("pool 3 2 p2", &["64x56x56"]);
        assert_eq!(message, "`pool` pads 2 for a window of 3, more than half of it");
        assert!(help.starts_with("`p=1` is the most"), "{help}");
        assert_eq!(shape("pool 2 1 p1", "64x56x56"), "64x57x57");
        // No padding that is allowed makes room for the window.
        let (_, help) = refusal("pool 7", &["512x3x3"]);
        assert!(help.ends_with(
            "3 + 2·0 = 3 wide; `p2` is the least padding that fits, or use a kernel up to 3"
        ));
        let (_, help) = refusal("pool 7", &["512x1x1"]);
        assert!(help.ends_with(
            "1 + 2·0 = 1 wide; `p3` is the least padding that fits, or use a kernel up to 1"
        ));
        let (_, help) = refusal("pool 2x2 d4", &["512x2x2"]);
        assert!(help.ends_with("use a kernel up to 1"), "{help}");
    }

    proptest! {
        /// PyTorch's rule by counting: windows start every s, the last one inside the input or the
        /// padding before it; without ceil each lies in the padded input.
        #[test]
        fn positions(input in 1i64..30, k in 1i64..7, s in 1i64..6, p in 0i64..4, d in 1i64..3, ceil: bool) {
            prop_assume!(2 * p <= k);
            let reach = d * (k - 1) + 1;
            let padded = input + 2 * p;
            let mut count = 0;
            // Starts are counted from the first padding zero. With ceil a window counts as well if
            // the one before it left something over; before the first one would lie at -s.
            for start in (0..padded).step_by(s as usize) {
                let whole = start + reach <= padded;
                let left_over = start - s + reach < padded;
                let inside = start < input + p;
                if whole || ceil && left_over && inside {
                    count += 1;
                }
            }
            let line = format!("pool k{k} s{s} p{p} d{d} ceil={ceil}");
            let made = call(&line, &[&format!("1x{input}")]).ok();
            let made = made.map_or(0, |made| made.outputs[0].elements());
            prop_assert_eq!(made, count);
        }
    }
}
