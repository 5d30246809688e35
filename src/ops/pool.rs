//! Pooling with a window: `pool` and `avgpool`.

use super::context::FeatureMap;
use super::formula::{Counts, Quantity};
use super::window::{CEIL, D, K_REQUIRED, P, S_POOL, Windows};
use super::{Applied, Context, Default, Example, Kind, Operation, Parameter};
use crate::diagnostics::Fallible;
use crate::diagnostics::shape::ShapeProblem;
use crate::network::{Pool, PoolKind, Work};

pub(super) static POOL: Operation = Operation {
    name: "pool",
    aliases: &["maxpool"],
    summary: "max pooling over one, two or three spatial axes",
    doc: r"
The input is `C`×`I…`, channels and one to three spatial axes; the output is `C`×`O…` with, along each axis,

    O = ⌊(I + 2·p − d·(k − 1) − 1) / s⌋ + 1

as PyTorch's `MaxPool1d`, `2d` and `3d`. With `ceil` the quotient is rounded up, and a last window that would start
beyond the input and its padding before is left out. The stride is the kernel if left out; the padding is at most half
of the kernel.

Each output element takes ∏K − 1 comparisons; padding and what reaches over the edge are counted.",
    example: Example { after: "64x112x112", code: "pool 3 2 p1" },
    parameters: &[K_REQUIRED, S_POOL, P, D, CEIL],
    infer: |context| apply(context, PoolKind::Max),
    ..Operation::BASE
};

pub(super) static AVGPOOL: Operation = Operation {
    name: "avgpool",
    summary: "average pooling over one, two or three spatial axes",
    doc: r"
The shapes are those of [`pool`](#pool) without dilation, as PyTorch's `AvgPool1d`, `2d` and `3d`. `countpad` says
whether padding zeros take part in the mean; it changes no figure.

Each output element takes ∏K − 1 additions and a division; padding and what reaches over the edge are counted.",
    example: Example { after: "128x56x56", code: "avgpool 2" },
    parameters: &[
        K_REQUIRED,
        S_POOL,
        P,
        CEIL,
        Parameter::new(
            "countpad",
            Kind::Flag,
            Default::Bool(true),
            "whether padding takes part in the mean",
        )
        .also(&["count_include_pad"]),
    ],
    infer: |context| {
        context.flag("countpad")?;
        apply(context, PoolKind::Average)
    },
    ..Operation::BASE
};

fn apply(context: &Context<'_>, kind: PoolKind) -> Fallible<Applied> {
    let map = context.feature_map()?;
    let windows = Windows::read(context, &map)?;
    check_padding(context, &windows)?;
    let positions = windows.positions(context, &map, context.flag("ceil")?)?;
    let output = context.new_map(map.channels.into(), &positions)?;
    let FeatureMap { shape, .. } = map;
    let (inputs, outputs) = (shape.elements(), output.elements());
    let work = Work::Pool(Pool { kind, kernel: windows.kernel, inputs, outputs });
    Ok(Applied::new(output, work))
}

/// Refuses padding of more than half of the kernel, as PyTorch does; `p=same` never needs it.
fn check_padding(context: &Context<'_>, windows: &Windows) -> Fallible<()> {
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
pub fn counts<N: Quantity>(work: &Pool) -> Counts<N> {
    let n = N::product(["K_d", "K_h", "K_w"], &work.kernel);
    let y = N::named("y", work.outputs);
    let combined = (n - 1) * y;
    match work.kind {
        PoolKind::Max => Counts { cmp: combined, ..Counts::none() },
        PoolKind::Average => Counts { add: combined, div: y, ..Counts::none() },
    }
}
