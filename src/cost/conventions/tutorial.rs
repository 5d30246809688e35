//! The formulas of the tutorial that netcost grew from.

use super::{Convention, LayerView, window};
use crate::network::Work;
use crate::ops::formula::{O_LETTERS, Quantity};

pub(super) static CONVENTION: Convention = Convention {
    name: "tutorial",
    per_mac: 2,
    summary: "the two formulas of the tutorial that netcost grew from",
    includes: "convolutions 2·K²·(Cin/g)·Ho·Wo·Cout, dense layers (2·I − 1)·J",
    excludes: "everything else; biases count in convolutions (as the sum's last addition) \
               and not in dense layers",
    flops,
    formula: flops,
};

fn flops<N: Quantity>(layer: &LayerView<'_, N>) -> Option<N> {
    let per_sample = match layer.layer.work {
        Work::Convolution(conv) => {
            N::literal(2)
                * window::<N>(&conv)
                * N::product(O_LETTERS, &conv.output)
                * N::named("C_out", conv.out_channels)
        }
        Work::Linear(fc) => {
            N::named("R", fc.rows)
                * (N::literal(2) * N::named("I", fc.inputs) - N::literal(1))
                * N::named("J", fc.outputs)
        }
        _ => return None,
    };
    Some(layer.runs * per_sample)
}
