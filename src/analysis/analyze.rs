//! The common case: a text in, an owned analysis out.

use std::path::Path;
use std::sync::Arc;

use super::cures::{TRIES, Trials};
use super::diagnose::with_claims;
use super::program::{Parsed, Program};
use crate::check::record::{Probe, Record, Wanted};
use crate::check::{Checked, Options, Symbols};
use crate::cost::{Costing, cost_with};
#[cfg(feature = "lsp")]
use crate::diagnostics::Fix;
use crate::diagnostics::{Diagnostic, Result};
use crate::import::ImportedText;
use crate::network::Network;
use crate::report::{Report, RowOptions, View};
use crate::source::{Files, NoFiles, Sources};
use crate::syntax::Memo;
use crate::syntax::tree::Body;
use crate::whatif::Deployed;

/// All that is known of a text: its trees, its diagnostics, its symbols, and as much of its network
/// as is sound.
///
/// It owns everything, and can be sent to another thread.
#[derive(Debug)]
pub struct Analysis {
    pub(super) parsed: Arc<Parsed>,
    pub(super) file: String,
    pub(super) checked: Checked,
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
    analyze_again(name, text, options, files, None)
}

/// Analyses a text as [`analyze_with`] does; of its statements, only those are parsed that the memo does
/// not know.
pub(crate) fn analyze_again(
    name: &str,
    text: &str,
    options: &Options,
    files: &dyn Files,
    memo: Option<&Memo>,
) -> Analysis {
    let parsed = Parsed::of(name, text, &options.lenses, files, memo);
    let record = Wanted { runs: true, symbols: true, ..options.record };
    let options = titled(Options { record, ..options.clone() }, name);
    let checked = with_claims(parsed.borrow_dependent().check(&options), &Costing::default());
    Analysis { parsed: Arc::new(parsed), file: name.to_owned(), checked }
}

/// With the name of the file, without its extension, as the title if there is none.
pub(super) fn titled(mut options: Options, file: &str) -> Options {
    if options.name.is_empty() {
        let title = Path::new(file).file_stem().unwrap_or_default();
        options.name = title.to_string_lossy().into_owned();
    }
    options
}

impl Analysis {
    /// Everything that is wrong, in source order; then the claims about totals that fail, which leave
    /// the network as it is.
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

    /// Keeps of what the messages propose only what works: each change is applied to the text, which is
    /// then checked again with the options and files of the analysis. This takes up to 32 times as
    /// long as the analysis.
    ///
    /// ```
    /// use netcost::{NoFiles, Options};
    ///
    /// let (text, options) = ("input 3x8x8\nconvv 4 k3\n", Options::new());
    /// let analysis = netcost::analyze("broken.net", text, &options);
    /// let analysis = analysis.with_tried_fixes(&options, &NoFiles);
    /// assert!(analysis.diagnostics()[0].kind.fix().is_some_and(|fix| fix.text == "conv"));
    /// ```
    #[must_use]
    pub fn with_tried_fixes(mut self, options: &Options, files: &dyn Files) -> Self {
        self.try_fixes(TRIES, options, files, &Memo::default());
        self
    }

    /// The same with no more than `most` trials; how many messages were gone through.
    pub(crate) fn try_fixes(
        &mut self,
        most: usize,
        options: &Options,
        files: &dyn Files,
        memo: &Memo,
    ) -> usize {
        let Some(main) = self.parsed.borrow_owner().iter().next() else { return 0 };
        let trials = Trials { main, options, files, memo };
        trials.keep_what_works(&mut self.checked.diagnostics, most)
    }

    /// What one of the messages proposes, if it works.
    #[cfg(feature = "lsp")]
    pub(crate) fn working_fix(
        &self,
        of: &Diagnostic,
        options: &Options,
        files: &dyn Files,
        memo: &Memo,
    ) -> Option<Fix> {
        let main = self.sources().iter().next()?;
        Trials { main, options, files, memo }.working_fix(of, self.diagnostics())
    }

    /// The messages without those after the ones whose proposals were tried, and of these, what works.
    #[cfg(feature = "lsp")]
    pub(crate) fn tried_diagnostics(
        &self,
        options: &Options,
        files: &dyn Files,
        memo: &Memo,
    ) -> Vec<Diagnostic> {
        let Some(main) = self.sources().iter().next() else { return Vec::new() };
        let mut found = self.diagnostics().to_vec();
        let tried = Trials { main, options, files, memo }.keep_what_works(&mut found, TRIES);
        found.truncate(tried);
        found
    }

