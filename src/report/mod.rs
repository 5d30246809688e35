//! From figures to bytes, one file a format.
//!
//! Every format writes the same [rows](Arrangement) and [columns](Column).

pub mod catalogue;
mod cells;
mod columns;
pub mod compare;
mod comparison;
pub mod csv;
pub mod derivation;
pub mod devices;
pub mod json;
pub(crate) mod look;
pub mod markdown;
pub mod operations;
pub mod page;
mod rows;
pub mod scope;
mod summary;
pub mod table;
mod timeline;

use std::io;

use crate::cost::training::Training;
use crate::cost::{Comparison, Costs, KEYS};
use crate::diagnostics::cost::CostProblem;
use crate::source::Sources;

pub use columns::{BadColumn, Column};
pub use look::Look;
pub use rows::{Arrangement, By};

/// What every format shows.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The network's figures.
    pub costs: &'a Costs<'a>,
    /// Where the places of layers lie.
    pub sources: &'a Sources,
    /// The file, by the name that it has in the sources.
    pub file: &'a str,
    /// What every convention makes of it, if that is asked for; else empty.
    pub by_convention: &'a [Comparison],
    /// What training takes, if that is asked for.
    pub training: Option<&'a Training>,
    /// Which rows there are, and in which order.
    pub arrangement: &'a Arrangement,
    /// The columns, from left to right; those of the format if it is empty.
    pub columns: &'a [&'static Column],
}

impl Report<'_> {
    /// What tables call a column.
    fn title(&self, column: &Column) -> &'static str {
        match (column.shows, self.arrangement.by) {
            (columns::Shows::Name, Some(By::Op)) => "operation",
            (columns::Shows::Name, Some(By::Block)) => "block",
            _ => column.title,
        }
    }

    /// The columns for programs: all unless some are asked for.
    fn data_columns(&self) -> Vec<&'static Column> {
        if !self.columns.is_empty() {
            return self.columns.to_vec();
        }
        let grouped = self.arrangement.by.is_some();
        let shown = |column: &&Column| {
            (!grouped || column.is_of_groups())
                && (!column.needs_device() || self.costs.device.is_some())
        };
        Column::all().iter().filter(shown).collect()
    }
}

/// The largest count that formats for programs write.
const MOST: u128 = i64::MAX as u128;

/// Refuses totals that are too large; no row has a figure larger than its total.
fn check_counts(report: &Report<'_>) -> Result<(), CostProblem> {
    let totals = KEYS.iter().map(|key| (key.name, key.total(&report.costs.totals)));
    let conventions = report.by_convention.iter().map(|each| ("flops", each.flops));
    let training = report.training.map(Training::parts).into_iter().flatten();
    let training = training.map(|part| (part.name, part.figure));
    match totals.chain(conventions).chain(training).find(|(_, value)| *value > MOST) {
        Some((key, value)) => Err(CostProblem::TooLargeToWrite { key, value }),
        None => Ok(()),
    }
}

/// Sizes of axes as the language writes them: `64x56x56`; `scalar` where there are none.
fn data_shape(sizes: &[u32]) -> String {
    Look::default().sizes(sizes)
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The format does not hold a figure; nothing is written then.
    #[error(transparent)]
    Cost(#[from] CostProblem),
    /// The output does not take it.
    #[error(transparent)]
    Io(#[from] io::Error),
}
