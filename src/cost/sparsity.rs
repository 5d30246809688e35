//! What is left of values and products where weights are sparse: a zero need not be stored, nor
//! multiplied.

use crate::network::{Layer, Network, OpKind, Parameter};
use crate::ops::formula::{Count, Numeric};

/// How many values of a parameter are zero, each of its tensors having so many values: ⌊r·values⌋ of
/// each at a rate of r.
pub fn zeros<N: Numeric>(parameter: &Parameter, values: N) -> N {
    match parameter.sparsity.filter(|rate| rate.numerator() > 0) {
        Some(rate) => {
            let zeros = (values * rate.numerator()).floor(N::literal(rate.denominator()));
            zeros * parameter.copies
        }
        None => N::literal(0),
    }
}

/// The products of a layer's weights that are not zero, if its weights have so many values and zeros.
/// It uses all of them equally often: a convolution at each position, zeros of padding included.
pub fn nonzero_macs<N: Numeric>(kind: &OpKind, macs: N, values: N, zeros: N) -> N {
    let products = match kind {
        // Then the product W·z is multiplied by x, which is dense.
        OpKind::Bilinear(work) => {
            let z = N::named("I_2", work.second);
            macs / (z + 1) * z
        }
        _ => macs,
    };
    macs - products / values * zeros
}

/// The values of all weights that a layer uses, and how many of these are zero; `None` if none is
/// sparse.
pub fn weights(network: &Network, layer: &Layer) -> Option<[Count; 2]> {
    let used = network.parameters_of(layer).filter(|used| used.parameter.is_weight());
    let mut sparse = false;
    let sum = used.fold([Count::literal(0); 2], |[values, zero], used| {
        sparse |= used.parameter.sparsity.is_some();
        let one = Count::literal(used.parameter.shape.elements());
        [values + one * used.parameter.copies, zero + zeros(&used.parameter, one)]
    });
    sparse.then_some(sum)
}

/// How many values of a layer's own parameters are zero.
pub fn own_zeros(network: &Network, layer: &Layer) -> Count {
    let own = network.parameters_of(layer).filter(|used| used.own);
    own.fold(Count::literal(0), |sum, used| {
        sum + zeros(&used.parameter, Count::literal(used.parameter.shape.elements()))
    })
}
