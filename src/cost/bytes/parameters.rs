//! What the parameters of a layer take, and what it reads of them.

use super::is_parameter;
use crate::network::{Layer, Network, OpKind, ParameterSize};

/// Values and bytes of the parameters of a layer.
///
/// Sums beyond 128 bits are the largest number of 128 bits; [`Costs`](crate::cost::Costs) refuses
/// layers of 2⁶⁴ values and more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParameterTotals {
    /// Learned values of its own.
    pub params: u128,
    /// Those of these values that are not frozen.
    pub trainable: u128,
    /// Values of its own that are stored and not learned.
    pub buffers: u128,
    /// All values that it uses, its own and shared.
    pub values: u128,
    /// Those of these values that it reads.
    pub reads: u128,
    /// Bytes of the parameters that are its own.
    pub own_bytes: u128,
    /// Bytes of all parameters that it uses.
    pub bytes: u128,
}

impl ParameterTotals {
    /// Those of a layer.
    pub fn of(network: &Network, layer: &Layer) -> Self {
        let mut totals = ParameterTotals::default();
        if layer.parameters.is_empty() {
            return totals;
        }
        for (id, own) in layer.parameters.iter() {
            totals.add(network.parameters.size(id), own);
        }
        totals.reads = match &layer.kind {
            // A row for each id.
            OpKind::Lookup(table) => u128::from(table.ids) * u128::from(table.dimension),
            // The layers that use it read it.
            _ if is_parameter(network, layer) => 0,
            _ => totals.values,
        };
        totals
    }

    fn add(&mut self, parameter: ParameterSize, own: bool) {
        let (elements, copies) = (u128::from(parameter.elements), u128::from(parameter.copies));
        // Each tensor begins at a whole byte.
        let one = parameter.dtype.bytes(elements).unwrap_or(u128::MAX);
        let (values, bytes) = (copies * elements, one.saturating_mul(copies));
        self.values = self.values.saturating_add(values);
        self.bytes = self.bytes.saturating_add(bytes);
        if own {
            let all = if parameter.trainable { &mut self.params } else { &mut self.buffers };
            *all = all.saturating_add(values);
            if parameter.trainable && !parameter.frozen {
                self.trainable = self.trainable.saturating_add(values);
            }
            self.own_bytes = self.own_bytes.saturating_add(bytes);
        }
    }
}
