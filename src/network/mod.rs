//! The network: a plain graph of tensors, layers and scopes, from which all costs are computed.
//!
//! Layers are listed in the order in which they run. Shapes are those of one sample; the batch is a
//! factor that costs apply to every layer that depends on an input.

mod applied;
mod attributes;
mod builder;
mod claim;
mod excerpt;
mod find;
mod fused;
mod graph;
mod ids;
mod imported;
mod layer;
mod name;
mod names;
mod naming;
mod op_kind;
mod outline;
mod parameter;
mod pass;
mod regroup;
mod rewrite;
mod sparsity;
mod tensor;

pub use applied::{Applied, Obstacle};
pub use attributes::{Attribute, Named};
pub use builder::{Builder, LayerParameter, NewLayer};
pub use claim::{Claim, ClaimExpr, Constant, Qualifier, Total};
pub(crate) use excerpt::{Begun, Excerpt};
pub use find::Found;
pub use fused::Fused;
pub use graph::{Dtypes, Network, UsedParameter};
pub use ids::{LabelId, LayerId, ScopeId};
pub use imported::Imported;
pub use layer::Layer;
pub use name::{Base, Name, Scope};
pub use op_kind::*;
pub(crate) use outline::Outline;
pub(crate) use parameter::ParameterSize;
pub use parameter::{LayerParameters, NewParameter, Parameter, ParameterId, Parameters};
pub use pass::{BadPass, Groups, Misordered, Pass, Passes, Prune};
pub(crate) use regroup::ScopePath;
pub(crate) use rewrite::Rewrite;
pub use sparsity::Sparsity;
pub use tensor::{InputSource, Origin, Tensor};
