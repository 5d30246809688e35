//! A network with its figures and the claims of its file.

use super::conventions::{self, Convention};
use super::{Costs, claims};
use crate::device::Device;
use crate::diagnostics::{Diagnostic, Result};
use crate::network::Network;

/// A network with its figures, and what the file claims about them and does not hold.
#[derive(Debug)]
pub struct Costed<'n> {
    /// The figures.
    pub costs: Costs<'n>,
    /// A message for each claim about `total.` that fails.
    pub failed: Vec<Diagnostic>,
}

/// Costs a network under the convention it names, and checks its claims about the totals.
///
/// # Errors
/// When there is no such convention, or a figure does not fit into 128 bits.
pub fn cost(network: &Network) -> Result<Costed<'_>> {
    cost_on(network, None)
}

/// Costs a network as [`cost`] does, on a device.
///
/// # Errors
/// As those of [`cost`], and when the device has no peak for a layer.
pub fn cost_on<'n>(network: &'n Network, device: Option<&'n Device>) -> Result<Costed<'n>> {
    let costs = Costs::on(network, convention(network)?, device)?;
    let failed = claims::failing(&costs).into_iter().map(Diagnostic::new).collect();
    Ok(Costed { costs, failed })
}

/// The convention that a network names, or the default.
fn convention(network: &Network) -> Result<&'static Convention> {
    match &network.convention {
        Some((name, span)) => Ok(conventions::find(name, *span)?),
        None => Ok(conventions::DEFAULT),
    }
}
