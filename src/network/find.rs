//! Layers and scopes by their names.

use super::graph::Network;
use super::ids::{LayerId, ScopeId};
use super::layer::Layer;
use crate::index::Idx;

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A layer.
    Layer(LayerId),
    /// A scope: a call of a block, or a named branch.
    Scope(ScopeId),
}

impl Network {
    /// The layer or scope of this full name: `conv1`, `bottleneck2/conv1`, `bottleneck2`.
    pub fn find(&self, name: &str) -> Option<Found> {
        let layer = self.numbered_layers().filter(|(_, layer)| self.full_name(layer) == name);
        let scope = self.named_scopes().filter(|scope| self.path(*scope) == name);
        layer.map(|(id, _)| Found::Layer(id)).chain(scope.map(Found::Scope)).next()
    }

    /// The full names of all layers and scopes.
    pub fn names(&self) -> impl Iterator<Item = String> + '_ {
        let scopes = self.named_scopes().map(|scope| self.path(scope));
        self.layers.iter().map(|layer| self.full_name(layer)).chain(scopes)
    }

    /// All scopes but the root, which has no name.
    fn named_scopes(&self) -> impl Iterator<Item = ScopeId> + use<> {
        (1..self.scopes.len()).map(ScopeId::at)
    }

    /// The layers of a scope and of those within it, in order.
    pub fn layers_in(&self, scope: ScopeId) -> impl Iterator<Item = &Layer> {
        self.layers.iter().filter(move |layer| {
            scope == ScopeId::ROOT || self.ancestors(layer.scope).any(|outer| outer == scope)
        })
    }
}
