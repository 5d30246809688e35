//! From figures to bytes, one file a format.

pub mod catalogue;
pub mod compare;
mod comparison;
pub mod json;
mod look;
pub mod messages;
pub mod operations;
pub mod page;
mod rows;
mod summary;
pub mod table;
mod wrap;

use std::io;

use crate::cost::{Comparison, Costs};
use crate::diagnostics::cost::CostProblem;
use crate::source::Sources;

pub use look::{Look, cut};

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
