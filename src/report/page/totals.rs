//! The figures of the whole network.

use super::columns::unit;
use super::model::{Convention, Fit, Integer, Total, Training};
use crate::cost::{COUNT, Comparison, Costs, Metric, Unit, metrics, needs};
use crate::device::Device;
use crate::report::view::View;
use crate::text::digits::Digits;

/// The totals that every report of the network has.
pub(super) fn totals(view: &View<'_>) -> Vec<Total> {
    let costs = view.costs;
    let is_requested = |name| view.columns.iter().any(|column| column.name == name);
    let is_shown = |metric: &&Metric| {
        metric.is_reported(costs) || is_requested(metric.name) && metric.is_known(costs)
    };
    let total = |metric: &'static Metric| Total {
        at_least: metric.is_of_operations() && is_bound(costs),
        ..Total::of(metric, metric.total(&costs.totals))
    };
    metrics::all().filter(is_shown).map(total).collect()
}

/// Whether figures that grow with the operations are lower bounds.
fn is_bound(costs: &Costs<'_>) -> bool {
    costs.totals.figures.unknown_cost > 0
}

impl Total {
    /// A figure of the whole network.
    pub fn of(metric: &'static Metric, value: u128) -> Self {
        Total {
            key: metric.name.into(),
            label: metric.title.into(),
            about: metric.about,
            ..figure(metric.unit, value)
        }
    }
}

/// A figure without a name.
pub(super) fn figure(of: &'static Unit, value: u128) -> Total {
    Total {
        key: "".into(),
        label: "".into(),
        about: "",
        unit: unit(of.name),
        value: Integer(value),
        short: (of.shown)(value, Digits::Short),
        full: (of.exact)(value),
        at_least: false,
    }
}

/// What training takes, if that was requested.
pub(super) fn training(view: &View<'_>) -> Option<Training> {
    let training = view.training?;
    let figures = training.parts().into_iter().map(|part| Total {
        key: part.name.into(),
        label: part.title.into(),
        at_least: *part.unit == COUNT && is_bound(view.costs),
        ..figure(part.unit, part.figure)
    });
    Some(Training { optimizer: training.optimizer.name(), figures: figures.collect() })
}

/// The flops under every convention, if they were requested.
pub(super) fn conventions(view: &View<'_>) -> Vec<Convention> {
    let convention = |each: &Comparison| {
        let Total { value, short, full, .. } = figure(&COUNT, each.flops);
        Convention {
            name: each.convention.name,
            about: each.convention.summary,
            value,
            short,
            full,
            per_mac: each.convention.per_mac,
            counts: each.counted.clone(),
            omits: each.left_out.clone(),
        }
    };
    view.by_convention.iter().map(convention).collect()
}

/// Whether the memories of the device, and of those of which it is asked, hold the network.
pub(super) fn fits(view: &View<'_>) -> Vec<Fit> {
    let fits = |device: &Device| {
        let needs = needs::needs_with_runtime(device, view.costs).into_iter();
        let fit = needs.map(|need| Fit {
            device: device.name.clone(),
            what: need.what,
            memory: need.memory,
            needed: Integer(need.needed),
            about: Integer(need.about),
            bytes: Integer(need.bytes.into()),
            fits: need.fits(),
        });
        fit.collect::<Vec<_>>()
    };
    view.costs.device.into_iter().chain(view.devices).flat_map(fits).collect()
}
