//! The operators that take the place of a node, each of which is a node with its name.

use smallvec::{SmallVec, smallvec};

use super::aten::{Aten, Attributes, Inputs, Made};
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::graph::{Modules, Origin, Tensor, TensorId};
use crate::import::names::Name;
use crate::import::onnx::model::{self, Attribute, AttributeValue};
use crate::import::rule::Failure;
use crate::import::scopes::below;
use crate::import::value::{Data, Value};

impl<'r> Aten<'r, '_> {
    /// A number as a tensor.
    pub(super) fn scalar(&mut self, number: f64) -> TensorId {
        self.evaluation.constant_of(Value::float(number), ElementType::F32)
    }

    /// A list of integers as a tensor.
    pub(super) fn list(&mut self, ints: impl IntoIterator<Item = i64>) -> TensorId {
        let ints: Vec<i64> = ints.into_iter().collect();
        let dims = Dims::from_slice(&[ints.len() as u64]);
        match Value::new(dims.clone(), Data::Ints(ints)) {
            Some(value) => self.evaluation.constant_of(value, ElementType::Int64),
            None => self.constant(dims, ElementType::Int64, None),
        }
    }

    /// A tensor that is the same for all inputs, all of one number if that is known.
    pub(super) fn constant(
        &mut self,
        dims: Dims,
        dtype: ElementType,
        number: Option<f64>,
    ) -> TensorId {
        let value = number.and_then(|number| Value::filled(dims.as_slice(), &Value::float(number)));
        let value = value.and_then(|value| value.cast(dtype)).map(Into::into);
        let (dims, origin) = (Some(dims), Origin::Constant);
        self.evaluation.tensor(Tensor { dtype, dims, value, origin, ..Tensor::default() })
    }

    /// What an operator makes of tensors.
    pub(super) fn op(
        &mut self,
        op: &str,
        inputs: &[TensorId],
        attributes: Attributes<'_>,
    ) -> Result<TensorId, Failure> {
        let inputs = inputs.iter().map(|id| Some(*id)).collect();
        let made = self.several(op, inputs, attributes, 1)?;
        made.first().copied().ok_or_else(|| Failure::unsupported("it makes nothing"))
    }

    /// Several tensors that an operator makes.
    pub(super) fn several(
        &mut self,
        op: &str,
        inputs: Inputs,
        attributes: Attributes<'_>,
        outputs: usize,
    ) -> Made {
        let attribute = |(name, value): &(&str, AttributeValue)| Attribute {
            name: self.evaluation.names.intern(name),
            value: value.clone(),
        };
        let attributes = attributes.iter().map(attribute).collect();
        let op = self.evaluation.names.intern(op);
        let from = model::Node {
            attributes,
            outputs: smallvec![op; outputs],
            ..self.node_of(Name::EMPTY, op, &[])
        };
        let made: Vec<TensorId> =
            self.evaluation.attempt(&from, inputs)?.into_iter().flatten().collect();
        match made.iter().all(|id| self.evaluation.sizes(*id).is_some()) {
            true => Ok(made),
            false => Err(Failure::unsupported("a shape is not known")),
        }
    }

    /// A node of this operator with the name and the scopes of the one that is defined.
    fn node_of(&mut self, domain: Name, op: Name, outputs: &[Name]) -> model::Node {
        let stack = self.node.metadata.get("nn_module_stack").map_or("", String::as_str);
        let modules: Vec<(&str, &str)> = modules(stack).collect();
        let own = self.node.name.as_deref().or_else(|| self.node.made().next());
        let own = own.unwrap_or_default();
        let name = scoped(modules.iter().map(|(path, _)| *path), own);
        let list = |parts: Vec<&str>| format!("['{}']", parts.join("', '"));
        let paths = modules.iter().map(|(path, _)| *path).chain([own]).collect();
        let classes =
            modules.iter().map(|(_, class)| *class).chain([self.node.operator()]).collect();
        let names = &mut self.evaluation.names;
        let name = names.intern(&name);
        let modules =
            Modules { paths: names.intern(&list(paths)), classes: names.intern(&list(classes)) };
        model::Node { domain, op, name, outputs: outputs.into(), modules, ..model::Node::default() }
    }

    /// The node as one of an operator that there is no rule for.
    pub(super) fn as_model(&mut self, name: &str) -> model::Node {
        let (domain, op) = name.split_once('.').unwrap_or(("", name));
        let names = &mut self.evaluation.names;
        let (domain, op) = (names.intern(domain), names.intern(op));
        let outputs: SmallVec<[Name; 2]> = self.node.made().map(|it| names.intern(it)).collect();
        self.node_of(domain, op, &outputs)
    }

    /// The node as a line of text.
    pub(super) fn text(&self, name: &str) -> String {
        let shown = |tensor: &str| {
            let id = self.named(tensor).ok();
            let dims = id.and_then(|id| self.evaluation.sizes(id)).map(dims::shown);
            format!("{tensor}: {}", dims.unwrap_or_else(|| "?".to_owned()))
        };
        let inputs: Vec<String> = self.node.read().map(shown).collect();
        let outputs: Vec<&str> = self.node.made().collect();
        format!("{name}({}) -> {}", inputs.join(", "), outputs.join(", "))
    }
}

/// The name of a node below the modules around it, as those of ONNX files are: `/layer1/layer1.0/conv1/conv2d`, where
/// a number stands behind the name of what it is in.
fn scoped<'p>(paths: impl Iterator<Item = &'p str>, own: &str) -> String {
    let (mut name, mut whole, mut last) = (String::new(), "", String::new());
    for path in paths {
        for part in below(path, whole).split('.').filter(|part| !part.is_empty()) {
            let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
            last = if is_number && !last.is_empty() {
                format!("{last}.{part}")
            } else {
                part.to_owned()
            };
            name.push('/');
            name.push_str(&last);
        }
        whole = path;
    }
    if name.is_empty() { own.to_owned() } else { format!("{name}/{own}") }
}

/// The modules around a node, `key,path,class;…`: path and class of each, the outermost first.
fn modules(stack: &str) -> impl Iterator<Item = (&str, &str)> {
    stack.split(';').filter_map(|module| {
        let (_, rest) = module.split_once(',')?;
        rest.rsplit_once(',')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_modules() {
        let stack = "L__self__,,models.Net;L__layer1,layer1,Sequential;a,layer1.0,Block;b,layer1.0.conv1,nn.Conv2d";
        let paths = || modules(stack).map(|(path, _)| path);
        assert_eq!(scoped(paths(), "conv2d"), "/layer1/layer1.0/conv1/conv2d");
        assert_eq!(modules(stack).last(), Some(("layer1.0.conv1", "nn.Conv2d")));
        // Containers that are not called are not among the modules.
        assert_eq!(
            scoped(["", "blocks.3.attn.q"].into_iter(), "linear"),
            "/blocks/blocks.3/attn/q/linear"
        );
        assert_eq!(scoped([""].into_iter(), "add_1"), "add_1");
        assert_eq!(scoped(["", "0", "0.1"].into_iter(), "relu"), "/0/0.1/relu");
        assert_eq!(scoped([].into_iter(), "add"), "add");
    }
}
