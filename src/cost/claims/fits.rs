//! Whether the memories of a device hold a network: `fits(DEVICE)` in a claim, and what the caller
//! demands of the device of the run.

use super::{Asked, Checked, at_the_peak, layers};
use crate::cost::roofline::{MemoryNeed, memory_needs};
use crate::cost::{Costs, Metric};
use crate::device::Device;
use crate::diagnostics::Result;
use crate::diagnostics::claim::TotalProblem;
use crate::network::Qualifier;
use crate::source::Span;
use crate::text::digits::Grouped;

/// The problem of a network that the device of its run does not hold, or does not say whether it does.
pub(super) fn must_fit(costs: &Costs<'_>) -> Result<()> {
    let Some(device) = costs.device else { return Ok(()) };
    match unheld(device, costs, None)? {
        Some(need) => Err(problem(device, &need, costs, None, None).into()),
        None => Ok(()),
    }
}

impl Asked<'_> {
    /// The memory that is too small for the network, among those of the device that a claim names.
    ///
    /// # Errors
    /// When there is no such device, or none of its memories is known.
    pub fn unheld(&self, fits: &Qualifier) -> Result<Option<MemoryNeed>> {
        unheld(self.device(fits)?, self.run(), Some(fits.span))
    }
}

impl Checked<'_, '_> {
    /// The problem of a network that a device does not hold.
    pub(super) fn misfit(&self, fits: &Qualifier) -> Option<TotalProblem> {
        let need = self.asked.unheld(fits).ok()??;
        let device = self.asked.device(fits).ok()?;
        let message = self.claim.message.clone();
        Some(problem(device, &need, self.asked.run(), message, Some(self.claim.span)))
    }
}

/// The first memory of a device that is too small for a network.
fn unheld(device: &Device, costs: &Costs<'_>, span: Option<Span>) -> Result<Option<MemoryNeed>> {
    let needs = memory_needs(device, costs);
    if needs.is_empty() {
        let device = device.name.clone();
        return Err(TotalProblem::NoMemory { device, span }.into());
    }
    Ok(needs.into_iter().find(|need| !need.fits()))
}

fn problem(
    device: &Device,
    need: &MemoryNeed,
    costs: &Costs<'_>,
    message: Option<String>,
    span: Option<Span>,
) -> TotalProblem {
    let MemoryNeed { what, memory, bytes, needed } = *need;
    let of_weights = Metric::named("param_bytes").filter(|_| what != "activations");
    let heaviest = match of_weights {
        Some(metric) if costs.totals.figures.param_bytes >= costs.totals.peak_memory => {
            layers(metric, costs)
        }
        Some(metric) if what == "weights" => layers(metric, costs),
        _ => at_the_peak(costs),
    };
    TotalProblem::DoesNotFit {
        message,
        device: device.name.clone(),
        needed: format!("{what} take {} bytes", Grouped(needed)),
        held: format!("its {memory} holds {}", Grouped(bytes.into())),
        verdict: format!("{} bytes too much", Grouped(needed.saturating_sub(bytes.into()))),
        span,
        heaviest,
    }
}
