//! Two for each multiply-accumulate: what papers mean that double their MACs.

use super::{Convention, Subject};
use crate::network::OpKind;
use crate::ops::formula::Numeric;

pub(super) static CONVENTION: Convention = Convention {
    name: "macs2",
    per_mac: 2,
    summary: "twice the multiply-accumulates",
    includes: "2 · macs of convolutions, dense layers, matmuls and recurrent gates",
    excludes: "biases, norms, activations, pools and everything elementwise",
    flops,
    formula: flops,
};

fn flops<N: Numeric>(layer: &Subject<'_, N>) -> Option<N> {
    match layer.layer.kind {
        OpKind::Convolution(_)
        | OpKind::TransposedConvolution(_)
        | OpKind::Linear(_)
        | OpKind::Matmul(_)
        | OpKind::Recurrent(_)
        | OpKind::Custom { .. } => Some(N::literal(2) * layer.counts.macs),
        _ => None,
    }
}
