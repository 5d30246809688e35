//! What claims ask for: totals, under the convention of the run or another one, or on a device.

use std::collections::BTreeMap;

use crate::cost::{Basis, Costing, Costs, Metric, conventions, metrics};
use crate::device::Device;
use crate::diagnostics::Result;
use crate::diagnostics::claim::TotalProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::network::Total;
use crate::source::Span;
use crate::text::nearest::nearest;

/// The figures that claims ask for.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// Those of the run.
    costs: &'a Costs<'a>,
    /// Those under what claims name.
    others: BTreeMap<(Basis, String), Costs<'a>>,
}

impl<'a> Asked<'a> {
    pub fn new(costs: &'a Costs<'a>) -> Self {
        Asked { costs, others: BTreeMap::new() }
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
        let Some((name, span)) = &total.under else {
            return match basis {
                Basis::Device => Err(no_device(total).into()),
                _ if !metric.is_known(self.costs) => Err(unknown(total).into()),
                _ => Ok(()),
            };
        };
        let place = (basis, name.clone());
        if self.others.contains_key(&place) {
            return Ok(());
        }
        let Costs { network, convention, device, inplace, .. } = *self.costs;
        let costing = Costing { device, inplace, ..Costing::default() };
        let costs = match basis {
            Basis::Convention => {
                Costs::under(conventions::find(name, Some(*span))?, network, &costing)
            }
            Basis::Device => {
                let device = Some(Device::find(name, device, Some(*span))?);
                Costs::asked(convention, network, &Costing { device, ..costing }, Some(*span))
            }
            Basis::Network => return Err(no_basis(total, *span).into()),
        };
        self.others.insert(place, costs?);
        Ok(())
    }

    /// The figures that a total is one of.
    pub fn costs(&self, total: &Total) -> &Costs<'a> {
        let other = total
            .under
            .as_ref()
            .zip(Metric::named(&total.key))
            .and_then(|((name, _), metric)| self.others.get(&(metric.basis, name.clone())));
        other.unwrap_or(self.costs)
    }

    /// A total; nothing if there is none of its name.
    pub fn value(&self, total: &Total) -> Option<u128> {
        Some(Metric::named(&total.key)?.total(&self.costs(total).totals))
    }
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

fn unknown(total: &Total) -> TotalProblem {
    let Total { key, span, .. } = total;
    let why = format!("`{key}` is not known for an element type of this network, or too large");
    TotalProblem::NoValue { why, span: *span, totals: Vec::new() }
}

fn no_basis(total: &Total, name: Span) -> TotalProblem {
    let Total { key, span, .. } = total;
    let help = Fix::guess(*span, format!("total.{key}")).write();
    TotalProblem::NoBasis { key: key.clone(), span: name, help }
}
