//! netcost: a small language for describing neural networks, and a compiler that tells what a
//! network costs.
//!
//! ```text
//! text ──syntax──▶ Ast ──check──▶ Network ──cost──▶ Costs ──report──▶ table, JSON
//! ```
//!
//! The whole way is two calls: [`check()`] makes a network of a text, [`cost()`] makes figures of the
//! network. What is wrong comes back as values, all of it at once; nothing is printed.
//!
//! ```
//! use netcost::{NoFiles, Options, Sources};
//!
//! let sources = Sources::new();
//! let main = sources.add("first.net", "input 3x227x227\nconv 96 k11 s4 p0  -> 96x55x55\n")?;
//!
//! let checked = netcost::check(&sources, main, &Options::default(), &NoFiles);
//! assert!(checked.diagnostics.is_empty());
//!
//! let network = checked.network.ok_or("there are errors")?;
//! let costed = netcost::cost(&network)?;
//! assert_eq!(costed.costs.totals.figures.params, 34_944);
//! assert_eq!(costed.costs.totals.figures.macs, 105_415_200);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where many networks are made of one file, for other params or inputs, [`check::Trees`] reads it
//! once.

// Nothing that a file says makes this panic: what could is not written, or says why it can't.
#![cfg_attr(
    not(test),
    deny(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]

extern crate alloc;

pub mod analysis;
pub mod bundled;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod cost;
pub mod device;
pub mod diagnostics;
pub mod diff;
pub mod index;
pub mod network;
pub mod ops;
pub mod report;
pub mod source;
pub mod syntax;
pub mod tensor;
pub mod text;
pub mod value;

pub use analysis::{Analysis, analyze, analyze_with, diagnose};
pub use check::{Checked, Limits, Options, check};
pub use cost::{Costed, Costing, Costs, cost, cost_with};
pub use network::Network;
pub use report::Report;
pub use source::{Disk, Files, NoFiles, Source, Sources};
