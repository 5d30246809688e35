//! Values joined to one.

use super::data::{Data, Value, count};

impl Value {
    /// Values one after the other along an axis; their other axes are equal.
    pub(crate) fn concat(values: &[&Value], axis: usize) -> Option<Value> {
        let mut dims = values.first()?.dims.clone();
        let mut total = 0_u64;
        for value in values {
            total = total.checked_add(*value.dims.get(axis)?)?;
            let mut theirs = value.dims.clone();
            *theirs.get_mut(axis)? = *dims.get(axis)?;
            (theirs == dims).then_some(())?;
        }
        *dims.get_mut(axis)? = total;
        let rows = if count(&dims)? == 0 { 0 } else { count(dims.get(..axis)?)? };
        let ints = values.iter().map(|value| match &value.data {
            Data::Ints(items) => Some(items.as_slice()),
            Data::Floats(_) => None,
        });
        let data = if let Some(ints) = ints.collect::<Option<Vec<_>>>() {
            Data::Ints(interleaved(&ints, rows)?)
        } else {
            let floats = values.iter().map(|value| value.data.floats()).collect::<Vec<_>>();
            Data::Floats(interleaved(&floats.iter().map(AsRef::as_ref).collect::<Vec<_>>(), rows)?)
        };
        Some(Value { dims, data })
    }
}

/// The first of equally many rows of each list, then the second of each, and so on.
fn interleaved<T: Copy>(lists: &[&[T]], rows: usize) -> Option<Vec<T>> {
    let mut items = Vec::new();
    for row in 0..rows {
        for list in lists {
            let size = list.len() / rows;
            items.extend_from_slice(list.get(row * size..(row + 1) * size)?);
        }
    }
    Some(items)
}
