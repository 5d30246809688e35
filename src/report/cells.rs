//! What a row has under a column, before a format writes it.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::cell::Cell;
use super::columns::{Column, ColumnKind};
use super::rows::{Row, Rows};
use super::view::View;
use crate::cost::receptive::{Field, fields};
use crate::cost::{BYTES, COUNT, Costs, Figures, Metric, roofline};
use crate::index::IndexVec;
use crate::network::{Layer, LayerId, Network};
use crate::tensor::TensorId;

/// A row with its figures, which are computed once for all columns, and only if one needs them.
#[derive(Debug)]
pub(super) struct CostedRow<'a> {
    pub row: Row,
    costs: &'a Costs<'a>,
    figures: OnceCell<Figures>,
}

impl<'a> CostedRow<'a> {
    pub fn new(row: Row, costs: &'a Costs<'a>) -> Self {
        CostedRow { row, costs, figures: OnceCell::new() }
    }

    pub fn figures(&self) -> &Figures {
        self.figures.get_or_init(|| self.row.figures(self.costs))
    }
}

/// Where cells come from.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    pub view: &'a View<'a>,
    /// What each tensor sees of the input; computed when first needed.
    fields: OnceCell<IndexVec<TensorId, Field>>,
}

impl<'a> Cells<'a> {
    pub fn new(view: &'a View<'a>) -> Self {
        Cells { view, fields: OnceCell::new() }
    }

