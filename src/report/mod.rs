//! From figures to bytes, one file for each format.
//!
//! Every format reads the same [`View`] of a network, or [`ComparisonView`] of several, and is
//! listed in [`FORMATS`].

pub mod arena;
mod cell;
mod cells;
mod columns;
mod compare;
mod csv;
mod deployment;
mod document;
mod energy;
mod explanation;
mod format;
mod html;
mod json;
mod latex;
mod markdown;
pub mod model;
mod options;
pub mod page;
mod rows;
mod sheet;
mod summary;
pub mod sweep;
pub(crate) mod tabular;
pub mod text;
mod view;

pub use columns::{BadColumn, Column};
pub use compare::ComparisonView;
pub use deployment::COSTS_ONLY;
pub use format::{Audience, ReportFormat, ReportStyle, WriteError};
pub use model::{Comparison, Report};
pub use options::{GroupBy, RowOptions};
pub use rows::depth_within;
pub use text::TermStyle;
pub use view::View;

/// Every format.
pub static FORMATS: &[ReportFormat] = &[
    // The first one is the default.
    text::table::FORMAT,
    json::FORMAT,
    csv::FORMAT,
    markdown::FORMAT,
    latex::FORMAT,
    html::FORMAT,
];

impl ReportFormat {
    /// The format that a word selects.
    pub fn named(name: &str) -> Option<&'static ReportFormat> {
        FORMATS.iter().find(|format| format.name == name)
    }
}
