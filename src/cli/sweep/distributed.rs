//! A sweep whose rows several processes compute.

use std::ffi::OsString;
use std::io::{self, Write};
use std::ops::Range;

use super::prepared::Prepared;
use super::rows::Job;
use super::text::OwnedText;
use crate::cli::later::Later;
use crate::cli::{Cli, Command};
use crate::report::ReportStyle;
use crate::report::sweep::Tally;
use crate::source::Sources;
use crate::sweep::part;

self_cell::self_cell!(
    struct Ready {
        owner: OwnedText,
        #[covariant]
        dependent: Prepared,
    }
);

/// The sweep that arguments of `netcost sweep` describe. Processes that have the same one compute the rows of some points
/// each, and one of them writes the report of all rows.
///
/// ```
/// use netcost::DistributedSweep;
///
/// let words = "netcost sweep mobilenet_v2 -D width=0.35,0.5,1.0 --where macs<200M --format csv --columns id,macs";
/// let sweep = DistributedSweep::new(words.split(' ').map(Into::into)).ok_or("it is not one")?;
/// let parts = [0..2, 2..3].map(|places| (places.end - places.start, sweep.rows(places)));
/// let mut report = Vec::new();
/// sweep.write(parts.into_iter(), &mut report)?;
/// assert_eq!(String::from_utf8(report)?, "id,macs\n0,59285808\n1,97131840\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct DistributedSweep(Ready);

/// What is wrong with a text that is not of [`DistributedSweep::rows`].
const NO_ROWS: &str = "these are not rows of a sweep";

impl DistributedSweep {
    /// Reads the text. The first argument is the program. `None` if something is wrong, which running the command reports.
    pub fn new(arguments: impl IntoIterator<Item = OsString>) -> Option<Self> {
        let Command::Sweep(Later(command)) = Cli::read(arguments).ok()?.command else {
            return None;
        };
        let (axes, sources) = (&command.axes, Sources::new());
        if command.rows.conflict(axes.has_device()).is_some() {
            return None;
        }
        let (text, options) = command.network.owned_text(axes, &sources)?;
        let ready = Ready::try_new(text, |OwnedText { program, file }| {
            let (program, has_device) = (program.resolved(), axes.has_device());
            let job = Job { program, file, format: command.format, has_device };
            let base = crate::sweep::Sweep::new(axes.space(&sources, program)?);
            let base = crate::sweep::Sweep { options, costing: axes.costing(), ..base };
            command.rows.prepare(&job, base, &sources)
        });
        ready.ok().map(DistributedSweep)
    }

    /// How many points there are.
    pub fn points(&self) -> u64 {
        self.0.borrow_dependent().points
    }

    /// Everything that rows depend on, as an array of pairs in JSON: what it is, and its value. Rows of sweeps with equal
    /// fingerprints can be put together.
    pub fn fingerprint(&self) -> String {
        let prepared = self.0.borrow_dependent();
        serde_json::to_string(&prepared.fingerprint()).unwrap_or_default()
    }

    /// The rows of the points at these places, in their order, as a text.
    pub fn rows(&self, places: Range<u64>) -> String {
        let Prepared { job, sweep, .. } = self.0.borrow_dependent();
        let rows = sweep.evaluate(job.program, places, &|| false).unwrap_or_default();
        part::to_text(&rows).unwrap_or_default()
    }

    /// Writes the report of all rows: for each range of places, in their order, the number of its points and their rows.
    ///
    /// # Errors
    /// When rows are not such a text, the format cannot hold a figure, or the report cannot be written.
    pub fn write(
        &self,
        parts: impl Iterator<Item = (u64, String)>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let prepared = self.0.borrow_dependent();
        let written = prepared.report(&ReportStyle::default(), out, |each| {
            let mut tally = Tally::default();
            for (points, text) in parts {
                let rows = part::from_text(&text).ok_or_else(|| io::Error::other(NO_ROWS))?;
                prepared.take(points, rows, &mut tally, each)?;
            }
            Ok(tally)
        });
        written.map_err(io::Error::other)
    }
}
