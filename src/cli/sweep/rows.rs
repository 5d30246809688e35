//! The options that select the rows of a sweep.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::folder::{Folder, Parts};
use super::prepared::{Prepared, Shard};
use crate::check::Program;
use crate::cli::{Status, devices};
use crate::cost::{Metric, metrics};
use crate::diagnostics::Result;
use crate::diagnostics::setting::SettingProblem;
use crate::parallel;
use crate::report::sweep::{SweepColumn, SweepFormat, Tally, columns, subject};
use crate::source::Sources;
use crate::sweep::run::PART;
use crate::sweep::{Condition, Objective, Permutation, Sample, Selection, Space, Subject, Sweep};

/// The options that select rows.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Rows")]
pub struct RowSettings {
    /// Keep only networks that fulfil a condition on totals, params and `batch`, written as in `assert`:
    /// `params < 3M and peak_memory <= 320KiB`.
    #[arg(long = "where", value_name = "CONDITION")]
    condition: Option<String>,
    /// Keep only networks that fulfil the file's claims about totals. Claims of published figures are ignored.
    #[arg(long)]
    claims: bool,
    /// Keep only the Pareto front of several objectives: `macs,width:max`. Figures are minimised and settings
    /// maximised, unless `:min` or `:max` is given.
    #[arg(long, value_name = "NAME[:min|:max],…", value_delimiter = ',')]
    pareto: Vec<String>,
    /// Sort by a figure or setting, the largest first; with `:min`, the smallest first.
    #[arg(long, value_name = "NAME[:min|:max]")]
    sort: Option<String>,
    /// Keep only the first N rows.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    top: Option<u64>,
    /// The columns, in this order. There are all settings and figures, `id`, `status` and `code`.
    #[arg(long, value_name = "LIST")]
    columns: Option<String>,
    /// Draw N points at random, without repetition.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    sample: Option<u64>,
    /// The seed of `--sample`: the same seed draws the same points.
    #[arg(long, value_name = "S", default_value_t = 0, requires = "sample")]
    seed: u64,
    #[command(flatten)]
    parts: PartSettings,
    /// Fail if a combination of values makes no network.
    #[arg(long)]
    all_ok: bool,
    /// The number of threads. The report does not depend on it.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

/// The options of stored rows.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Parts")]
struct PartSettings {
    /// Store the rows of every 4,096 points in a file of this folder.
    #[arg(long = "parts", value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Reuse the parts that exist, and compute the others.
    #[arg(long, requires = "folder")]
    resume: bool,
    /// Compute only every N-th part, starting with part I, and write no report.
    #[arg(long, value_name = "I/N", requires = "folder", value_parser = shard)]
    shard: Option<Shard>,
    /// Write the report from the parts alone; fail if one is missing.
    #[arg(long, requires = "folder", conflicts_with_all = ["resume", "shard"])]
    merge: bool,
}

fn shard(text: &str) -> Result<Shard, &'static str> {
    let numbers = text.split_once('/').and_then(|(index, count)| {
        let (first, step) = (index.trim().parse().ok()?, count.trim().parse().ok()?);
        (first < step).then_some(Shard { first, step })
    });
    numbers.ok_or("write two whole numbers, the first one less: `0/16` to `15/16`")
}

/// The program of a sweep, and the format of its report.
#[derive(Clone, Copy)]
pub struct Job<'p> {
    pub program: &'p Program<'p>,
    pub file: &'p str,
    pub format: &'static SweepFormat,
    pub has_device: bool,
}

impl RowSettings {
    /// Options that contradict each other.
    pub fn conflict(&self, has_device: bool) -> Option<String> {
        let words = self.columns.iter().flat_map(|list| list.split(','));
        let numbers = self.pareto.iter().chain(&self.sort).map(|word| direction(word).0);
        words.chain(numbers).find_map(|word| no_device(Metric::named(word.trim())?, has_device))
    }

    /// The sweep that these options describe.
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
        let columns = columns(self.columns.as_deref(), job.format.audience, space, job.has_device)?;
        let selection = self.selection(space)?;
        let condition = self.condition.as_deref();
        let condition = condition.map(|text| Condition::parse(sources, text, job.program));
        let asked = columns.iter().filter_map(SweepColumn::metric).chain(selection.metrics());
        let metrics = self.metrics(asked, job.has_device);
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
        let condition = self.condition.clone().unwrap_or_default();
        let (jobs, shard) = (threads(self.jobs), self.parts.shard);
        let (job, folder) = (*job, None);
        let prepared =
            Prepared { job, sweep, selection, points, columns, jobs, condition, folder, shard };
        Ok(Prepared { folder: self.folder(&prepared)?, ..prepared })
    }

    /// The figures to store: the requested ones. Parts store all usual figures, since a later report may show others.
    fn metrics(
        &self,
        asked: impl Iterator<Item = &'static Metric>,
        has_device: bool,
    ) -> Vec<&'static Metric> {
        let is_usual =
            |metric: &&Metric| !metric.is_on_request() && (has_device || !metric.needs_device());
        let kept = self.parts.folder.iter().flat_map(|_| metrics::all().filter(is_usual));
        let mut all: Vec<_> = asked.chain(kept).chain(Metric::named("unknown_cost")).collect();
        all.sort_unstable_by_key(|metric| metric.name);
        all.dedup_by_key(|metric| metric.name);
        all
    }

    fn folder(&self, prepared: &Prepared<'_>) -> Result<Option<Folder>> {
        let PartSettings { folder, resume, merge, .. } = &self.parts;
        let Some(path) = folder else { return Ok(None) };
        let parts = match (merge, resume) {
            (true, _) => Parts::Merge,
            (false, true) => Parts::Resume,
            (false, false) => Parts::Renew,
        };
        let count = prepared.points.div_ceil(PART);
        Folder::open(path, parts, &prepared.fingerprint(), count).map(Some)
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

/// The number of threads: as many as there are cores, unless it is given.
pub fn threads(jobs: Option<NonZeroUsize>) -> usize {
    jobs.map_or_else(parallel::cores, NonZeroUsize::get)
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

/// What to say if a figure needs a device and there is none.
pub fn no_device(metric: &Metric, has_device: bool) -> Option<String> {
    (metric.needs_device() && !has_device).then(|| devices::needed_by(metric.name))
}