    /// The texts that the spans of diagnostics, symbols and layers refer to.
    pub fn sources(&self) -> &Sources {
        self.parsed.borrow_owner()
    }

    /// The network as it is written, unless there are errors.
    pub fn network(&self) -> Option<&Network> {
        self.checked.network.as_ref()
    }

    /// The network as far as it is known: figures of its layers are right; if there are errors, sums
    /// over them are too low.
    pub fn known(&self) -> Option<&Network> {
        self.checked.known()
    }

    /// The statements of the text, as far as they parse; `None` if it could not be read.
    #[doc(hidden)]
    pub fn tree(&self) -> Option<&Body<'_>> {
        self.parsed.borrow_dependent().main()
    }

    /// The names and values that are visible at the place that [`Options::record`] asks for.
    ///
    /// ```
    /// use netcost::{Options, record::Wanted};
    ///
    /// let text = "input 3x8x8\nlet width = 4\nconv width k3\n";
    /// let wanted = Wanted { probe: Some(text.len() as u32), ..Wanted::default() };
    /// let analysis = netcost::analyze("first.net", text, &Options::new().record(wanted));
    /// let seen = analysis.probe().map(|probe| probe.names.iter().map(|(name, _)| name.as_str()).collect());
    /// assert_eq!(seen, Some(vec!["width"]));
    /// ```
    pub fn probe(&self) -> Option<&Probe> {
        self.checked.probe.as_ref()
    }

    /// What the names of the files mean: definitions, references and calls.
    pub fn symbols(&self) -> Option<&Symbols> {
        self.checked.symbols.as_ref()
    }

    /// What each statement made each time it was run, in loops and blocks too.
    pub fn record(&self) -> Option<&Record> {
        self.checked.record.as_ref()
    }

    /// How each layer of the network was made, in order, if the options asked for it and there are no
    /// errors.
    #[cfg(feature = "lsp")]
    pub(crate) fn call_records(&self) -> &[crate::ops::CallRecord] {
        &self.checked.call_records
    }

    /// The program of the text, from which [`Program::instantiate`] makes many networks without
    /// reading it again; `None` if something is wrong with it whatever the params.
    pub fn program(&self) -> Option<Program> {
        Program::new(Arc::clone(&self.parsed), self.file.clone())
    }

    /// The costs of the network as an owned report, after the passes that the text states with `deploy`;
    /// `None` if there are errors in the text.
    ///
    /// # Errors
    /// When the network names a convention that does not exist, a figure is too large, or the device
    /// has no peak for a layer.
    pub fn report(&self, costing: &Costing<'_>) -> Result<Option<Report>> {
        let network = self.network();
        network.map(|network| report_of(network, costing, self.sources(), &self.file)).transpose()
    }
}

/// The costs of a network that [`Builder`](crate::network::Builder) made.
///
/// # Errors
/// As those of [`Analysis::report`].
pub fn report(network: &Network, costing: &Costing<'_>) -> Result<Report> {
    report_of(network, costing, &Sources::new(), "")
}

fn report_of(
    network: &Network,
    costing: &Costing<'_>,
    sources: &Sources,
    file: &str,
) -> Result<Report> {
    let deployed = Deployed::as_stated(network);
    let costed = cost_with(&deployed.network, costing)?;
    let view = View {
        costs: &costed.costs,
        sources,
        file,
        by_convention: &[],
        devices: &[],
        training: None,
        energy: false,
        claims: &[],
        call_records: &[],
        rows: &RowOptions::default(),
        columns: &[],
    };
    Ok(view.to_report()?)
}

/// What editors, web workers and Python threads share.
const fn is_send_and_sync<T: Send + Sync>() {}
const _: () = {
    is_send_and_sync::<Analysis>();
    is_send_and_sync::<Program>();
    is_send_and_sync::<Network>();
    is_send_and_sync::<Options>();
    is_send_and_sync::<Costing<'static>>();
    is_send_and_sync::<Report>();
    is_send_and_sync::<ImportedText>();
    is_send_and_sync::<Sources>();
};
