//! Molchanov et al. 2016, "Pruning Convolutional Neural Networks for Resource Efficient
//! Inference", appendix.

use super::{Convention, Subject, n};
use crate::network::Work;
use crate::ops::formula::Count;

pub(super) static CONVENTION: Convention = Convention {
    name: "molchanov",
    per_mac: 2,
    summary: "Molchanov et al. 2016, appendix",
    includes: "convolutions 2·Ho·Wo·(Cin/g·K² + 1)·Cout, dense layers (2·I − 1)·J",
    excludes: "everything else; the + 1 for the bias stands also where there is none",
    flops,
};

fn flops(layer: &Subject<'_>) -> Option<Count> {
    let per_sample = match layer.layer.work {
        Work::Convolution(conv) => {
            let window = n(conv.in_channels / conv.groups) * n(conv.kernel.product());
            n(2u64) * n(conv.output.product()) * (window + n(1u64)) * n(conv.out_channels)
        }
        Work::Linear(fc) => n(fc.rows) * (n(2u64) * n(fc.inputs) - n(1u64)) * n(fc.outputs),
        _ => return None,
    };
    Some(layer.runs * per_sample)
}
