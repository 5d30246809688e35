//! What happens to a text before the grammar sees it: brackets that do not match are cut out, and what
//! is nested too deeply or too long for the parser is refused.
//!
//! The grammar can rely on it: in a sound slice brackets match and every string ends.
//!
//! 1. The scanner goes over the tokens once. Where all brackets match, which is nearly always so, that
//!    is all.
//! 2. Otherwise the lines and their indentation show which brackets are at fault (`braces.rs`) and how
//!    far the statements with them go. Each becomes a region (`regions.rs`).
//! 3. The scanner goes over the tokens again and overwrites the regions with what no statement can
//!    contain: one statement for each region does not parse, and the others are as if nothing were
//!    wrong.
//!
//! All of it takes linear time, whatever the text is.

mod braces;
mod brackets;
mod damage;
mod lines;
mod regions;
mod scanner;
mod text;

pub(super) use damage::{NESTING, PROBLEMS};
pub(super) use scanner::{SLICE, Slice};
pub(super) use text::recover;
