//! What a format of reports is.

use std::io::{self, Write};

use super::compare::view::ComparisonView;
use super::text::term::TermStyle;
use super::view::View;
use crate::diagnostics::cost::CostProblem;
use crate::text::digits::Digits;

/// A format of reports: a file with a constant of this type, which `FORMATS` lists.
#[derive(Debug)]
pub struct ReportFormat {
    /// The word that selects it.
    pub name: &'static str,
    /// What it is for, as the help says.
    pub about: &'static str,
    /// Who reads it.
    pub audience: Audience,
    /// Whether it shows how figures are computed, for which [calls are recorded](crate::ops::CallRecord).
    pub explains: bool,
    /// Writes the report of a network.
    pub write: fn(&View<'_>, &ReportStyle, &mut dyn Write) -> Result<(), WriteError>,
    /// Writes the comparison of networks.
    pub compare: fn(&ComparisonView<'_>, &ReportStyle, &mut dyn Write) -> Result<(), WriteError>,
}

/// Who reads a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// People at a terminal: the report is fitted to the terminal, and may draw bars.
    Terminal,
    /// People, in a document: the report does not depend on the terminal.
    Document,
    /// Programs: figures are exact, whatever the style.
    Programs,
}

/// How a report is written. Each format uses what applies to it.
#[derive(Clone, Copy, Debug)]
pub struct ReportStyle {
    /// Columns of the terminal.
    pub width: usize,
    /// Colours and characters of the terminal.
    pub term: TermStyle,
    /// The digits of counts.
    pub digits: Digits,
    /// Whether the memory over the layers is shown below the table.
    pub timeline: bool,
}

/// Plain text of 100 columns with all digits.
impl Default for ReportStyle {
    fn default() -> Self {
        let (term, digits) = (TermStyle::default(), Digits::Full);
        ReportStyle { width: 100, term, digits, timeline: false }
    }
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The format cannot hold a figure; nothing is written then.
    #[error(transparent)]
    Cost(#[from] CostProblem),
    /// The output cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}
