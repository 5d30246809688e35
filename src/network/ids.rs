//! Indices into the lists of a network.

use crate::index::ids;

/// The index of a layer in [`Network::layers`](super::Network::layers).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LayerId(pub u32);

/// The index of a scope in [`Network::scopes`](super::Network::scopes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

/// The index of a text in [`Network::labels`](super::Network::labels).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LabelId(pub u32);

ids!(LayerId, ScopeId, LabelId);

impl ScopeId {
    /// The scope of the file's own body, which has no name.
    pub const ROOT: ScopeId = ScopeId(0);
}
