//! Layers, each in a line.

use serde::ser::{Serialize, SerializeMap, Serializer};
use smallvec::SmallVec;

use super::metrics::Metrics;
use crate::network::{Layer, Network};
use crate::report::cells::{Cells, CostedRow};
use crate::report::columns::{Column, ColumnKind};
use crate::source::Sources;
use crate::tensor::TensorId;

/// All layers; each is made when it is written.
pub(super) struct Layers<'a>(pub &'a Cells<'a>);

impl Serialize for Layers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cells = self.0;
        let costs = cells.view.costs;
        let of_network = |column: &&Column| match column.kind {
            ColumnKind::Live
            | ColumnKind::ReceptiveField
            | ColumnKind::Stride
            | ColumnKind::Dtype => true,
            ColumnKind::Intensity | ColumnKind::Bound => costs.device.is_some(),
            _ => false,
        };
        let columns: Vec<_> = Column::all().iter().filter(of_network).collect();
        let keys = Metrics::of(costs);
        let rows = cells.rows(false);
        serializer.collect_seq(rows.iter().filter_map(|row| {
            let layer = row.layer(costs.network)?;
            let row = cells.costed(row);
            Some(LayerRow { cells, columns: &columns, keys: &keys, row, layer })
        }))
    }
}

/// A layer of the report.
struct LayerRow<'a> {
    cells: &'a Cells<'a>,
    /// What is said of it beside its figures.
    columns: &'a [&'static Column],
    keys: &'a Metrics,
    row: CostedRow<'a>,
    layer: &'a Layer,
}

impl Serialize for LayerRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let LayerRow { cells, columns, keys, row, layer } = self;
        let report = cells.view;
        let figures = row.figures();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("index", &row.row.span.map(|(id, _)| id.0 + 1))?;
        entries(&mut map, report.costs.network, report.sources, layer)?;
        keys.write(&mut map, |key| key.row(figures))?;
        for column in *columns {
            map.serialize_entry(column.name, &cells.cell(column, row))?;
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

/// What a layer is.
pub(super) fn entries<M: SerializeMap>(
    map: &mut M,
    network: &Network,
    sources: &Sources,
    layer: &Layer,
) -> Result<(), M::Error> {
    map.serialize_entry("name", &network.name(layer.name))?;
    map.serialize_entry("scope", &network.path(layer.scope))?;
    map.serialize_entry("op", layer.operation)?;
    map.serialize_entry("source", sources.text(layer.span))?;
    map.serialize_entry("inputs", &*axes(network, layer.inputs.iter().copied()))?;
    map.serialize_entry("outputs", &*axes(network, layer.outputs()))
}

/// The axes of tensors.
fn axes(network: &Network, tensors: impl Iterator<Item = TensorId>) -> SmallVec<[&[u32]; 4]> {
    tensors.map(|id| network.tensor(id).shape.axes()).collect()
}
