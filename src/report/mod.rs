//! From figures to bytes, one file a format.

pub mod messages;
