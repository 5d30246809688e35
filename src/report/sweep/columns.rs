//! The columns of a sweep: settings that vary, and figures.

use std::borrow::Cow;

use crate::cost::Metric;
use crate::cost::metrics::{self, Needs};
use crate::diagnostics::cost::CostProblem;
use crate::diagnostics::setting::SettingProblem;
use crate::report::cell::Cell;
use crate::report::format::Audience;
use crate::report::tabular::Heading;
use crate::report::view::MAX_COUNT;
use crate::sweep::{Numbers, Row, Setting, Space, Subject};
use crate::text::nearest::suggest_or_list;

/// A column of a sweep.
#[derive(Clone, Debug)]
pub enum SweepColumn {
    /// The number of the point.
    Id,
    /// A setting, by its place among all of them.
    Setting {
        /// Its place.
        place: usize,
        /// Its name.
        name: String,
        /// Which numbers its values are, if they are.
        numbers: Option<Numbers>,
    },
    /// The status of the point.
    Status,
    /// The code of the first error.
    Code,
    /// A figure; if a param has its name, it is called `total.NAME`.
    Figure(&'static Metric, String),
}

/// The columns that a list names, or those that a format chooses.
///
/// # Errors
/// When the list names one that there is not.
pub fn columns(
    list: Option<&str>,
    audience: Audience,
    space: &Space,
    has_device: bool,
) -> Result<Vec<SweepColumn>, SettingProblem> {
    let all = all(space);
    let Some(list) = list else {
        return Ok(all.into_iter().filter(|it| it.is_shown(audience, space, has_device)).collect());
    };
    let named = |word: &str| {
        let found = all.iter().find(|column| column.is_called(word)).cloned();
        found.ok_or_else(|| unknown("column", word, all.iter()))
    };
    list.split(',').map(str::trim).map(named).collect()
}

/// The numeric column of this name, for sorting and the front.
///
/// # Errors
/// When there is none of that name.
pub(crate) fn subject(word: &str, space: &Space) -> Result<Subject, SettingProblem> {
    let all = all(space);
    let found = match all.iter().find(|column| column.is_called(word)) {
        Some(SweepColumn::Figure(metric, _)) => Some(Subject::Figure(metric)),
        Some(SweepColumn::Setting { place, numbers: Some(_), .. }) => {
            space.settings().nth(*place).cloned().map(Subject::Setting)
        }
        Some(_) | None => None,
    };
    found.ok_or_else(|| {
        unknown("numeric column", word, all.iter().filter(|column| column.is_number()))
    })
}

fn unknown<'c>(
    what: &'static str,
    word: &str,
    columns: impl Iterator<Item = &'c SweepColumn>,
) -> SettingProblem {
    let names: Vec<_> = columns.map(SweepColumn::name).collect();
    SettingProblem::UnknownColumn {
        name: word.to_owned(),
        what,
        help: suggest_or_list(word, names),
    }
}

/// Every column that a sweep of a space may have.
fn all(space: &Space) -> Vec<SweepColumn> {
    let numbered = space
        .axes()
        .iter()
        .flat_map(|axis| (0..axis.settings().len()).map(move |place| (axis, place)));
    let is_param = |name: &str| {
        space.settings().any(|it| matches!(it, Setting::Param(param) if param == name))
    };
    let settings =
        numbered.zip(space.settings()).enumerate().map(|(place, ((axis, of), setting))| {
            let name = setting.name();
            let is_own = matches!(setting, Setting::Param(_)) || !is_param(&name);
            let name = if is_own { name } else { format!("run.{name}") };
            SweepColumn::Setting { place, name, numbers: axis.numbers(of) }
        });
    let figures = metrics::all().map(|metric| {
        let is_taken = is_param(metric.name);
        let name = if is_taken { format!("total.{}", metric.name) } else { metric.name.to_owned() };
        SweepColumn::Figure(metric, name)
    });
    let others = [SweepColumn::Status, SweepColumn::Code];
    [SweepColumn::Id].into_iter().chain(settings).chain(others).chain(figures).collect()
}

