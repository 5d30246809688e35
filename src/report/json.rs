//! The report as JSON, schema 1: one object, a line for each layer, written as a stream.
//!
//! Counts are integers and never rounded; one above 2⁶³ − 1, which many readers would take for a
//! float, is an error.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::ser::Formatter;

use super::{Report, WriteError};
use crate::cost::{KEYS, Key, Unit};
use crate::diagnostics::cost::CostProblem;
use crate::network::{Constant, Layer, Network, TensorId};
use crate::number::Number;

/// The largest count that is written.
const MOST: u128 = i64::MAX as u128;

/// Writes the report.
///
/// # Errors
/// When a count is above 2⁶³ − 1 (nothing is written then), and when the output does not take it.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> Result<(), WriteError> {
    check(report)?;
    let network = report.costs.network;
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
        arguments: Arguments(&network.arguments),
        layers: Layers(report),
        totals: Totals(report),
    };
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Lines::default());
    document.serialize(&mut serializer).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// Refuses totals that are too large; no row has a figure larger than its total.
fn check(report: &Report<'_>) -> Result<(), CostProblem> {
    let totals = KEYS.iter().map(|key| (key.name, key.total(&report.costs.totals)));
    let conventions = report.by_convention.iter().map(|each| ("flops", each.flops));
    match totals.chain(conventions).find(|(_, value)| *value > MOST) {
        Some((key, value)) => Err(CostProblem::TooLargeToWrite { key, value }),
        None => Ok(()),
    }
}

#[derive(serde::Serialize)]
struct Document<'a> {
    schema: u32,
    network: &'a str,
    file: &'a str,
    batch: u64,
    dtype: Types,
    convention: &'a str,
    arguments: Arguments<'a>,
    layers: Layers<'a>,
    totals: Totals<'a>,
}

#[derive(serde::Serialize)]
struct Types {
    weights: String,
    activations: String,
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
            Constant::Bytes(number) => Plain(&Constant::Number(*number)).serialize(serializer),
            Constant::Number(Number::Int(value)) => serializer.serialize_i128(*value),
            Constant::Number(Number::Dec(value)) => serializer.serialize_f64(*value),
            Constant::Text(text) => serializer.serialize_str(text),
        }
    }
}

/// All layers; each is made when it is written.
struct Layers<'a>(&'a Report<'a>);

impl Serialize for Layers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let layers = self.0.costs.network.layers.iter().enumerate();
        serializer.collect_seq(layers.map(|(index, layer)| Row { report: self.0, index, layer }))
    }
}

/// A layer.
struct Row<'a> {
    report: &'a Report<'a>,
    index: usize,
    layer: &'a Layer,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Row { report, index, layer } = self;
        let network = report.costs.network;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("index", &(index + 1))?;
        map.serialize_entry("name", &network.name(layer.name))?;
        map.serialize_entry("scope", &network.path(layer.scope))?;
        map.serialize_entry("op", layer.operation)?;
        map.serialize_entry("source", report.sources.text(layer.span))?;
        map.serialize_entry("inputs", &axes(network, layer.inputs.iter().copied()))?;
        map.serialize_entry("outputs", &axes(network, layer.outputs()))?;
        let figures = report.costs.figures(layer);
        entries(&mut map, &|key| key.row(&figures))?;
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

/// The axes of tensors.
pub(super) fn axes(network: &Network, tensors: impl Iterator<Item = TensorId>) -> Vec<&[u32]> {
    tensors.map(|id| network.tensor(id).shape.axes()).collect()
}

/// The figures of the whole network.
struct Totals<'a>(&'a Report<'a>);

impl Serialize for Totals<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Report { costs, by_convention, .. } = self.0;
        let network = costs.network;
        let mut map = serializer.serialize_map(None)?;
        entries(&mut map, &|key| Some(key.total(&costs.totals)))?;
        let peak = costs.totals.peak_layer.map(|layer| network.full_name(network.layer(layer)));
        map.serialize_entry("peak_layer", &peak)?;
        if !by_convention.is_empty() {
            map.serialize_entry("flops_by_convention", &ByConvention(by_convention))?;
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
/// the last: the layers.
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
