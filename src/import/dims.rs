//! Sizes of axes, with the batch.

use smallvec::SmallVec;

/// The sizes of a tensor's axes, the batch among them.
pub(crate) type Dims = SmallVec<[u64; 5]>;

/// The number of elements; `None` beyond 64 bits.
pub(crate) fn elements(dims: &[u64]) -> Option<u64> {
    // However large the others are.
    if dims.contains(&0) {
        return Some(0);
    }
    dims.iter().try_fold(1_u64, |product, size| product.checked_mul(*size))
}

/// The dims that tensors of these dims make together by NumPy's rules: aligned at their ends, where
/// an axis of size 1 fits any other; `None` if they do not fit.
pub(crate) fn broadcast<'d>(all: impl IntoIterator<Item = &'d [u64]>) -> Option<Dims> {
    let mut joined = Dims::new();
    for dims in all {
        while joined.len() < dims.len() {
            joined.insert(0, 1);
        }
        for (mine, theirs) in joined.iter_mut().rev().zip(dims.iter().rev()) {
            match (*mine, *theirs) {
                (a, b) if a == b => {}
                (1, b) => *mine = b,
                (_, 1) => {}
                _ => return None,
            }
        }
    }
    Some(joined)
}

/// The position of an axis that may count from the end; `None` outside of `rank` axes.
pub(crate) fn axis(axis: i64, rank: usize) -> Option<usize> {
    let rank = i64::try_from(rank).ok()?;
    let axis = if axis < 0 { axis.checked_add(rank)? } else { axis };
    (0..rank).contains(&axis).then(|| usize::try_from(axis).ok())?
}

/// How dims are written: `1x64x32x32`, and `scalar` without axes.
pub(crate) fn shown(dims: &[u64]) -> String {
    match dims {
        [] => "scalar".to_owned(),
        _ => dims.iter().map(u64::to_string).collect::<Vec<_>>().join("x"),
    }
}
