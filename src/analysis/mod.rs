//! Whole runs over a text: all that is wrong with it, and its fixes applied.

mod diagnose;
pub mod fix;

pub use diagnose::diagnose;
