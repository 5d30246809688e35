//! From trees to a network: names are resolved, statements evaluated, and what is wrong is reported.

mod arguments;
mod as_written;
mod diagnostics;
mod entry;
mod eval;
mod family;
mod hints;
mod lens;
mod lint;
mod options;
pub mod record;
mod resolve;
mod scope;
mod settings;
mod signature;
mod totals;
mod values;

pub use arguments::{Argument, ParamValue};
pub use entry::{Checked, Trees, check};
pub(crate) use eval::known_calls::KnownCalls;
pub use eval::overrides::dimensions;
pub use family::{Legal, Param};
pub use hints::operation_meant;
pub use lens::Lens;
#[cfg(feature = "lsp")]
pub use lint::lint_names;
pub use options::{Limits, Options};
pub use resolve::program::Program;
pub use resolve::symbols;
pub use resolve::symbols::Symbols;
#[cfg(feature = "lsp")]
pub use settings::SETTINGS;
#[cfg(feature = "lsp")]
pub(crate) use signature::{CommonParameter, Signature, common};
pub(crate) use totals::{fits, states_figure, total};
pub use values::{BadValue, parse_value};
