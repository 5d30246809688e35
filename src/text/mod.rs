//! Texts and numbers as people read them: grouped digits, durations, wrapped lines, and the nearest
//! of several words.

pub mod digits;
pub mod duration;
pub mod nearest;
pub mod plain;
pub mod wrap;
