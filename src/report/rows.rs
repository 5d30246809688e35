//! The rows of a report: layers in the order in which they run, below the scopes they lie in; or
//! folded, grouped, sorted and cut, as the options say. Every format writes these rows.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::columns::{Column, ColumnKind};
use super::options::{GroupBy, RowOptions};
use crate::cost::{Costs, Figures};
use crate::network::{Base, LabelId, Layer, LayerId, Network, ScopeId};

/// A row.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// What it represents.
    pub kind: RowKind,
    /// How many scopes it lies in, where these have rows of their own.
    pub level: Option<usize>,
    /// How many layers it represents.
    pub count: usize,
    /// The first and the last of them, if they are all that run from one to the other.
    pub span: Option<(LayerId, LayerId)>,
    /// Their figures, added up; those of a single layer are computed when they are needed.
    sum: Option<Box<Figures>>,
}

/// What a row represents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum RowKind {
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
    fn of_layer(index: usize) -> Self {
        let id = id(index);
        Row { kind: RowKind::Layer, level: None, count: 1, span: Some((id, id)), sum: None }
    }

    /// One row for several that follow each other, if there are any; of more than one, a part of the
    /// network's own scope.
    pub fn together(mut rows: Vec<Row>, costs: &Costs<'_>) -> Option<Self> {
        let [first, .., last] = rows.as_slice() else { return rows.pop() };
        let span = first.span.zip(last.span).map(|((first, _), (_, last))| (first, last));
        let mut sum = Row { span, ..Row::group(RowKind::Folded(ScopeId::ROOT)) };
        for row in &rows {
            sum.add(row.count, row.figures(costs));
        }
        Some(sum)
    }

    fn group(kind: RowKind) -> Self {
        Row { kind, level: None, count: 0, span: None, sum: Some(Box::default()) }
    }

    /// The figures of the layers that it represents.
    pub fn figures(&self, costs: &Costs<'_>) -> Figures {
        match (&self.sum, self.span) {
            (Some(sum), _) => **sum,
            (None, Some((layer, _))) => costs.figures(costs.network.layer(layer)),
            (None, None) => Figures::default(),
        }
    }

    /// The layer, if the row represents a single one.
    pub fn layer<'n>(&self, network: &'n Network) -> Option<&'n Layer> {
        let (id, _) = self.span.filter(|_| self.kind == RowKind::Layer)?;
        Some(network.layer(id))
    }

    /// The name: that of a layer or scope with its path, unless the scopes around it have rows of
    /// their own.
    pub fn name(&self, network: &Network) -> String {
        let scope = |scope| match self.level {
            Some(_) => network.name(network.scope(scope).name),
            None => network.path(scope),
        };
        match (self.kind, self.layer(network)) {
            (RowKind::Layer, Some(layer)) if self.level.is_some() => network.name(layer.name),
            (RowKind::Layer, layer) => {
                layer.map_or_else(String::new, |layer| network.full_name(layer))
            }
            (RowKind::Folded(id) | RowKind::Scope(id), _) => scope(id),
            (RowKind::Operation(name), _) => name.to_owned(),
            (RowKind::Block(Some(label)), _) => network.label(label).to_owned(),
            (RowKind::Block(None), _) => "(no block)".to_owned(),
            (RowKind::Others(1), _) => "... and 1 other".to_owned(),
            (RowKind::Others(rows), _) => format!("... and {rows} others"),
        }
    }

    /// The name with its path, whatever rows are around it.
    pub fn path(&self, network: &Network) -> String {
        Row { level: None, sum: None, ..*self }.name(network)
    }

    /// The name within its scope.
    pub fn own_name(&self, network: &Network) -> String {
        Row { level: Some(0), sum: None, ..*self }.name(network)
    }

    /// The operation, if the row represents a single one.
    pub fn operation(&self, network: &Network) -> &'static str {
        match self.kind {
            RowKind::Operation(name) => name,
            _ => self.layer(network).map_or("", |layer| layer.operation),
        }
    }

    /// The path of the scope that the row lies in.
    pub fn scope(&self, network: &Network) -> String {
        match (self.kind, self.layer(network)) {
            (_, Some(layer)) => network.path(layer.scope),
            (RowKind::Folded(id) | RowKind::Scope(id), _) => network.path(network.scope(id).parent),
            _ => String::new(),
        }
    }

    fn add(&mut self, count: usize, figures: Figures) {
        self.count += count;
        if let Some(sum) = &mut self.sum {
            **sum += figures;
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

/// What it takes to iterate over the rows, more than once.
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
    /// The rows of a report. If they follow the order of the layers, `headed` says whether scopes
    /// have rows of their own. `weight` is how much a row weighs by the figure of a column.
    pub fn new(
        costs: &'a Costs<'a>,
        options: &RowOptions,
        headed: bool,
        weight: &dyn Fn(&Column, &Row) -> u128,
    ) -> Self {
        // Layers and folded scopes at level 0 have a path of one part.
        let Some(depth) = options.depth.unwrap_or(usize::MAX).checked_sub(1) else {
            return Rows::Listed(Vec::new());
        };
        let listed = options.sort.is_some() || options.top.is_some();
        let running = |headed| {
            // If no scope has a row, there is nothing to add up.
            let has_groups = headed || options.depth.is_some();
            let groups = if has_groups { groups(costs, depth) } else { Vec::new() };
            Rows::Running { costs, groups, depth, headed }
        };
        let rows = match options.by {
            Some(by) => grouped(costs, by),
            None if listed => running(false).iter().collect(),
            None => return running(headed),
        };
        let rows = sorted(rows, options, costs.network, weight);
        Rows::Listed(cut(rows, options, costs))
    }

    /// The rows in their order.
    pub fn iter(&self) -> Box<dyn Iterator<Item = Row> + '_> {
        match self {
            Rows::Running { costs, groups, depth, headed } => {
                let running = running(costs, groups, *depth);
                if *headed {
                    return Box::new(running);
                }
                let rows = running.filter(|row| !matches!(row.kind, RowKind::Scope(_)));
                Box::new(rows.map(|row| Row { level: None, ..row }))
            }
            Rows::Listed(rows) => Box::new(rows.iter().cloned()),
        }
    }
}

