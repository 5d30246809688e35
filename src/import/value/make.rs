//! Values made from numbers, and triangles of matrices.

use super::binary::Binary;
use super::data::{Data, MOST, Value, each, signed};
use super::number::{Number, whole};
use crate::import::dims::Dims;
use crate::import::element::ElementType;

impl Value {
    /// From `start` to before `limit` by `delta`, each of one element.
    pub(crate) fn range(
        start: &Value,
        limit: &Value,
        delta: &Value,
        ty: ElementType,
    ) -> Option<Value> {
        let whole = [start, limit, delta].map(|value| matches!(value.data, Data::Ints(_)));
        let items = if whole == [true; 3] {
            Value::ints(int_range(start.single_int()?, limit.single_int()?, delta.single_int()?)?)?
        } else {
            Value::floats(float_range(start.single()?, limit.single()?, delta.single()?)?)?
        };
        items.cast(ty)
    }

    /// With a new axis of size `depth`, along which the position that each index names has the second
    /// of two `values`, and all others the first.
    pub(crate) fn one_hot(&self, depth: u64, values: &Value, axis: usize) -> Option<Value> {
        let indices = self.cast(ElementType::Int64)?.to_ints()?;
        let size = signed(depth)?;
        let from_end = |index: i64| if index < 0 { index.saturating_add(size) } else { index };
        let indices = Data::Ints(indices.into_iter().map(from_end).collect());
        if depth > MOST || axis > self.rank() || values.len() != 2 {
            return None;
        }
        let mut dims = self.dims.clone();
        dims.insert(axis, 1);
        let mut along: Dims = dims.iter().map(|_| 1).collect();
        *along.get_mut(axis)? = depth;
        let positions = Value::new(along, Data::Ints((0..size).collect()))?;
        let hit =
            positions.binary(Binary::Equal, &Value::new(dims, indices)?, ElementType::Int64)?;
        let value = |at| Value::new(Dims::new(), values.data.pick(&[at])?);
        Value::choose(&hit, &value(1)?, &value(0)?)
    }

    /// With 0 below the `k`th diagonal of the last two axes, or above it if not `upper`.
    pub(crate) fn trilu(&self, upper: bool, k: i64) -> Option<Value> {
        let [.., rows, columns] = self.dims.as_slice() else { return None };
        let (rows, columns) = (signed(*rows)?.max(1), signed(*columns)?.max(1));
        let kept = (0_i64..).map(|at| {
            let diagonal = at % columns - at / columns % rows;
            if upper { diagonal >= k } else { diagonal <= k }
        });
        let data = each!(&self.data, items => {
            items.iter().zip(kept).map(|(item, kept)| if kept { *item } else { Number::ZERO }).collect()
        });
        Some(Value { dims: self.dims.clone(), data })
    }

    /// A matrix with 1 on its `k`th diagonal and 0 elsewhere.
    pub(crate) fn eye(rows: u64, columns: u64, k: i64, ty: ElementType) -> Option<Value> {
        let ones = Value::filled([rows, columns].as_slice(), &Value::int(1))?;
        ones.trilu(true, k)?.trilu(false, k)?.cast(ty)
    }
}

/// From `start` to before `limit`.
fn int_range(start: i64, limit: i64, delta: i64) -> Option<Vec<i64>> {
    let distance = i128::from(limit) - i128::from(start);
    let count = if (distance < 0) == (delta < 0) {
        distance.unsigned_abs().div_ceil(u128::from(delta.unsigned_abs()).max(1))
    } else {
        0
    };
    let count = u64::try_from(count).ok().filter(|count| delta != 0 && *count <= MOST)?;
    Some((0..signed(count)?).map(|at| start.wrapping_add(at.wrapping_mul(delta))).collect())
}

/// From `start` to before `limit`.
fn float_range(start: f64, limit: f64, delta: f64) -> Option<Vec<f64>> {
    let count = whole(((limit - start) / delta).ceil())?.max(0);
    let count = u32::try_from(count).ok().filter(|count| u64::from(*count) <= MOST)?;
    Some((0..count).map(|at| start + f64::from(at) * delta).collect())
}
