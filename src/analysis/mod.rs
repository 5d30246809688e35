//! Whole runs over a text: all that is wrong with it, and its fixes applied.

pub mod fix;
