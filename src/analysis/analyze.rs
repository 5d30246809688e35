//! The common case: a text in, an owned analysis out.

use std::path::Path;

use super::diagnose::diagnosed;
use crate::check::{Checked, Options, Record, Symbols, Wanted};
use crate::cost::{Costing, cost_with};
use crate::diagnostics::{Diagnostic, Result};
use crate::network::Network;
use crate::report::{Report, RowOptions, View};
use crate::source::{Files, NoFiles, Sources};

/// All that is known of a text: its diagnostics, its symbols, and as much of its network as is sound.
///
/// It owns everything, and can be sent to another thread.
#[derive(Debug)]
pub struct Analysis {
    sources: Sources,
    file: String,
    checked: Checked,
}

/// Analyses a text that uses no other file; `name` is shown in messages.
///
/// ```
/// use netcost::{Costing, Options};
///
/// let text = "param width = 64\ninput 3x32x32\nconv width k3 p1; relu\n";
/// let analysis = netcost::analyze("first.net", text, &Options::new().param("width", 16));
/// assert!(analysis.diagnostics().is_empty());
///
/// let report = analysis.report(&Costing::default())?.ok_or("there are errors")?;
/// assert_eq!(report.totals.params, 448);
/// assert_eq!(report.layers[0].macs, 442_368);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn analyze(name: &str, text: &str, options: &Options) -> Analysis {
    analyze_with(name, text, options, &NoFiles)
}

/// Analyses a text as [`analyze`] does, with the files that it uses.
///
/// ```
/// use netcost::{Disk, Options};
///
/// // A statement with a mistake costs itself and what depends on it, nothing else.
/// let text = "input 3x32x32\nconv 16 k3\nconvv 8\n";
/// let analysis = netcost::analyze_with("broken.net", text, &Options::new(), &Disk);
/// assert_eq!(analysis.diagnostics().len(), 1);
/// assert!(analysis.network().is_none());
/// assert_eq!(analysis.known().map(|network| network.layers.len()), Some(1));
/// ```
pub fn analyze_with(name: &str, text: &str, options: &Options, files: &dyn Files) -> Analysis {
    let sources = Sources::new();
    let record = Wanted { runs: true, symbols: true, ..options.record };
    let mut options = Options { record, ..options.clone() };
    if options.name.is_empty() {
        let title = Path::new(name).file_stem().unwrap_or_default();
        options.name = title.to_string_lossy().into_owned();
    }
    let checked = match sources.add_read(name.to_owned(), Ok(text.into())) {
        Ok(main) => diagnosed(&sources, main, &options, files),
        Err(error) => Checked::unread(error),
    };
    Analysis { sources, file: name.to_owned(), checked }
}

impl Analysis {
    /// Everything that is wrong, in source order, errors before warnings; then the claims about
    /// totals that fail, which leave the network as it is.
    ///
    /// ```
    /// use netcost::Options;
    ///
    /// let text = "input 3x8x8\nconv 4 k3\nassert total.params <= 100\n";
    /// let analysis = netcost::analyze("first.net", text, &Options::new());
    /// let message = analysis.diagnostics()[0].kind.to_string();
    /// assert_eq!(message, "`total.params` is 112, not at most 100");
    /// assert_eq!(analysis.network().map(|network| network.name.as_str()), Some("first"));
    /// ```
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.checked.diagnostics
    }

    /// The texts that the spans of diagnostics, symbols and layers refer to.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The network, unless there are errors.
    pub fn network(&self) -> Option<&Network> {
        self.checked.network.as_ref()
    }

    /// The network as far as it is known: figures of its layers are right; if there are errors, sums
    /// over them are too low.
    pub fn known(&self) -> Option<&Network> {
        self.checked.known()
    }

    /// What the names of the files mean: definitions, references and calls.
    pub fn symbols(&self) -> Option<&Symbols> {
        self.checked.symbols.as_ref()
    }

    /// What each statement made each time it was run, in loops and blocks too.
    pub fn record(&self) -> Option<&Record> {
        self.checked.record.as_ref()
    }

    /// The costs of the network as an owned report; `None` if there are errors in the text.
    ///
    /// # Errors
    /// When the network names a convention that does not exist, a figure is too large, or the device
    /// has no peak for a layer.
    pub fn report(&self, costing: &Costing<'_>) -> Result<Option<Report>> {
        let Some(network) = self.network() else { return Ok(None) };
        let costed = cost_with(network, costing)?;
        let view = View {
            costs: &costed.costs,
            sources: &self.sources,
            file: &self.file,
            by_convention: &[],
            training: None,
            rows: &RowOptions::default(),
            columns: &[],
        };
        Ok(Some(view.to_report()?))
    }
}

/// What editors, web workers and Python threads share.
const fn is_send_and_sync<T: Send + Sync>() {}
const _: () = {
    is_send_and_sync::<Analysis>();
    is_send_and_sync::<Network>();
    is_send_and_sync::<Options>();
    is_send_and_sync::<Report>();
    is_send_and_sync::<Sources>();
    is_send_and_sync::<crate::check::Program<'static>>();
};
