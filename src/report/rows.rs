//! The rows of a report: layers in the order in which they run, under the scopes they lie in; or
//! folded, grouped, sorted and cut, as one asks for. Every format writes these.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::cells::Cells;
use super::columns::{Column, Shows};
use crate::cost::{Costs, Figures};
use crate::network::{Base, LabelId, Layer, LayerId, ScopeId};

/// Which rows there are, and in which order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arrangement {
    /// How many levels of scopes are opened, those deeper being folded into one row each;
    /// all if there is none.
    pub depth: Option<usize>,
    /// What layers are grouped by.
    pub by: Option<By>,
    /// What rows are sorted by: a figure, the largest first, or a name.
    pub sort: Option<&'static Column>,
    /// How many rows are shown, the heaviest; the others are one row.
    pub top: Option<usize>,
}

/// What layers are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Their operations.
    Op,
    /// The outermost blocks that they lie in, all calls of a block together.
    Block,
}

impl Arrangement {
    /// Whether each layer has its row, in the order in which they run.
    pub fn is_plain(&self) -> bool {
        let Arrangement { depth, by, sort, top } = self;
        depth.is_none() && by.is_none() && sort.is_none() && top.is_none()
    }
}

/// A row.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// What it stands for.
    pub kind: Kind,
    /// How many scopes it lies in, where these have rows of their own.
    pub level: Option<usize>,
    /// How many layers it stands for.
    pub count: usize,
    /// The first and the last of them, if they are all that run from one to the other.
    pub span: Option<(LayerId, LayerId)>,
    /// Their figures, added up; those of a single layer are computed when asked for.
    sum: Option<Box<Figures>>,
}

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A scope whose layers are folded into this row.
    Folded(ScopeId),
    /// A layer.
    Layer,
    /// A scope, whose layers follow.
    Scope(ScopeId),
    /// The layers of one operation.
    Operation(&'static str),
    /// The layers of all calls of a block, by the label of its name; `None` for those outside.
    Block(Option<LabelId>),
    /// The rows that are not shown.
    Others(usize),
}

impl Row {
    fn layer(index: usize) -> Self {
        let id = id(index);
        Row { kind: Kind::Layer, level: None, count: 1, span: Some((id, id)), sum: None }
    }

    fn group(kind: Kind) -> Self {
        Row { kind, level: None, count: 0, span: None, sum: Some(Box::default()) }
    }

    /// The figures of what it stands for.
    pub fn figures(&self, costs: &Costs<'_>) -> Figures {
        match (&self.sum, self.span) {
            (Some(sum), _) => **sum,
            (None, Some((layer, _))) => costs.figures(costs.network.layer(layer)),
            (None, None) => Figures::default(),
        }
    }

    fn add(&mut self, count: usize, figures: Figures) {
        self.count += count;
        if let Some(sum) = &mut self.sum {
            // It fits, since the sum over all layers does.
            **sum = sum.plus(figures).unwrap_or(**sum);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a network counts its layers by 32 bits")]
fn id(index: usize) -> LayerId {
    LayerId(index as u32)
}

/// Layers of one scope, and of scopes within it, that follow each other.
#[derive(Debug)]
pub(super) struct Group {
    scope: ScopeId,
    level: usize,
    /// The first layer.
    first: usize,
    /// The layer after the last one.
    end: usize,
    figures: Figures,
}

/// What is needed to go through the rows, more than once.
#[derive(Debug)]
pub(super) enum Rows<'a> {
    /// As the layers run; made one by one, since there may be a million.
    Running {
        costs: &'a Costs<'a>,
        groups: Vec<Group>,
        depth: usize,
        /// Whether scopes have rows of their own, above those of their layers.
        headed: bool,
    },
    /// In another order.
    Listed(Vec<Row>),
}

impl<'a> Rows<'a> {
    /// The rows of a report; where they are as the layers run, `headed` says whether scopes have
    /// rows of their own.
    pub fn new(cells: &Cells<'a>, headed: bool) -> Self {
        let arrangement = cells.report.arrangement;
        let costs = cells.report.costs;
        let depth = arrangement.depth.unwrap_or(usize::MAX);
        let listed = arrangement.sort.is_some() || arrangement.top.is_some();
        let running = |headed| {
            // Where no scope has a row there is nothing to be added up.
            let has_groups = headed || arrangement.depth.is_some();
            let groups = if has_groups { groups(costs, depth) } else { Vec::new() };
            Rows::Running { costs, groups, depth, headed }
        };
        let rows = match arrangement.by {
            Some(by) => grouped(costs, by),
            None if listed => running(false).iter().collect(),
            None => return running(headed),
        };
        Rows::Listed(cut(sorted(rows, arrangement, cells), arrangement, costs))
    }

    /// The rows in their order.
    pub fn iter(&self) -> Box<dyn Iterator<Item = Row> + '_> {
        match self {
            Rows::Running { costs, groups, depth, headed } => {
                let running = running(costs, groups, *depth);
                if *headed {
                    return Box::new(running);
                }
                let rows = running.filter(|row| !matches!(row.kind, Kind::Scope(_)));
                Box::new(rows.map(|row| Row { level: None, ..row }))
            }
            Rows::Listed(rows) => Box::new(rows.iter().cloned()),
        }
    }
}

/// The rows as the layers run, scopes above their layers, those at `depth` in place of them.
fn running<'r>(
    costs: &'r Costs<'r>,
    groups: &'r [Group],
    depth: usize,
) -> impl Iterator<Item = Row> + 'r {
    let network = costs.network;
    let (mut groups, mut next) = (groups.iter().peekable(), 0);
    std::iter::from_fn(move || {
        if let Some(group) = groups.next_if(|group| group.first == next) {
            let folded = group.level >= depth;
            if folded {
                next = group.end;
            }
            let kind = if folded { Kind::Folded } else { Kind::Scope };
            let (first, last) = (id(group.first), id(group.end - 1));
            return Some(Row {
                kind: kind(group.scope),
                level: Some(group.level),
                count: group.end - group.first,
                span: Some((first, last)),
                sum: Some(Box::new(group.figures)),
            });
        }
        let layer = network.layers.get(next)?;
        let row = Row::layer(next);
        next += 1;
        Some(Row { level: Some(network.ancestors(layer.scope).count()), ..row })
    })
}

