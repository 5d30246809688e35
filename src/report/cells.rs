//! What stands in a row under a column, before a format writes it.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::Report;
use super::columns::{Column, Shows};
use super::rows::{Kind, Row};
use crate::cost::receptive::{Field, fields};
use crate::cost::{Figures, Unit, roofline};
use crate::index::IndexVec;
use crate::network::{Layer, LayerId, Network};
use crate::tensor::{Shape, Spatial, TensorId};

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    /// There is nothing to be said.
    Empty,
    /// A text.
    Text(Cow<'a, str>),
    /// A number of things.
    Count(u128),
    /// A number of bytes.
    Bytes(u128),
    /// The number of a line or layer.
    Number(usize),
    /// A part of a whole.
    Share(u128, u128),
    /// So many things for so many others, which are more than none.
    Ratio(u128, u128),
    /// A time in picoseconds.
    Time(u128),
    /// The shapes of tensors.
    Shapes(Vec<Shape>),
    /// Sizes along the spatial axes.
    Sizes(Spatial),
}

/// Where cells come from.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    pub report: &'a Report<'a>,
    /// What each tensor sees of the input; found when first asked for.
    fields: OnceCell<IndexVec<TensorId, Field>>,
}

impl<'a> Cells<'a> {
    pub fn new(report: &'a Report<'a>) -> Self {
        Cells { report, fields: OnceCell::new() }
    }

