//! Tests of the whole, in one program: what is linked once takes a fraction of the time. Those of files,
//! one for each, are in `diagnostics/` and `docs/`, and those of inputs by chance in `fuzz.rs`.

mod architecture;
mod arithmetic;
mod cli;
mod console;
mod conventions;
mod examples;
mod explain;
mod language;
mod program;
mod reports;
mod schema;
mod truth;
