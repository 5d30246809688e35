//! The report as JSON, schema 1: one object, a line for each layer, written as a stream. Where rows
//! or columns are asked for, `rows` with these stand in place of `layers`.
//!
//! Counts are integers and never rounded; one above 2⁶³ − 1, which many readers would take for a
//! float, is an error.

mod compare;
mod layer;
mod lines;
mod metrics;

use std::io::{self, BufWriter, Write};

use layer::Layers;
use lines::Lines;
use metrics::Metrics;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::cells::{Cells, CostedRow};
use super::columns::Column;
use super::format::{Audience, ReportFormat, ReportStyle, WriteError};
use super::rows::{Row, RowKind};
use super::view::View;
use crate::cost::roofline::{self, Room};
use crate::cost::training::Training;
use crate::cost::{Comparison, Costs};
use crate::device::Device;
use crate::network::{Constant, Network};
use crate::tensor::TensorId;
use crate::value::Number;

/// For programs.
pub(super) const FORMAT: ReportFormat = ReportFormat {
    name: "json",
    about: "For programs: an object with a schema",
    audience: Audience::Programs,
    write,
    compare: compare::write,
};

fn write(report: &View<'_>, _: &ReportStyle, out: &mut dyn Write) -> Result<(), WriteError> {
    report.check_counts()?;
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
        layers: Some(Layers(&cells)).filter(|_| !report.is_custom()),
        rows: Some(Arranged(&cells)).filter(|_| report.is_custom()),
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
        let (rows, columns) = (self.0.rows(false), self.0.view.data_columns());
        let columns = columns.as_slice();
        let row = |row| ArrangedRow { cells: self.0, row: self.0.costed(row), columns };
        serializer.collect_seq(rows.iter().map(row))
    }
}

/// A row with its columns.
struct ArrangedRow<'a> {
    cells: &'a Cells<'a>,
    row: CostedRow<'a>,
    columns: &'a [&'static Column],
}

impl Serialize for ArrangedRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", kind(&self.row.row))?;
        for column in self.columns {
            map.serialize_entry(column.name, &self.cells.cell(column, &self.row))?;
        }
        map.end()
    }
}

/// What a row stands for.
fn kind(row: &Row) -> &'static str {
    match row.kind {
        RowKind::Layer => "layer",
        RowKind::Folded(_) | RowKind::Scope(_) | RowKind::Block(_) => "block",
        RowKind::Operation(_) => "operation",
        RowKind::Others(_) => "others",
    }
}

/// The figures of the whole network.
struct Totals<'a>(&'a View<'a>);

impl Serialize for Totals<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let View { costs, by_convention, training, .. } = self.0;
        let network = costs.network;
        let mut map = serializer.serialize_map(None)?;
        Metrics::of(costs).write(&mut map, |key| Some(key.total(&costs.totals)))?;
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
