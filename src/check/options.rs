//! What the caller asks for: what to instantiate, and how much a file may use up.

use crate::tensor::Dtype;

/// What the caller sets, and the file's own settings give way to.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The title where the file states none: its name without its ending.
    pub name: String,
    /// Samples in a batch.
    pub batch: Option<u64>,
    /// Shapes of inputs, as written, with the input's name where it has one.
    pub inputs: Vec<(Option<String>, String)>,
    /// Values of params, as written: an expression without names, or else a word.
    pub arguments: Vec<(String, String)>,
    /// The element type of parameters.
    pub weights: Option<Dtype>,
    /// The element type of all else.
    pub activations: Option<Dtype>,
    /// Whether a file may declare blocks and functions, and be no network.
    pub declarations: bool,
    /// What a file may use up.
    pub limits: Limits,
    /// Whether advice is wanted too.
    pub pedantic: bool,
    /// Whether it is kept how each layer came about, for derivations.
    pub call_records: bool,
}

/// What a file may use up before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Layers of a network, inclusive.
    pub layers: u64,
    /// Statements run, functions called and list items made.
    pub steps: u64,
    /// Calls of blocks and functions within each other.
    pub calls: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { layers: 1_000_000, steps: 10_000_000, calls: 64 }
    }
}
