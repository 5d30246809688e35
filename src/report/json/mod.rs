//! The report as JSON, schema 1: one object, a line for each layer, written as a stream. Where rows
//! or columns are asked for, `rows` with these stand in place of `layers`.
//!
//! Counts are integers and never rounded; one above 2⁶³ − 1, which many readers would take for a
//! float, is an error.

pub(super) mod keys;
pub(super) mod layer;
pub(super) mod lines;

use std::io::{self, BufWriter, Write};

use keys::Keys;
use layer::Layers;
use lines::Lines;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::cells::{Cell, Cells, quotient};
use super::columns::Column;
use super::rows::{Kind, Row, Rows};
use super::{Report, WriteError};
use crate::cost::roofline::{self, Room};
use crate::cost::training::Training;
use crate::cost::{Comparison, Costs};
use crate::device::Device;
use crate::network::{Constant, Network};
use crate::tensor::{Shape, TensorId};
use crate::value::Number;

/// Writes the report.
///
/// # Errors
/// When a count is above 2⁶³ − 1 (nothing is written then), and when the output does not take it.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> Result<(), WriteError> {
    super::check_counts(report)?;
    let network = report.costs.network;
    let cells = Cells::new(report);
    let document = Document {
        schema: 1,
        network: &network.name,
        file: report.file,
        batch: network.batch,
        dtype: Types {
            weights: network.dtype.weights.to_string(),
            activations: network.dtype.activations.to_string(),
        },
        convention: report.costs.convention.name,
        device: report.costs.device.map(|device| OnDevice::new(device, report.costs)),
        arguments: Arguments(&network.arguments),
        inputs: inputs(network),
        outputs: outputs(network),
        layers: Some(Layers(&cells)).filter(|_| !is_arranged(report)),
        rows: Some(Arranged(&cells)).filter(|_| is_arranged(report)),
        totals: Totals(report),
    };
    Ok(serialize(&document, out)?)
}

/// Writes a document in lines.
pub(super) fn serialize(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    // A value is written in many small pieces, which are put together without asking what takes
    // them.
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, Lines::default());
    document.serialize(&mut serializer)?;
    writeln!(out)?;
    out.flush()
}

/// Whether rows or columns are asked for.
fn is_arranged(report: &Report<'_>) -> bool {
    !report.arrangement.is_plain() || !report.columns.is_empty()
}

#[derive(serde::Serialize)]
struct Document<'a> {
    schema: u32,
    network: &'a str,
    file: &'a str,
    batch: u64,
    dtype: Types,
    convention: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<OnDevice<'a>>,
    arguments: Arguments<'a>,
    inputs: Vec<Port>,
    outputs: Vec<Port>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layers: Option<Layers<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Arranged<'a>>,
    totals: Totals<'a>,
}

#[derive(serde::Serialize)]
struct Types {
    weights: String,
    activations: String,
}

/// The device, and whether the network fits into its memories.
#[derive(serde::Serialize)]
struct OnDevice<'a> {
    name: &'a str,
    title: &'a str,
    fits: Vec<Fit>,
}

/// What of a network lies in one memory of the device.
#[derive(serde::Serialize)]
struct Fit {
    memory: &'static str,
    bytes: u64,
    needed: u128,
    fits: bool,
}

impl<'a> OnDevice<'a> {
    fn new(device: &'a Device, costs: &Costs<'_>) -> Self {
        let fit = |room: Room| Fit {
            memory: room.memory,
            bytes: room.bytes,
            needed: room.needed,
            fits: room.fits(),
        };
        let fits = roofline::rooms(device, costs).into_iter().map(fit).collect();
        OnDevice { name: &device.name, title: &device.title, fits }
    }
}

/// An input or output of the network.
#[derive(serde::Serialize)]
struct Port {
    name: Option<String>,
    shape: Vec<u32>,
    dtype: String,
}

impl Port {
    fn new(network: &Network, id: TensorId) -> Self {
        let tensor = network.tensor(id);
        let name = network.tensor_name(id);
        Port { name, shape: tensor.shape.axes().to_vec(), dtype: tensor.dtype.to_string() }
    }
}

/// The inputs, by their labels.
fn inputs(network: &Network) -> Vec<Port> {
    network.inputs.iter().map(|input| Port::new(network, *input)).collect()
}

/// The outputs, by what they come from.
fn outputs(network: &Network) -> Vec<Port> {
    network.outputs.iter().map(|output| Port::new(network, *output)).collect()
}

/// The file's params by their names.
pub(super) struct Arguments<'a>(pub &'a [(String, Constant)]);

