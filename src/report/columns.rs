//! The columns of a report: one list for every format, the figures among them the [metrics](crate::cost::metrics) of layers.

use std::sync::LazyLock;

use crate::cost::{Costs, Metric, metrics};
use crate::text::nearest::{listed, suggest_or_list};

/// A column that a report may have.
#[derive(Debug)]
pub struct Column {
    /// The name that selects it, and that CSV and JSON use.
    pub name: &'static str,
    /// Its title in tables.
    pub title: &'static str,
    /// What it shows, in a few words: for the documentation.
    pub about: &'static str,
    /// Where its cells come from.
    pub(super) kind: ColumnKind,
    /// Which columns a narrow table drops first: those of the highest rank, equal ones together.
    /// A column without a rank is shown only on request.
    pub(super) rank: Option<u8>,
}

/// What a column shows.
#[derive(Clone, Copy, Debug)]
pub(super) enum ColumnKind {
    Index,
    /// The name for people: with its path, unless the scopes around it have rows of their own.
    Name,
    /// The name within its scope, for programs.
    OwnName,
    Path,
    Scope,
    Operation,
    Layers,
    Input,
    Output,
    Figure(&'static Metric),
    /// The share of all flops.
    Share,
    /// The bytes that are alive while the layer runs.
    Live,
    /// Operations per byte.
    Intensity,
    /// What takes longer on the device.
    Bound,
    ReceptiveField,
    Stride,
    Dtype,
    Source,
    File,
    Line,
}

/// Why a list of columns cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadColumn {
    /// It names one twice.
    #[error("`{0}` is given twice")]
    Twice(&'static str),
    /// It names one that does not exist.
    #[error("there is no column `{name}`; {help}")]
    Unknown {
        /// As given.
        name: String,
        /// The nearest names, or all.
        help: String,
    },
    /// Rows cannot be sorted by it.
    #[error("rows are not sorted by `{name}`, but by `name`, `op` or a figure: {figures}")]
    Unordered {
        /// The column.
        name: &'static str,
        /// The figures.
        figures: String,
    },
}

/// The column `name` of formats for programs, which have a column `path` beside it.
pub(super) static OWN_NAME: Column = Column {
    name: "name",
    title: "layer",
    about: "the layer",
    kind: ColumnKind::OwnName,
    rank: Some(0),
};

static ALL: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let text = |name, about, kind| Column { name, title: name, about, kind, rank: None };
    let ranked = |rank, column| Column { rank: Some(rank), ..column };
    let titled = |title, column| Column { title, ..column };
    let mut all = vec![
        text("index", "the place of the layer among all, from 1", ColumnKind::Index),
        ranked(
            0,
            titled("layer", text("name", "the layer; in tables with its blocks", ColumnKind::Name)),
        ),
        text("path", "the layer with its blocks", ColumnKind::Path),
        text("scope", "the blocks that the layer lies in", ColumnKind::Scope),
        text("op", "the operation", ColumnKind::Operation),
        text("layers", "how many layers the row represents", ColumnKind::Layers),
        ranked(9, text("input", "the shapes of its inputs, for one sample", ColumnKind::Input)),
        ranked(3, text("output", "the shapes of its outputs, for one sample", ColumnKind::Output)),
    ];
    for metric in metrics::all().filter(|metric| metric.is_of_layers()) {
        let Metric { name, title, about, rank, .. } = *metric;
        all.push(Column { name, title, about, kind: ColumnKind::Figure(metric), rank });
        if name == "flops" {
            all.push(ranked(5, text("share", "its share of all flops", ColumnKind::Share)));
        }
    }
    let intensity = "the operations for each byte that is read or written, on the device";
    all.extend([
        ranked(5, text("intensity", intensity, ColumnKind::Intensity)),
        ranked(
            2,
            text("bound", "what takes longer on the device: compute or memory", ColumnKind::Bound),
        ),
        titled(
            "live bytes",
            text("live", "bytes of the tensors alive while it runs", ColumnKind::Live),
        ),
        titled(
            "receptive field",
            text(
                "receptive_field",
                "how much of the network's input one of its outputs sees, along each spatial axis",
                ColumnKind::ReceptiveField,
            ),
        ),
        text(
            "stride",
            "how far apart on the network's input two neighbours look",
            ColumnKind::Stride,
        ),
        text("dtype", "the element type of its output", ColumnKind::Dtype),
        text("source", "the call in the file", ColumnKind::Source),
        text("file", "the file of the call", ColumnKind::File),
        text("line", "the line of the call", ColumnKind::Line),
    ]);
    all
});

