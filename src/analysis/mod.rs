//! Whole runs over a text: all that is wrong with it, and its fixes applied.

mod analyze;
mod cures;
mod diagnose;
pub mod fix;

pub use analyze::{Analysis, analyze, analyze_with};
pub use cures::check_with_cures;
pub use diagnose::diagnose;
