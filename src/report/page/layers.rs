//! The rows of a page as columns: names, operations, calls with their places, tensors.

use super::rows::Rows;
use super::sources::Sources;
use super::strings::Strings;
use super::table::{Layers, Operation};
use super::tensors::Tensors;
use crate::network::{LayerId, Network};
use crate::ops;
use crate::report::rows::Row;
use crate::report::view::View;

/// The rows without their scopes, the operations of the layers, and the sources of their calls.
pub(super) fn layers<'a>(
    view: &View<'a>,
    rows: &Rows<'a>,
    tensors: &Tensors<'a>,
    strings: &mut Strings,
) -> (Layers, Vec<Operation>, Sources<'a>) {
    let network = view.costs.network;
    let mut layers = Layers::default();
    let mut operations = Vec::new();
    let mut sources = Sources::default();
    for (row, first, last) in rows.iter() {
        layers.name.push(strings.id(&name(network, row, last)));
        layers.inputs.push(tensors.read(network, first, last));
        layers.outputs.push(tensors.made(network, first, last));
        let layer = row.layer(network);
        layers.op.push(layer.map(|layer| operation(layer.operation, &mut operations)));
        let span = layer.and_then(|layer| layer.span);
        let source = view.sources.source(span);
        layers.call.push(span.zip(source).map(|(span, source)| strings.id(source.part(span))));
        layers.source.push(source.map(|source| sources.index(source)));
        let place = view.sources.locate(span);
        layers.line.push(place.as_ref().map(|place| place.line));
        layers.column.push(place.map(|place| place.column));
    }
    layers.count = rows.are_folded().then(|| rows.iter().map(|(row, ..)| row.count).collect());
    (layers, operations, sources)
}

/// The name of a row within its scope: of layers that are not in a block, those of the first and the last.
fn name(network: &Network, row: &Row, last: LayerId) -> String {
    let name = row.own_name(network);
    if !name.is_empty() {
        return name;
    }
    let named = |layer: LayerId| network.full_name(network.layer(layer));
    row.span.map_or(name, |(first, _)| format!("{} … {}", named(first), named(last)))
}

/// The index of an operation.
fn operation(name: &'static str, operations: &mut Vec<Operation>) -> u32 {
    let known = operations.iter().position(|it| it.name == name);
    let index = known.unwrap_or_else(|| {
        let about = ops::find(name).map_or("", |operation| operation.summary);
        operations.push(Operation { name, about });
        operations.len() - 1
    });
    u32::try_from(index).unwrap_or(u32::MAX)
}