impl Column {
    /// Every column, from left to right.
    pub fn all() -> &'static [Column] {
        &ALL
    }

    /// The column of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn named(name: &str) -> Result<&'static Column, BadColumn> {
        Self::all().iter().find(|column| column.name == name).ok_or_else(|| {
            let names = || Self::all().iter().map(|column| column.name);
            let help = suggest_or_list(name, names());
            BadColumn::Unknown { name: name.to_owned(), help }
        })
    }

    /// The columns of a comma-separated list: `name,params,flops`.
    ///
    /// # Errors
    /// When there is no such column, or when one is listed twice.
    pub fn list(text: &str) -> Result<Vec<&'static Column>, BadColumn> {
        let mut columns: Vec<&'static Column> = Vec::new();
        for name in text.split(',') {
            let column = Self::named(name.trim())?;
            if columns.iter().any(|earlier| earlier.name == column.name) {
                return Err(BadColumn::Twice(column.name));
            }
            columns.push(column);
        }
        Ok(columns)
    }

    /// The column of this name, if rows can be sorted by it.
    ///
    /// # Errors
    /// When there is none, or none that has an order.
    pub fn order(name: &str) -> Result<&'static Column, BadColumn> {
        let column = Self::named(name)?;
        if column.is_figure() || matches!(column.kind, ColumnKind::Name | ColumnKind::Operation) {
            return Ok(column);
        }
        let figures = Self::all().iter().filter(|column| column.is_figure());
        let figures = listed(figures.map(|column| column.name));
        Err(BadColumn::Unordered { name: column.name, figures })
    }

    /// Whether its cells are numbers that can be compared, the largest the most important.
    pub(super) fn is_figure(&self) -> bool {
        matches!(
            self.kind,
            ColumnKind::Layers | ColumnKind::Figure(_) | ColumnKind::Share | ColumnKind::Live
        )
    }

    /// Whether reports leave it out unless it is requested.
    pub(super) fn is_on_request(&self) -> bool {
        matches!(self.kind, ColumnKind::Figure(metric) if metric.is_on_request())
    }

    /// Whether it shows what no layer of the network has.
    pub(super) fn is_absent(&self, costs: &Costs<'_>) -> bool {
        matches!(self.kind, ColumnKind::Figure(metric)
            if metric.is_absent(&costs.totals))
    }

    /// Whether it needs a device.
    pub fn needs_device(&self) -> bool {
        match self.kind {
            ColumnKind::Intensity | ColumnKind::Bound => true,
            ColumnKind::Figure(metric) => metric.needs_device(),
            _ => false,
        }
    }

    /// Whether its cells are right-aligned, as numbers are.
    pub(super) fn is_right(&self) -> bool {
        self.is_figure()
            || matches!(self.kind, ColumnKind::Index | ColumnKind::Intensity | ColumnKind::Line)
    }

    /// Whether it applies to groups of layers that do not follow each other.
    pub(super) fn is_of_groups(&self) -> bool {
        matches!(
            self.kind,
            ColumnKind::Name
                | ColumnKind::Layers
                | ColumnKind::Figure(_)
                | ColumnKind::Share
                | ColumnKind::Intensity
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{BadColumn, Column};
    use crate::cost::metrics;

    #[test]
    fn every_figure_of_layers_has_a_column_of_its_own() {
        let names: Vec<_> = Column::all().iter().map(|column| column.name).collect();
        for (index, name) in names.iter().enumerate() {
            assert!(!names[..index].contains(name), "{name}");
        }
        for metric in metrics::all().filter(|metric| metric.is_of_layers()) {
            assert!(names.contains(&metric.name), "{}", metric.name);
        }
    }

    #[test]
    fn lists_keep_their_order_and_slips_find_their_names() {
        let names = |text| Column::list(text).map(|all| all.iter().map(|c| c.name).collect());
        assert_eq!(names("flops, name"), Ok(vec!["flops", "name"]));
        assert_eq!(names("name,name"), Err(BadColumn::Twice("name")));
        let message = |text| names(text).unwrap_err().to_string();
        assert_eq!(message("flop"), "there is no column `flop`; did you mean `flops`?");
        assert!(message("").starts_with("there is no column ``; there are `index`, `name`"));
    }

    #[test]
    fn rows_are_sorted_by_figures_and_names() {
        for name in ["flops", "share", "live", "layers", "name", "op"] {
            assert!(Column::order(name).is_ok(), "{name}");
        }
        let message = Column::order("output").unwrap_err().to_string();
        assert!(message.starts_with("rows are not sorted by `output`, but by `name`"), "{message}");
        assert!(message.contains("figure: `layers`, `params`, "), "{message}");
    }
}
