//! The file that benches are to read.

use std::collections::BTreeSet;

use super::imported::{imported, options, report};
use super::wire::Graph;

#[expect(dead_code, reason = "benches write what tests do not")]
#[path = "../../benches/inputs/onnx/mod.rs"]
mod onnx;

/// So many nodes, each of which reads only what is there already and makes what is not, for two sizes.
#[test]
fn a_large_file_is_a_graph() {
    for nodes in [13_700, 92_000] {
        let onnx::Model { bytes, params, macs } = onnx::swin(nodes);
        let graph = Graph::of(&bytes);
        assert_eq!(graph.nodes.len(), nodes);
        let elements = graph.initializers.iter().map(|it| it.elements);
        assert_eq!(elements.sum::<u64>(), params);
        assert!(macs > params, "each weight is used for many tokens");
        let mut known: BTreeSet<_> = graph.initializers.iter().map(|it| it.name).collect();
        known.extend(&graph.inputs);
        for node in &graph.nodes {
            assert!(node.inputs.iter().all(|name| known.contains(name)), "{:?}", node.inputs);
            assert!(node.outputs.iter().all(|name| known.insert(name)), "{:?}", node.outputs);
        }
        assert!(graph.outputs.iter().all(|name| known.contains(name)));
    }
}

/// Tables and masks of hundreds of blocks do not keep sizes from being known.
#[test]
fn a_large_file_has_the_figures_of_its_network() {
    for nodes in [13_700, 92_000] {
        let onnx::Model { bytes, params, macs } = onnx::swin(nodes);
        let text = imported(&bytes, &options()).expect("a model");
        let totals = report(&text).expect("a report").totals;
        assert_eq!((totals.params, totals.macs), (params, macs), "{nodes}");
    }
}

/// More than two in three nodes are those that exporters write to compute shapes and masks.
#[test]
fn a_large_file_is_mostly_about_shapes() {
    let bytes = onnx::swin(13_700).bytes;
    let graph = Graph::of(&bytes);
    let layers = ["Add", "Conv", "Div", "Erf", "Gemm", "LayerNormalization", "MatMul", "Mul"];
    let moves = ["Pad", "Reshape", "Softmax", "Transpose"];
    let counted = graph.nodes.iter().filter(|node| {
        let operator = &&*node.operator;
        layers.contains(operator) || moves.contains(operator)
    });
    assert!(3 * counted.count() < graph.nodes.len());
    let operators = graph.operators();
    for operator in ["Shape", "Gather", "Concat", "ConstantOfShape", "Range", "ScatterND", "Where"]
    {
        assert!(operators.contains(operator), "{operator}");
    }
}

/// The same file at each run.
#[test]
fn a_large_file_is_always_the_same() {
    assert!(onnx::swin(5_000).bytes == onnx::swin(5_000).bytes);
}
