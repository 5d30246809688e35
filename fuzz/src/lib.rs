//! What must hold of any input, a function for each way into netcost.
//!
//! libFuzzer calls these, and so does `cargo test`, which includes this file as a module and needs
//! neither libFuzzer nor nightly Rust. An input is a text in UTF-8; one that begins with a zero is
//! what [`networks`] makes a text of.

mod check;
mod choices;
mod command_line;
mod format;
mod import;
pub mod models;
pub mod networks;
mod parse;
pub mod programs;
mod said;
mod tree;

use std::borrow::Cow;

use netcost::internals::check::Limits;

pub use check::check;
pub use command_line::command_line;
pub use format::format;
pub use import::import;
pub use parse::parse;

/// What a network may use up here: little enough that every input is done within a second.
pub const LIMITS: Limits = Limits { layers: 10_000, steps: 100_000, calls: 64 };

/// The text of an input.
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0, call_record @ ..] => networks::network(call_record).into(),
        text => String::from_utf8_lossy(text),
    }
}
