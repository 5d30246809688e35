//! Lints: advice on request about what is right and perhaps not what was meant.

mod context;
mod convolutions;
mod layers;
mod names;
mod registry;
mod rewrite;
mod windows;

#[cfg(feature = "lsp")]
pub use self::registry::lint_names;
pub(crate) use self::registry::{advise, report_unknown, warn};
