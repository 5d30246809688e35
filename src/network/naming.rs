//! How names are written.

use super::graph::Network;
use super::ids::ScopeId;
use super::layer::Layer;
use super::name::{Base, Name};
use super::tensor::Origin;
use crate::tensor::TensorId;

impl Network {
    /// A name as it is shown: `conv1`, `c4#2`.
    pub fn name(&self, name: Name) -> String {
        let mut text = match name.base {
            Base::Label(label) => self.label(label).to_owned(),
            Base::Numbered(label, number) => {
                let kind = self.label(label);
                // `relu6_1`, since `relu61` is the 61st `relu`.
                let gap = if kind.ends_with(|last: char| last.is_ascii_digit()) { "_" } else { "" };
                [kind, gap, &number.to_string()].concat()
            }
        };
        if name.again > 1 {
            text.push_str(&format!("#{}", name.again));
        }
        text
    }

    /// A scope and the scopes that contain it, the innermost first, without the network's own.
    pub fn ancestors(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> + '_ {
        let inner = |scope: ScopeId| Some(scope).filter(|scope| *scope != ScopeId::ROOT);
        std::iter::successors(inner(scope), move |scope| inner(self.scope(*scope).parent))
    }

    /// The path of a scope: `stage1/bottleneck2`, empty for the network's own.
    pub fn path(&self, scope: ScopeId) -> String {
        let mut parts: Vec<_> =
            self.ancestors(scope).map(|scope| self.name(self.scope(scope).name)).collect();
        parts.reverse();
        parts.join("/")
    }

    /// The name of a layer with the path of its scope: `bottleneck2/conv1`.
    pub fn full_name(&self, layer: &Layer) -> String {
        let name = self.name(layer.name);
        if layer.scope == ScopeId::ROOT {
            return name;
        }
        format!("{}/{name}", self.path(layer.scope))
    }

    /// The name of a tensor: that of the layer that makes it, with the number of the output if there
    /// are several; the label of an input. An input without a label has no name.
    pub fn tensor_name(&self, id: TensorId) -> Option<String> {
        match self.tensor(id).origin {
            Origin::Layer(layer) | Origin::Weight(layer) => {
                let layer = self.layer(layer);
                let name = self.full_name(layer);
                let number = id.0 - layer.output.0 + 1;
                Some(if layer.outputs > 1 { format!("{name}, output {number}") } else { name })
            }
            Origin::Claimed(_) => None,
            Origin::Input => self.input_source(id)?.label.clone(),
        }
    }
}
