//! The constants in a TFLite file: parameters, and the shapes of reshapes.

use super::{BYTES, Basis, Metric, Needs, Source};
use crate::cost::Figures;
use crate::network::{Layer, Network};

/// The bytes of the constants in a file.
pub(super) const CONSTANT_BYTES: Metric = Metric {
    name: "constant_bytes",
    title: "constant bytes",
    unit: &BYTES,
    about: "bytes of the constants in a TFLite file: params, buffers, and the shapes of reshapes",
    source: Source::Derived(constants),
    basis: Basis::Network,
    needs: Needs::Request,
    rank: None,
};

/// The parameters of a layer, and its shape if it is a reshape.
fn constants(network: &Network, layer: &Layer, figures: &Figures) -> Option<u128> {
    figures.param_bytes.checked_add(reshape_bytes(network, layer))
}

/// The bytes of the shape that a file stores for a view of another shape: 4 for the batch and for each axis.
pub(in crate::cost) fn reshape_bytes(network: &Network, layer: &Layer) -> u128 {
    if !layer.kind.is_view() {
        return 0;
    }
    let output = network.tensor(layer.output).shape;
    let reads = |input| network.tensor(input).shape;
    let other = layer.inputs.first().is_some_and(|input| reads(*input) != output);
    if other { 4 * (1 + output.axes().len() as u128) } else { 0 }
}

#[cfg(test)]
mod tests {
    use crate::cost::testing::network;
    use crate::cost::{Costing, Costs, Metric};

    /// The constants of a text.
    fn constants(text: &str) -> u128 {
        let network = network(text);
        let costs = Costs::new(&network, &Costing::default()).unwrap();
        Metric::named("constant_bytes").unwrap().total(&costs.totals)
    }

    #[test]
    fn shapes_of_views_are_stored_with_the_batch() {
        let types = "dtype weights=int8 biases=int32 activations=int8\n";
        // 6·2 weights of a byte and 2 biases of four.
        assert_eq!(constants(&format!("{types}input 6\nfc 2\n")), 12 + 8);
        assert_eq!(constants(&format!("{types}input 2x3\nflatten; fc 2\n")), 12 + 8 + 8);
        assert_eq!(constants("input 2x3\nreshape (1, 3, 2); relu\n"), 16);
        assert_eq!(constants("input 6\nflatten; identity; relu\n"), 0, "nothing changes");
    }
}
