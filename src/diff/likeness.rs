//! What two layers may have in common, as numbers that are quickly compared.

use std::collections::HashMap;
use std::hash::Hash;

use super::Side;
use crate::cost::Figures;
use crate::network::{Layer, Network, OpKind};
use crate::tensor::{Dtype, Shape, TensorId};

/// What a layer is, each part a number that layers of both networks share if they share the part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Traits {
    /// What it does, on what, and what that costs.
    pub whole: u32,
    /// Its call as the file has it: the same in each run of a loop, and whatever the params are.
    pub call: u32,
    /// Its operation.
    pub operation: u32,
    /// Its name, with those of its scopes.
    pub name: u32,
}

/// All that costs depend on.
#[derive(PartialEq, Eq, Hash)]
struct Whole {
    operation: &'static str,
    work: OpKind,
    inputs: Vec<(Shape, Dtype)>,
    outputs: Vec<(Shape, Dtype)>,
    weights: Dtype,
    figures: Figures,
}

/// Numbers for things, the same for equal ones.
struct Numbers<T>(HashMap<T, u32>);

impl<T: Eq + Hash> Numbers<T> {
    #[expect(clippy::cast_possible_truncation, reason = "no machine holds as many things")]
    fn of(&mut self, thing: T) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(thing).or_insert(next)
    }
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Numbers(HashMap::new())
    }
}

#[derive(Default)]
struct Seen {
    wholes: Numbers<Whole>,
    calls: Numbers<(&'static str, String)>,
    operations: Numbers<&'static str>,
    names: Numbers<String>,
}

/// The traits of the layers of both networks.
pub(super) fn traits(old: &Side<'_>, new: &Side<'_>) -> (Vec<Traits>, Vec<Traits>) {
    let mut seen = Seen::default();
    let mut of = |side: &Side<'_>| {
        let layers = &side.costs.network.layers;
        layers.iter().map(|layer| seen.traits(side, layer)).collect::<Vec<_>>()
    };
    (of(old), of(new))
}

impl Seen {
    fn traits(&mut self, side: &Side<'_>, layer: &Layer) -> Traits {
        let network = side.costs.network;
        let call = side.sources.text(layer.span).split_whitespace().collect::<Vec<_>>().join(" ");
        Traits {
            whole: self.wholes.of(whole(side, network, layer)),
            call: self.calls.of((layer.operation, call)),
            operation: self.operations.of(layer.operation),
            name: self.names.of(network.full_name(layer)),
        }
    }
}

fn whole(side: &Side<'_>, network: &Network, layer: &Layer) -> Whole {
    let tensor = |id: TensorId| {
        let tensor = network.tensor(id);
        (tensor.shape, tensor.dtype)
    };
    Whole {
        operation: layer.operation,
        work: layer.kind,
        inputs: layer.inputs.iter().copied().map(tensor).collect(),
        outputs: layer.outputs().map(tensor).collect(),
        weights: layer.weights,
        figures: side.costs.figures(layer),
    }
}
