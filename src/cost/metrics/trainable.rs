//! The parameters that training changes.

use super::{Basis, COUNT, Metric, Needs, Source};
use crate::cost::bytes::ParameterTotals;

/// The values that are learned and not frozen.
pub(super) const TRAINABLE: Metric = Metric {
    name: "trainable",
    title: "trainable",
    unit: &COUNT,
    about: "values that training changes: params that are not frozen",
    source: Source::Derived(|network, layer, figures| {
        Some(match network.parameters.any_frozen() {
            true => ParameterTotals::of(network, layer).trainable,
            false => figures.params,
        })
    }),
    basis: Basis::Network,
    needs: Needs::Difference("params"),
    rank: Some(2),
};
