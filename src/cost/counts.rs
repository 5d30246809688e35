//! A stand-in for `ops::counts` that knows what the tests here use.

use crate::network::{ActivationKind, ElementwiseKind, NormKind, PoolKind, Work};
use crate::ops::formula::{Counts, Quantity};

/// What a layer computes for one sample.
pub fn counts<N: Quantity>(work: &Work) -> Counts<N> {
    let (n, l) = (|value| N::named("", value), |value| N::literal(value));
    let mut counts = Counts::none();
    let mut dense = |y: u64, inner: u64, bias: bool| {
        counts.macs = n(y) * n(inner);
        counts.mul = n(y) * n(inner);
        counts.add = n(y) * (n(inner) - l(1) + l(u64::from(bias)));
    };
    match *work {
        Work::Convolution(c) => dense(
            c.output.product() * u64::from(c.out_channels),
            u64::from(c.in_channels / c.groups) * c.kernel.product(),
            c.bias,
        ),
        Work::Linear(d) => {
            dense(d.rows * u64::from(d.outputs), u64::from(d.inputs), d.bias);
        }
        Work::Activation(a) if a.kind == ActivationKind::Relu => counts.cmp = n(a.elements),
        Work::Pool(p) if p.kind == PoolKind::Max => {
            counts.cmp = n(p.outputs) * (n(p.kernel.product()) - l(1));
        }
        Work::AdaptivePool(p) if p.kind == PoolKind::Average => {
            let y = u64::from(p.channels) * p.output.product();
            counts.add = n(u64::from(p.channels)) * n(p.windows) - n(y);
            counts.div = n(y);
        }
        Work::Norm(norm) if norm.kind == NormKind::Batch => {
            counts.mul = n(norm.vectors);
            counts.add = n(norm.vectors);
        }
        Work::Elementwise(e) if e.kind == ElementwiseKind::Add => {
            counts.add = n(e.elements) * (n(u64::from(e.operands)) - l(1));
        }
        Work::Custom { macs } => {
            counts.macs = n(macs);
            counts.mul = n(macs);
            counts.add = n(macs);
        }
        _ => {}
    }
    counts
}
