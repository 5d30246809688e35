//! Integration tests, in one binary so that they are linked only once. Tests that are generated from files
//! are in `diagnostics/` and `docs/`, and tests with random inputs in `fuzz.rs`.

mod architecture;
mod arithmetic;
mod cli;
mod console;
mod conventions;
mod counted;
mod editor;
mod examples;
mod explain;
mod import;
mod language;
mod latex;
mod model;
mod page;
mod partial;
mod program;
mod reports;
mod schema;
mod truth;
