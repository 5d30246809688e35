//! `Constant`: a tensor that is stored in a node.

use std::rc::Rc;

use super::evaluate::Evaluation;
use super::model::{self, AttributeValue};
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::graph::{Attribute, Origin, Tensor};
use crate::import::value::{Data, Value};

impl Evaluation<'_> {
    /// `Constant`: a stored tensor in a node.
    pub(super) fn constant(&mut self, node: &model::Node) {
        let Some(name) = node.outputs.first().copied() else { return };
        let stored = node.attributes.iter().find_map(|attribute| match &attribute.value {
            AttributeValue::Tensor(tensor) => {
                Some(self.stored(&model::Tensor { name, ..(**tensor).clone() }))
            }
            _ => None,
        });
        if let Some(id) = stored {
            let tensor = &mut self.graph.tensors[id];
            tensor.origin = Origin::Constant;
            // A single number in a node is written by the author of the network, and not learned.
            if tensor.dims.as_deref().and_then(dims::elements) == Some(1) {
                tensor.sources.clear();
            }
        }
        let id = stored.or_else(|| {
            let attribute = node.attributes.iter().find_map(|it| self.attribute(it))?.1;
            let (value, dtype) = match attribute {
                Attribute::Int(value) => (Value::int(value), ElementType::Int64),
                Attribute::Float(value) => (Value::float(value), ElementType::F32),
                Attribute::Ints(values) => (Value::ints(values)?, ElementType::Int64),
                Attribute::Floats(values) => {
                    let dims = Dims::from_slice(&[values.len() as u64]);
                    (Value::new(dims, Data::Floats(values))?, ElementType::F32)
                }
                Attribute::Text(_) | Attribute::Texts(_) | Attribute::Tensor(..) => return None,
            };
            let dims = Some(value.dims.clone());
            let value = Some(Rc::new(value));
            Some(self.tensor(Tensor {
                name,
                dtype,
                dims,
                value,
                origin: Origin::Constant,
                ..Tensor::default()
            }))
        });
        let id = id.unwrap_or_else(|| {
            let dims = Some(Dims::new());
            self.tensor(Tensor { name, dtype: ElementType::Text, dims, ..Tensor::default() })
        });
        self.define(name, id);
    }
}
