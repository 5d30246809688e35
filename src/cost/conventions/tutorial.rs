//! The formulas of the tutorial that netcost grew from.

use super::{Convention, Subject, n};
use crate::network::Work;
use crate::ops::formula::Count;

pub(super) static CONVENTION: Convention = Convention {
    name: "tutorial",
    per_mac: 2,
    summary: "the two formulas of the tutorial that netcost grew from",
    includes: "convolutions 2·K²·(Cin/g)·Ho·Wo·Cout, dense layers (2·I − 1)·J",
    excludes: "everything else; biases count in convolutions (as the sum's last addition) \
               and not in dense layers",
    flops,
};

fn flops(layer: &Subject<'_>) -> Option<Count> {
    let per_sample = match layer.layer.work {
        Work::Convolution(conv) => {
            let window = n(conv.kernel.product()) * n(conv.in_channels / conv.groups);
            n(2u64) * window * n(conv.output.product()) * n(conv.out_channels)
        }
        Work::Linear(fc) => n(fc.rows) * (n(2u64) * n(fc.inputs) - n(1u64)) * n(fc.outputs),
        _ => return None,
    };
    Some(layer.runs * per_sample)
}
