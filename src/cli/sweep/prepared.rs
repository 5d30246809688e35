//! A sweep that is ready to run: its rows are made, kept in a folder, and reported.

use std::io::{ErrorKind, Write};
use std::time::Instant;

use super::folder::Folder;
use super::progress::Progress;
use super::rows::Job;
use crate::cli::interrupt::Interrupt;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::report::sweep::{SweepColumn, SweepView, Tally};
use crate::report::{Audience, ReportStyle, WriteError};
use crate::sweep::run::{CHUNK, PART, in_order, places};
use crate::sweep::{Axis, Row, Selected, Selection, Setting, Sweep};
use crate::text::digits::Grouped;

/// A sweep that is ready to run.
pub struct Prepared<'p> {
    pub job: Job<'p>,
    pub sweep: Sweep<'static>,
    pub selection: Selection,
    /// How many points are looked at.
    pub points: u64,
    pub columns: Vec<SweepColumn>,
    /// How many threads there are.
    pub jobs: usize,
    /// Where rows are kept.
    pub folder: Option<Folder>,
    /// Which parts are made, if not all.
    pub shard: Option<Shard>,
}

/// Some of the parts: the first of them, and how far they are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    pub first: u64,
    pub step: u64,
}

/// A sweep that runs.
pub struct Running {
    pub interrupt: Interrupt,
    pub tally: Tally,
    /// What is wrong with the folder.
    pub problem: Option<Box<DiagnosticKind>>,
    progress: Progress,
}

impl Running {
    /// Nothing is made so far; `visible` says whether stderr shows how far it is.
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
    /// How large the space is, and how much of it is looked at.
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

    /// Makes the rows, and writes their report.
    ///
    /// # Errors
    /// When the report cannot be written, its format cannot hold a figure, or the sweep is stopped.
    pub fn write(
        &self,
        running: &mut Running,
        style: &ReportStyle,
        out: &mut dyn Write,
    ) -> Result<(), WriteError> {
        let Prepared { job, sweep, selection, points, columns, .. } = self;
        let view = SweepView { file: job.file, space: &sweep.space, points: *points, columns };
        let mut writer = (job.format.start)(&view, style, out)?;
        let mut selected = Selected::new(selection, &sweep.space);
        self.make(running, |row| {
            if selection.is_empty() {
                return writer.row(&row);
            }
            selected.add(row);
            Ok(())
        })?;
        selected.finish().iter().try_for_each(|row| writer.row(row))?;
        writer.finish(&running.tally)
    }

    /// Makes the rows, and hands over those that are kept, in order.
    ///
    /// # Errors
    /// Those of `each`, and when the sweep is interrupted or the folder cannot be used.
    pub fn make(
        &self,
        running: &mut Running,
        mut each: impl FnMut(Row) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
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
            tally.add(points, &rows);
            progress.add(points);
            rows.into_iter().filter(|row| self.is_kept(row)).try_for_each(&mut each)
        })?;
        progress.finish();
        Ok(())
    }

    /// The points of a chunk, which is a part where parts are kept.
    fn size(&self) -> u64 {
        if self.folder.is_some() { PART } else { CHUNK }
    }

    /// How many points a chunk has, and their rows; nothing if that is interrupted.
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

    /// Whether a row is a network, if only networks are asked for.
    fn is_kept(&self, row: &Row) -> bool {
        let only_networks = self.sweep.condition.is_some() || self.sweep.claims;
        row.outcome.is_ok() || !only_networks
    }

    /// What a report for programs leaves to messages: combinations that are not networks.
    pub fn notes(&self, tally: &Tally) -> Vec<String> {
        let is_said = self.job.format.audience != Audience::Programs || tally.all_ok();
        if is_said && self.shard.is_none() { Vec::new() } else { tally.lines(&self.sweep.space) }
    }
}

/// The error of what is stopped, which is said elsewhere.
fn stopped() -> WriteError {
    WriteError::Io(ErrorKind::Interrupted.into())
}
