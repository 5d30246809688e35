//! Texts and numbers for people: grouped digits, durations, lists, wrapped lines, and suggestions for
//! misspelled words.

pub mod digits;
pub mod duration;
pub mod list;
pub mod nearest;
pub mod plain;
pub mod wrap;
