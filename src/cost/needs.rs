//! What a network needs of the memories of a device.

use super::{Costs, runtime};
use crate::arena::Planner;
use crate::device::{Amount, Device};

/// What a network needs of one memory of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryNeed {
    /// What lies there.
    pub what: &'static str,
    /// What the memory is called.
    pub memory: &'static str,
    /// How many bytes it has.
    pub bytes: u64,
    /// How many bytes there are to be held.
    pub needed: u128,
    /// How many more the runtime takes, as an estimate; 0 where no runtime is known.
    pub about: u128,
}

impl MemoryNeed {
    /// Whether it is held, with what the runtime takes.
    pub fn fits(&self) -> bool {
        self.needed.saturating_add(self.about) <= u128::from(self.bytes)
    }
}

/// What each known memory of a device has to hold: weights and activations together, or each in a memory of its
/// own. Activations take their arena if one is planned, and their peak otherwise.
pub fn memory_needs(device: &Device, costs: &Costs<'_>) -> Vec<MemoryNeed> {
    let totals = &costs.totals;
    let weights = totals.figures.param_bytes;
    let peak = if costs.planner.is_some() { totals.arena } else { totals.peak_memory };
    let both = weights.saturating_add(peak);
    let needs = [
        ("weights and activations", "memory", &device.memory, both),
        ("weights", "flash", &device.flash, weights),
        ("activations", "RAM", &device.ram, peak),
    ];
    let need = |(what, memory, amount, needed): (_, _, &Option<Amount>, _)| {
        let bytes = amount.as_ref()?.value;
        Some(MemoryNeed { what, memory, bytes, needed, about: 0 })
    };
    needs.into_iter().filter_map(need).collect()
}

/// The same with what a runtime takes besides. The runtime is known if the arena is planned as it plans.
pub fn needs_with_runtime(device: &Device, costs: &Costs<'_>) -> Vec<MemoryNeed> {
    let mut needs = memory_needs(device, costs);
    if costs.planner == Some(Planner::Tflm) {
        let share = runtime::share(costs.network);
        let code = device.runtime.tflm.as_ref().map_or(0, |code| code.value.into());
        for need in &mut needs {
            let in_flash = share.structure.saturating_add(code);
            let (shapes, about) = match need.memory {
                "flash" => (share.shapes, in_flash),
                "RAM" => (0, share.state),
                _ => (share.shapes, in_flash.saturating_add(share.state)),
            };
            need.needed = need.needed.saturating_add(shapes);
            need.about = about;
        }
    }
    needs
}

/// Whether the memories of a device hold a network; `None` if none of them is known.
pub fn fits(device: &Device, costs: &Costs<'_>) -> Option<bool> {
    let needs = needs_with_runtime(device, costs);
    (!needs.is_empty()).then(|| needs.iter().all(MemoryNeed::fits))
}
