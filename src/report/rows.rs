//! The rows of a report: layers in the order in which they run, under the scopes they lie in.

use crate::cost::{Costs, Figures};
use crate::network::{Layer, ScopeId};

/// A row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'n> {
    /// What it stands for.
    pub kind: Kind,
    /// How many scopes it lies in.
    pub level: usize,
    /// The first layer it stands for.
    pub first: &'n Layer,
    /// The last one.
    pub last: &'n Layer,
    /// Their figures, added up; those of a single layer are computed when asked for.
    sum: Option<Figures>,
}

impl Row<'_> {
    /// The figures of what it stands for.
    pub fn figures(&self, costs: &Costs<'_>) -> Figures {
        self.sum.unwrap_or_else(|| costs.figures(self.first))
    }
}

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A scope whose layers are folded into this row; how many they are.
    Folded(ScopeId, usize),
    /// A layer.
    Layer,
    /// A scope, whose layers follow.
    Scope(ScopeId),
}

/// Layers of one scope, and of scopes within it, that follow each other.
#[derive(Debug)]
struct Group {
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
pub(super) struct Outline<'a> {
    costs: &'a Costs<'a>,
    groups: Vec<Group>,
    depth: usize,
}

impl<'a> Outline<'a> {
    /// The rows of a network, scopes deeper than `depth` folded into one each.
    pub fn new(costs: &'a Costs<'a>, depth: Option<usize>) -> Self {
        let depth = depth.unwrap_or(usize::MAX);
        Outline { costs, groups: groups(costs, depth), depth }
    }

    /// The rows in their order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'a>> + '_ {
        let layers = &self.costs.network.layers;
        let (mut groups, mut next) = (self.groups.iter().peekable(), 0);
        std::iter::from_fn(move || {
            if let Some(group) = groups.next_if(|group| group.first == next) {
                let folded = group.level >= self.depth;
                if folded {
                    next = group.end;
                }
                let count = group.end - group.first;
                return Some(Row {
                    kind: if folded {
                        Kind::Folded(group.scope, count)
                    } else {
                        Kind::Scope(group.scope)
                    },
                    level: group.level,
                    first: layers.get(group.first)?,
                    last: layers.get(group.end - 1)?,
                    sum: Some(group.figures),
                });
            }
            let layer = layers.get(next)?;
            next += 1;
            let level = self.ancestors(layer.scope);
            Some(Row { kind: Kind::Layer, level, first: layer, last: layer, sum: None })
        })
    }

    /// How many scopes a scope lies in, itself counted, the file's own body not.
    fn ancestors(&self, scope: ScopeId) -> usize {
        self.costs.network.ancestors(scope).count()
    }
}

/// The groups of a network down to the first folded level, outer ones before those within.
fn groups(costs: &Costs<'_>, depth: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    // The groups that the layer before lies in, and the scopes that this one does, outer first.
    let (mut open, mut scopes) = (Vec::<usize>::new(), Vec::new());
    for (index, layer) in costs.network.layers.iter().enumerate() {
        scopes.clear();
        scopes.extend(costs.network.ancestors(layer.scope));
        scopes.reverse();
        scopes.truncate(depth.saturating_add(1));
        let same =
            open.iter().zip(&scopes).take_while(|(group, scope)| groups[**group].scope == **scope);
        let same = same.count();
        open.truncate(same);
        for (level, scope) in scopes.iter().enumerate().skip(same) {
            open.push(groups.len());
            let figures = Figures::default();
            groups.push(Group { scope: *scope, level, first: index, end: index, figures });
        }
        if open.is_empty() {
            continue;
        }
        let figures = costs.figures(layer);
        for group in &open {
            let group = &mut groups[*group];
            group.end = index + 1;
            // It fits, since the sum over all layers does.
            group.figures = group.figures.plus(figures).unwrap_or(group.figures);
        }
    }
    groups
}
