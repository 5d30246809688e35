//! Dense layers whose weights stand in the file.

use super::{FLOAT, Graph, Model, tensor};

/// Features of each layer's input and output.
const FEATURES: u64 = 1_448;

pub(super) fn model(layers: usize) -> Model {
    let graph = &mut Graph::default();
    let zeros = vec![0; (FEATURES * FEATURES * 4) as usize];
    let mut features = "input".to_owned();
    for layer in 0..layers {
        graph.enter(format!("/layers.{layer}"));
        let mut weight = tensor(FLOAT, &[FEATURES, FEATURES], &zeros);
        let name = format!("layers.{layer}.weight");
        weight.text(8, &name);
        graph.initializers.message(5, &weight);
        features = graph.plain("MatMul", &[&features, &name]);
    }
    let params = layers as u64 * FEATURES * FEATURES;
    let graph = std::mem::take(graph);
    Model { bytes: graph.finish(&[FEATURES], (&features, &[FEATURES])), params, macs: params }
}
