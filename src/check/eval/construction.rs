//! The network under construction.

use super::shared_calls::SharedCall;
use crate::index::Idx;
use crate::network::{Builder, LayerId, Origin};
use crate::ops::{CallRecord, Input};
use crate::source::Span;
use crate::tensor::{Shape, TensorId};
use crate::value::{Value, Values};

use smallvec::SmallVec;

/// The network under construction, and what is kept beside it until it is complete.
pub struct Construction {
    /// The network as far as it is built.
    pub builder: Builder,
    /// The calls with `share=` that are being run, the innermost last.
    pub shared_calls: Vec<SharedCall>,
    /// How the first layers were made.
    pub call_records: Vec<CallRecord>,
    /// For how many layers that is kept.
    pub most_call_records: usize,
    /// The first and the last layer of each `fused { … }` that was run.
    pub fused: Vec<(LayerId, LayerId)>,
}

impl Construction {
    /// Fuses the layers from this one on, if there are any.
    pub fn fuse_from(&mut self, first: usize) {
        let end = self.builder.network.layers.len();
        if first < end {
            self.fused.push((LayerId::at(first), LayerId::at(end - 1)));
        }
    }

    /// Fuses the layers of the network, once its outputs are known.
    pub fn finish(&mut self) {
        if self.fused.is_empty() {
            return;
        }
        let starts = self.builder.unfold();
        let end = self.builder.network.layers.len();
        let place = |at: usize| starts.get(at).map_or(end, |start| start.index());
        let layers = |(first, last): (LayerId, LayerId)| {
            let last = place(last.index() + 1).saturating_sub(1);
            (LayerId::at(place(first.index())), LayerId::at(last))
        };
        let fused = std::mem::take(&mut self.fused).into_iter().map(layers).collect();
        self.builder.network.fuse(fused);
    }

    /// The shape of a tensor.
    pub fn shape(&self, id: TensorId) -> Shape {
        self.builder.network.tensor(id).shape
    }

    /// The call that made a tensor.
    pub fn origin(&self, id: TensorId) -> Span {
        self.builder.network.span_of(id).unwrap_or_default()
    }

    /// The axes of a tensor as values.
    pub fn axes(&self, id: TensorId) -> impl Iterator<Item = Value> + use<> {
        let shape = self.shape(id);
        (0..shape.rank()).filter_map(move |index| shape.axis(index)).map(Value::int)
    }

    /// The tensors and numbers that an operation takes, as its shape rule sees them.
    pub fn inputs(&self, values: &Values) -> SmallVec<[Input; 2]> {
        let values = values.iter().map(|value| match *value {
            Value::Tensor(id) => {
                let tensor = self.builder.network.tensor(id);
                let is_given = tensor.origin == Origin::Input;
                Input { tensor: Some(id), shape: tensor.shape, origin: self.origin(id), is_given }
            }
            _ => {
                let (shape, origin) = (Shape::scalar(), Span::default());
                Input { tensor: None, shape, origin, is_given: false }
            }
        });
        values.collect()
    }

    /// A tensor as its spatial size, where one is expected.
    pub fn size_of(&self, value: Value) -> Value {
        match value {
            Value::Tensor(id) => Value::Tuple(self.axes(id).skip(1).collect()),
            other => other,
        }
    }
}
