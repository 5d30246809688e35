//! How names are written.

use super::graph::Network;
use super::ids::ScopeId;
use super::layer::Layer;
use super::name::{Base, Name};
use super::tensor::Origin;
use crate::tensor::TensorId;

impl Network {
    /// A name as people read it: `conv1`, `c4#2`.
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

    /// A scope and those it lies in, the innermost first, the file's own body left out.
    pub fn ancestors(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> + '_ {
        let inner = |scope: ScopeId| Some(scope).filter(|scope| *scope != ScopeId::ROOT);
        std::iter::successors(inner(scope), move |scope| inner(self.scope(*scope).parent))
    }

    /// The path of a scope: `stage1/bottleneck2`, empty for the file's own body.
    pub fn path(&self, scope: ScopeId) -> String {
        let mut parts: Vec<_> =
            self.ancestors(scope).map(|scope| self.name(self.scope(scope).name)).collect();
        parts.reverse();
        parts.join("/")
    }

    /// The name of a layer with the scope it lies in: `bottleneck2/conv1`.
    pub fn full_name(&self, layer: &Layer) -> String {
        let name = self.name(layer.name);
        if layer.scope == ScopeId::ROOT {
            return name;
        }
        format!("{}/{name}", self.path(layer.scope))
    }

    /// What a tensor is called: the layer that makes it, with the number of the output where there
    /// are several; an input by its label. An input without a label has no name.
    pub fn tensor_name(&self, id: TensorId) -> Option<String> {
        match self.tensor(id).origin {
            Origin::Layer(layer) | Origin::Weight(layer) => {
                let layer = self.layer(layer);
                let name = self.full_name(layer);
                let number = id.0 - layer.output.0 + 1;
                Some(if layer.outputs > 1 { format!("{name}, output {number}") } else { name })
            }
            Origin::Input => {
                let index = self.inputs.iter().position(|input| *input == id)?;
                self.input_names.get(index)?.clone()
            }
        }
    }
}
