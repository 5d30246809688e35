//! The report of a network.

use std::borrow::Cow;

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::entries::Entries;
use super::layer::Layer;
use super::shapes::{read_shape, write_shape};
use super::totals::Totals;
use super::value::Value;
use crate::tensor::Shape;

/// The report of a network, with a list of layers `L`, or with a list of rows `R` in its place.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Report<L = Vec<Layer<'static>>, R = Vec<ReportRow>> {
    /// The version of the document.
    pub schema: u32,
    /// The title of the network.
    pub network: String,
    /// The file, as it was named.
    pub file: String,
    /// Samples in a batch.
    pub batch: u64,
    /// The default element types.
    pub dtype: ElementTypes,
    /// The convention of flops.
    pub convention: Cow<'static, str>,
    /// How many claims of shapes are not checked in full, since the caller changed what they are about.
    #[serde(default)]
    pub unchecked_claims: u64,
    /// The model that the network was imported from, if it was.
    pub imported: Option<Imported>,
    /// The passes that were applied, in order. All figures are those after them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passes: Vec<AppliedPass>,
    /// The device of the times.
    pub device: Option<DeviceFit>,
    /// Whether each device holds the network, if that was requested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<DeviceFit>,
    /// The values of the file's params.
    pub arguments: Entries<Value>,
    /// The inputs, in order.
    pub inputs: Vec<Port>,
    /// The outputs, in order.
    pub outputs: Vec<Port>,
    /// Every layer, in the order in which they run. Not written if there are rows.
    #[serde(default)]
    pub layers: L,
    /// The requested rows, in place of the layers.
    pub rows: Option<R>,
    /// The totals.
    pub totals: Totals,
}

/// The keys in their order, `layers` or `rows` among them.
impl<L: Serialize, R: Serialize> Serialize for Report<L, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", &self.schema)?;
        map.serialize_entry("network", &self.network)?;
        map.serialize_entry("file", &self.file)?;
        map.serialize_entry("batch", &self.batch)?;
        map.serialize_entry("dtype", &self.dtype)?;
        map.serialize_entry("convention", &self.convention)?;
        if self.unchecked_claims > 0 {
            map.serialize_entry("unchecked_claims", &self.unchecked_claims)?;
        }
        if let Some(imported) = &self.imported {
            map.serialize_entry("imported", imported)?;
        }
        if !self.passes.is_empty() {
            map.serialize_entry("passes", &self.passes)?;
        }
        if let Some(device) = &self.device {
            map.serialize_entry("device", device)?;
        }
        if !self.devices.is_empty() {
            map.serialize_entry("devices", &self.devices)?;
        }
        map.serialize_entry("arguments", &self.arguments)?;
        map.serialize_entry("inputs", &self.inputs)?;
        map.serialize_entry("outputs", &self.outputs)?;
        match &self.rows {
            Some(rows) => map.serialize_entry("rows", rows)?,
            None => map.serialize_entry("layers", &self.layers)?,
        }
        map.serialize_entry("totals", &self.totals)?;
        map.end()
    }
}

/// The model that a network was imported from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// Its format: `ONNX`, `torch.export`.
    pub format: Cow<'static, str>,
    /// The version of the format's standard operators.
    pub opset: Option<i64>,
    /// The version of the structures of its file.
    pub schema: Option<String>,
    /// The program that wrote it with its version.
    pub producer: String,
    /// How many nodes it has, after functions are inlined and loops unrolled.
    pub nodes: u64,
    /// How many of them only compute shapes and constants.
    pub shape_nodes: u64,
    /// What the file calls the batch, if it leaves its size open.
    pub batch: Option<String>,
    /// The patterns of nodes that were read as one operation, with how often.
    pub patterns: Entries<u64>,
    /// The operators whose cost is not known, with how many nodes: what is counted is a lower bound.
    pub unknown_cost: Entries<u64>,
}

/// The effect of a pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedPass {
    /// The pass, as it is written.
    pub pass: String,
    /// How many layers it changed.
    pub layers: u64,
    /// The layers that it could not change.
    pub left: Vec<LeftLayer>,
}

/// A layer that a pass could not change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftLayer {
    /// Its name.
    pub layer: String,
    /// Why not.
    pub reason: Cow<'static, str>,
}

/// Default element types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElementTypes {
    /// That of params and buffers.
    pub weights: Cow<'static, str>,
    /// That of biases, if it is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub biases: Option<Cow<'static, str>>,
    /// That of all other tensors.
    pub activations: Cow<'static, str>,
}

/// A device, and whether the network fits into its memories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceFit {
    /// The name.
    pub name: String,
    /// What the device is.
    pub title: String,
    /// Its memories, as far as they are known.
    pub fits: Vec<MemoryFit>,
}

/// Whether a network fits into a memory of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemoryFit {
    /// The memory.
    pub memory: Cow<'static, str>,
    /// Its size.
    pub bytes: u64,
    /// How much of it the network needs.
    pub needed: u64,
    /// How much more the runtime takes, as an estimate.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub about: u64,
    /// Whether that fits.
    pub fits: bool,
}

/// An input or output of a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Port {
    /// The label of an input; the layer that an output comes from.
    pub name: Option<String>,
    /// The shape, for one sample.
    #[serde(serialize_with = "write_shape", deserialize_with = "read_shape")]
    pub shape: Shape,
    /// The element type.
    pub dtype: Cow<'static, str>,
}

/// A row with the requested columns `C`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportRow<C = Entries<Value>> {
    /// What the row represents.
    pub kind: RowSubject,
    /// Its cells by the names of their columns.
    #[serde(flatten)]
    pub cells: C,
}

/// What a row represents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowSubject {
    /// A layer.
    Layer,
    /// The layers of a block.
    Block,
    /// The layers of an operation.
    Operation,
    /// The rows that are not shown.
    Others,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}
