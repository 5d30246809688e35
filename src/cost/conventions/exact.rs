//! Every arithmetic operation that is carried out.

use super::{Convention, LayerView};
use crate::ops::formula::Numeric;

pub(super) static CONVENTION: Convention = Convention {
    name: "exact",
    per_mac: 2,
    summary: "every operation but comparisons",
    includes: "mul + add + div + special of every operation; \
               a convolution or dense layer with bias has 2 for each multiply-accumulate",
    excludes: "comparisons (of relu and max pooling), which are reported separately",
    looks_around: false,
    flops,
    formula: flops,
};

/// This decides by the counts and not by the `OpKind`, so that it omits nothing.
fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    let ops = &layer.counts;
    Some(ops.mul + ops.add + ops.div + ops.special)
}
