//! Params and multiply-accumulates without the zeros of sparse weights.

use super::{Basis, COUNT, Metric, Needs, Source};
use crate::cost::sparsity;
use crate::ops::formula::Count;

/// The values that are learned and not zero.
pub(super) const PARAMS: Metric = Metric {
    name: "nonzero_params",
    title: "nonzero params",
    unit: &COUNT,
    about: "params without the zeros of sparse weights",
    source: Source::Derived(|network, layer, figures| match network.parameters.any_sparse() {
        true => (Count(Some(figures.params)) - sparsity::own_zeros(network, layer)).0,
        false => Some(figures.params),
    }),
    basis: Basis::Network,
    needs: Needs::Difference("params"),
    rank: Some(2),
};

/// The multiply-accumulates whose weight is not zero.
pub(super) const MACS: Metric = Metric {
    name: "nonzero_macs",
    title: "nonzero macs",
    about: "multiply-accumulates without those of a weight that is zero",
    source: Source::Derived(|network, layer, figures| {
        let weights = network.parameters.any_sparse().then(|| sparsity::weights(network, layer));
        match weights.flatten().filter(|_| figures.macs > 0) {
            Some([values, zeros]) => {
                let macs = Count(Some(figures.macs));
                sparsity::nonzero_macs(&layer.kind, macs, values, zeros).0
            }
            None => Some(figures.macs),
        }
    }),
    needs: Needs::Difference("macs"),
    rank: Some(4),
    ..PARAMS
};
