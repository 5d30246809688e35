//! The rows of a page: every layer, or blocks folded from the innermost till there are few enough.

use super::model::MAX_ROWS;
use super::sources::Sources;
use super::strings::Strings;
use super::table::{RowIndex, Scopes};
use crate::cost::Costs;
use crate::index::Idx;
use crate::network::{self, LayerId, Network, ScopeId};
use crate::report::options::RowOptions;
use crate::report::rows::{self, Row, RowKind, depth_within};
use crate::source;

/// The rows in the order in which they run.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    network: &'a Network,
    rows: Vec<Row>,
    /// The row of each layer, if some rows are folded.
    of_layer: Option<Vec<RowIndex>>,
}

impl<'a> Rows<'a> {
    /// The rows of a network: at most [`MAX_ROWS`].
    pub fn new(costs: &'a Costs<'a>) -> Self {
        let network = costs.network;
        if network.layers.len() <= MAX_ROWS {
            let options = RowOptions::default();
            let rows = rows::Rows::new(costs, &options, false, &|_, _| 0).iter().collect();
            return Rows { network, rows, of_layer: None };
        }
        let depth = depth_within(costs, MAX_ROWS);
        let options = RowOptions { depth, ..RowOptions::default() };
        let folded = rows::Rows::new(costs, &options, false, &|_, _| 0);
        // Layers outside of blocks are folded with those that run next to them.
        let size = folded.iter().count().div_ceil(MAX_ROWS).max(1);
        let mut rows = Vec::new();
        let mut iter = folded.iter().peekable();
        while iter.peek().is_some() {
            rows.extend(Row::together(iter.by_ref().take(size).collect(), costs));
        }
        let lengths =
            rows.iter().zip(0..).map(|(row, index)| std::iter::repeat_n(index, row.count));
        let of_layer = Some(lengths.flatten().collect());
        Rows { network, rows, of_layer }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether some rows are of several layers.
    pub fn are_folded(&self) -> bool {
        self.of_layer.is_some()
    }

    /// The rows, each with its first and its last layer.
    pub fn iter(&self) -> impl Iterator<Item = (&Row, LayerId, LayerId)> {
        self.rows.iter().filter_map(|row| row.span.map(|(first, last)| (row, first, last)))
    }

    /// The row of a layer.
    pub fn of(&self, layer: LayerId) -> RowIndex {
        let Some(of_layer) = &self.of_layer else { return layer.0 };
        of_layer.get(layer.index()).copied().unwrap_or_default()
    }

    /// The scope that a row lies in.
    pub fn scope(&self, row: &Row) -> ScopeId {
        match (row.kind, row.layer(self.network)) {
            (_, Some(layer)) => layer.scope,
            (RowKind::Folded(scope), None) => self.network.scope(scope).parent,
            _ => ScopeId::ROOT,
        }
    }

    /// The scopes of which rows are shown, and the scope of each row among them.
    pub fn scopes<'s>(
        &self,
        texts: &'s source::Sources,
        sources: &mut Sources<'s>,
        strings: &mut Strings,
    ) -> (Scopes, Vec<u32>) {
        let mut index = vec![None; self.network.scopes.len()];
        let (mut scopes, mut of_rows) = (Scopes::default(), Vec::with_capacity(self.len()));
        for (at, row) in (0..).zip(&self.rows) {
            let scope = self.scope(row);
            let mut around: Vec<_> = self.network.ancestors(scope).collect();
            around.push(ScopeId::ROOT);
            let mut parent = None;
            for scope in around.into_iter().rev() {
                let Some(known) = index.get_mut(scope.index()) else { continue };
                let own = *known.get_or_insert_with(|| {
                    let network::Scope { name, span, .. } = *self.network.scope(scope);
                    let source = texts.source(span).map(|source| sources.index(source));
                    scopes.source.push(source);
                    let place = texts.locate(span);
                    scopes.line.push(place.as_ref().map(|place| place.line));
                    scopes.column.push(place.map(|place| place.column));
                    scopes.open(strings.id(&self.network.name(name)), parent, at)
                });
                scopes.extend_to(own, at);
                parent = Some(own);
            }
            of_rows.push(parent.unwrap_or_default());
        }
        (scopes, of_rows)
    }
}

impl Scopes {
    /// Adds a scope whose first row is this; its index.
    fn open(&mut self, name: u32, parent: Option<u32>, first: RowIndex) -> u32 {
        let index = u32::try_from(self.name.len()).unwrap_or(u32::MAX);
        self.name.push(name);
        self.parent.push(parent);
        self.first.push(first);
        self.count.push(0);
        index
    }

    /// Counts a row as one of a scope's.
    fn extend_to(&mut self, scope: u32, row: RowIndex) {
        let scope = scope as usize;
        if let (Some(first), Some(count)) = (self.first.get(scope), self.count.get_mut(scope)) {
            *count = row + 1 - *first;
        }
    }
}
