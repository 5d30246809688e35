//! What claims ask for: totals, under the convention of the run or another one, or on a device.

use std::collections::BTreeMap;

use elsa::FrozenMap;

use crate::arena::Planner;
use crate::cost::{Basis, Costing, Costs, Metric, conventions, metrics};
use crate::device::Device;
use crate::diagnostics::Result;
use crate::diagnostics::claim::TotalProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::network::{Qualifier, Total};
use crate::source::Span;
use crate::text::nearest::{nearest, suggest_or_list};

/// The figures that claims ask for.
pub(super) struct Asked<'a> {
    /// Those of the run.
    costs: &'a Costs<'a>,
    /// Those under what claims name.
    others: BTreeMap<Place, Costs<'a>>,
    /// The devices that files describe.
    described: &'a Described,
    /// Whether a time that names no device is one on the device of the run.
    on_device: bool,
}

/// What claims name: on which basis, and the name of a convention or device, or where the text of a file
/// begins.
type Place = (Basis, String, u32);

/// Devices that files describe, by where the texts of these begin.
pub(super) type Described = FrozenMap<u32, Box<Device>>;

impl<'a> Asked<'a> {
    pub fn new(costs: &'a Costs<'a>, described: &'a Described) -> Self {
        Asked { costs, others: BTreeMap::new(), described, on_device: false }
    }

    /// The same, where a time that names no device is one on the device of the run, if there is one.
    pub fn on_device(self) -> Self {
        Asked { on_device: self.costs.device.is_some(), ..self }
    }

    /// The figures of the run.
    pub fn run(&self) -> &Costs<'a> {
        self.costs
    }

    /// Computes what a total is read from.
    ///
    /// # Errors
    /// When there is no such total, when it has no value, or none under what it names.
    pub fn prepare(&mut self, total: &Total) -> Result<()> {
        let metric = metric(&total.key, total.span)?;
        let basis = metric.basis;
        let Some(under) = &total.under else {
            return match basis {
                Basis::Device if !self.on_device => Err(no_device(total).into()),
                Basis::Device if !metric.is_known(self.costs) => Err(no_bandwidth(total).into()),
                Basis::Planner if !metric.is_known(self.costs) => Err(no_planner(total).into()),
                _ if !metric.is_known(self.costs) => Err(unknown(total).into()),
                _ => Ok(()),
            };
        };
        let place = place(basis, under);
        if !self.others.contains_key(&place) {
            let costs = self.costs_under(basis, total, under)?;
            self.others.insert(place.clone(), costs);
        }
        match self.others.get(&place) {
            Some(costs) if !metric.is_known(costs) => Err(no_bandwidth(total).into()),
            _ => Ok(()),
        }
    }

    /// The figures under what a claim names.
    fn costs_under(&self, basis: Basis, total: &Total, under: &Qualifier) -> Result<Costs<'a>> {
        let Costs { network, convention, device, inplace, patches, planner, .. } = *self.costs;
        let costing = Costing { device, inplace, patches, planner, ..Costing::default() };
        Ok(match basis {
            Basis::Convention => {
                let convention = conventions::find(&under.name, Some(under.span))?;
                Costs::under(convention, network, &costing)
            }
            Basis::Device => {
                let device = Some(self.device(under)?);
                Costs::asked(convention, network, &Costing { device, ..costing }, Some(under.span))
            }
            Basis::Planner => {
                let planner =
                    Planner::named(&under.name).ok_or_else(|| unknown_planner(total, under))?;
                let costing = Costing { planner: Some(planner), ..costing };
                Costs::under(convention, network, &costing)
            }
            Basis::Network => return Err(no_basis(total, under.span).into()),
        }?)
    }

    /// The figures that a total is one of.
    pub fn costs(&self, total: &Total) -> &Costs<'a> {
        let other = total
            .under
            .as_ref()
            .zip(Metric::named(&total.key))
            .and_then(|(under, metric)| self.others.get(&place(metric.basis, under)));
        other.unwrap_or(self.costs)
    }

    /// The device that a claim names.
    ///
    /// # Errors
    /// When there is none of this name, or a file does not describe one.
    pub fn device(&self, named: &Qualifier) -> Result<&'a Device> {
        let Qualifier { name, description, base, span } = named;
        let Some(text) = description else {
            return Ok(Device::find(name, self.costs.device, Some(*span))?);
        };
        match self.described.get(base) {
            Some(device) => Ok(device),
            None => {
                let device = Device::described(name, text, *base)?;
                Ok(self.described.insert(*base, Box::new(device)))
            }
        }
    }

    /// A total; nothing if there is none of its name.
    pub fn value(&self, total: &Total) -> Option<u128> {
        Some(Metric::named(&total.key)?.total(&self.costs(total).totals))
    }
}

fn place(basis: Basis, named: &Qualifier) -> Place {
    (basis, named.name.clone(), named.base)
}

/// The figure that `total.NAME` is; `span` is the place of that.
///
/// # Errors
/// When there is none of that name.
pub fn metric(name: &str, span: Span) -> Result<&'static Metric> {
    Metric::named(name).ok_or_else(|| {
        // What follows in parentheses stays.
        let place = span.first("total.".len() + name.len());
        let near = nearest(name, metrics::all().map(|metric| metric.name));
        let near = near.into_iter().map(|near| Fix::guess(place, format!("total.{near}")).meant());
        let help = Help::first_of(near, format!("there are {}", listed(metrics::all())));
        TotalProblem::Unknown { key: name.to_owned(), help, span }.into()
    })
}

/// The names of metrics.
pub(super) fn listed<'m>(metrics: impl Iterator<Item = &'m Metric>) -> String {
    metrics.map(|metric| format!("`{}`", metric.name)).collect::<Vec<_>>().join(", ")
}

fn no_device(total: &Total) -> TotalProblem {
    let Total { key, span, .. } = total;
    TotalProblem::NoDevice { key: key.clone(), span: *span }
}

fn no_planner(total: &Total) -> TotalProblem {
    let why =
        format!("`{total}` depends on a planner: name one, as in `total.{}(tflm)`", total.key);
    TotalProblem::NoValue { why, span: total.span, totals: Vec::new() }
}

fn unknown_planner(total: &Total, under: &Qualifier) -> TotalProblem {
    let help = suggest_or_list(&under.name, Planner::ALL.map(Planner::name));
    let why = format!("`{total}` does not name a planner: {help}");
    TotalProblem::NoValue { why, span: under.span, totals: Vec::new() }
}

fn unknown(total: &Total) -> TotalProblem {
    let Total { key, span, .. } = total;
    let why = format!("`{key}` is not known for an element type of this network, or too large");
    TotalProblem::NoValue { why, span: *span, totals: Vec::new() }
}

fn no_bandwidth(total: &Total) -> TotalProblem {
    let why = format!("`{total}` is not known: the device has no bandwidth");
    TotalProblem::NoValue { why, span: total.span, totals: Vec::new() }
}

fn no_basis(total: &Total, name: Span) -> TotalProblem {
    let Total { key, span, .. } = total;
    let help = Fix::guess(*span, format!("total.{key}")).write();
    TotalProblem::NoBasis { key: key.clone(), span: name, help }
}
