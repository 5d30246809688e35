//! Texts and numbers for people: grouped digits, durations, wrapped lines, and suggestions for misspelled
//! words.

pub mod digits;
pub mod duration;
pub mod nearest;
pub mod plain;
pub mod wrap;
