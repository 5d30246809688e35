//! How a call made its layer: what derivations show besides the network.

use super::axis::Axis;
use super::inferred::{Inferred, Letters};
use super::operation::{Context, Operation};
use super::parameter_spec::ParameterSpec;
use crate::value::Value;

/// The call that made a layer, and what its shape rule worked with.
#[derive(Clone, Debug)]
pub struct CallRecord {
    /// The operation.
    pub operation: &'static Operation,
    /// The values of its parameters, in their order.
    pub settings: Vec<Setting>,
    /// For each parameter of the layer, the letters of its first axes.
    pub letters: Vec<Letters>,
    /// The spatial axes that a window slides along, or that a kernel spreads over.
    pub axes: Vec<Axis>,
}

/// A parameter of a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// Its value, as it would be written.
    pub value: String,
    /// Whether the call gives it; it is the default otherwise.
    pub given: bool,
}

impl CallRecord {
    /// The record of a call, with what was inferred for it.
    pub fn new(context: &Context<'_>, inferred: &Inferred) -> Self {
        let parameters = context.operation.parameters.iter().zip(context.arguments);
        let settings = parameters.map(|(parameter, argument)| Setting {
            name: parameter.name,
            value: match argument {
                Some(argument) => written(parameter, &argument.value),
                None => parameter.default.to_string(),
            },
            given: argument.is_some(),
        });
        CallRecord {
            operation: context.operation,
            settings: settings.collect(),
            letters: inferred.parameters.iter().map(|parameter| parameter.letters).collect(),
            axes: inferred.axes.clone(),
        }
    }
}

/// A value of a parameter as a call would write it: words have no quotes.
fn written(parameter: &ParameterSpec, value: &Value) -> String {
    match value {
        Value::String(word) if parameter.words.contains(&&**word) => word.to_string(),
        value => value.to_string(),
    }
}