impl Serialize for Arguments<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, Plain(value))))
    }
}

/// A value in JSON's own types.
struct Plain<'a>(&'a Constant);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Constant::Bool(value) => serializer.serialize_bool(*value),
            Constant::List(items) => serializer.collect_seq(items.iter().map(Plain)),
            Constant::Number(Number::Int(value)) | Constant::Quantity(_, Number::Int(value)) => {
                serializer.serialize_i128(*value)
            }
            Constant::Number(Number::Dec(value)) | Constant::Quantity(_, Number::Dec(value)) => {
                serializer.serialize_f64(*value)
            }
            Constant::Text(text) => serializer.serialize_str(text),
        }
    }
}

/// The rows asked for; each is made when it is written.
struct Arranged<'a>(&'a Cells<'a>);

impl Serialize for Arranged<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (rows, columns) = (Rows::new(self.0, false), self.0.report.data_columns());
        let columns = columns.as_slice();
        serializer.collect_seq(rows.iter().map(|row| ArrangedRow { cells: self.0, row, columns }))
    }
}

/// A row with its columns.
struct ArrangedRow<'a> {
    cells: &'a Cells<'a>,
    row: Row,
    columns: &'a [&'static Column],
}

impl Serialize for ArrangedRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let figures = self.row.figures(self.cells.report.costs);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", kind(&self.row))?;
        for column in self.columns {
            let cell = self.cells.cell(column, &self.row, &figures);
            map.serialize_entry(column.name, &Value(cell))?;
        }
        map.end()
    }
}

/// What a row stands for.
fn kind(row: &Row) -> &'static str {
    match row.kind {
        Kind::Layer => "layer",
        Kind::Folded(_) | Kind::Scope(_) | Kind::Block(_) => "block",
        Kind::Operation(_) => "operation",
        Kind::Others(_) => "others",
    }
}

/// A cell in JSON's own types; where there is nothing to be said, `null`.
struct Value<'a>(Cell<'a>);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Cell::Empty => serializer.serialize_none(),
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Count(count) | Cell::Bytes(count) | Cell::Time(count) => {
                serializer.serialize_u128(*count)
            }
            Cell::Ratio(part, whole) => serializer.serialize_f64(quotient(*part, *whole)),
            Cell::Number(number) => number.serialize(serializer),
            // A share is no count: it may be rounded.
            Cell::Share(_, 0) => serializer.serialize_f64(0.0),
            Cell::Share(part, whole) => serializer.serialize_f64(quotient(*part, *whole)),
            Cell::Sizes(sizes) => sizes.sizes().serialize(serializer),
            Cell::Shapes(shapes) => serializer.collect_seq(shapes.iter().map(Shape::axes)),
        }
    }
}

/// The figures of the whole network.
struct Totals<'a>(&'a Report<'a>);

impl Serialize for Totals<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Report { costs, by_convention, training, .. } = self.0;
        let network = costs.network;
        let mut map = serializer.serialize_map(None)?;
        Keys::of(costs).write(&mut map, |key| Some(key.total(&costs.totals)))?;
        let peak = costs.totals.peak_layer.map(|layer| network.full_name(network.layer(layer)));
        map.serialize_entry("peak_layer", &peak)?;
        map.serialize_entry("peak_tensors", &alive(costs))?;
        if !by_convention.is_empty() {
            map.serialize_entry("flops_by_convention", &ByConvention(by_convention))?;
        }
        if let Some(training) = training {
            map.serialize_entry("training", &Trained(training))?;
        }
        map.end()
    }
}

/// A tensor that is alive at the peak.
#[derive(serde::Serialize)]
struct Alive {
    #[serde(flatten)]
    port: Port,
    bytes: u128,
}

fn alive(costs: &Costs<'_>) -> Vec<Alive> {
    let port = |tensor| Port::new(costs.network, tensor);
    let alive = costs.alive_at_peak().into_iter();
    alive.map(|(tensor, bytes)| Alive { port: port(tensor), bytes }).collect()
}

/// What training takes.
struct Trained<'a>(&'a Training);

impl Serialize for Trained<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("optimizer", self.0.optimizer.name())?;
        for part in self.0.parts() {
            map.serialize_entry(part.name, &part.figure)?;
        }
        map.end()
    }
}

/// The flops under every convention.
pub(super) struct ByConvention<'a>(pub &'a [Comparison]);

impl Serialize for ByConvention<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|each| (each.convention.name, each.flops)))
    }
}

#[cfg(test)]
mod tests;
