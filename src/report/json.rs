//! The report as JSON, schema 1: one object, a line for each layer, written as a stream. Where rows
//! or columns are asked for, `rows` with these stand in place of `layers`.
//!
//! Counts are integers and never rounded; one above 2⁶³ − 1, which many readers would take for a
//! float, is an error.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::ser::Formatter;

use super::cells::{Cell, Cells};
use super::columns::{Column, Shows};
use super::rows::{Kind, Row, Rows};
use super::{Report, WriteError};
use crate::cost::roofline::{self, Room};
use crate::cost::training::Training;
use crate::cost::{Costs, KEYS, Key, Unit};
use crate::device::Device;
use crate::network::{Constant, Layer, Network, TensorId};
use crate::number::Number;
use crate::shape::Shape;

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
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Lines::default());
    document.serialize(&mut serializer).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
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

/// All layers; each is made when it is written.
struct Layers<'a>(&'a Cells<'a>);

impl Serialize for Layers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows = Rows::new(self.0, false);
        let row = |row| self.0.layer(&row).map(|layer| LayerRow { cells: self.0, row, layer });
        serializer.collect_seq(rows.iter().filter_map(row))
    }
}

/// A layer.
struct LayerRow<'a> {
    cells: &'a Cells<'a>,
    row: Row,
    layer: &'a Layer,
}

impl Serialize for LayerRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let LayerRow { cells, row, layer } = self;
        let report = cells.report;
        let network = report.costs.network;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("index", &row.span.map(|(id, _)| id.0 + 1))?;
        map.serialize_entry("name", &network.name(layer.name))?;
        map.serialize_entry("scope", &network.path(layer.scope))?;
        map.serialize_entry("op", layer.operation)?;
        map.serialize_entry("source", report.sources.text(layer.span))?;
        map.serialize_entry("inputs", &axes(network, layer.inputs.iter().copied()))?;
        map.serialize_entry("outputs", &axes(network, layer.outputs()))?;
        let figures = report.costs.figures(layer);
        entries(&mut map, &|key| key.row(&figures).filter(|_| key.is_known(report.costs)))?;
        let seen = |column: &&Column| {
            matches!(
                column.shows,
                Shows::Live | Shows::ReceptiveField | Shows::Stride | Shows::Dtype
            )
        };
        let of_device = |column: &&Column| {
            matches!(column.shows, Shows::Intensity | Shows::Bound) && report.costs.device.is_some()
        };
        for column in Column::all().iter().filter(|it| seen(it) || of_device(it)) {
            map.serialize_entry(column.name, &Value(cells.cell(column, row, &figures)))?;
        }
        if let Some(place) = report.sources.locate(layer.span) {
            // A layer of a block from elsewhere says so.
            if place.file != report.file {
                map.serialize_entry("file", place.file)?;
            }
            map.serialize_entry("line", &place.line)?;
            map.serialize_entry("column", &place.column)?;
        }
        map.end()
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
            Cell::Ratio(part, whole) => serializer.serialize_f64(*part as f64 / *whole as f64),
            Cell::Number(number) => number.serialize(serializer),
            // A share is no count: it may be rounded.
            Cell::Share(part, whole) => {
                let share = if *whole == 0 { 0.0 } else { *part as f64 / *whole as f64 };
                serializer.serialize_f64(share)
            }
            Cell::Sizes(sizes) => sizes.sizes().serialize(serializer),
            Cell::Shapes(shapes) => serializer.collect_seq(shapes.iter().map(Shape::axes)),
        }
    }
}

/// The axes of tensors.
pub(super) fn axes(network: &Network, tensors: impl Iterator<Item = TensorId>) -> Vec<&[u32]> {
    tensors.map(|id| network.tensor(id).shape.axes()).collect()
}

/// The figures of the whole network.
struct Totals<'a>(&'a Report<'a>);

impl Serialize for Totals<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Report { costs, by_convention, training, .. } = self.0;
        let network = costs.network;
        let mut map = serializer.serialize_map(None)?;
        entries(&mut map, &|key| key.is_known(costs).then(|| key.total(&costs.totals)))?;
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

struct ByConvention<'a>(&'a [crate::cost::Comparison]);

impl Serialize for ByConvention<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|each| (each.convention.name, each.flops)))
    }
}

/// The figures that there are, in the order of [`KEYS`], operations by class in a map of their own.
pub(super) fn entries<M: SerializeMap>(
    map: &mut M,
    value: &dyn Fn(&Key) -> Option<u128>,
) -> Result<(), M::Error> {
    for keys in KEYS.chunk_by(|a, b| a.unit == Unit::Class && b.unit == Unit::Class) {
        match keys {
            [key] => {
                if let Some(value) = value(key) {
                    map.serialize_entry(key.name, &value)?;
                }
            }
            classes => map.serialize_entry("ops", &Classes(classes, value))?,
        }
    }
    Ok(())
}

struct Classes<'a>(&'a [Key], &'a dyn Fn(&Key) -> Option<u128>);

impl Serialize for Classes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let counts = self.0.iter().filter_map(|key| Some((key.name, (self.1)(key)?)));
        serializer.collect_map(counts)
    }
}

/// Compact JSON, but for a new line before each value of the outermost object's arrays, and after
/// the last: inputs, outputs and layers.
#[derive(Default)]
pub(super) struct Lines {
    /// How many objects and arrays are open.
    open: usize,
}

/// The layers stand in an array in an object.
const LAYERS: usize = 2;

impl Formatter for Lines {
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open += 1;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open -= 1;
        writer.write_all(b"}")
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open += 1;
        writer.write_all(b"[")
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(match (self.open == LAYERS, first) {
            (true, true) => b"\n",
            (true, false) => b",\n",
            (false, true) => b"",
            (false, false) => b",",
        })
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open -= 1;
        writer.write_all(if self.open + 1 == LAYERS { b"\n]" } else { b"]" })
    }
}

#[cfg(test)]
mod tests;
