//! What claims ask for: totals, under the convention of the run or another one, or on a device.

use std::collections::BTreeMap;

use crate::cost::{Costing, Costs, KEYS, Key, Unit, conventions};
use crate::device::Device;
use crate::diagnostics::Result;
use crate::diagnostics::claim::TotalProblem;
use crate::diagnostics::fix::Fix;
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

/// What a total depends on besides the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Basis {
    Convention,
    Device,
    Nothing,
}

impl Basis {
    fn of(key: &Key) -> Basis {
        match (key.name, key.unit) {
            ("flops", _) => Basis::Convention,
            (_, Unit::Time) => Basis::Device,
            _ => Basis::Nothing,
        }
    }
}

impl<'a> Asked<'a> {
    pub fn new(costs: &'a Costs<'a>) -> Self {
        Asked { costs, others: BTreeMap::new() }
    }

    /// Sees to it that a total is there.
    ///
    /// # Errors
    /// When there is no such total, or none under what it names.
    pub fn prepare(&mut self, total: &Total) -> Result<()> {
        let basis = Basis::of(key(&total.key, total.span)?);
        let Some((name, span)) = &total.under else {
            return if basis == Basis::Device { Err(no_device(total).into()) } else { Ok(()) };
        };
        let place = (basis, name.clone());
        if self.others.contains_key(&place) {
            return Ok(());
        }
        let Costs { network, convention, device, inplace, .. } = *self.costs;
        let costing = Costing { convention: None, device, inplace };
        let costs = match basis {
            Basis::Convention => {
                Costs::under(conventions::find(name, Some(*span))?, network, &costing)
            }
            Basis::Device => {
                let device = Some(Device::find(name, device, Some(*span))?);
                Costs::asked(convention, network, &Costing { device, ..costing }, Some(*span))
            }
            Basis::Nothing => return Err(no_basis(total, *span).into()),
        };
        self.others.insert(place, costs?);
        Ok(())
    }

    /// The figures that a total is one of.
    pub fn costs(&self, total: &Total) -> &Costs<'a> {
        let other = total
            .under
            .as_ref()
            .zip(Key::named(&total.key))
            .and_then(|((name, _), key)| self.others.get(&(Basis::of(key), name.clone())));
        other.unwrap_or(self.costs)
    }

    /// A total; nothing if there is none of its name.
    pub fn value(&self, total: &Total) -> Option<u128> {
        Some(Key::named(&total.key)?.total(&self.costs(total).totals))
    }
}

/// The figure that `total.NAME` is; `span` is the place of that.
///
/// # Errors
/// When there is none of that name.
pub fn key(name: &str, span: Span) -> Result<&'static Key> {
    Key::named(name).ok_or_else(|| {
        let help = match nearest(name, KEYS.iter().map(|key| key.name)).first() {
            Some(near) => {
                // What stands in brackets behind it stays.
                let span = span.first("total.".len() + name.len());
                Fix::guess(span, format!("total.{near}")).meant()
            }
            None => format!("there are {}", listed(KEYS.iter())).into(),
        };
        TotalProblem::Unknown { key: name.to_owned(), help, span }.into()
    })
}

/// The names of keys.
pub(super) fn listed<'k>(keys: impl Iterator<Item = &'k Key>) -> String {
    keys.map(|key| format!("`{}`", key.name)).collect::<Vec<_>>().join(", ")
}

fn no_device(total: &Total) -> TotalProblem {
    let Total { key, span, .. } = total;
    TotalProblem::NoDevice { key: key.clone(), span: *span }
}

fn no_basis(total: &Total, name: Span) -> TotalProblem {
    let Total { key, span, .. } = total;
    let help = Fix::guess(*span, format!("total.{key}")).write();
    TotalProblem::NoBasis { key: key.clone(), span: name, help }
}
