//! How a layer came about: what a derivation shows beside the network, which keeps only what
//! figures need.

use super::axis::Axis;
use super::formula::Quantity;
use super::{Applied, Context, Operation, Stored};

/// What an operation was called with, and what it made of it.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The operation.
    pub operation: &'static Operation,
    /// The values of its parameters, in their order.
    pub settings: Vec<Setting>,
    /// What it stores, and whether that is an earlier layer's.
    pub stored: Vec<(Stored, bool)>,
    /// The spatial axes that a window slides along, or that it spreads over.
    pub axes: Vec<Axis>,
}

/// A parameter of a call.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// Its value, as it would be written.
    pub value: String,
    /// Whether the call gives it; the default otherwise.
    pub given: bool,
}

impl Recipe {
    /// That of a call, with what it made, and which of what it stores is an earlier layer's.
    pub fn new(context: &Context<'_>, applied: &Applied, shared: Vec<bool>) -> Self {
        let parameters = context.operation.parameters.iter().zip(context.arguments);
        let settings = parameters.map(|(parameter, argument)| Setting {
            name: parameter.name,
            value: match argument {
                Some(argument) => argument.value.to_string(),
                None => parameter.default.to_string(),
            },
            given: argument.is_some(),
        });
        let windows = applied.windows.iter().flat_map(|placed| placed.axes());
        Recipe {
            operation: context.operation,
            settings: settings.collect(),
            stored: applied.stored.iter().copied().zip(shared).collect(),
            axes: windows.chain(applied.spread.iter().copied()).collect(),
        }
    }

    /// The learned values, or the others, that are the layer's own, as a formula.
    pub fn own<N: Quantity>(&self, learned: bool) -> N {
        let own =
            self.stored.iter().filter(|(stored, shared)| stored.learned == learned && !shared);
        own.fold(N::literal(0), |sum, (stored, _)| sum + stored.formula::<N>())
    }

    /// All values that the layer stores or shares, as a formula.
    pub fn all<N: Quantity>(&self) -> N {
        self.stored.iter().fold(N::literal(0), |sum, (stored, _)| sum + stored.formula::<N>())
    }
}
