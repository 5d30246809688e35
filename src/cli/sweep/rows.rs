//! Which rows a sweep has, and how they are made.

use std::io::{ErrorKind, Write};
use std::num::NonZeroUsize;

use clap::Args;

use crate::check::Program;
use crate::cli::Status;
use crate::cli::interrupt::Interrupt;
use crate::cost::Metric;
use crate::diagnostics::Result;
use crate::diagnostics::setting::SettingProblem;
use crate::report::sweep::{SweepColumn, SweepFormat, SweepView, Tally, columns, subject};
use crate::report::{Audience, ReportStyle, WriteError};
use crate::source::Sources;
use crate::sweep::run::{CHUNK, in_order, places};
use crate::sweep::{
    Axis, Condition, Objective, Permutation, Row, Sample, Selected, Selection, Setting, Space,
    Subject, Sweep,
};
use crate::text::digits::Grouped;

/// Which rows there are.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Rows")]
pub struct RowSettings {
    /// Leave out networks that do not fulfil a condition on totals, params and `batch`, as an `assert` has it:
    /// `params < 3M and peak_memory <= 320KiB`.
    #[arg(long = "where", value_name = "CONDITION")]
    condition: Option<String>,
    /// Leave out networks that do not fulfil the file's claims about totals, but for published figures.
    #[arg(long)]
    claims: bool,
    /// Keep what no other network is at least as good as in all of these, and better in one: `macs,width:max`.
    /// Figures are to be small and settings large, unless `:min` or `:max` says otherwise.
    #[arg(long, value_name = "NAME[:min|:max],…", value_delimiter = ',')]
    pareto: Vec<String>,
    /// Sort by a figure or setting, the largest first, or the smallest with `:min`.
    #[arg(long, value_name = "NAME[:min|:max]")]
    sort: Option<String>,
    /// Keep only this many rows, the first ones.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    top: Option<u64>,
    /// The columns, in this order: settings, figures, `id`, `status` and `code`.
    #[arg(long, value_name = "LIST")]
    columns: Option<String>,
    /// Look at this many points by chance, each at most once.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    sample: Option<u64>,
    /// Which points these are: the same seed gives the same ones.
    #[arg(long, value_name = "S", default_value_t = 0, requires = "sample")]
    seed: u64,
    /// Make it an error if a combination is not a network.
    #[arg(long)]
    all_ok: bool,
    /// The number of threads; the report does not depend on it.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

/// What is swept, and how its report is written.
#[derive(Clone, Copy)]
pub struct Job<'p> {
    pub program: &'p Program<'p>,
    pub file: &'p str,
    pub format: &'static SweepFormat,
    pub has_device: bool,
}

/// A sweep that is ready to run.
pub struct Prepared<'p> {
    job: Job<'p>,
    sweep: Sweep<'static>,
    selection: Selection,
    points: u64,
    columns: Vec<SweepColumn>,
    jobs: usize,
}

impl RowSettings {
    /// What cannot be asked for together.
    pub fn conflict(&self, has_device: bool) -> Option<String> {
        let words = self.columns.iter().flat_map(|list| list.split(','));
        let numbers = self.pareto.iter().chain(&self.sort).map(|word| direction(word).0);
        words.chain(numbers).find_map(|word| no_device(Metric::named(word.trim())?, has_device))
    }

