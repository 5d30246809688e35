//! A text that was read once, of which many networks are made.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::analyze::{Analysis, titled};
use super::diagnose::with_claims;
use crate::check::{self, Lens, Options, Param, Trees};
use crate::cost::Costing;
#[cfg(feature = "cli")]
use crate::source::Source;
use crate::source::{Files, Sources};
use crate::sweep::{Row, Sweep};
use crate::syntax::Memo;

self_cell::self_cell!(
    /// A text and the files it uses, with the trees that borrow from them.
    pub(super) struct Parsed {
        owner: Sources,
        #[covariant]
        dependent: Trees,
    }

    impl { Debug }
);

impl Parsed {
    /// A text, the files it uses, and lenses; of its statements, only those are parsed that the memo does not know.
    pub(super) fn of(
        name: &str,
        text: &str,
        lenses: &[Lens],
        files: &dyn Files,
        memo: Option<&Memo>,
    ) -> Self {
        Parsed::new(Sources::new(), |sources| {
            match sources.add_read(name.to_owned(), Ok(text.into())) {
                Ok(main) => Trees::parse_again(sources, main, files, lenses, memo),
                Err(error) => Trees::unread(sources, error),
            }
        })
    }
}

type Resolved<'t> = check::Program<'t>;

self_cell::self_cell!(
    /// Trees, with what their names and calls mean.
    struct Resolution {
        owner: Arc<Parsed>,
        #[covariant]
        dependent: Resolved,
    }
);

/// A text whose names and calls are resolved, from which networks with other params are made without
/// reading it again.
///
/// ```
/// use netcost::{Costing, Options};
///
/// let text = "param width = 64\ninput 3x32x32\nconv width k3 p1; relu\n";
/// let program = netcost::analyze("net.net", text, &Options::new()).program().ok_or("errors")?;
/// let params = |width: u64| {
///     let analysis = program.instantiate(&Options::new().param("width", width));
///     Ok::<_, Box<dyn std::error::Error>>(analysis.report(&Costing::default())?.ok_or("errors")?.totals.params)
/// };
/// assert_eq!((params(16)?, params(32)?), (448, 896));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Program {
    resolution: Resolution,
    file: String,
}

impl Program {
    /// The program of a text with lenses, without an analysis; `None` if something is wrong whatever the params.
    #[cfg(feature = "cli")]
    pub(crate) fn read(main: &Source, lenses: &[Lens], files: &dyn Files) -> Option<Self> {
        let parsed = Parsed::of(main.name(), main.text(), lenses, files, None);
        Program::new(Arc::new(parsed), main.name().to_owned())
    }

    /// Nothing if something is wrong whatever the params.
    pub(super) fn new(parsed: Arc<Parsed>, file: String) -> Option<Self> {
        let resolution =
            Resolution::try_new(parsed, |parsed| parsed.borrow_dependent().program().ok_or(()));
        Some(Program { resolution: resolution.ok()?, file })
    }

    /// The network that the options make of it. Symbols are those of the text, which the analysis
    /// that this program came from has.
    pub fn instantiate(&self, options: &Options) -> Analysis {
        let options = titled(options.clone(), &self.file);
        let checked = with_claims(self.resolved().instantiate(&options), &Costing::default());
        let parsed = Arc::clone(self.resolution.borrow_owner());
        Analysis { parsed, file: self.file.clone(), checked }
    }
}

impl Program {
    /// The params of the text, in their order.
    ///
    /// ```
    /// use netcost::{Legal, Options, ParamValue};
    ///
    /// let text = "param width = 64 in 8..64\nparam k = 3\ninput 3x32x32\nconv width k\n";
    /// let program = netcost::analyze("net.net", text, &Options::new()).program().ok_or("errors")?;
    /// let params = program.params();
    /// let [width, k] = params.as_slice() else { return Err("two params".into()) };
    /// assert_eq!((width.name.as_str(), &width.default), ("width", &Some(ParamValue::Int(64))));
    /// assert_eq!(width.legal, Some(Legal::Range(8.into(), 64.into())));
    /// assert_eq!(k.legal, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn params(&self) -> Vec<Param> {
        self.resolved().params()
    }

    /// The rows of the points at these places of a sweep, in their order, without those that a condition
    /// leaves out. [`Sweep::points`] says how many there are.
    pub fn sweep(&self, sweep: &Sweep<'_>, places: Range<u64>) -> Vec<Row> {
        sweep.evaluate(self.resolved(), places, &|| false).unwrap_or_default()
    }

    /// The program below the facade.
    pub(crate) fn resolved(&self) -> &check::Program<'_> {
        self.resolution.borrow_dependent()
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program").field("file", &self.file).finish_non_exhaustive()
    }
}
