//! Layers and scopes by their names.

use super::{Layer, LayerId, Network, ScopeId};

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
        let layers = (0..).map(LayerId).zip(&self.layers);
        let layer = layers.filter(|(_, layer)| self.full_name(layer) == name).map(|(id, _)| id);
        let scopes = (1..self.scopes.len() as u32).map(ScopeId);
        let scope = scopes.filter(|scope| self.path(*scope) == name).map(Found::Scope);
        layer.map(Found::Layer).chain(scope).next()
    }

    /// The full names of all layers and scopes.
    pub fn names(&self) -> impl Iterator<Item = String> + '_ {
        let scopes = (1..self.scopes.len() as u32).map(|scope| self.path(ScopeId(scope)));
        self.layers.iter().map(|layer| self.full_name(layer)).chain(scopes)
    }

    /// The layers of a scope and of those within it, in order.
    pub fn layers_in(&self, scope: ScopeId) -> impl Iterator<Item = &Layer> {
        self.layers.iter().filter(move |layer| {
            scope == ScopeId::ROOT || self.ancestors(layer.scope).any(|outer| outer == scope)
        })
    }
}
