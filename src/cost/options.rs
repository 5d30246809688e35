//! How to cost a network.

use super::conventions::{self, Convention};
use super::memory::InPlace;
use super::patches::Patches;
use crate::arena::Planner;
use crate::device::Device;
use crate::diagnostics::setting::SettingProblem;
use crate::network::Network;

/// What the caller chooses for costing a network, besides what its file says.
///
/// ```
/// use netcost::{Convention, Costing, Device, Options};
///
/// let text = "input 3x8x8\nconv 4 k3\n";
/// let analysis = netcost::analyze("first.net", text, &Options::new());
/// let costing = Costing {
///     convention: Convention::named("ptflops"),
///     device: Device::all().iter().find(|device| device.name == "t4"),
///     ..Costing::default()
/// };
/// let report = analysis.report(&costing)?.ok_or("there are errors")?;
/// assert_eq!(report.convention, "ptflops");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Costing<'d> {
    /// What `flops` counts; `None` for what the file states, or else the default.
    pub convention: Option<&'static Convention>,
    /// The device that times are for; `None` for no times.
    pub device: Option<&'d Device>,
    /// Which layers write their output where they read an operand, if nothing reads that later; elementwise ones also
    /// without this if the file says `inplace`.
    pub inplace: InPlace,
    /// The layers that run in patches; `None` for no such layers.
    pub patches: Option<&'d Patches>,
    /// The planner of an arena; `None` to plan none.
    pub planner: Option<Planner>,
    /// Whether it is an error if the memories of the device do not hold the network.
    pub must_fit: bool,
}

impl Costing<'_> {
    /// The convention under which a network is costed.
    ///
    /// # Errors
    /// When the network names one that does not exist.
    pub fn convention_of(&self, network: &Network) -> Result<&'static Convention, SettingProblem> {
        match (self.convention, &network.convention) {
            (Some(convention), _) => Ok(convention),
            (None, Some((name, span))) => conventions::find(name, *span),
            (None, None) => Ok(conventions::DEFAULT),
        }
    }

    /// Whether this differs from what the file of a network says.
    pub(super) fn overrides(&self, network: &Network) -> bool {
        let stated = network.convention.as_ref().map(|(name, _)| name.as_str());
        let other = |convention: &Convention| stated != Some(convention.name);
        self.inplace > InPlace::from(network.inplace) || self.convention.is_some_and(other)
    }
}

/// Under this convention, without a device.
impl From<&'static Convention> for Costing<'_> {
    fn from(convention: &'static Convention) -> Self {
        Costing { convention: Some(convention), ..Costing::default() }
    }
}
