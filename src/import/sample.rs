//! Which axis of a tensor is the batch, which has size 1.

/// Where the batch is after a reshape: at the axis with as many elements before it. A batch that was lost when axes
/// were merged is the leading 1, where one comes apart again.
pub(crate) fn through_reshape(from: &[u64], to: &[u64], sample: Option<usize>) -> Option<usize> {
    let Some(sample) = sample else {
        let apart = to.len() > 1 && to.first() == Some(&1) && from.first() != Some(&1);
        return apart.then_some(0);
    };
    let before: u128 = from.iter().take(sample).map(|size| u128::from(*size)).product();
    let mut product = 1_u128;
    for (axis, size) in to.iter().enumerate() {
        if product == before && *size == 1 {
            return Some(axis);
        }
        product = product.saturating_mul(u128::from(*size));
    }
    None
}

/// Where the batch is after axes are put into another order.
pub(crate) fn through_transpose(order: &[usize], sample: Option<usize>) -> Option<usize> {
    let sample = sample?;
    order.iter().position(|axis| *axis == sample)
}
