//! Sums of the figures of some of a network's layers.

use std::iter::Sum;
use std::ops::AddAssign;

use super::bytes::ParameterTotals;
use super::{Costs, Figures};

/// Adds the figures of other layers of the same network. Each sum fits into 128 bits, since the sum
/// over all layers does: [`Costs`] computed it.
impl AddAssign for Figures {
    fn add_assign(&mut self, other: Figures) {
        *self = self.plus(other).unwrap_or(*self);
    }
}

impl Sum for Figures {
    fn sum<I: Iterator<Item = Figures>>(all: I) -> Self {
        all.fold(Figures::default(), |mut sum, figures| {
            sum += figures;
            sum
        })
    }
}

impl Costs<'_> {
    /// The sum over the layers that read no parameters: activations, pooling, elementwise
    /// operations. Tools that count only convolutions and products of matrices leave these out.
    pub fn without_parameters(&self) -> Figures {
        let layers = self
            .network
            .layers
            .iter()
            .filter(|layer| ParameterTotals::of(self.network, layer).reads == 0);
        layers.map(|layer| self.figures(layer)).sum()
    }
}
