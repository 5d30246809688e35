//! The report and the comparison as owned values: what JSON holds, read and written by serde.
//!
//! The documents that `--format json` writes are these structures, so a report can be read back:
//!
//! ```
//! use netcost::{Costing, Options, Report};
//!
//! let text = "input 3x227x227\nconv 96 k11 s4 p0\n";
//! let analysis = netcost::analyze("first.net", text, &Options::new());
//! let report = analysis.report(&Costing::default())?.ok_or("there are errors")?;
//! assert_eq!(report.layers[0].name, "conv1");
//!
//! let json = serde_json::to_string(&report)?;
//! assert_eq!(serde_json::from_str::<Report>(&json)?, report);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arena;
mod comparison;
mod entries;
mod layer;
mod network;
mod shapes;
mod totals;
mod value;

pub use arena::{Arena, Placed};
pub use comparison::{Change, ChangeKind, ComparedNetwork, Comparison};
pub use entries::Entries;
pub use layer::{Context, Layer, OnDevice, OperationCounts, ReceptiveField};
pub use network::{
    AppliedPass, DeviceFit, ElementTypes, Imported, LeftLayer, MemoryFit, Port, Report, ReportRow,
    RowSubject,
};
pub use shapes::Shapes;
pub use totals::{AliveTensor, Peak, Totals, TrainingCosts};
pub use value::Value;

/// The version of the documents.
pub const SCHEMA: u32 = 1;