    /// The sweep with all that is asked for.
    ///
    /// # Errors
    /// When a name is not known, the condition is not one, or there are too many points.
    pub fn prepare<'p>(
        &self,
        job: &Job<'p>,
        sweep: Sweep<'static>,
        sources: &Sources,
    ) -> Result<Prepared<'p>> {
        let space = &sweep.space;
        let size = space.size().ok_or(SettingProblem::TooManyPoints {})?;
        let columns = columns(self.columns.as_deref(), job.format, space, job.has_device)?;
        let selection = self.selection(space)?;
        let condition = self.condition.as_deref();
        let condition = condition.map(|text| Condition::parse(sources, text, job.program));
        let mut metrics: Vec<_> = columns.iter().filter_map(SweepColumn::metric).collect();
        metrics.extend(selection.metrics().chain(Metric::named("unknown_cost")));
        metrics.sort_unstable_by_key(|metric| metric.name);
        metrics.dedup_by_key(|metric| metric.name);
        let sample = self.sample.map(|count| Sample {
            count: count.min(size),
            order: Permutation::new(size, self.seed),
        });
        let condition = condition.transpose()?;
        if let Some(problem) = condition.as_ref().and_then(Condition::without_device)
            && !job.has_device
        {
            return Err(problem.into());
        }
        let sweep = Sweep { metrics, condition, claims: self.claims, sample, ..sweep };
        let points = sweep.points().unwrap_or(size);
        Ok(Prepared { job: *job, sweep, selection, points, columns, jobs: self.jobs() })
    }

    fn jobs(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.jobs.map_or_else(all, NonZeroUsize::get)
    }

    fn selection(&self, space: &Space) -> Result<Selection, SettingProblem> {
        let objective = |word: &String, setting_largest: bool, figure_largest: bool| {
            let (name, stated) = direction(word);
            let of = subject(name, space)?;
            let usual = match of {
                Subject::Figure(_) => figure_largest,
                Subject::Setting(_) => setting_largest,
            };
            Ok(Objective { of, largest: stated.unwrap_or(usual) })
        };
        let front = self.pareto.iter().map(|word| objective(word, true, false));
        Ok(Selection {
            front: front.collect::<Result<_, _>>()?,
            sort: self.sort.iter().map(|word| objective(word, true, true)).next().transpose()?,
            top: self.top.map(|rows| usize::try_from(rows).unwrap_or(usize::MAX)),
        })
    }

    /// The exit status.
    pub fn status(&self, tally: &Tally) -> Status {
        match tally.none_ok() || self.all_ok && !tally.all_ok() {
            true => Status::Faulty,
            false => Status::Fine,
        }
    }
}

/// A name, and whether large numbers are good, if that is said.
fn direction(word: &str) -> (&str, Option<bool>) {
    let word = word.trim();
    match (word.strip_suffix(":min"), word.strip_suffix(":max")) {
        (Some(name), _) => (name, Some(false)),
        (_, Some(name)) => (name, Some(true)),
        _ => (word, None),
    }
}

fn no_device(metric: &Metric, has_device: bool) -> Option<String> {
    let Metric { name, .. } = metric;
    (metric.needs_device() && !has_device).then(|| {
        format!(
            "`{name}` is of a device: name one, as in `--device t4`; `netcost devices` lists them"
        )
    })
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

    /// Runs it, and writes its report.
    ///
    /// # Errors
    /// When the report cannot be written, its format cannot hold a figure, or it is interrupted.
    pub fn write(
        &self,
        interrupt: &Interrupt,
        tally: &mut Tally,
        style: &ReportStyle,
        out: &mut dyn Write,
    ) -> Result<(), WriteError> {
        let Prepared { job, sweep, selection, points, columns, jobs } = self;
        let view = SweepView { file: job.file, space: &sweep.space, points: *points, columns };
        let mut writer = (job.format.start)(&view, style, out)?;
        let mut selected = Selected::new(selection, &sweep.space);
        let work = |chunk| {
            let places = places(chunk, *points);
            (!interrupt.is_pressed()).then(|| (places.clone(), sweep.evaluate(job.program, places)))
        };
        in_order(0..points.div_ceil(CHUNK), *jobs, work, |rows| {
            let Some((places, rows)) = rows else {
                return Err(WriteError::Io(ErrorKind::Interrupted.into()));
            };
            tally.add(places.end - places.start, &rows);
            rows.into_iter().filter(|row| self.is_kept(row)).try_for_each(|row| {
                match selection.is_empty() {
                    true => writer.row(&row),
                    false => {
                        selected.add(row);
                        Ok(())
                    }
                }
            })
        })?;
        selected.finish().iter().try_for_each(|row| writer.row(row))?;
        writer.finish(tally)
    }

    /// Whether a row is a network, if only networks are asked for.
    fn is_kept(&self, row: &Row) -> bool {
        let only_networks = self.sweep.condition.is_some() || self.sweep.claims;
        row.outcome.is_ok() || !only_networks
    }

    /// What a report for programs leaves to messages: combinations that are not networks.
    pub fn notes(&self, tally: &Tally) -> Vec<String> {
        let is_said = self.job.format.audience != Audience::Programs || tally.all_ok();
        if is_said { Vec::new() } else { tally.lines(&self.sweep.space) }
    }
}