/// The figures that formats for people show.
const SHOWN: [&str; 5] = ["params", "macs", "flops", "peak_memory", "time"];

impl SweepColumn {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            SweepColumn::Id => "id",
            SweepColumn::Setting { name, .. } | SweepColumn::Figure(_, name) => name,
            SweepColumn::Status => "status",
            SweepColumn::Code => "code",
        }
    }

    /// The figure that it shows.
    pub fn metric(&self) -> Option<&'static Metric> {
        match self {
            SweepColumn::Figure(metric, _) => Some(metric),
            _ => None,
        }
    }

    /// Whether a word names it; figures also with `total.` before their names.
    fn is_called(&self, word: &str) -> bool {
        let figure = self.metric().is_some_and(|it| word.strip_prefix("total.") == Some(it.name));
        self.name() == word || figure
    }

    fn is_number(&self) -> bool {
        matches!(self, SweepColumn::Figure(..) | SweepColumn::Setting { numbers: Some(_), .. })
    }

    /// Whether a format shows it by default.
    fn is_shown(&self, audience: Audience, space: &Space, has_device: bool) -> bool {
        let for_programs = audience == Audience::Programs;
        match self {
            SweepColumn::Id | SweepColumn::Status | SweepColumn::Code => for_programs,
            SweepColumn::Setting { place, .. } => for_programs || space.varies(*place),
            SweepColumn::Figure(metric, _) if metric.needs_device() && !has_device => false,
            SweepColumn::Figure(metric, _) if for_programs => {
                matches!(metric.needs, Needs::Nothing | Needs::Device | Needs::Bandwidth)
            }
            SweepColumn::Figure(metric, _) => SHOWN.contains(&metric.name),
        }
    }

    /// The cell of a row. Settings are empty here; the space knows them.
    pub(super) fn cell<'r>(&self, row: &'r Row) -> Cell<'r> {
        match self {
            SweepColumn::Id => Cell::Id(row.id),
            SweepColumn::Setting { .. } => Cell::Empty,
            SweepColumn::Status => Cell::Text(Cow::Borrowed(row.status().name())),
            SweepColumn::Code => match &row.outcome {
                Ok(_) => Cell::Empty,
                Err(failure) => Cell::Text(Cow::Borrowed(&failure.code)),
            },
            SweepColumn::Figure(metric, _) => {
                let is_bound = metric.is_of_operations()
                    && row.figure("unknown_cost").is_some_and(|layers| layers > 0);
                match row.figure(metric.name) {
                    None => Cell::Empty,
                    Some(figure) if is_bound => Cell::AtLeast(figure, metric.unit),
                    Some(figure) => Cell::Figure(figure, metric.unit),
                }
            }
        }
    }

    /// Its heading in a table.
    pub(super) fn heading(&self) -> Heading {
        match self {
            SweepColumn::Figure(metric, name) if name == metric.name => {
                Heading::numbers(metric.title, 1)
            }
            SweepColumn::Id | SweepColumn::Figure(..) => {
                Heading::numbers(self.name().to_owned(), 1)
            }
            SweepColumn::Setting { name, numbers: Some(_), .. } => {
                Heading::numbers(name.clone(), 0)
            }
            SweepColumn::Setting { name, .. } => Heading::text(name.clone(), 6),
            SweepColumn::Status | SweepColumn::Code => Heading::text(self.name().to_owned(), 6),
        }
    }
}

/// Refuses figures that are too large for formats for programs.
///
/// # Errors
/// When a figure is above 2⁶³ − 1.
pub(super) fn check_count(cell: &Cell<'_>, column: &SweepColumn) -> Result<(), CostProblem> {
    match (cell, column.metric()) {
        (Cell::Figure(value, _) | Cell::AtLeast(value, _), Some(metric)) if *value > MAX_COUNT => {
            Err(CostProblem::TooLargeToWrite { key: metric.name, value: *value })
        }
        _ => Ok(()),
    }
}
