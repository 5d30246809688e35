//! The columns of a page: those of every format that are not about names, texts or tensors.

use super::model::Integer;
use super::rows::Rows;
use super::strings::Strings;
use super::table::{self, Compute, Fold, Roof, Value};
use crate::cost::{Figures, roofline};
use crate::device::Device;
use crate::network::Layer;
use crate::report::cell::{Cell, quotient, sizes_text};
use crate::report::cells::{Cells, CostedRow};
use crate::report::columns::{Column, ColumnKind};
use crate::report::view::View;

/// The columns that are shown unless others are requested: as many as there is room for.
const FIRST: [&str; 6] = ["params", "macs", "flops", "time", "bound", "live"];

/// The columns with their values, and the roofline of the device.
pub(super) fn columns(
    view: &View<'_>,
    rows: &Rows<'_>,
    strings: &mut Strings,
) -> (Vec<table::Column>, Option<Roof>) {
    let cells = Cells::new(view);
    let all: Vec<&Column> = Column::all().iter().filter(|column| has(view, column)).collect();
    let mut columns: Vec<_> = all.iter().map(|column| empty(column, view)).collect();
    let mut roof = view.costs.device.map(empty_roof);
    for (row, ..) in rows.iter() {
        let costed = cells.costed(row.clone());
        for (column, filled) in all.iter().zip(&mut columns) {
            filled.values.push(value(cells.cell(column, &costed), strings));
        }
        if let Some(roof) = &mut roof {
            add(roof, view, &costed);
        }
    }
    (columns, roof)
}

/// Whether a page has a column.
fn has(view: &View<'_>, column: &Column) -> bool {
    let is_known = match column.kind {
        ColumnKind::Figure(metric) => metric.is_reported(view.costs),
        ColumnKind::Intensity | ColumnKind::Bound => view.costs.device.is_some(),
        ColumnKind::Live | ColumnKind::ReceptiveField | ColumnKind::Stride | ColumnKind::Dtype => {
            true
        }
        // The page has these in another form, or makes them of others.
        ColumnKind::Index
        | ColumnKind::Name
        | ColumnKind::OwnName
        | ColumnKind::Path
        | ColumnKind::Scope
        | ColumnKind::Operation
        | ColumnKind::Layers
        | ColumnKind::Input
        | ColumnKind::Output
        | ColumnKind::Share
        | ColumnKind::Source
        | ColumnKind::File
        | ColumnKind::Line => return false,
    };
    is_known || view.columns.iter().any(|requested| requested.name == column.name)
}

fn empty(column: &'static Column, view: &View<'_>) -> table::Column {
    let (unit, fold) = match column.kind {
        ColumnKind::Figure(metric) => (unit(metric.unit.name), Fold::Sum),
        ColumnKind::Live => ("bytes", Fold::Max),
        ColumnKind::Intensity => ("ratio", Fold::None),
        _ => ("text", Fold::None),
    };
    let of_operations =
        matches!(column.kind, ColumnKind::Figure(metric) if metric.is_of_operations());
    table::Column {
        key: column.name,
        label: column.title,
        about: column.about,
        unit,
        shown: match view.columns {
            [] => FIRST.contains(&column.name),
            requested => requested.iter().any(|it| it.name == column.name),
        },
        fold,
        of_operations,
        values: Vec::new(),
    }
}

/// The name of a unit.
pub(super) fn unit(name: &'static str) -> &'static str {
    if name.is_empty() { "count" } else { name }
}

fn value(cell: Cell<'_>, strings: &mut Strings) -> Value {
    match cell {
        Cell::Empty => Value::None,
        Cell::Text(text) => Value::Text(strings.id(&text)),
        Cell::Figure(figure, _) | Cell::AtLeast(figure, _) => Value::Integer(Integer(figure)),
        Cell::Number(number) => Value::Integer(Integer(number as u128)),
        Cell::Id(id) => Value::Integer(Integer(id.into())),
        Cell::Choice(choice) => Value::Text(strings.id(&choice.to_string())),
        Cell::Share(_, 0) => Value::Real(0.0),
        Cell::Share(part, whole) | Cell::Ratio(part, whole) => Value::Real(quotient(part, whole)),
        Cell::Shapes(_) => Value::None,
        Cell::Sizes(sizes) => Value::Text(strings.id(&sizes_text(sizes.sizes(), "×"))),
    }
}

fn empty_roof(device: &Device) -> Roof {
    let compute = device.peak.iter();
    Roof {
        device: device.name.clone(),
        title: device.title.clone(),
        compute: compute
            .map(|(dtype, peak)| Compute { dtype: dtype.name(), per_second: peak.value })
            .collect(),
        bandwidth: device.bandwidth.as_ref().map(|bandwidth| bandwidth.value),
        operations: Vec::new(),
        bytes: Vec::new(),
        computes_in: Vec::new(),
    }
}

/// Adds what the roofline has of a row.
fn add(roof: &mut Roof, view: &View<'_>, costed: &CostedRow<'_>) {
    let figures: &Figures = costed.figures();
    // They fit: the times were computed of them.
    roof.operations.push(Integer(roofline::operations(figures).unwrap_or_default()));
    roof.bytes.push(Integer(roofline::bytes(figures).unwrap_or_default()));
    let network = view.costs.network;
    let dtype = |layer: &Layer| network.computes_in(layer).name();
    let place = |name: &str| roof.compute.iter().position(|it| it.dtype == name);
    roof.computes_in.push(costed.row.layer(network).and_then(|layer| place(dtype(layer))));
}
