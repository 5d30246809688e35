//! Training: what a step of it keeps in memory, and what it computes.
//!
//! Memory is what lives between the forward and the backward pass: parameters, gradients, the
//! state of the optimizer, and what the backward pass needs of the forward pass. It is that of
//! PyTorch; `saved` has the rule for each kind of work.

mod saved;

use super::bytes::ParameterTotals;
use super::{BYTES, COUNT, Costs, Unit};
use crate::diagnostics::cost::CostProblem;
use crate::index::IndexVec;
use crate::network::{Layer, Network, OpKind, Parameter};
use crate::tensor::{Dtype, TensorId};

/// How parameters are moved along their gradients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optimizer {
    /// Stochastic gradient descent, which remembers nothing.
    Sgd,
    /// With momentum: a running mean of each gradient.
    Momentum,
    /// Adam: running means of each gradient and of its square (Kingma and Ba 2015).
    Adam,
    /// AdamW, which remembers the same (Loshchilov and Hutter 2019).
    Adamw,
}

impl Optimizer {
    /// All of them.
    pub const ALL: [Optimizer; 4] =
        [Optimizer::Sgd, Optimizer::Momentum, Optimizer::Adam, Optimizer::Adamw];

    /// Its name, as the command line takes it.
    pub fn name(self) -> &'static str {
        match self {
            Optimizer::Sgd => "sgd",
            Optimizer::Momentum => "momentum",
            Optimizer::Adam => "adam",
            Optimizer::Adamw => "adamw",
        }
    }

    /// How many values it remembers for each parameter.
    fn remembered(self) -> u128 {
        match self {
            Optimizer::Sgd => 0,
            Optimizer::Momentum => 1,
            Optimizer::Adam | Optimizer::Adamw => 2,
        }
    }
}

/// What a step of training takes, in bytes and in FLOPs of the costs' convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Training {
    /// The optimizer.
    pub optimizer: Optimizer,
    /// Parameters and buffers.
    pub parameters: u128,
    /// Copies in 32 bits of parameters that are narrower.
    pub master_weights: u128,
    /// The gradients of the parameters.
    pub gradients: u128,
    /// What the optimizer remembers.
    pub optimizer_state: u128,
    /// What the backward pass needs of the forward pass.
    pub saved_activations: u128,
    /// All of these.
    pub memory: u128,
    /// FLOPs of the forward pass.
    pub forward_flops: u128,
    /// FLOPs of the backward pass.
    pub backward_flops: u128,
}

impl Training {
    /// What training a network takes.
    ///
    /// # Errors
    /// When a figure does not fit into 128 bits.
    pub fn of(costs: &Costs<'_>, optimizer: Optimizer) -> Result<Self, CostProblem> {
        let layers = &costs.network.layers;
        let span = layers.last().and_then(|layer| layer.span);
        let batch = costs.network.batch;
        training(costs, optimizer).ok_or(CostProblem::TooLarge { batch, span })
    }

    /// FLOPs of both passes.
    pub fn flops(&self) -> u128 {
        // Their sum fits: it has been formed before.
        self.forward_flops.saturating_add(self.backward_flops)
    }

    /// The figures as reports write them, by their names.
    pub fn parts(&self) -> [Part; 9] {
        let bytes = |name, title, figure| Part { name, title, figure, unit: &BYTES };
        let flops = |name, title, figure| Part { name, title, figure, unit: &COUNT };
        [
            bytes("parameters", "parameters", self.parameters),
            bytes("master_weights", "copies in 32 bits", self.master_weights),
            bytes("gradients", "gradients", self.gradients),
            bytes("optimizer_state", "optimizer state", self.optimizer_state),
            bytes("saved_activations", "saved activations", self.saved_activations),
            bytes("memory", "memory of training", self.memory),
            flops("forward_flops", "flops forward", self.forward_flops),
            flops("backward_flops", "flops backward", self.backward_flops),
            flops("flops", "flops of a step", self.flops()),
        ]
    }
}

/// One of the figures of training.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// What JSON calls it.
    pub name: &'static str,
    /// What tables call it.
    pub title: &'static str,
    /// The figure.
    pub figure: u128,
    /// What it counts.
    pub unit: &'static Unit,
}

