//! What the caller asks for: what to instantiate, and how much a file may use up.

use super::arguments::{Argument, ParamValue};
use super::lens::Lens;
use super::record::Wanted;
use crate::tensor::Dtype;

/// What the caller sets; it overrides the settings of the file.
///
/// ```
/// use netcost::Options;
///
/// let options = Options::new()
///     .param("width", 0.5)
///     .param("act", "relu")
///     .param("layers", vec![3, 4, 6, 3])
///     .input("image", [3, 192, 192])
///     .batch(8);
/// assert_eq!(options.batch, Some(8));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The title, for a file that states none: its name without its extension.
    pub name: String,
    /// Samples in a batch.
    pub batch: Option<u64>,
    /// Shapes of inputs, without the batch, with the input's name; without one for the only input.
    pub inputs: Vec<(Option<String>, Vec<u64>)>,
    /// Values of params.
    pub arguments: Vec<Argument>,
    /// The element type of parameters.
    pub weights: Option<Dtype>,
    /// The element type of biases. By default it is that of the file, or that of the weights if both other types are
    /// set here.
    pub biases: Option<Dtype>,
    /// The element type of all other tensors.
    pub activations: Option<Dtype>,
    /// What replaces operations, in order: calls in a lens mean what the lenses after it make of them. A program that is
    /// instantiated has those that it was read with.
    pub lenses: Vec<Lens>,
    /// Whether a file may only declare blocks and functions, without a network.
    pub declarations: bool,
    /// What a file may use up.
    pub limits: Limits,
    /// Whether claims of shapes are checked in full, also on axes that params and inputs of the caller
    /// change.
    pub strict: bool,
    /// Whether advice is wanted too.
    pub pedantic: bool,
    /// For how many layers, from the first, it is kept how they were made, for derivations.
    pub call_records: usize,
    /// What is recorded while the program runs; by default nothing.
    pub record: Wanted,
}

impl Options {
    /// Everything as the file says.
    pub fn new() -> Self {
        Options::default()
    }

    /// The title, for a file that states none.
    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Self {
        Options { name: name.into(), ..self }
    }

    /// The value of a param.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, value: impl Into<ParamValue>) -> Self {
        self.arguments.push(Argument::new(name, value));
        self
    }

    /// The shape of the input of this name, without the batch.
    #[must_use]
    pub fn input(mut self, name: impl Into<String>, shape: impl Into<Vec<u64>>) -> Self {
        self.inputs.push((Some(name.into()), shape.into()));
        self
    }

    /// The shape of the only input, without the batch.
    #[must_use]
    pub fn only_input(mut self, shape: impl Into<Vec<u64>>) -> Self {
        self.inputs.push((None, shape.into()));
        self
    }

    /// Samples in a batch, at least 1.
    #[must_use]
    pub fn batch(self, batch: u64) -> Self {
        Options { batch: Some(batch), ..self }
    }

    /// The element types of parameters and of all other tensors.
    #[must_use]
    pub fn dtypes(self, weights: Dtype, activations: Dtype) -> Self {
        Options { weights: Some(weights), activations: Some(activations), ..self }
    }

    /// A lens, after those there are.
    #[must_use]
    pub fn lens(mut self, lens: Lens) -> Self {
        self.lenses.push(lens);
        self
    }

    /// What is recorded while the program runs.
    #[must_use]
    pub fn record(self, record: Wanted) -> Self {
        Options { record, ..self }
    }

    /// What a file may use up.
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        Options { limits, ..self }
    }
}

/// What a file may use up before it is refused.
///
/// ```
/// use netcost::{Limits, Options};
///
/// let limits = Limits { layers: 100, ..Limits::default() };
/// let options = Options::new().limits(limits);
/// let analysis = netcost::analyze("long.net", "input 8\nrepeat 1000 { relu }\n", &options);
/// assert!(analysis.network().is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Layers of a network, inclusive.
    pub layers: u64,
    /// Statements run, functions called and list items made, inclusive.
    pub steps: u64,
    /// Depth of calls of blocks and functions, inclusive.
    pub calls: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { layers: 1_000_000, steps: 10_000_000, calls: 64 }
    }
}
