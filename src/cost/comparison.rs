//! A network under every convention, side by side.

use super::{Consumers, Convention, LayerView, conventions};
use crate::diagnostics::cost::CostProblem;
use crate::network::Network;
use crate::ops::formula::Count;

/// What one convention makes of a network.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The convention.
    pub convention: &'static Convention,
    /// Its total.
    pub flops: u128,
    /// Operations that have a share in it, in the order in which they come first.
    pub counted: Vec<&'static str>,
    /// Operations that compute something, and of which a layer has no share, in that order.
    pub left_out: Vec<&'static str>,
}

/// What every convention makes of a network, in the order of [`conventions::ALL`].
///
/// # Errors
/// When a sum does not fit into 128 bits.
pub fn compare(network: &Network) -> Result<Vec<Comparison>, CostProblem> {
    let mut all: Vec<_> = conventions::ALL.iter().map(|each| Comparison::new(each)).collect();
    let consumers = Consumers::of(network);
    for layer in &network.layers {
        let view = LayerView::new(network, layer, &consumers);
        for comparison in &mut all {
            let flops = (comparison.convention.flops)(&view).unwrap_or(Count(Some(0)));
            let too_large = || CostProblem::TooLarge { batch: network.batch, span: layer.span };
            comparison.add(layer.operation, flops, view.computes()).ok_or_else(too_large)?;
        }
    }
    Ok(all)
}

impl Comparison {
    fn new(convention: &'static Convention) -> Self {
        Comparison { convention, flops: 0, counted: Vec::new(), left_out: Vec::new() }
    }

    /// Adds a layer; `None` for a sum that does not fit.
    fn add(&mut self, operation: &'static str, flops: Count, computes: bool) -> Option<()> {
        let flops = flops.0?;
        self.flops = self.flops.checked_add(flops)?;
        let list = if flops > 0 { &mut self.counted } else { &mut self.left_out };
        if (flops > 0 || computes) && !list.contains(&operation) {
            list.push(operation);
        }
        Some(())
    }
}
