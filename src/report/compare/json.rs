//! Networks side by side as JSON, schema 1: one object, a line for each network and each step from
//! the layers of the first to those of the second.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::Compared;
use super::details::{self, In};
use crate::compare::{Side, Step};
use crate::report::WriteError;
use crate::report::json::{Arguments, Lines, axes, entries};

/// Writes the report.
///
/// # Errors
/// When a count is above 2⁶³ − 1 (nothing is written then), and when the output does not take it.
pub fn write(compared: &Compared<'_>, out: &mut dyn Write) -> Result<(), WriteError> {
    compared.check()?;
    let document =
        Document { schema: 1, networks: Networks(compared), layers: Steps::new(compared) };
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Lines::default());
    document.serialize(&mut serializer).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    networks: Networks<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layers: Option<Steps<'a>>,
}

struct Networks<'a>(&'a Compared<'a>);

impl Serialize for Networks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let indices = 0..self.0.sides.len();
        serializer.collect_seq(indices.map(|index| Network { compared: self.0, index }))
    }
}

struct Network<'a> {
    compared: &'a Compared<'a>,
    index: usize,
}

impl Serialize for Network<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let side = &self.compared.sides[self.index];
        let network = side.costs.network;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("asked", side.word)?;
        map.serialize_entry("network", &network.name)?;
        map.serialize_entry("file", side.file)?;
        map.serialize_entry("batch", &network.batch)?;
        map.serialize_entry("convention", side.costs.convention.name)?;
        map.serialize_entry("arguments", &Arguments(&network.arguments))?;
        map.serialize_entry("totals", &Totals(side))?;
        if let Some(all) = self.compared.by_convention.get(self.index) {
            let flops: serde_json::Map<_, _> =
                all.iter().map(|it| (it.convention.name.to_owned(), number(it.flops))).collect();
            map.serialize_entry("flops_by_convention", &flops)?;
        }
        map.end()
    }
}

/// A count, which has been found to fit.
fn number(count: u128) -> serde_json::Value {
    u64::try_from(count).unwrap_or(u64::MAX).into()
}

struct Totals<'a>(&'a Side<'a>);

impl Serialize for Totals<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let costs = self.0.costs;
        entries(&mut map, &|key| key.is_known(costs).then(|| key.total(&costs.totals)))?;
        map.end()
    }
}

/// What became of the layers; each is made when it is written.
struct Steps<'a> {
    sides: [&'a Side<'a>; 2],
    steps: &'a [Step],
}

impl<'a> Steps<'a> {
    fn new(compared: &Compared<'a>) -> Option<Self> {
        match (compared.sides, compared.steps) {
            ([old, new], Some(steps)) => Some(Steps { sides: [old, new], steps }),
            _ => None,
        }
    }
}

impl Serialize for Steps<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.steps.iter().map(|step| Row(self.sides, *step)))
    }
}

struct Row<'a>([&'a Side<'a>; 2], Step);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (change, count) = match self.1 {
            Step::Same { layers, .. } => ("same", layers),
            Step::Changed(..) => ("changed", 1),
            Step::Removed(_) => ("removed", 1),
            Step::Added(_) => ("added", 1),
        };
        let [old, new] = details::layers(self.0, self.1).map(|it| it.map(Layer));
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("change", change)?;
        map.serialize_entry("layers", &count)?;
        map.serialize_entry("old", &old)?;
        map.serialize_entry("new", &new)?;
        map.end()
    }
}

/// A layer; of those that are the same, the first.
struct Layer<'a>(In<'a>);

impl Serialize for Layer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let In { side, layer } = self.0;
        let network = side.costs.network;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &network.name(layer.name))?;
        map.serialize_entry("scope", &network.path(layer.scope))?;
        map.serialize_entry("op", layer.operation)?;
        map.serialize_entry("source", side.sources.text(layer.span))?;
        map.serialize_entry("inputs", &axes(network, layer.inputs.iter().copied()))?;
        map.serialize_entry("outputs", &axes(network, layer.outputs()))?;
        let figures = side.costs.figures(layer);
        entries(&mut map, &|key| key.row(&figures).filter(|_| key.is_known(side.costs)))?;
        map.end()
    }
}
