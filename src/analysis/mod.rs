//! Whole runs over a text: all that is wrong with it, and its fixes applied.

mod analyze;
mod compare;
mod cures;
mod diagnose;
pub mod fix;
mod model;
mod nearest;
mod program;
#[cfg(feature = "cli")]
mod written_lens;

pub(crate) use analyze::analyze_again;
pub use analyze::{Analysis, analyze, analyze_with, report};
pub use compare::compare;
pub use cures::check_with_cures;
pub use diagnose::diagnose;
#[cfg(feature = "lsp")]
pub(crate) use diagnose::diagnose_tried;
pub use model::{check_imported, guarded, import, is_wrong};
pub use nearest::nearest_inputs;
pub use program::Program;
#[cfg(feature = "cli")]
pub use written_lens::with_lens;
