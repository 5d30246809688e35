//! `netcost fit`: the largest network of a family that fulfils a condition.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::input::NetworkArgs;
use super::interrupt::Interrupt;
use super::report::Place;
use super::sweep::axes::AxisSettings;
use super::sweep::{Text, no_device, threads};
use super::{MessageOptions, Reporter, Status, Streams};
use crate::cost::Metric;
use crate::diagnostics::setting::SettingProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::parallel::in_order;
use crate::report::Audience;
use crate::report::sweep::{self, Next, SweepColumn, SweepView, columns, subject};
use crate::source::{Source, Sources};
use crate::sweep::run::{CHUNK, places};
use crate::sweep::{
    Condition, Contradiction, Objective, Selected, Selection, Space, Subject, Sweep, largest,
};

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Fit {
    #[command(flatten)]
    network: NetworkArgs,
    /// The condition to fulfil, written as in `assert`: `params <= 1M and macs < 100M`.
    #[arg(long = "where", value_name = "CONDITION")]
    condition: String,
    /// The figure or setting to maximise. By default the setting that varies, or `macs` if several vary.
    #[arg(long, value_name = "NAME")]
    maximize: Option<String>,
    /// Compute all combinations, however many there are.
    #[arg(long)]
    exhaustive: bool,
    /// The number of threads. The report does not depend on it.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// The format of the report.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write the report to a file; `-` is stdout.
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    messages: MessageOptions,
    #[command(flatten)]
    axes: AxisSettings,
}

const HELP: &str = "\
Up to 20,000 combinations are all computed. Among more, the largest is found by a binary search, if a single \
setting varies over increasing numbers; further points on both sides confirm the answer. The report goes to stdout, messages to stderr. Exit \
status: 0 success; 1 nothing fits, or errors in the text whatever the settings; 2 wrong usage, or a file that \
cannot be read or written; 130 Ctrl-C.

Examples:
  netcost fit mobilenet_v2 -D width=0.35..1.4:0.05 --where 'params <= 1M and macs < 100M'
  netcost fit mobilenet_v2 -D classes=2..100000 --where 'params <= 50M'";

/// Up to this many combinations, all are computed.
const ALL: u64 = 20_000;

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For the terminal.
    Table,
    /// For programs: an object with a schema.
    Json,
}

/// Why a search ends without an answer.
enum Stop {
    /// Ctrl-C.
    Interrupted,
    /// The condition is not monotone.
    Contradiction(Contradiction),
}

impl From<Contradiction> for Stop {
    fn from(found: Contradiction) -> Self {
        Stop::Contradiction(found)
    }
}

/// The number of the largest network that fits, and how many fit if all were looked at.
type Found = (Option<u64>, Option<u64>);

impl Fit {
    /// Finds the largest network, and writes what it is.
    pub fn run(self, streams: Streams<'_>) -> Status {
        if let Some(conflict) = self.conflict() {
            return super::conflict("fit", &conflict, streams);
        }
        let (axes, format) = (&self.axes, self.messages.message_format);
        self.network.run_family(axes, format, streams, |text, sources, reporter| {
            self.fit(text, sources, reporter)
        })
    }

    /// A figure that needs a device, without one.
    fn conflict(&self) -> Option<String> {
        no_device(Metric::named(self.maximize.as_deref()?)?, self.axes.has_device())
    }

    fn fit(
        &self,
        text: &Text<'_>,
        sources: &Sources,
        reporter: &mut Reporter<'_>,
    ) -> Result<Status> {
        let space = self.axes.space(sources, text.program)?;
        let points = space.size().ok_or(SettingProblem::TooManyPoints {})?;
        let audience = match self.format {
            Format::Table => Audience::Terminal,
            Format::Json => Audience::Programs,
        };
        let columns = columns(None, audience, &space, self.axes.has_device())?;
        let (maximized, of) = self.maximized(&space)?;
        let objective = Objective { of, largest: true };
        let sweep = self.sweep(text, space, sources, &columns, &objective)?;
        let interrupt = Interrupt::watch();
        let (best, fitting) = match self.search(text, &sweep, points, objective, &interrupt)? {
            Ok(found) => found,
            Err(Stop::Interrupted) => return Ok(Status::Interrupted),
            Err(Stop::Contradiction(found)) => return Err(not_monotone(&sweep.space, found)),
        };
        let view = SweepView { file: text.file, space: &sweep.space, points, columns: &columns };
        let known = |id| sweep.margins(text.program, id);
        // If nothing fits, the first network shows what it breaks.
        let ids = best.map_or_else(|| vec![0], |best| sweep.space.larger(best));
        let next = ids.into_iter().map(|id| {
            let found = known(id).map(|(_, limits)| limits);
            Next { id, shown: sweep.space.shown(id), found }
        });
        let best = best.and_then(|id| known(id).ok());
        let status = if best.is_some() { Status::Fine } else { Status::Faulty };
        let fit = sweep::Fit { view: &view, maximized, fitting, best, next: next.collect() };
        let place = Place { output: self.output.as_deref(), open: false };
        place.write(sources.iter().map(Source::name), reporter, |style, out| {
            match self.format {
                Format::Table => fit.write_table(style, out),
                Format::Json => fit.write_json(out),
            }
        })?;
        Ok(status)
    }

