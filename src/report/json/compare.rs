//! Networks side by side as JSON, schema 1: one object, a line for each network and each step from
//! the layers of the first to those of the second.

use std::io::Write;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::metrics::Metrics;
use super::{Arguments, ByConvention, layer};
use crate::cost::Comparison;
use crate::diff::{Side, Step};
use crate::report::compare::details::{self, LayerOf};
use crate::report::compare::view::ComparisonView;
use crate::report::format::{ReportStyle, WriteError};

/// Writes the report.
///
/// # Errors
/// When a count is above 2⁶³ − 1 (nothing is written then), and when the output does not take it.
pub(super) fn write(
    compared: &ComparisonView<'_>,
    _: &ReportStyle,
    out: &mut dyn Write,
) -> Result<(), WriteError> {
    compared.check_counts()?;
    let document =
        Document { schema: 1, networks: Networks(compared), layers: Steps::new(compared) };
    Ok(super::serialize(&document, out)?)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    networks: Networks<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layers: Option<Steps<'a>>,
}

struct Networks<'a>(&'a ComparisonView<'a>);

impl Serialize for Networks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ComparisonView { sides, by_convention, .. } = self.0;
        let network = |(index, side)| Network { side, by_convention: by_convention.get(index) };
        serializer.collect_seq(sides.iter().enumerate().map(network))
    }
}

struct Network<'a> {
    side: &'a Side<'a>,
    by_convention: Option<&'a Vec<Comparison>>,
}

impl Serialize for Network<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Network { side, by_convention } = self;
        let network = side.costs.network;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("asked", side.word)?;
        map.serialize_entry("network", &network.name)?;
        map.serialize_entry("file", side.file)?;
        map.serialize_entry("batch", &network.batch)?;
        map.serialize_entry("convention", side.costs.convention.name)?;
        map.serialize_entry("arguments", &Arguments(&network.arguments))?;
        map.serialize_entry("totals", &Totals(side))?;
        if let Some(all) = by_convention {
            map.serialize_entry("flops_by_convention", &ByConvention(all))?;
        }
        map.end()
    }
}

struct Totals<'a>(&'a Side<'a>);

impl Serialize for Totals<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let costs = self.0.costs;
        Metrics::of(costs).write(&mut map, |key| Some(key.total(&costs.totals)))?;
        map.end()
    }
}

/// What became of the layers; each is made when it is written.
struct Steps<'a> {
    sides: [&'a Side<'a>; 2],
    steps: &'a [Step],
}

impl<'a> Steps<'a> {
    fn new(compared: &ComparisonView<'a>) -> Option<Self> {
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
struct Layer<'a>(LayerOf<'a>);

impl Serialize for Layer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let LayerOf { side, layer } = self.0;
        let mut map = serializer.serialize_map(None)?;
        layer::entries(&mut map, side.costs.network, side.sources, layer)?;
        let figures = side.costs.figures(layer);
        Metrics::of(side.costs).write(&mut map, |key| key.row(&figures))?;
        map.end()
    }
}
