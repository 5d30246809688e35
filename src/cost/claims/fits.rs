//! Whether the memories of a device hold a network: `fits(DEVICE)` in a claim, and what the caller
//! demands of the device of the run.

use super::{Asked, Checked, at_the_peak, layers};
use crate::cost::needs::{MemoryNeed, memory_needs, needs_with_runtime};
use crate::cost::{Costs, Metric};
use crate::device::Device;
use crate::diagnostics::Result;
use crate::diagnostics::claim::TotalProblem;
use crate::network::Qualifier;
use crate::source::Span;
use crate::text::digits::{Grouped, estimated_bytes};

/// The problem of a network that the device of its run does not hold, or does not say whether it does.
pub(super) fn must_fit(costs: &Costs<'_>) -> Result<()> {
    let Some(device) = costs.device else { return Ok(()) };
    match unheld(device, needs_with_runtime(device, costs), None)? {
        Some(need) => Err(problem(device, &need, costs, None, None).into()),
        None => Ok(()),
    }
}

impl Asked<'_> {
    /// The memory that is too small for the network, among those of the device that a claim names. A claim is
    /// exact, so what a runtime takes is not considered.
    ///
    /// # Errors
    /// When there is no such device, or none of its memories is known.
    pub fn unheld(&self, fits: &Qualifier) -> Result<Option<MemoryNeed>> {
        let device = self.device(fits)?;
        unheld(device, memory_needs(device, self.run()), Some(fits.span))
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

/// The first memory of a device that is too small for what is needed.
fn unheld(
    device: &Device,
    needs: Vec<MemoryNeed>,
    span: Option<Span>,
) -> Result<Option<MemoryNeed>> {
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
    let MemoryNeed { what, memory, bytes, needed, about } = *need;
    let of_weights = Metric::named("param_bytes").filter(|_| what != "activations");
    let heaviest = match of_weights {
        Some(metric) if costs.totals.figures.param_bytes >= costs.totals.peak_memory => {
            layers(metric, costs)
        }
        Some(metric) if what == "weights" => layers(metric, costs),
        _ => at_the_peak(costs),
    };
    let runtime = match about {
        0 => String::new(),
        about => format!(" and the runtime {}", estimated_bytes(about)),
    };
    let excess = needed.saturating_add(about).saturating_sub(bytes.into());
    TotalProblem::DoesNotFit {
        message,
        device: device.name.clone(),
        needed: format!("{what} take {} bytes{runtime}", Grouped(needed)),
        held: format!("its {memory} holds {}", Grouped(bytes.into())),
        verdict: match about {
            0 => format!("{} bytes too much", Grouped(excess)),
            _ => format!("{} too much", estimated_bytes(excess)),
        },
        span,
        heaviest,
    }
}
