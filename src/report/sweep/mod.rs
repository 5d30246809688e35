//! Many networks of one text, a row for each: the formats of sweeps.

#[cfg(feature = "arrow")]
mod arrow;
mod columns;
mod csv;
mod document;
mod fit;
mod format;
mod formula;
mod html;
mod json;
#[cfg(feature = "parquet")]
mod parquet;
mod table;
mod tally;

pub(crate) use columns::subject;
pub use columns::{SweepColumn, columns};
pub use fit::{Fit, Limit, Next};
pub use format::{SweepFormat, SweepView, SweepWriter};
pub(crate) use formula::Formulas;
pub use tally::Tally;

/// Every format of sweeps.
pub static FORMATS: &[SweepFormat] = &[
    // The first one is the default.
    table::FORMAT,
    csv::FORMAT,
    json::LINES,
    json::FORMAT,
    document::MARKDOWN,
    document::LATEX,
    html::FORMAT,
    #[cfg(feature = "arrow")]
    arrow::FORMAT,
    #[cfg(feature = "parquet")]
    parquet::FORMAT,
];

/// The formats that this build does not have, each by the name of its feature.
pub static LEFT_OUT: &[&str] = &[
    #[cfg(not(feature = "arrow"))]
    "arrow",
    #[cfg(not(feature = "parquet"))]
    "parquet",
];

impl SweepFormat {
    /// The format that a word selects.
    pub fn named(name: &str) -> Option<&'static SweepFormat> {
        FORMATS.iter().find(|format| format.name == name)
    }
}
