//! The comparison of networks.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::entries::Entries;
use super::layer::Layer;
use super::totals::Totals;
use super::value::Value;

/// The comparison of networks, with a list of changes `C` for two of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison<C = Vec<Change<'static>>> {
    /// The version of the document.
    pub schema: u32,
    /// The networks, in the order in which they were given.
    pub networks: Vec<ComparedNetwork>,
    /// What changed layer by layer, for two networks.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub layers: Option<C>,
}

/// No changes, of whatever type.
fn none<C>() -> Option<C> {
    None
}

/// A network of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparedNetwork {
    /// The word that named it: `mobilenet_v2@width=0.5`.
    pub asked: String,
    /// The title.
    pub network: String,
    /// The file, as it was named.
    pub file: String,
    /// Samples in a batch.
    pub batch: u64,
    /// The convention of flops.
    pub convention: Cow<'static, str>,
    /// The values of the file's params.
    pub arguments: Entries<Value>,
    /// The totals.
    pub totals: Totals<()>,
    /// The flops under every convention if they were requested.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub flops_by_convention: Entries<u64>,
}

/// A change from the layers of the first network to those of the second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change<'a> {
    /// What kind of change it is.
    #[serde(rename = "change")]
    pub kind: ChangeKind,
    /// How many layers it represents; only unchanged ones are together.
    pub layers: usize,
    /// The layer in the first network, the first of several.
    pub old: Option<Layer<'a, ()>>,
    /// The layer in the second network, the first of several.
    pub new: Option<Layer<'a, ()>>,
}

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// The layers are the same.
    Same,
    /// The layer has another shape, attribute or figure.
    Changed,
    /// The layer is not in the second network.
    Removed,
    /// The layer is not in the first network.
    Added,
}