    fn network(&self) -> &'a Network {
        self.report.costs.network
    }

    /// What a row has in a column; its figures are computed once for all columns.
    pub fn cell(&self, column: &Column, row: &Row, figures: &Figures) -> Cell<'a> {
        let layer = self.layer(row);
        let of_layer = |cell: &dyn Fn(&'a Layer) -> Cell<'a>| layer.map_or(Cell::Empty, cell);
        match column.shows {
            Shows::Name => Cell::Text(self.name(row).into()),
            Shows::Operation => filled(self.operation(row).into()),
            Shows::Layers | Shows::Figure(_) | Shows::Share | Shows::Live => {
                self.figure(column, row, figures)
            }
            Shows::Intensity => intensity(figures),
            Shows::Bound => self.bound(figures),
            Shows::Input => {
                self.shapes(row.span, |(first, _)| self.network().layer(first).inputs.to_vec())
            }
            Shows::Output => {
                self.shapes(row.span, |(_, last)| self.network().layer(last).outputs().collect())
            }
            Shows::ReceptiveField | Shows::Stride | Shows::Dtype => self.seen(column, row),
            Shows::Index => match (layer, row.span) {
                (Some(_), Some((id, _))) => Cell::Number(id.0 as usize + 1),
                _ => Cell::Empty,
            },
            Shows::Scope => filled(self.scope(row).into()),
            Shows::Source => of_layer(&|layer| filled(self.report.sources.text(layer.span).into())),
            Shows::File => of_layer(&|layer| {
                let source = self.report.sources.source(layer.span);
                source.map_or(Cell::Empty, |source| Cell::Text(source.name().into()))
            }),
            Shows::Line => of_layer(&|layer| {
                let place = self.report.sources.locate(layer.span);
                place.map_or(Cell::Empty, |place| Cell::Number(place.line))
            }),
        }
    }

    /// What the whole network has in a column.
    pub fn total(&self, column: &Column) -> Cell<'a> {
        let totals = &self.report.costs.totals;
        match column.shows {
            Shows::Name => Cell::Text("total".into()),
            Shows::Layers => Cell::Count(totals.layers.into()),
            Shows::Figure(key) if key.is_known(self.report.costs) => {
                number(key.unit, key.total(totals))
            }
            Shows::Intensity => intensity(&totals.figures),
            Shows::Bound => self.bound(&totals.figures),
            Shows::Share => Cell::Share(totals.figures.flops, totals.figures.flops),
            Shows::Live => Cell::Bytes(totals.peak_memory),
            _ => Cell::Empty,
        }
    }

    /// What takes longer; nothing where the bandwidth is not known, so that one of the two is not.
    fn bound(&self, figures: &Figures) -> Cell<'a> {
        let compared = self.report.costs.device.is_some_and(|device| device.bandwidth.is_some());
        let bound = figures.times.bound().filter(|_| compared);
        filled(bound.unwrap_or_default().into())
    }

    fn figure(&self, column: &Column, row: &Row, figures: &Figures) -> Cell<'a> {
        match column.shows {
            Shows::Layers => Cell::Count(row.count as u128),
            Shows::Figure(key) if !key.is_known(self.report.costs) => Cell::Empty,
            Shows::Figure(key) => {
                key.row(figures).map_or(Cell::Empty, |figure| number(key.unit, figure))
            }
            Shows::Share => Cell::Share(figures.flops, self.report.costs.totals.figures.flops),
            _ => row.span.map_or(Cell::Empty, |(first, last)| {
                Cell::Bytes(self.report.costs.living(first, last))
            }),
        }
    }

    /// How much a row weighs by a figure.
    pub fn weight(&self, column: &Column, row: &Row) -> u128 {
        match self.figure(column, row, &row.figures(self.report.costs)) {
            Cell::Count(weight)
            | Cell::Bytes(weight)
            | Cell::Share(weight, _)
            | Cell::Time(weight) => weight,
            _ => 0,
        }
    }

    /// What is known of a row's last output.
    fn seen(&self, column: &Column, row: &Row) -> Cell<'a> {
        let Some((_, last)) = row.span else { return Cell::Empty };
        let output = self.network().layer(last).output;
        match column.shows {
            Shows::Dtype => Cell::Text(self.network().tensor(output).dtype.name().into()),
            Shows::ReceptiveField => self.receptive_field(output),
            _ => self.stride(output),
        }
    }

    /// How much one element of a tensor sees of the input.
    fn receptive_field(&self, tensor: TensorId) -> Cell<'a> {
        match self.field(tensor) {
            Field::Window(window) => Cell::Sizes(window.size),
            Field::Everything => Cell::Text("all".into()),
            Field::Nothing | Field::Unknown => Cell::Empty,
        }
    }

    /// How far apart two neighbours look.
    fn stride(&self, tensor: TensorId) -> Cell<'a> {
        match self.field(tensor) {
            Field::Window(window) => Cell::Sizes(window.stride),
            Field::Everything | Field::Nothing | Field::Unknown => Cell::Empty,
        }
    }

    fn field(&self, tensor: TensorId) -> Field {
        self.fields.get_or_init(|| fields(self.network()))[tensor]
    }

    fn shapes(
        &self,
        span: Option<(LayerId, LayerId)>,
        tensors: impl Fn((LayerId, LayerId)) -> Vec<TensorId>,
    ) -> Cell<'a> {
        let shapes =
            |span| tensors(span).iter().map(|id| self.network().tensor(*id).shape).collect();
        span.map_or(Cell::Empty, |span| Cell::Shapes(shapes(span)))
    }

    /// The layer that a row stands for alone.
    pub fn layer(&self, row: &Row) -> Option<&'a Layer> {
        let (id, _) = row.span.filter(|_| row.kind == Kind::Layer)?;
        Some(self.network().layer(id))
    }

    /// The name of a row: of a layer or scope within others with their path, but where these have
    /// rows of their own.
    pub fn name(&self, row: &Row) -> String {
        let network = self.network();
        let scope = |scope| match row.level {
            Some(_) => network.name(network.scope(scope).name),
            None => network.path(scope),
        };
        match (row.kind, self.layer(row)) {
            (Kind::Layer, Some(layer)) if row.level.is_some() => network.name(layer.name),
            (Kind::Layer, layer) => {
                layer.map_or_else(String::new, |layer| network.full_name(layer))
            }
            (Kind::Folded(id) | Kind::Scope(id), _) => scope(id),
            (Kind::Operation(name), _) => name.to_owned(),
            (Kind::Block(Some(label)), _) => network.label(label).to_owned(),
            (Kind::Block(None), _) => "(no block)".to_owned(),
            (Kind::Others(1), _) => "... and 1 other".to_owned(),
            (Kind::Others(rows), _) => format!("... and {rows} others"),
        }
    }

    /// The operation of a row, if it stands for one.
    pub fn operation(&self, row: &Row) -> &'static str {
        match row.kind {
            Kind::Operation(name) => name,
            _ => self.layer(row).map_or("", |layer| layer.operation),
        }
    }

    /// The path of the scope that a row lies in.
    fn scope(&self, row: &Row) -> String {
        let network = self.network();
        match (row.kind, self.layer(row)) {
            (_, Some(layer)) => network.path(layer.scope),
            (Kind::Folded(id) | Kind::Scope(id), _) => network.path(network.scope(id).parent),
            _ => String::new(),
        }
    }
}

/// A quotient as programs read it, where it may be rounded.
#[expect(clippy::cast_precision_loss, reason = "a quotient of whole numbers is rounded anyway")]
pub(super) fn quotient(part: u128, whole: u128) -> f64 {
    part as f64 / whole as f64
}

/// Operations for each byte; nothing where no byte is read or written.
fn intensity(figures: &Figures) -> Cell<'static> {
    let parts = roofline::operations(figures).zip(roofline::bytes(figures));
    match parts {
        Some((operations, bytes)) if bytes > 0 => Cell::Ratio(operations, bytes),
        _ => Cell::Empty,
    }
}

fn filled(text: Cow<'_, str>) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

fn number(unit: Unit, figure: u128) -> Cell<'static> {
    match unit {
        Unit::Bytes => Cell::Bytes(figure),
        Unit::Time => Cell::Time(figure),
        Unit::Class | Unit::Count => Cell::Count(figure),
    }
}
