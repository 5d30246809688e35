//! Running a sweep: computing its rows, storing them in a folder, and reporting them.

use std::io::{ErrorKind, Write};
use std::time::Instant;

use super::folder::Folder;
use super::progress::Progress;
use super::rows::Job;
use crate::cli::interrupt::Interrupt;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::parallel::in_order;
use crate::report::sweep::{SweepColumn, SweepView, Tally};
use crate::report::{Audience, ReportStyle, WriteError};
use crate::sweep::part::Fingerprint;
use crate::sweep::run::{CHUNK, PART, places};
use crate::sweep::{Axis, Row, Selected, Selection, Setting, Sweep};
use crate::text::digits::Grouped;

/// A sweep that is ready to run.
pub struct Prepared<'p> {
    pub job: Job<'p>,
    pub sweep: Sweep<'static>,
    pub selection: Selection,
    /// The number of points to compute.
    pub points: u64,
    pub columns: Vec<SweepColumn>,
    /// The number of threads.
    pub jobs: usize,
    /// The condition as it was written.
    pub condition: String,
    /// The folder for the rows.
    pub folder: Option<Folder>,
    /// The parts to compute, if not all.
    pub shard: Option<Shard>,
}

/// Every `step`-th part, starting with `first`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    pub first: u64,
    pub step: u64,
}

/// What takes the rows to report.
pub type Each<'e> = dyn FnMut(Row) -> Result<(), WriteError> + 'e;

/// A sweep that runs.
pub struct Running {
    pub interrupt: Interrupt,
    pub tally: Tally,
    /// A problem with the folder.
    pub problem: Option<Box<DiagnosticKind>>,
    progress: Progress,
}

impl Running {
    /// A run that begins. `visible` says whether its progress is shown.
    pub fn new(points: u64, visible: bool) -> Self {
        Running {
            interrupt: Interrupt::watch(),
            tally: Tally::default(),
            problem: None,
            progress: Progress::new(points, visible.then(Instant::now)),
        }
    }
}

impl Prepared<'_> {
    /// Everything that rows depend on.
    pub fn fingerprint(&self) -> Fingerprint {
        self.sweep.fingerprint(self.job.program, &self.condition)
    }

    /// The size of the space, and of the sample if there is one.
    pub fn announcement(&self) -> String {
        let space = &self.sweep.space;
        let size = space.size().unwrap_or(self.points);
        let axis = |axis: &Axis| {
            let names: Vec<_> = axis.settings().iter().map(Setting::name).collect();
            let count = axis.count().filter(|count| *count > 1)?;
            Some(format!("{} {}", Grouped(count.into()), names.join("+")))
        };
        let axes: Vec<_> = space.axes().iter().filter_map(axis).collect();
        let plural = if size == 1 { "" } else { "s" };
        let size = format!("{} point{plural}", Grouped(size.into()));
        let size = if axes.is_empty() { size } else { format!("{size}: {}", axes.join(" × ")) };
        match self.sweep.sample {
            Some(_) => format!("{size}; a sample of {}", Grouped(self.points.into())),
            None => size,
        }
    }

    /// Computes the rows, and writes the report.
    ///
    /// # Errors
    /// When the report cannot be written, its format cannot hold a figure, or the sweep is interrupted.
    pub fn write(
        &self,
        running: &mut Running,
        style: &ReportStyle,
        out: &mut dyn Write,
    ) -> Result<(), WriteError> {
        self.report(style, out, |each| {
            self.make(running, each)?;
            Ok(running.tally.clone())
        })
    }

    /// Writes the report of the rows that `make` passes on, in order. It returns what it counted.
    ///
    /// # Errors
    /// Those of `make`, and when the report cannot be written or its format cannot hold a figure.
    pub fn report(
        &self,
        style: &ReportStyle,
        out: &mut dyn Write,
        make: impl FnOnce(&mut Each<'_>) -> Result<Tally, WriteError>,
    ) -> Result<(), WriteError> {
        let Prepared { job, sweep, selection, points, columns, .. } = self;
        let view = SweepView { file: job.file, space: &sweep.space, points: *points, columns };
        let mut writer = (job.format.start)(&view, style, out)?;
        let mut selected = Selected::new(selection, &sweep.space);
        let tally = make(&mut |row| {
            if selection.is_empty() {
                return writer.row(&row);
            }
            selected.add(row);
            Ok(())
        })?;
        selected.finish().iter().try_for_each(|row| writer.row(row))?;
        writer.finish(&tally)
    }

    /// Computes the rows, and passes those to report to `each`, in order.
    ///
    /// # Errors
    /// Those of `each`, and when the sweep is interrupted or the folder cannot be used.
    pub fn make(&self, running: &mut Running, each: &mut Each<'_>) -> Result<(), WriteError> {
        let Running { interrupt, tally, problem, progress } = running;
        let interrupt = &*interrupt;
        let Shard { first, step } = self.shard.unwrap_or(Shard { first: 0, step: 1 });
        let chunks = self.points.div_ceil(self.size()).saturating_sub(first).div_ceil(step);
        let work = |index| self.chunk(first + index * step, interrupt);
        in_order(0..chunks, self.jobs, work, |made| {
            let (points, rows) = match made {
                Ok(Some(made)) => made,
                Ok(None) => return Err(stopped()),
                Err(wrong) => {
                    *problem = Some(wrong);
                    return Err(stopped());
                }
            };
            progress.add(points);
            self.take(points, rows, tally, each)
        })?;
        progress.finish();
        Ok(())
    }

    /// Counts the rows of so many points, and passes those to report to `each`.
    ///
    /// # Errors
    /// Those of `each`.
    pub fn take(
        &self,
        points: u64,
        rows: Vec<Row>,
        tally: &mut Tally,
        each: &mut Each<'_>,
    ) -> Result<(), WriteError> {
        tally.add(points, &rows);
        rows.into_iter().filter(|row| self.is_kept(row)).try_for_each(each)
    }

    /// The number of points in a chunk. With a folder, a chunk is a part.
    fn size(&self) -> u64 {
        if self.folder.is_some() { PART } else { CHUNK }
    }

    /// The number of points of a chunk, and their rows; `None` if interrupted.
    fn chunk(&self, chunk: u64, interrupt: &Interrupt) -> Result<Option<(u64, Vec<Row>)>> {
        let places = places(chunk, self.size(), self.points);
        let count = places.end - places.start;
        let known = self.folder.as_ref().map(|folder| folder.read(chunk)).transpose()?.flatten();
        if let Some(rows) = known {
            return Ok((!interrupt.is_pressed()).then_some((count, rows)));
        }
        let stop = || interrupt.is_pressed();
        let Some(rows) = self.sweep.evaluate(self.job.program, places, &stop) else {
            return Ok(None);
        };
        if let Some(folder) = &self.folder {
            folder.write(chunk, &rows)?;
        }
        Ok(Some((count, rows)))
    }

    /// Whether a row is reported. With a condition, only networks are.
    fn is_kept(&self, row: &Row) -> bool {
        let only_networks = self.sweep.condition.is_some() || self.sweep.claims;
        row.outcome.is_ok() || !only_networks
    }

    /// Notes for stderr, where the report itself does not count combinations without a network.
    pub fn notes(&self, tally: &Tally) -> Vec<String> {
        let is_said = self.job.format.audience != Audience::Programs || tally.all_ok();
        if is_said && self.shard.is_none() { Vec::new() } else { tally.lines(&self.sweep.space) }
    }
}

/// An error that ends the writing; its cause is reported elsewhere.
fn stopped() -> WriteError {
    WriteError::Io(ErrorKind::Interrupted.into())
}
