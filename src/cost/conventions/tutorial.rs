//! The formulas of the tutorial that netcost grew from.

use super::{Convention, LayerView, dense, window};
use crate::network::OpKind;
use crate::ops::formula::{Numeric, O_LETTERS};

pub(super) static CONVENTION: Convention = Convention {
    name: "tutorial",
    per_mac: 2,
    summary: "the two formulas of the tutorial that netcost grew from",
    includes: "convolutions 2·K²·(Cin/g)·Ho·Wo·Cout, dense layers (2·I − 1)·J",
    excludes: "everything else; biases count in convolutions (as the last addition of the sum) \
               and not in dense layers",
    looks_around: false,
    flops,
    formula: flops,
};

fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    use OpKind::*;
    let per_sample = match layer.kind() {
        Convolution(conv) => {
            N::literal(2)
                * window::<N>(&conv)
                * N::product(O_LETTERS, &conv.output)
                * N::named("C_out", conv.out_channels)
        }
        Linear(fc) => dense(&fc),
        Activation(_)
        | AdaptivePool(_)
        | Attention(_)
        | Bilinear(_)
        | DeformableConvolution(_)
        | Cumulative(_)
        | Dropout
        | Elementwise(_)
        | Function(_)
        | Gather(_)
        | Lookup(_)
        | Matmul(_)
        | Move(_)
        | Norm(_)
        | Pool(_)
        | Recurrent(_)
        | Reduction(_)
        | Resampling(_)
        | Sampling(_)
        | Scan(_)
        | Scatter(_)
        | Selection(_)
        | Softmax(_) => {
            return None;
        }
        TransposedConvolution(_) | Custom(_) => return None,
    };
    Some(layer.runs * per_sample)
}
