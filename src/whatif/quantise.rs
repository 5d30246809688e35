//! `int8` and `int4`: floats become integers, as in TFLite's quantisation specification: 8 bits for weights and
//! activations, 32 for biases.

use super::Outcome;
use crate::network::{
    Dtypes, Groups, LayerId, Network, NewParameter, Parameter, ParameterId, Rewrite,
};
use crate::tensor::{Dtype, Shape};

pub(super) fn int8(network: Network) -> Outcome {
    quantise(network, |_| Dtype::Int8)
}

/// 4 bits for matrices and filters, optionally in groups along each row; 8 bits for vectors, such as those of norms.
pub(super) fn int4(network: Network, groups: Option<Groups>) -> Outcome {
    let grouped = groups.map(|groups| with_scales(&network, groups));
    let network = match &grouped {
        Some(rewrite) => rewrite.apply(network),
        None => network,
    };
    quantise(network, |weight| if is_matrix(weight) { Dtype::Int4 } else { Dtype::Int8 })
}

fn is_matrix(parameter: &Parameter) -> bool {
    parameter.is_weight() && parameter.shape.rank() >= 2
}

/// Sets the types of all floats and of biases. `weights` decides the types of the other parameters.
fn quantise(mut network: Network, weights: impl Fn(&Parameter) -> Dtype) -> Outcome {
    let mut layers = 0;
    for index in 0..network.layers.len() {
        let id = LayerId(u32::try_from(index).unwrap_or(u32::MAX));
        let used: Vec<ParameterId> =
            network.layer(id).parameters.iter().map(|(id, _)| id).collect();
        let mut changes = network.layer(id).outputs().any(|it| network.tensor(it).dtype.is_float());
        let mut of_layer = None;
        for parameter in used {
            let stored = network.parameters.get(parameter);
            let dtype = match stored.dtype {
                _ if is_scale(&stored) => continue,
                _ if stored.is_bias() => Dtype::Int32,
                dtype if dtype.is_float() => weights(&stored),
                dtype => dtype,
            };
            changes |= dtype != stored.dtype;
            network.parameters.set_dtype(parameter, dtype);
            of_layer = of_layer.or(Some(dtype).filter(|_| !stored.is_bias()));
        }
        layers += u64::from(changes);
        let layer = network.layer_mut(id);
        let float = Some(Dtype::Int8).filter(|_| layer.weights.is_float());
        layer.weights = of_layer.or(float).unwrap_or(layer.weights);
    }
    let floats = network.tensors.iter_mut().filter(|tensor| tensor.dtype.is_float());
    floats.for_each(|tensor| tensor.dtype = Dtype::Int8);
    let biases = Some(Dtype::Int32);
    network.dtype = Dtypes { weights: Dtype::Int8, biases, activations: Dtype::Int8 };
    Outcome { network, rewrite: None, layers, left: Vec::new() }
}

/// The names of the parameters that a group of weights shares.
const SCALES: &str = "scales";
const ZEROS: &str = "zeros";

fn is_scale(parameter: &Parameter) -> bool {
    [SCALES, ZEROS].contains(&parameter.name)
}

/// A scale of 16 bits for each group of weights in a row, and a zero point of 4 bits if there are any.
fn with_scales(network: &Network, groups: Groups) -> Rewrite {
    let mut rewrite = Rewrite::new(network);
    for (id, layer) in network.numbered_layers() {
        let own = network.parameters_of(layer).filter(|used| used.own).map(|used| used.parameter);
        for weight in own.filter(|it| is_matrix(it) && it.dtype.is_float()) {
            let Some(shape) = groups_of(&weight.shape, groups.size) else { continue };
            let add = |name, dtype| {
                NewParameter { copies: weight.copies, ..NewParameter::buffer(name, shape) }
                    .of_type(dtype, dtype, false)
            };
            rewrite.add(id, add(SCALES, Dtype::F16));
            if groups.zero {
                rewrite.add(id, add(ZEROS, Dtype::Int4));
            }
        }
    }
    rewrite
}

/// How many rows a weight has, and how many groups are in each.
fn groups_of(weight: &Shape, size: u32) -> Option<Shape> {
    let (rows, row) = weight.axes().split_first()?;
    let row: u64 = row.iter().copied().map(u64::from).product();
    Shape::new(&[u64::from(*rows), row.div_ceil(u64::from(size))]).ok()
}