    /// What to maximise, and its name.
    fn maximized(&self, space: &Space) -> Result<(String, Subject)> {
        let name = match (&self.maximize, space.growing()) {
            (Some(name), _) => name.clone(),
            (None, Some(setting)) => setting.name(),
            (None, None) => "macs".to_owned(),
        };
        let of = subject(&name, space)?;
        Ok((name, of))
    }

    fn sweep(
        &self,
        text: &Text<'_>,
        space: Space,
        sources: &Sources,
        columns: &[SweepColumn],
        objective: &Objective,
    ) -> Result<Sweep<'static>> {
        let condition = Condition::parse(sources, &self.condition, text.program)?;
        if let Some(problem) = condition.without_device()
            && !self.axes.has_device()
        {
            return Err(problem.into());
        }
        let mut metrics: Vec<_> = columns.iter().filter_map(SweepColumn::metric).collect();
        metrics.extend(Metric::named("unknown_cost"));
        if let Subject::Figure(metric) = objective.of {
            metrics.push(metric);
        }
        let (options, costing) = (text.options.clone(), self.axes.costing());
        let condition = Some(condition);
        Ok(Sweep { options, costing, metrics, condition, ..Sweep::new(space) })
    }

    /// Finds the largest network that fits.
    ///
    /// # Errors
    /// When there are too many to look at all of them, and no other way.
    fn search(
        &self,
        text: &Text<'_>,
        sweep: &Sweep<'_>,
        points: u64,
        objective: Objective,
        interrupt: &Interrupt,
    ) -> Result<Result<Found, Stop>> {
        let stop = || interrupt.is_pressed();
        if points <= ALL || self.exhaustive {
            return Ok(self.all(text, sweep, points, objective, &stop));
        }
        match (&objective.of, sweep.space.growing()) {
            (Subject::Setting(of), Some(growing)) if of == growing => {}
            _ => return Err(SettingProblem::NotSearched { points }.into()),
        }
        let found = largest(points, &mut |id| {
            let rows = sweep.evaluate(text.program, id..id + 1, &stop);
            let rows = rows.ok_or(Stop::Interrupted)?;
            Ok::<_, Stop>(rows.iter().any(|row| row.outcome.is_ok()))
        });
        Ok(found.map(|best| (best, None)))
    }

    /// Looks at all networks.
    fn all(
        &self,
        text: &Text<'_>,
        sweep: &Sweep<'_>,
        points: u64,
        objective: Objective,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Found, Stop> {
        let best = Selection { sort: Some(objective), top: Some(1), ..Selection::default() };
        let (mut selected, mut fitting) = (Selected::new(&best, &sweep.space), 0);
        let work = |chunk| sweep.evaluate(text.program, places(chunk, CHUNK, points), stop);
        in_order(0..points.div_ceil(CHUNK), threads(self.jobs), work, |rows| {
            for row in rows.ok_or(Stop::Interrupted)? {
                fitting += u64::from(row.outcome.is_ok());
                selected.add(row);
            }
            Ok::<(), Stop>(())
        })?;
        Ok((selected.finish().first().map(|row| row.id), Some(fitting)))
    }
}

fn not_monotone(space: &Space, found: Contradiction) -> Box<DiagnosticKind> {
    let (fits, fails) = (space.shown(found.fits), space.shown(found.fails));
    SettingProblem::NotMonotone { fits, fails }.into()
}
