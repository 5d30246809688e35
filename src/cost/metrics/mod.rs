//! The metrics: every figure of a layer or network by its name, in one table. Reports write them,
//! and claims name them.

mod constants;
pub mod energy;
mod nonzero;
mod trainable;
mod unit;

use super::{Costs, Figures, Totals};
use crate::network::{Layer, Network};

pub(super) use constants::reshape_bytes;
pub use unit::{BYTES, COUNT, TIME, Unit};

/// A figure of layers or of the whole network.
#[derive(Debug)]
pub struct Metric {
    /// Its name: `total.NAME` in a claim, and in every format of the report.
    pub name: &'static str,
    /// What tables call it.
    pub title: &'static str,
    /// What it counts, and how that is written.
    pub unit: &'static Unit,
    /// What it is, in a few words.
    pub about: &'static str,
    /// How it is computed.
    pub source: Source,
    /// What it depends on besides the network.
    pub basis: Basis,
    /// What there must be for it to have a value.
    pub needs: Needs,
    /// When columns give way to others in a table: 0 is the last to go, equals go together. Without
    /// one the column is there only on request.
    pub rank: Option<u8>,
}

/// How a metric is computed.
#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// Each layer has it, and the total is the sum.
    PerLayer(fn(&Figures) -> u128),
    /// An arithmetic operation of one class, which each layer has; JSON groups these as `ops`.
    PerClass(fn(&Figures) -> u128),
    /// Each layer has it, computed from the layer and its other figures; the total is the sum.
    /// `None` if it is not known: for want of data, or because 128 bits do not hold it.
    Derived(fn(&Network, &Layer, &Figures) -> Option<u128>),
    /// Only the whole network has it.
    Total(fn(&Totals) -> u128),
}

/// What a metric depends on besides the network: what a claim may name in parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Nothing.
    Network,
    /// The convention: `total.flops(thop)`.
    Convention,
    /// The device: `total.time(t4)`.
    Device,
    /// The planner of an arena: `total.arena(tflm)`.
    Planner,
}

