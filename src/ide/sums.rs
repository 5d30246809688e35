//! Params and MACs of any layers that follow each other.

use std::ops::Range;

use crate::cost::{Costing, Costs, Metric};
use crate::index::Idx;
use crate::network::{LayerId, Network};
use crate::text::digits::Digits;

/// The sums over the first layers of a network, for each number of them.
#[derive(Debug)]
pub struct Sums(Vec<Cost>);

/// What some layers cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Learned values.
    pub params: u128,
    /// Multiply-accumulates.
    pub macs: u128,
    /// How many of the layers have costs that are not known.
    pub unknown: u128,
}

impl Sums {
    /// Those of a network; `None` if its figures are too large or its convention is not known.
    pub fn new(network: &Network) -> Option<Self> {
        let costs = Costs::new(network, &Costing::default()).ok()?;
        let mut sum = Cost::default();
        let sums = network.layers.iter().map(|layer| {
            let figures = costs.figures(layer);
            let layer =
                Cost { params: figures.params, macs: figures.macs, unknown: figures.unknown_cost };
            sum = sum.plus(layer);
            sum
        });
        Some(Sums(std::iter::once(Cost::default()).chain(sums).collect()))
    }

    /// What a range of layers costs.
    pub fn of(&self, layers: &Range<LayerId>) -> Cost {
        let sum = |id: LayerId| self.0.get(id.index()).copied().unwrap_or_default();
        let (start, end) = (sum(layers.start), sum(layers.end));
        Cost {
            params: end.params.saturating_sub(start.params),
            macs: end.macs.saturating_sub(start.macs),
            unknown: end.unknown.saturating_sub(start.unknown),
        }
    }

    /// What all layers cost.
    pub fn total(&self) -> Cost {
        self.0.last().copied().unwrap_or_default()
    }
}

impl Cost {
    /// The sums; they fit, since those of the whole network do.
    pub fn plus(self, other: Cost) -> Cost {
        Cost {
            params: self.params.saturating_add(other.params),
            macs: self.macs.saturating_add(other.macs),
            unknown: self.unknown.saturating_add(other.unknown),
        }
    }

    /// Figures that are not zero: `9.41 k params · 118 M MACs`. MACs are a lower bound if costs of some
    /// layers are not known.
    pub fn shown(&self, digits: Digits) -> Option<String> {
        let figure = |count: u128, at_least: &str, unit: &str| {
            (count > 0 || !at_least.is_empty())
                .then(|| format!("{at_least}{} {unit}", digits.count(count)))
        };
        let at_least = if self.unknown > 0 { "≥ " } else { "" };
        let params = figure(self.params, "", "params");
        let macs = figure(self.macs, at_least, "MACs");
        let all: Vec<String> = params.into_iter().chain(macs).collect();
        (!all.is_empty()).then(|| all.join(" · "))
    }
}

/// A total of the network, with all digits; `None` if it is not known.
pub fn total(metric: &Metric, costs: &Costs<'_>) -> Option<String> {
    let total = metric.is_known(costs).then(|| metric.total(&costs.totals))?;
    Some((metric.unit.shown)(total, Digits::Full))
}
