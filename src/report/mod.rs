//! From figures to bytes, one file a format.

pub mod messages;
pub mod operations;