/// What there must be for a metric to have a value.
#[derive(Clone, Copy, Debug)]
pub enum Needs {
    /// Nothing: every report has it.
    Nothing,
    /// A device.
    Device,
    /// A planner of arenas.
    Planner,
    /// Layers that run in patches.
    Patches,
    /// A device with a known bandwidth.
    Bandwidth,
    /// That some layer has it: reports leave it out where it is 0 for all.
    Occurrence,
    /// That it differs from this metric: reports leave it out where the network has the same of both.
    Difference(&'static str),
    /// That it is asked for, by a column or claim, and is known for every layer.
    Request,
}

/// The metrics that are fields of [`Figures`] or [`Totals`], in the order of the reports.
static FIELDS: [Metric; 26] = [
    total("layers", &COUNT, "the number of layers", |t| t.layers.into()),
    per_layer("params", &COUNT, "learned values, shared ones once", |f| f.params).ranked(2),
    per_layer("buffers", &COUNT, "values that are stored and not trained", |f| f.buffers)
        .ranked(10),
    per_layer("macs", &COUNT, "multiply-accumulates", |f| f.macs).ranked(4),
    Metric {
        basis: Basis::Convention,
        ..per_layer("flops", &COUNT, "the operations that the convention counts", |f| f.flops)
            .ranked(1)
    },
    class("mul", "multiplications", |f| f.ops.mul).ranked(13),
    class("add", "additions and subtractions", |f| f.ops.add).ranked(14),
    class("div", "divisions", |f| f.ops.div).ranked(15),
    class("cmp", "comparisons", |f| f.ops.cmp).ranked(11),
    class("special", "exponentials, logarithms, roots and the like", |f| f.ops.special).ranked(12),
    per_layer("activations", &COUNT, "elements of the outputs", |f| f.activations).ranked(6),
    per_layer("read_bytes", &BYTES, "bytes of inputs and parameters read, each once", |f| {
        f.read_bytes
    })
    .titled("bytes read")
    .ranked(7),
    per_layer("write_bytes", &BYTES, "bytes of outputs written, each once", |f| f.write_bytes)
        .titled("bytes written")
        .ranked(7),
    total("input_bytes", &BYTES, "bytes of the network's inputs", |t| t.input_bytes)
        .titled("input bytes"),
    per_layer("activation_bytes", &BYTES, "bytes of the outputs, written or not", |f| {
        f.activation_bytes
    })
    .titled("activation bytes"),
    per_layer("param_bytes", &BYTES, "bytes of params and buffers", |f| f.param_bytes)
        .titled("param bytes"),
    total("peak_memory", &BYTES, "the most bytes that are alive at once", |t| t.peak_memory)
        .titled("peak memory"),
    Metric {
        basis: Basis::Planner,
        needs: Needs::Planner,
        ..total("arena", &BYTES, "the bytes of the arena that a planner assigns", |t| t.arena)
    },
    Metric {
        needs: Needs::Patches,
        ..total("patch_macs", &COUNT, "multiply-accumulates with those that patches repeat", |t| {
            t.patch_macs
        })
        .titled("macs in patches")
    },
    Metric {
        needs: Needs::Patches,
        ..total("whole_peak_memory", &BYTES, "the peak memory without patches", |t| {
            t.whole_peak_memory
        })
        .titled("peak memory without patches")
    },
    time("compute_time", "the time of its operations at the device's peak", |f| f.times.compute)
        .titled("compute")
        .ranked(4),
    Metric {
        needs: Needs::Bandwidth,
        ..time("memory_time", "the time of its bytes at the device's bandwidth", |f| f.times.memory)
            .titled("memory")
            .ranked(4)
    },
    time("time", "the longer of the two times, layer by layer", |f| f.times.longer).ranked(1),
    total_time("lower_time", "the time if computing and moving overlap completely", |t| {
        t.figures.times.lower()
    })
    .titled("time at least"),
    total_time("upper_time", "the time if they never overlap", |t| t.figures.times.upper())
        .titled("time at most"),
    Metric {
        needs: Needs::Occurrence,
        ..per_layer("unknown_cost", &COUNT, "layers whose cost is not known", |f| f.unknown_cost)
            .titled("unknown cost")
            .ranked(4)
    },
];

/// The metrics that are computed from a layer and its other figures.
pub(super) static DERIVED: [Metric; 5] = [
    energy::ENERGY_COMPUTE,
    trainable::TRAINABLE,
    nonzero::PARAMS,
    nonzero::MACS,
    constants::CONSTANT_BYTES,
];

/// The metrics that are computed from other figures alone.
static COMPOSED: [Metric; 2] = [energy::ENERGY_MEMORY, energy::ENERGY];

/// A derived figure that is not known. A sum with it is not known either, and no other figure of the
/// network is affected.
pub(super) const UNKNOWN: u128 = u128::MAX;

/// The figures of the derived metrics for a layer, in their order.
pub(super) fn derived(
    network: &Network,
    layer: &Layer,
    figures: &Figures,
) -> [u128; DERIVED.len()] {
    let mut values = [0; DERIVED.len()];
    for (value, metric) in values.iter_mut().zip(&DERIVED) {
        if let Source::Derived(derive) = metric.source {
            *value = derive(network, layer, figures).unwrap_or(UNKNOWN);
        }
    }
    values
}

/// A metric of the network alone, which every report has.
const fn metric(
    name: &'static str,
    unit: &'static Unit,
    about: &'static str,
    source: Source,
) -> Metric {
    let (basis, needs) = (Basis::Network, Needs::Nothing);
    Metric { name, title: name, unit, about, source, basis, needs, rank: None }
}

/// A metric of layers.
const fn per_layer(
    name: &'static str,
    unit: &'static Unit,
    about: &'static str,
    figure: fn(&Figures) -> u128,
) -> Metric {
    metric(name, unit, about, Source::PerLayer(figure))
}

/// A class of arithmetic operations.
const fn class(name: &'static str, about: &'static str, figure: fn(&Figures) -> u128) -> Metric {
    metric(name, &COUNT, about, Source::PerClass(figure))
}

/// A time of layers on the device.
const fn time(name: &'static str, about: &'static str, figure: fn(&Figures) -> u128) -> Metric {
    Metric { basis: Basis::Device, needs: Needs::Device, ..per_layer(name, &TIME, about, figure) }
}

/// A metric of the whole network.
const fn total(
    name: &'static str,
    unit: &'static Unit,
    about: &'static str,
    total: fn(&Totals) -> u128,
) -> Metric {
    metric(name, unit, about, Source::Total(total))
}

/// A time of the whole network on the device.
const fn total_time(name: &'static str, about: &'static str, time: fn(&Totals) -> u128) -> Metric {
    Metric { basis: Basis::Device, needs: Needs::Device, ..total(name, &TIME, about, time) }
}

/// Every metric, in the order of the reports.
pub fn all() -> impl Iterator<Item = &'static Metric> + Clone {
    FIELDS.iter().chain(&DERIVED).chain(&COMPOSED)
}

