//! A network with its figures and the claims of its file.

use super::{Costing, Costs, claims};
use crate::diagnostics::{Diagnostic, Result};
use crate::network::Network;

/// A network with its figures, and what the file claims about them and does not hold.
#[derive(Debug)]
pub struct Costed<'n> {
    /// The figures.
    pub costs: Costs<'n>,
    /// For each claim of the network whether it holds; `None` for one that is not checked.
    pub claims: Vec<Option<bool>>,
    /// A message for each claim about `total.` that fails, and for a device that must hold the network
    /// and does not.
    pub failed: Vec<Diagnostic>,
}

/// Costs a network under the convention it names, and checks its claims about the totals.
///
/// # Errors
/// When there is no such convention, or a figure does not fit into 128 bits.
pub fn cost(network: &Network) -> Result<Costed<'_>> {
    cost_with(network, &Costing::default())
}

/// Costs a network as [`cost`] does, as the caller chooses.
///
/// # Errors
/// Those of [`cost`], and when the device has no peak for a layer.
pub fn cost_with<'n>(network: &'n Network, costing: &Costing<'n>) -> Result<Costed<'n>> {
    let costs = Costs::new(network, costing)?;
    let verdicts = claims::verdicts(&costs);
    let claims = verdicts.iter().map(|it| it.as_ref().map(Result::is_ok)).collect();
    let mut failed: Vec<_> = verdicts.into_iter().flatten().filter_map(Result::err).collect();
    if costing.must_fit {
        failed.extend(self::claims::misfit(&costs));
    }
    Ok(Costed { costs, claims, failed })
}
