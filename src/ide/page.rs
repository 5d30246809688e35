//! The page of a text: what its report shows in a browser or in a panel of an editor.

use super::snapshot::Snapshot;
use crate::check::{Argument, Options, record::Wanted};
use crate::cost::{Costing, conventions, cost_with};
use crate::device::Device;
use crate::report::page::{MAX_ROWS, Page};
use crate::report::{RowOptions, View};
use crate::source::Files;
use crate::tensor::Dtype;
use crate::whatif::Deployed;

/// What takes the place of what the text says.
#[derive(Clone, Debug, Default)]
pub struct PageSettings {
    /// Samples in a batch.
    pub batch: Option<u64>,
    /// The element type of parameters.
    pub weights: Option<Dtype>,
    /// The element type of biases.
    pub biases: Option<Dtype>,
    /// The element type of all other tensors.
    pub activations: Option<Dtype>,
    /// Whether elementwise layers write their output where they read.
    pub inplace: bool,
    /// The convention of flops.
    pub convention: Option<String>,
    /// The device of the times, by its name.
    pub device: Option<String>,
    /// Values of params.
    pub arguments: Vec<Argument>,
}

/// The page of a text; `None` if there are errors in it, and for a file that only declares.
///
/// # Errors
/// What is wrong with the settings.
pub fn page(
    snapshot: &Snapshot,
    settings: &PageSettings,
    files: &dyn Files,
) -> Result<Option<Page>, String> {
    let network = snapshot.analysis().network();
    if network.is_none_or(|network| network.tensors.is_empty()) {
        return Ok(None);
    }
    let convention = settings.convention.as_deref().map(|name| conventions::find(name, None));
    let device = settings.device.as_deref().map(|name| Device::find(name, None, None));
    let costing = Costing {
        convention: convention.transpose().map_err(|problem| problem.to_string())?,
        device: device.transpose().map_err(|problem| problem.to_string())?,
        inplace: settings.inplace.into(),
        ..Costing::default()
    };
    let options = Options {
        batch: settings.batch,
        weights: settings.weights,
        biases: settings.biases,
        activations: settings.activations,
        arguments: settings.arguments.clone(),
        call_records: MAX_ROWS,
        record: Wanted::default(),
        pedantic: false,
        ..snapshot.options().clone()
    };
    let Some(analysis) = snapshot.again(&options, files) else { return Ok(None) };
    let Some(network) = analysis.network() else {
        let mut found = analysis.diagnostics().iter();
        let error = found.find(|found| !found.kind.is_warning());
        return error.map_or(Ok(None), |error| Err(error.kind.to_string()));
    };
    let deployed = Deployed::as_stated(network);
    let call_records = deployed.keep(analysis.call_records());
    let costed = cost_with(&deployed.network, &costing).map_err(|problem| problem.to_string())?;
    Ok(Some(Page::new(&View {
        costs: &costed.costs,
        sources: analysis.sources(),
        file: analysis.sources().iter().next().map_or("", |main| main.name()),
        by_convention: &[],
        devices: &[],
        training: None,
        energy: false,
        claims: &costed.claims,
        call_records: &call_records,
        rows: &RowOptions::default(),
        columns: &[],
    })))
}
