//! From the network to its figures: counts, conventions and memory.

pub mod bytes;
pub mod claims;
mod comparison;
pub mod conventions;
mod costed;
mod costs;
pub mod derivation;
mod figures;
pub mod memory;
pub mod metrics;
pub mod needs;
mod options;
mod outlined;
pub mod patches;
pub mod receptive;
pub mod roofline;
pub mod runtime;
mod sparsity;
mod sum;
pub mod training;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use comparison::{Comparison, compare};
pub use conventions::{Consumers, Convention, LayerView};
pub use costed::{Costed, cost, cost_with};
pub use costs::{Costs, Totals};
pub use derivation::Derivation;
pub use figures::{Figures, Operations};
pub use memory::InPlace;
pub use metrics::{BYTES, Basis, COUNT, Metric, TIME, Unit};
pub use options::Costing;
pub(crate) use outlined::KnownFigures;
pub use patches::Patches;
pub use roofline::Times;