/// The greatest depth with which a network has at most so many rows; the least that has rows if
/// there are more even then. `None` if no scope has to be folded.
pub fn depth_within(costs: &Costs<'_>, most: usize) -> Option<usize> {
    let network = costs.network;
    let parts = |layer: &Layer| network.ancestors(layer.scope).count() + 1;
    let deepest = network.layers.iter().map(parts).max()?;
    let fits = |depth: &usize| {
        let options = RowOptions { depth: Some(*depth), ..RowOptions::default() };
        let rows = Rows::new(costs, &options, true, &|_, _| 0);
        rows.iter().take(most.saturating_add(1)).count() <= most
    };
    match (1..=deepest).rev().find(fits) {
        Some(depth) if depth == deepest => None,
        depth => depth.or((deepest > 1).then_some(1)),
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
            let kind = if folded { RowKind::Folded } else { RowKind::Scope };
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
        let row = Row::of_layer(next);
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
                group.figures += figures;
            }
        }
    }
    groups
}

/// A row for each group of layers, in the order of their first ones.
fn grouped(costs: &Costs<'_>, by: GroupBy) -> Vec<Row> {
    let kind = |layer: &Layer| match by {
        GroupBy::Op => RowKind::Operation(layer.operation),
        GroupBy::Block => {
            let outermost = costs.network.ancestors(layer.scope).last();
            RowKind::Block(outermost.map(|scope| match costs.network.scope(scope).name.base {
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

/// The rows in the requested order; equal rows keep their order.
fn sorted(
    mut rows: Vec<Row>,
    options: &RowOptions,
    network: &Network,
    weight: &dyn Fn(&Column, &Row) -> u128,
) -> Vec<Row> {
    // The heaviest rows are those with the most flops, unless another figure is given.
    let order = options.sort.or_else(|| options.top.and(Column::named("flops").ok()));
    match order {
        Some(Column { kind: ColumnKind::Name, .. }) => {
            rows.sort_by_cached_key(|row| row.name(network))
        }
        Some(Column { kind: ColumnKind::Operation, .. }) => {
            rows.sort_by_cached_key(|row| row.operation(network));
        }
        Some(figure) => rows.sort_by_cached_key(|row| Reverse(weight(figure, row))),
        None => {}
    }
    rows
}

/// The first rows, and one that represents the others.
fn cut(mut rows: Vec<Row>, options: &RowOptions, costs: &Costs<'_>) -> Vec<Row> {
    let others = rows.split_off(options.top.unwrap_or(rows.len()).min(rows.len()));
    if !others.is_empty() {
        let mut sum = Row::group(RowKind::Others(others.len()));
        for row in &others {
            sum.add(row.count, row.figures(costs));
        }
        rows.push(sum);
    }
    rows
}
