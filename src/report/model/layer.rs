//! A layer and what it costs.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use super::entries::Entries;
use super::shapes::{Shapes, read_spatial, spatial_of, write_spatial};
use super::value::Value;
use crate::tensor::Spatial;

/// A layer and what it costs, for the whole batch; in a report with its context, in a comparison
/// without.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer<'a, C = Context<'a>> {
    /// The place of the layer among all, from 1; in reports only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u32>,
    /// The name within the scope.
    pub name: String,
    /// The name with the path of its scope: `stage1/conv2`.
    pub path: String,
    /// The path of the blocks and branches that the layer lies in; empty outside of any.
    pub scope: String,
    /// The canonical name of the operation.
    pub op: Cow<'static, str>,
    /// The call in the file.
    pub source: Cow<'a, str>,
    /// The shapes of the inputs, for one sample.
    pub inputs: Shapes,
    /// The shapes of the outputs, for one sample.
    pub outputs: Shapes,
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
    /// Elements of the outputs.
    pub activations: u64,
    /// Bytes of inputs and parameters read, each once.
    pub read_bytes: u64,
    /// Bytes of outputs written, each once.
    pub write_bytes: u64,
    /// Bytes of the outputs, written or not.
    pub activation_bytes: u64,
    /// Bytes of params and buffers.
    pub param_bytes: u64,
    /// Picoseconds of the operations at the device's peak; `None` without a device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compute_time: Option<u64>,
    /// Picoseconds of the bytes at the device's bandwidth, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_time: Option<u64>,
    /// Picoseconds of the longer of the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<u64>,
    /// What limits the layer on the device; in reports only.
    #[serde(flatten)]
    pub on_device: Option<OnDevice>,
    /// What only reports have.
    #[serde(flatten)]
    pub context: C,
    /// What has no field of its own, by name: further metrics.
    #[serde(flatten)]
    pub other: Entries<Value>,
}

/// Arithmetic operations by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationCounts {
    /// Multiplications.
    pub mul: u64,
    /// Additions and subtractions.
    pub add: u64,
    /// Divisions.
    pub div: u64,
    /// Comparisons.
    pub cmp: u64,
    /// Exponentials, logarithms, roots and powers.
    pub special: u64,
}

/// What limits a layer on a device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OnDevice {
    /// Operations per byte that is read or written; `None` if no byte is.
    // Without this, a layer that lacks the key would seem to have it.
    #[serde(deserialize_with = "Option::deserialize")]
    pub intensity: Option<f64>,
    /// What takes longer, `compute` or `memory`; `None` if neither takes any time.
    #[serde(deserialize_with = "Option::deserialize")]
    pub bound: Option<Cow<'static, str>>,
}

/// What a report has of a layer besides its costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Context<'a> {
    /// Bytes of the tensors that are alive while the layer runs.
    pub live: u64,
    /// How much of the network's input one element of the output sees; `None` if that is not a
    /// window.
    pub receptive_field: Option<ReceptiveField>,
    /// How far apart on the network's input two neighbours look, along each spatial axis.
    #[serde(serialize_with = "write_spatial", deserialize_with = "read_spatial")]
    pub stride: Option<Spatial>,
    /// The number of its group of fused layers, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fused: Option<usize>,
    /// The element type of the output.
    pub dtype: Cow<'static, str>,
    /// The file of the call, if it is not that of the network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Cow<'a, str>>,
    /// The line of the call, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column of the call, in characters from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

/// How much of the network's input one element of a tensor sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceptiveField {
    /// All of it.
    All,
    /// A window of these sizes along the spatial axes.
    Window(Spatial),
}

/// The word that JSON has for the whole input.
const ALL: &str = "all";

impl Serialize for ReceptiveField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            ReceptiveField::All => serializer.serialize_str(ALL),
            ReceptiveField::Window(size) => size.sizes().serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ReceptiveField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldVisitor)
    }
}

struct FieldVisitor;

impl<'de> Visitor<'de> for FieldVisitor {
    type Value = ReceptiveField;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{ALL}` or a list of sizes")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<ReceptiveField, E> {
        match text {
            ALL => Ok(ReceptiveField::All),
            _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ReceptiveField, A::Error> {
        let mut sizes = Vec::new();
        while let Some(size) = seq.next_element()? {
            sizes.push(size);
        }
        spatial_of(&sizes).map(ReceptiveField::Window)
    }
}
