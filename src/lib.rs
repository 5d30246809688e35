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
//! [`Program`] makes many networks of one text, and [`compare`] compares networks.
//!
//! ```
//! use netcost::{Convention, Costing, Options};
//!
//! let text = "param width = 64\ninput 3x32x32\nconv width k3 p1; bn; relu\n";
//! let analysis = netcost::analyze("net.net", text, &Options::new().param("width", 16).batch(8));
//! let costing = Costing { convention: Convention::named("fvcore"), ..Costing::default() };
//! let report = analysis.report(&costing)?.ok_or("there are errors")?;
//! assert_eq!(report.batch, 8);
//! assert_eq!(report.totals.flops, 8 * (442_368 + 2 * 16 * 32 * 32));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Models of other programs
//!
//! [`import()`] makes a text of an ONNX model or a program of `torch.export`, without reading its weights.
//!
//! # Editors
//!
//! With the feature `lsp`, [`lsp::Server`] is the language server without its streams: `netcost lsp` drives it
//! over stdin and stdout, and `web/wasm` in a browser.
//!
//! # Networks without a text
//!
//! [`network::Builder`] builds a network layer by layer, and [`report()`] costs it.

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
// Only the command line uses some of what is below it, and only tests see some of the rest.
#![cfg_attr(not(feature = "cli"), allow(dead_code))]
#![cfg_attr(not(feature = "internals"), allow(unused_imports))]

extern crate alloc;

mod analysis;
mod arena;
mod bundled;
mod check;
#[cfg(feature = "cli")]
pub mod cli;
mod closed;
mod cost;
mod device;
mod diagnostics;
mod diff;
#[cfg(feature = "lsp")]
mod ide;
mod import;
mod index;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod network;
mod ops;
mod parallel;
mod report;
mod source;
pub mod sweep;
mod syntax;
mod tensor;
mod text;
mod value;
mod whatif;

pub use analysis::{Analysis, Program, analyze, analyze_with, compare, import, report};
pub use bundled::examples::{Bundled, Example};
pub use check::{Legal, Lens, Limits, Options, Param, ParamValue, record, symbols};
#[cfg(feature = "cli")]
pub use cli::sweep::distributed::DistributedSweep;
pub use cost::{Convention, Costing, InPlace, Patches};
pub use device::Device;
pub use diagnostics::{CallSite, Diagnostic, DiagnosticKind, Fix};
pub use import::{ImportOptions, ImportedLayer, ImportedText};
pub use network::Network;
pub use report::text::operations::{OperationEntry, operations};
pub use report::{Comparison, Report, model};
pub use source::{Disk, Files, Location, NoFiles, ReadError, Source, Sources, Span, Stream};
pub use tensor::{Dtype, Shape, Spatial, TensorId};

/// All modules, for the tests, benches and fuzz targets of this repository. No part of the
/// interface: what is here changes without notice.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals {
    /// Each module with its public items.
    macro_rules! modules {
        ($($name:ident)*) => {$(
            pub mod $name {
                pub use crate::$name::*;
            }
        )*};
    }

    modules! {
        analysis arena bundled check cost device diagnostics diff import index network ops report source syntax
        tensor text value whatif
    }
    #[cfg(feature = "lsp")]
    modules! { ide }
}