    /// The rows of the view. If they follow the order of the layers, `headed` says whether scopes
    /// have rows of their own.
    pub fn rows(&self, headed: bool) -> Rows<'a> {
        let View { costs, rows, .. } = *self.view;
        Rows::new(costs, rows, headed, &|column, row| self.weight(column, row))
    }

    /// A row that cells can be made of.
    pub fn costed(&self, row: Row) -> CostedRow<'a> {
        CostedRow::new(row, self.view.costs)
    }

    fn network(&self) -> &'a Network {
        self.view.costs.network
    }

    /// What a row has in a column.
    pub fn cell(&self, column: &Column, costed: &CostedRow<'_>) -> Cell<'a> {
        let (network, row) = (self.network(), &costed.row);
        let of_layer =
            |cell: &dyn Fn(&'a Layer) -> Cell<'a>| row.layer(network).map_or(Cell::Empty, cell);
        match column.kind {
            ColumnKind::Name => Cell::Text(row.name(network).into()),
            ColumnKind::OwnName => Cell::Text(row.own_name(network).into()),
            ColumnKind::Path => Cell::Text(row.path(network).into()),
            ColumnKind::Operation => text(row.operation(network).into()),
            ColumnKind::Layers | ColumnKind::Figure(_) | ColumnKind::Share | ColumnKind::Live => {
                self.figure(column, row, &|| costed.figures())
            }
            ColumnKind::Intensity => self.intensity(costed.figures()),
            ColumnKind::Bound => self.bound(costed.figures()).map_or(Cell::Empty, word),
            ColumnKind::Input => {
                self.shapes(row.span, |(first, _)| network.layer(first).inputs.iter().copied())
            }
            ColumnKind::Output => self.shapes(row.span, |(_, last)| network.layer(last).outputs()),
            ColumnKind::ReceptiveField | ColumnKind::Stride | ColumnKind::Dtype => {
                row.span.map_or(Cell::Empty, |(_, last)| {
                    self.of_output(column, network.layer(last).output)
                })
            }
            ColumnKind::Index => match (row.layer(network), row.span) {
                (Some(_), Some((id, _))) => Cell::Number(id.0 as usize + 1),
                _ => Cell::Empty,
            },
            ColumnKind::Scope => text(row.scope(network).into()),
            ColumnKind::Source => {
                of_layer(&|layer| text(self.view.sources.text(layer.span).into()))
            }
            ColumnKind::File => of_layer(&|layer| {
                let source = self.view.sources.source(layer.span);
                source.map_or(Cell::Empty, |source| Cell::Text(source.name().into()))
            }),
            ColumnKind::Line => of_layer(&|layer| {
                let place = self.view.sources.locate(layer.span);
                place.map_or(Cell::Empty, |place| Cell::Number(place.line))
            }),
        }
    }

    /// What the whole network has in a column.
    pub fn total(&self, column: &Column) -> Cell<'a> {
        let totals = &self.view.costs.totals;
        match column.kind {
            ColumnKind::Name | ColumnKind::OwnName => word("total"),
            ColumnKind::Layers => Cell::Figure(totals.layers.into(), &COUNT),
            ColumnKind::Figure(metric) if metric.is_known(self.view.costs) => {
                of_metric(metric, metric.total(totals), &totals.figures)
            }
            ColumnKind::Intensity => self.intensity(&totals.figures),
            ColumnKind::Bound => self.bound(&totals.figures).map_or(Cell::Empty, word),
            ColumnKind::Share => Cell::Share(totals.figures.flops, totals.figures.flops),
            ColumnKind::Live => Cell::Figure(totals.peak_memory, &BYTES),
            _ => Cell::Empty,
        }
    }

    /// What takes longer on the device, computing or moving; `None` if one of the two is unknown.
    pub fn bound(&self, figures: &Figures) -> Option<&'static str> {
        let compared = self.view.costs.device.is_some_and(|device| device.bandwidth.is_some());
        figures.times.bound().filter(|_| compared && figures.unknown_cost == 0)
    }

    /// Operations for each byte, if all of them are known.
    fn intensity(&self, figures: &Figures) -> Cell<'a> {
        ratio(intensity(figures).filter(|_| figures.unknown_cost == 0))
    }

    fn figure<'f>(
        &self,
        column: &Column,
        row: &Row,
        figures: &dyn Fn() -> &'f Figures,
    ) -> Cell<'a> {
        let costs = self.view.costs;
        match column.kind {
            ColumnKind::Layers => Cell::Figure(row.count as u128, &COUNT),
            ColumnKind::Figure(metric) if !metric.is_known(costs) => Cell::Empty,
            ColumnKind::Figure(metric) => metric
                .row(figures())
                .map_or(Cell::Empty, |figure| of_metric(metric, figure, figures())),
            ColumnKind::Share if figures().unknown_cost > 0 => Cell::Empty,
            ColumnKind::Share => Cell::Share(figures().flops, costs.totals.figures.flops),
            _ => row.span.map_or(Cell::Empty, |(first, last)| {
                Cell::Figure(costs.living(first, last), &BYTES)
            }),
        }
    }

    /// How much a row weighs by the figure of a column.
    fn weight(&self, column: &Column, row: &Row) -> u128 {
        let figures = OnceCell::new();
        let figures = || figures.get_or_init(|| row.figures(self.view.costs));
        match self.figure(column, row, &figures) {
            Cell::Figure(weight, _) | Cell::AtLeast(weight, _) | Cell::Share(weight, _) => weight,
            _ => 0,
        }
    }

    /// What is known of an output.
    fn of_output(&self, column: &Column, output: TensorId) -> Cell<'a> {
        if let ColumnKind::Dtype = column.kind {
            return word(self.network().tensor(output).dtype.name());
        }
        match (column.kind, self.field(output)) {
            (ColumnKind::ReceptiveField, Field::Window(window)) => Cell::Sizes(window.size),
            (ColumnKind::ReceptiveField, Field::Everything) => word("all"),
            (ColumnKind::Stride, Field::Window(window)) => Cell::Sizes(window.stride),
            _ => Cell::Empty,
        }
    }

    /// What one element of a tensor sees of the network's input.
    pub fn field(&self, tensor: TensorId) -> Field {
        self.fields.get_or_init(|| fields(self.network()))[tensor]
    }

    fn shapes<I: Iterator<Item = TensorId>>(
        &self,
        span: Option<(LayerId, LayerId)>,
        tensors: impl Fn((LayerId, LayerId)) -> I,
    ) -> Cell<'a> {
        let shapes = |span| tensors(span).map(|id| self.network().tensor(id).shape).collect();
        span.map_or(Cell::Empty, |span| Cell::Shapes(shapes(span)))
    }
}

/// Operations and bytes, whose quotient is the arithmetic intensity; `None` if no byte is read or
/// written.
pub(super) fn intensity(figures: &Figures) -> Option<(u128, u128)> {
    let parts = roofline::operations(figures).zip(roofline::bytes(figures));
    parts.filter(|(_, bytes)| *bytes > 0)
}

/// A figure, which is a lower bound where the cost of a layer is not known.
fn of_metric(metric: &'static Metric, figure: u128, all: &Figures) -> Cell<'static> {
    match all.unknown_cost > 0 && metric.is_of_operations() {
        true => Cell::AtLeast(figure, metric.unit),
        false => Cell::Figure(figure, metric.unit),
    }
}

fn ratio(parts: Option<(u128, u128)>) -> Cell<'static> {
    parts.map_or(Cell::Empty, |(part, whole)| Cell::Ratio(part, whole))
}

fn word(word: &'static str) -> Cell<'static> {
    Cell::Text(word.into())
}

fn text(text: Cow<'_, str>) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}
