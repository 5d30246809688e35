//! Sums of the figures of some of a network's layers.

use std::ops::AddAssign;

use super::{Costs, Figures, LayerView, Operations, bytes};

/// Adds the figures of other layers of the same network. Each sum fits into 128 bits, since the sum
/// over all layers does: [`Costs`] computed it.
impl AddAssign for Figures {
    fn add_assign(&mut self, other: Figures) {
        *self = self.plus(other).unwrap_or(*self);
    }
}

impl Costs<'_> {
    /// The operations of the layers that read no parameters: activations, pooling, elementwise
    /// operations. Tools that count only convolutions and products of matrices leave these out.
    pub fn operations_without_parameters(&self) -> Operations {
        let layers = self.network.layers.iter();
        let layers = layers.filter(|layer| !bytes::reads_parameters(self.network, layer));
        // They fit: `Costs` has added up those of all layers.
        let operations = layers.filter_map(|layer| {
            Operations::of(&LayerView::new(self.network, layer, &self.consumers).counts)
        });
        operations.fold(Operations::default(), |sum, each| sum.plus(each).unwrap_or(sum))
    }
}