fn training(costs: &Costs<'_>, optimizer: Optimizer) -> Option<Training> {
    let network = costs.network;
    let needs = needs_gradient(network);
    let mut all = Training {
        optimizer,
        parameters: costs.totals.figures.param_bytes,
        master_weights: 0,
        gradients: 0,
        optimizer_state: 0,
        saved_activations: saved::bytes(network, &needs)?,
        memory: 0,
        forward_flops: costs.totals.figures.flops,
        backward_flops: 0,
    };
    for layer in &network.layers {
        if layer.weights.is_float() {
            let (params, dtype) = (ParameterTotals::of(network, layer).trainable, layer.weights);
            let wide = if dtype.bits() < 32 { Dtype::F32 } else { dtype };
            let master = if dtype.bits() < 32 { wide.bytes(params)? } else { 0 };
            let state = wide.bytes(params)?.checked_mul(optimizer.remembered())?;
            all.master_weights = all.master_weights.checked_add(master)?;
            all.gradients = all.gradients.checked_add(dtype.bytes(params)?)?;
            all.optimizer_state = all.optimizer_state.checked_add(state)?;
        }
        let halves = halves(network, layer, &needs);
        let backward = costs.figures(layer).flops.checked_mul(halves)?.div_ceil(2);
        all.backward_flops = all.backward_flops.checked_add(backward)?;
    }
    all.forward_flops.checked_add(all.backward_flops)?;
    let parts = [all.master_weights, all.gradients, all.optimizer_state, all.saved_activations];
    all.memory = parts.into_iter().try_fold(all.parameters, u128::checked_add)?;
    Some(all)
}

/// Whether a layer learns: it has parameters, its own or shared, in a type that has gradients, and not
/// frozen.
fn learns(network: &Network, layer: &Layer) -> bool {
    let learned = |parameter: Parameter| {
        parameter.trainable && !parameter.frozen && parameter.dtype.is_float()
    };
    network.parameters_of(layer).any(|used| learned(used.parameter))
}

/// For each tensor whether its gradient is needed.
type Needs = IndexVec<TensorId, bool>;

/// A gradient is needed of what is learned, or comes from something that is. Inputs are not, nor are
/// truth values and positions.
fn needs_gradient(network: &Network) -> Needs {
    let mut needs = IndexVec::filled(network.tensors.len(), false);
    for layer in &network.layers {
        let flows = layer.inputs.iter().any(|input| needs[*input]);
        for output in layer.outputs() {
            let discrete = network.tensor(output).dtype.is_discrete();
            needs[output] = !discrete && (flows || learns(network, layer));
        }
    }
    needs
}

/// The cost of the backward pass in halves of the forward pass. Fused attention has two products forward; back,
/// the scores once more, and a product for each factor of both: five.
fn halves(network: &Network, layer: &Layer, needs: &Needs) -> u128 {
    match layer.kind {
        OpKind::Attention(_) => 5 * u128::from(needs[layer.output]),
        _ => 2 * passes(network, layer, needs),
    }
}

/// The cost of the backward pass as a multiple of the forward pass. A product costs as much again
/// for each factor that needs a gradient, as Kaplan et al. count (2020, section 2.1); every other
/// operation is assumed to cost as much as in the forward pass.
fn passes(network: &Network, layer: &Layer, needs: &Needs) -> u128 {
    use OpKind::*;
    let inputs = layer.inputs.iter().filter(|input| needs[**input]).count() as u128;
    let output = u128::from(needs[layer.output]);
    match layer.kind {
        Matmul(_) => inputs,
        // The weights, and each of the two vectors that needs a gradient.
        Bilinear(_) => inputs + u128::from(learns(network, layer)),
        Convolution(_)
        | DeformableConvolution(_)
        | TransposedConvolution(_)
        | Linear(_)
        | Custom(_) => u128::from(inputs > 0) + u128::from(learns(network, layer)),
        // The gradient of the state passes through all steps, whatever the input needs.
        Recurrent(_) => output + u128::from(learns(network, layer)),
        Scan(_) => 2 * output,
        Activation(_) | Attention(_) | AdaptivePool(_) | Cumulative(_) | Dropout
        | Elementwise(_) | Function(_) | Gather(_) | Lookup(_) | Move(_) | Norm(_) | Pool(_)
        | Reduction(_) | Resampling(_) | Sampling(_) | Scatter(_) | Selection(_) | Softmax(_) => {
            output
        }
    }
}

#[cfg(test)]
mod tests;
