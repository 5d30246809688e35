//! Molchanov et al. 2016, "Pruning Convolutional Neural Networks for Resource Efficient
//! Inference", appendix.

use super::{Convention, LayerView, dense, window};
use crate::network::OpKind;
use crate::ops::formula::{Numeric, O_LETTERS};

pub(super) static CONVENTION: Convention = Convention {
    name: "molchanov",
    per_mac: 2,
    summary: "Molchanov et al. 2016, appendix",
    includes: "convolutions 2·Ho·Wo·(Cin/g·K² + 1)·Cout, dense layers (2·I − 1)·J",
    excludes: "everything else; the + 1 for the bias is there even without a bias",
    looks_around: false,
    flops,
    formula: flops,
};

fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    use OpKind::*;
    let per_sample = match layer.kind() {
        Convolution(conv) => {
            N::literal(2)
                * N::product(O_LETTERS, &conv.output)
                * (window::<N>(&conv) + 1)
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
