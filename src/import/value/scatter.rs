//! Elements and parts of a value replaced by their indices.

use super::data::{Value, each_pair};
use super::number::Number;
use crate::import::element::ElementType;

/// What becomes of an element and its update.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reduction {
    /// The update replaces it; of several, the last.
    #[default]
    None,
    Add,
    Mul,
    Min,
    Max,
}

impl Value {
    /// With updates at the places that [`gather_elements`](Value::gather_elements) would read; `ty` is
    /// the type of the elements.
    pub(crate) fn scatter_elements(
        &self,
        axis: usize,
        indices: &Value,
        updates: &Value,
        reduction: Reduction,
        ty: ElementType,
    ) -> Option<Value> {
        if updates.dims != indices.dims {
            return None;
        }
        self.updated(&self.element_places(axis, indices)?, updates, reduction)?.cast(ty)
    }

    /// With updates at the places that [`gather_nd`](Value::gather_nd) would read; `ty` is the type of
    /// the elements.
    pub(crate) fn scatter_nd(
        &self,
        indices: &Value,
        updates: &Value,
        reduction: Reduction,
        ty: ElementType,
    ) -> Option<Value> {
        let parts = self.parts(indices, 0)?;
        if updates.dims != parts.dims {
            return None;
        }
        self.updated(&parts.places()?, updates, reduction)?.cast(ty)
    }

    /// With an update at each of these places, one after the other.
    fn updated(&self, places: &[usize], updates: &Value, reduction: Reduction) -> Option<Value> {
        let data = each_pair!(&self.data, &updates.data, (items, updates) => {
            let mut items = items.to_vec();
            for (place, update) in places.iter().zip(updates) {
                let item = items.get_mut(*place)?;
                *item = reduction.of(*item, *update);
            }
            items
        });
        Some(Value { dims: self.dims.clone(), data })
    }
}

impl Reduction {
    /// What becomes of an element and its update.
    fn of<T: Number>(self, item: T, update: T) -> T {
        match self {
            Reduction::None => update,
            Reduction::Add => item.plus(update),
            Reduction::Mul => item.times(update),
            Reduction::Min => item.lesser(update),
            Reduction::Max => item.greater(update),
        }
    }
}
