//! From the tree to the network: names, blocks, loops, shapes, and what is wrong with them.

use std::io;
use std::path::Path;

use crate::diagnostics::Diagnosis;
use crate::dtype::Dtype;
use crate::network::Network;
use crate::source::{Source, Sources};

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
    /// The convention of `flops`.
    pub convention: Option<String>,
    /// What a file may use up.
    pub limits: Limits,
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

/// How `use` reads other files; the caller decides where from.
pub trait Files {
    /// The bytes of the file at this path.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
}

/// What came of checking a file.
#[derive(Debug)]
pub struct Checked {
    /// The network, unless there are errors.
    pub network: Option<Network>,
    /// All that is wrong, in source order, errors before warnings.
    pub diagnoses: Vec<Diagnosis>,
}

/// Checks a file that stands in `sources`, and the files it uses, which are added there.
pub fn check(
    _sources: &Sources,
    _main: &Source,
    _options: &Options,
    _files: &dyn Files,
) -> Checked {
    Checked { network: None, diagnoses: Vec::new() }
}