/// The groups of a network down to the first folded level, outer ones before those within.
fn groups(costs: &Costs<'_>, depth: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    // The groups that the layer before lies in, and the scopes that this one does, outer first.
    let (mut open, mut scopes) = (Vec::<(usize, ScopeId)>::new(), Vec::new());
    for (index, layer) in costs.network.layers.iter().enumerate() {
        scopes.clear();
        scopes.extend(costs.network.ancestors(layer.scope));
        scopes.reverse();
        scopes.truncate(depth.saturating_add(1));
        let same = open.iter().zip(&scopes).take_while(|((_, open), scope)| open == *scope).count();
        open.truncate(same);
        for (level, scope) in scopes.iter().enumerate().skip(same) {
            open.push((groups.len(), *scope));
            let figures = Figures::default();
            groups.push(Group { scope: *scope, level, first: index, end: index, figures });
        }
        if open.is_empty() {
            continue;
        }
        let figures = costs.figures(layer);
        for (group, _) in &open {
            if let Some(group) = groups.get_mut(*group) {
                group.end = index + 1;
                // It fits, since the sum over all layers does.
                group.figures = group.figures.plus(figures).unwrap_or(group.figures);
            }
        }
    }
    groups
}

/// A row for each group of layers, in the order of their first ones.
fn grouped(costs: &Costs<'_>, by: By) -> Vec<Row> {
    let kind = |layer: &Layer| match by {
        By::Op => Kind::Operation(layer.operation),
        By::Block => {
            let outermost = costs.network.ancestors(layer.scope).last();
            Kind::Block(outermost.map(|scope| match costs.network.scope(scope).name.base {
                Base::Label(label) | Base::Numbered(label, _) => label,
            }))
        }
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut places = HashMap::new();
    for layer in &costs.network.layers {
        let kind = kind(layer);
        let place = *places.entry(kind).or_insert(rows.len());
        if place == rows.len() {
            rows.push(Row::group(kind));
        }
        if let Some(row) = rows.get_mut(place) {
            row.add(1, costs.figures(layer));
        }
    }
    rows
}

/// The rows in the order asked for; equal ones stay as they were.
fn sorted(mut rows: Vec<Row>, arrangement: &Arrangement, cells: &Cells<'_>) -> Vec<Row> {
    // The heaviest are those with the most flops, unless something else is said.
    let order = arrangement.sort.or_else(|| arrangement.top.and(Column::named("flops").ok()));
    match order {
        Some(Column { shows: Shows::Name, .. }) => rows.sort_by_cached_key(|row| cells.name(row)),
        Some(Column { shows: Shows::Operation, .. }) => {
            rows.sort_by_cached_key(|row| cells.operation(row));
        }
        Some(figure) => rows.sort_by_cached_key(|row| Reverse(cells.weight(figure, row))),
        None => {}
    }
    rows
}

/// The first rows, and one that stands for the others.
fn cut(mut rows: Vec<Row>, arrangement: &Arrangement, costs: &Costs<'_>) -> Vec<Row> {
    let others = rows.split_off(arrangement.top.unwrap_or(rows.len()).min(rows.len()));
    if !others.is_empty() {
        let mut sum = Row::group(Kind::Others(others.len()));
        for row in &others {
            sum.add(row.count, row.figures(costs));
        }
        rows.push(sum);
    }
    rows
}
