//! How a layer came about: what a derivation shows beside the network, which keeps only what
//! figures need.

use super::axis::Axis;
use super::formula::Numeric;
use super::{Context, Inferred, Operation, Parameter, Stored};
use crate::value::Value;

/// What an operation was called with, and what it made of it.
#[derive(Clone, Debug)]
pub struct CallRecord {
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

impl CallRecord {
    /// That of a call, with what it made, and which of what it stores is an earlier layer's.
    pub fn new(
        context: &Context<'_>,
        applied: &Inferred,
        shared: impl IntoIterator<Item = bool>,
    ) -> Self {
        let parameters = context.operation.parameters.iter().zip(context.arguments);
        let settings = parameters.map(|(parameter, argument)| Setting {
            name: parameter.name,
            value: match argument {
                Some(argument) => written(parameter, &argument.value),
                None => parameter.default.to_string(),
            },
            given: argument.is_some(),
        });
        let windows = applied.windows.iter().flat_map(|placed| placed.axes());
        CallRecord {
            operation: context.operation,
            settings: settings.collect(),
            stored: applied.stored.iter().copied().zip(shared).collect(),
            axes: windows.chain(applied.spread.iter().copied()).collect(),
        }
    }

    /// The learned values, or the others, that are the layer's own, as a formula.
    pub fn own<N: Numeric>(&self, learned: bool) -> N {
        sum(self.stored.iter().filter(|(stored, shared)| stored.learned == learned && !shared))
    }

    /// The learned values of the layer's own, with the first axis taken out of the sum if there are
    /// several and all have it: `(I + 1)·J`.
    pub fn factored<N: Numeric>(&self) -> Option<N> {
        let own = self.stored.iter().filter(|(stored, shared)| stored.learned && !shared);
        let own: Vec<&Stored> = own.map(|(stored, _)| stored).collect();
        let (first, others) = own.split_first().filter(|(_, others)| !others.is_empty())?;
        let (letter, size) = first.first_axis()?;
        if others.iter().any(|other| other.first_axis() != Some((letter, size))) {
            return None;
        }
        // Vectors leave numbers, which become one: the 1 of a bias, the 2 of a scale and a bias.
        let (vectors, others): (Vec<_>, Vec<_>) =
            own.into_iter().partition(|stored| stored.shape.rank() == 1);
        let others = others.into_iter().map(|stored: &Stored| stored.product::<N>(1));
        let sum = others.fold(N::literal(0), |sum, values| sum + values);
        let vectors = vectors.iter().map(|stored| stored.count).sum();
        Some((sum + N::literal(vectors)) * N::named(letter, size))
    }

    /// All values that the layer stores or shares, as a formula.
    pub fn all<N: Numeric>(&self) -> N {
        sum(self.stored.iter())
    }
}

/// The sum of what is stored, each by its name if there are several.
fn sum<'a, N: Numeric>(stored: impl Iterator<Item = &'a (Stored, bool)> + Clone) -> N {
    let one = stored.clone().count() == 1;
    let values = stored.map(|(stored, _)| match one {
        true => stored.formula::<N>(),
        false => stored.formula::<N>().called(stored.name),
    });
    values.fold(N::literal(0), |sum, values| sum + values)
}

/// A value of a parameter as a call would write it: words have no quotes.
fn written(parameter: &Parameter, value: &Value) -> String {
    match value {
        Value::String(word) if parameter.words.contains(&&**word) => word.to_string(),
        value => value.to_string(),
    }
}
