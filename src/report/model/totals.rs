//! The totals of a network.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::entries::Entries;
use super::layer::OperationCounts;
use super::shapes::{read_shape, write_shape};
use super::value::Value;
use crate::tensor::Shape;

/// The totals of a network; in a report with the peak of memory, in a comparison without.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Totals<P = Peak> {
    /// How many layers there are.
    pub layers: u64,
    /// Learned values, shared ones once.
    pub params: u64,
    /// Stored values that are not learned.
    pub buffers: u64,
    /// Multiply-accumulates.
    pub macs: u64,
    /// What the convention counts.
    pub flops: u64,
    /// Arithmetic operations by class.
    pub ops: OperationCounts,
    /// Elements of the outputs of all layers.
    pub activations: u64,
    /// Bytes of inputs and parameters read, by each layer once.
    pub read_bytes: u64,
    /// Bytes of outputs written, each once.
    pub write_bytes: u64,
    /// Bytes of the network's inputs.
    pub input_bytes: u64,
    /// Bytes of the outputs of all layers, written or not.
    pub activation_bytes: u64,
    /// Bytes of params and buffers.
    pub param_bytes: u64,
    /// The most bytes of tensors that are alive at once.
    pub peak_memory: u64,
    /// Picoseconds of the operations at the device's peak; `None` without a device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compute_time: Option<u64>,
    /// Picoseconds of the bytes at the device's bandwidth, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_time: Option<u64>,
    /// Picoseconds of the longer of the two, layer by layer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<u64>,
    /// Picoseconds if computing and moving overlap completely.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower_time: Option<u64>,
    /// Picoseconds if computing and moving never overlap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper_time: Option<u64>,
    /// The peak of memory; in reports only.
    #[serde(flatten)]
    pub peak: P,
    /// The flops under every convention if they were requested; in reports only.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub flops_by_convention: Entries<u64>,
    /// What training takes if that was requested; in reports only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<TrainingCosts>,
    /// What has no field of its own, by name: further metrics.
    #[serde(flatten)]
    pub other: Entries<Value>,
}

/// The peak of memory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Peak {
    /// The layer that runs at the peak, with its path; `None` if there is no layer.
    #[serde(rename = "peak_layer")]
    pub layer: Option<String>,
    /// The tensors that are alive then, the largest first.
    #[serde(rename = "peak_tensors")]
    pub tensors: Vec<AliveTensor>,
}

/// A tensor that is alive at the peak.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AliveTensor {
    /// The layer that makes it, or the label of an input.
    pub name: Option<String>,
    /// The shape, for one sample.
    #[serde(serialize_with = "write_shape", deserialize_with = "read_shape")]
    pub shape: Shape,
    /// The element type.
    pub dtype: Cow<'static, str>,
    /// What it takes, for the whole batch.
    pub bytes: u64,
}

/// Bytes and flops of a step of training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainingCosts {
    /// The optimizer.
    pub optimizer: Cow<'static, str>,
    /// Bytes of parameters and buffers.
    pub parameters: u64,
    /// Bytes of copies in 32 bits of narrower parameters.
    pub master_weights: u64,
    /// Bytes of the gradients of parameters.
    pub gradients: u64,
    /// Bytes of the state of the optimizer.
    pub optimizer_state: u64,
    /// Bytes that the backward pass needs of the forward pass.
    pub saved_activations: u64,
    /// The sum of these bytes.
    pub memory: u64,
    /// Flops of the forward pass.
    pub forward_flops: u64,
    /// Flops of the backward pass.
    pub backward_flops: u64,
    /// Flops of both passes.
    pub flops: u64,
}
