//! netcost: a small language for describing neural networks, and a compiler that reports the cost
//! of a network: parameters, multiply-accumulates, operations, bytes and peak memory, of every layer
//! and in total.
//!
//! ```text
//! text ──syntax──▶ tree ──check──▶ Network ──cost──▶ figures ──report──▶ table, JSON, …
//! ```
//!
//! # From a text to its costs
//!
//! [`analyze`] takes a text and returns an [`Analysis`], which owns all that is known of it.
//! [`Analysis::report`] costs the network:
//!
//! ```
//! use netcost::{Costing, Options};
//!
//! let text = "input 3x227x227\nconv 96 k11 s4 p0  -> 96x55x55\n";
//! let analysis = netcost::analyze("first.net", text, &Options::new());
//! let report = analysis.report(&Costing::default())?.ok_or("there are errors")?;
//! assert_eq!(report.totals.params, 34_944);
//! assert_eq!(report.layers[0].macs, 105_415_200);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`Report`] is what `--format json` writes; it can be serialised and read back.
//!
//! # Mistakes
//!
//! What is wrong with a text is a list of values with codes, places and fixes. Nothing is printed. A
//! mistake costs its statement and what depends on it: [`Analysis::known`] has the rest.
//!
//! ```
//! use netcost::Options;
//!
//! let analysis = netcost::analyze("broken.net", "input 3x32x32\nconv 16 k33 p0\n", &Options::new());
//! let diagnostic = &analysis.diagnostics()[0];
//! assert_eq!(diagnostic.kind.to_string(), "a 33×33 window does not fit into 32×32");
//! ```
//!
//! # Params, conventions, devices
//!
//! [`Options`] say what to instantiate: values of params, shapes of inputs, the batch, element types,
//! limits. [`Costing`] says how to cost: the convention of `flops`, the device, in place or not.
//! To make many networks of one text, [`check::Trees`] reads it once. [`network::Builder`] builds a
//! network without a text.

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