impl Metric {
    /// The same under another title.
    const fn titled(self, title: &'static str) -> Metric {
        Metric { title, ..self }
    }

    /// The same with a column in tables.
    const fn ranked(self, rank: u8) -> Metric {
        Metric { rank: Some(rank), ..self }
    }

    /// The metric of this name; a class of operations also by its path in the JSON, `ops.mul`.
    pub fn named(name: &str) -> Option<&'static Metric> {
        match name.strip_prefix("ops.") {
            Some(class) => all().find(|metric| metric.name == class && metric.is_class()),
            None => all().find(|metric| metric.name == name),
        }
    }

    /// Whether it is a class of arithmetic operations.
    pub fn is_class(&self) -> bool {
        matches!(self.source, Source::PerClass(_))
    }

    /// Whether layers have it as well.
    pub fn is_of_layers(&self) -> bool {
        !matches!(self.source, Source::Total(_))
    }

    /// Whether reports leave it out unless it is asked for.
    pub fn is_on_request(&self) -> bool {
        matches!(self.needs, Needs::Request)
    }

    /// Whether it has no value without a device.
    pub fn needs_device(&self) -> bool {
        matches!(self.needs, Needs::Device | Needs::Bandwidth)
    }

    /// Whether it has a value for a network costed in this way.
    pub fn is_known(&self, costs: &Costs<'_>) -> bool {
        match self.needs {
            Needs::Nothing | Needs::Occurrence | Needs::Difference(_) => true,
            Needs::Device => costs.device.is_some(),
            Needs::Planner => costs.planner.is_some(),
            Needs::Patches => costs.patches.is_some(),
            Needs::Bandwidth => costs.device.is_some_and(|device| device.bandwidth.is_some()),
            Needs::Request => self.total(&costs.totals) != UNKNOWN,
        }
    }

    /// Whether every report of a network costed in this way has it.
    pub fn is_reported(&self, costs: &Costs<'_>) -> bool {
        !self.is_on_request() && !self.is_absent(&costs.totals) && self.is_known(costs)
    }

    /// Whether it says nothing of a network of these totals, so that reports leave it out.
    pub fn is_absent(&self, totals: &Totals) -> bool {
        match self.needs {
            Needs::Occurrence => self.total(totals) == 0,
            Needs::Difference(other) => {
                Self::named(other).is_some_and(|other| other.total(totals) == self.total(totals))
            }
            _ => false,
        }
    }

    /// Whether it grows with the operations: where a layer's cost is not known, it is a lower bound.
    pub fn is_of_operations(&self) -> bool {
        self.is_class()
            || matches!(self.name, "macs" | "patch_macs" | "nonzero_macs" | "flops")
            || *self.unit != COUNT && *self.unit != BYTES
    }

    /// The figure of the whole network.
    pub fn total(&self, totals: &Totals) -> u128 {
        match self.source {
            Source::Total(total) => total(totals),
            _ => self.row(&totals.figures).unwrap_or_default(),
        }
    }

    /// The figure of layers; `None` for one of the whole network.
    pub fn row(&self, figures: &Figures) -> Option<u128> {
        match self.source {
            Source::PerLayer(figure) | Source::PerClass(figure) => Some(figure(figures)),
            Source::Derived(_) => {
                let index = DERIVED.iter().position(|metric| metric.name == self.name)?;
                figures.derived.get(index).copied()
            }
            Source::Total(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTES, DERIVED, Metric, Source, all};

    #[test]
    fn names_are_unique_and_show_which_figures_are_bytes() {
        for metric in all() {
            let same = all().filter(|other| other.name == metric.name).count();
            assert_eq!(same, 1, "{}", metric.name);
            assert_eq!(
                *metric.unit == BYTES,
                metric.name.ends_with("_bytes")
                    || ["peak_memory", "whole_peak_memory", "arena"].contains(&metric.name),
                "{}",
                metric.name
            );
        }
        assert!(Metric::named("macs").is_some() && Metric::named("ops").is_none());
    }

    #[test]
    fn derived_metrics_are_those_of_the_second_table() {
        let derived = all().filter(|metric| matches!(metric.source, Source::Derived(_)));
        assert_eq!(derived.count(), DERIVED.len());
    }
}
