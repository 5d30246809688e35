use std::sync::Arc;

use super::{Side, Step, folded_norms, steps};
use crate::check::{Options, check};
use crate::cost::{Costing, Costs, conventions};
use crate::network::{LayerId, Network};
use crate::source::{NoFiles, Sources};

/// A text, checked.
fn network(sources: &Sources, text: &str) -> Network {
    let main = sources.add("x.net", text).expect("it fits");
    let checked = check(sources, main, &Options::default(), &NoFiles);
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    checked.network.expect("a network")
}

/// What became of layers, a line each: `= conv1 conv1 2`, `~ conv2 conv3`, `- relu1`.
fn told(old: &str, new: &str) -> Vec<String> {
    let sources = Arc::new(Sources::new());
    let (old, new) = (network(&sources, old), network(&sources, new));
    let costs = [&old, &new]
        .map(|network| Costs::new(network, &Costing::from(conventions::DEFAULT)).expect("small"));
    let sides =
        costs.each_ref().map(|costs| Side { word: "x", file: "x.net", costs, sources: &sources });
    let name = |network: &Network, id: LayerId| network.full_name(network.layer(id));
    let tell = |step: Step| match step {
        Step::Same { old: a, new: b, layers } => {
            format!("= {} {} {layers}", name(&old, a), name(&new, b))
        }
        Step::Changed(a, b) => format!("~ {} {}", name(&old, a), name(&new, b)),
        Step::Removed(a) => format!("- {}", name(&old, a)),
        Step::Added(b) => format!("+ {}", name(&new, b)),
    };
    steps(&sides[0], &sides[1]).into_iter().map(tell).collect()
}

const FIVE: &str = "input 3x32x32\nconv 8 k5 p2; relu\nconv 16 k3 p1; relu\nconv 24 k3 p1; relu";

#[test]
fn the_same_network_is_one_step() {
    assert_eq!(told(FIVE, FIVE), ["= conv1 conv1 6"]);
    assert_eq!(told("input 3", "input 3"), [""; 0]);
}

#[test]
fn an_edit_changes_its_layer_alone() {
    let edited = FIVE.replace("16 k3 p1", "16 k5 p2");
    assert_eq!(told(FIVE, &edited), ["= conv1 conv1 2", "~ conv2 conv2", "= relu2 relu2 3"]);
}

#[test]
fn a_layer_whose_input_differs_is_changed() {
    let edited = FIVE.replace("conv 16", "conv 12");
    assert_eq!(
        told(FIVE, &edited),
        ["= conv1 conv1 2", "~ conv2 conv2", "~ relu2 relu2", "~ conv3 conv3", "= relu3 relu3 1"]
    );
}

#[test]
fn numbers_that_shift_are_no_change() {
    let edited = FIVE.replace("input 3x32x32\n", "input 3x32x32\nconv 3 k1; relu\n");
    assert_eq!(told(FIVE, &edited), ["+ conv1", "+ relu1", "= conv1 conv2 6"]);
}

#[test]
fn a_layer_put_in_is_added_even_where_shapes_change_behind_it() {
    let edited = FIVE.replace("conv 16", "conv 9 k3 s2; relu\nconv 16");
    assert_eq!(
        told(FIVE, &edited),
        [
            "= conv1 conv1 2",
            "+ conv2",
            "+ relu2",
            "~ conv2 conv3",
            "~ relu2 relu3",
            "~ conv3 conv4",
            "~ relu3 relu4"
        ]
    );
}

#[test]
fn blocks_that_are_left_out_are_removed_at_the_end() {
    let net = |n: u32| format!("input 4x8x8\nrepeat {n} {{ conv 4 k3 p1; relu }}\nfc 10");
    assert_eq!(
        told(&net(4), &net(2)),
        ["= conv1 conv1 4", "- conv3", "- relu3", "- conv4", "- relu4", "= flatten1 flatten1 2"]
    );
}

#[test]
fn a_param_changes_layers_and_moves_none() {
    let net = |c: u32| format!("param c = {c}\ninput 8x8x8\nrepeat 3 {{ conv 2*c k1; conv c k1 }}");
    let told = told(&net(8), &net(16));
    let changed: Vec<_> = (1..=6).map(|n| format!("~ conv{n} conv{n}")).collect();
    assert_eq!(told, changed);
}

#[test]
fn another_operation_under_the_same_label_is_a_change() {
    assert_eq!(
        told("input 8\nact: relu\nfc 2", "input 8\nact: gelu\nfc 2"),
        ["~ act act", "= fc1 fc1 1"]
    );
    assert_eq!(
        told("input 8\nrelu\nfc 2", "input 8\ngelu\nfc 2"),
        ["- relu1", "+ gelu1", "= fc1 fc1 1"]
    );
}

#[test]
fn large_networks_are_aligned_by_what_they_share() {
    let net = |c: u32| {
        let blocks = "conv 4 k1; relu; ".repeat(3000);
        format!("input 4x2x2\n{blocks}\nconv {c} k1\n{blocks}\nconv 4 k1")
    };
    let told = told(&net(5), &net(6));
    assert_eq!(told[..3], ["= conv1 conv1 6000", "~ conv3001 conv3001", "~ conv3002 conv3002"]);
    assert_eq!(told.len(), 4, "{told:?}");
    // Nothing of what is large is the same.
    let wide = net(5).replace("conv 4", "conv 7");
    let told = self::told(&net(5), &wide);
    assert_eq!(told.len(), 12_002, "{:?}", &told[..3]);
}

/// How many norms are folded, if that is all that differs.
fn folded(old: &str, new: &str) -> Option<u64> {
    let sources = Arc::new(Sources::new());
    let networks = [old, new].map(|text| network(&sources, text));
    let costs = networks
        .each_ref()
        .map(|network| Costs::new(network, &Costing::from(conventions::DEFAULT)).expect("small"));
    let sides =
        costs.each_ref().map(|costs| Side { word: "x", file: "x.net", costs, sources: &sources });
    folded_norms(&sides, &steps(&sides[0], &sides[1]))
}

const NORMS: &str =
    "input 3x32x32\nconv 8 k3 p1 nobias; bn; relu\nconv 16 k3 p1 nobias; bn; relu\nconv 4 k1";

#[test]
fn norms_are_folded_in_either_direction() {
    let without = NORMS.replace(" nobias; bn", "");
    assert_eq!(folded(NORMS, &without), Some(2));
    assert_eq!(folded(&without, NORMS), Some(2));
    assert_eq!(folded(NORMS, NORMS), None, "nothing differs");
}

#[test]
fn a_norm_that_is_left_out_is_not_folded() {
    assert_eq!(folded(NORMS, &NORMS.replace("; bn", "")), None, "there is no bias for its shift");
    let after_relu = "input 3x8x8\nconv 8 k3 p1; relu; bn";
    assert_eq!(folded(after_relu, "input 3x8x8\nconv 8 k3 p1; relu"), None);
    let bias_alone = NORMS.replace(" nobias", "");
    assert_eq!(folded(NORMS, &bias_alone), None, "the norms are still there");
}

#[test]
fn other_changes_beside_folded_norms_are_told() {
    let without = NORMS.replace(" nobias; bn", "");
    for (from, to) in [
        ("conv 16 k3 p1", "conv 16 k5 p2"),
        ("conv 16 k3 p1", "conv 16 k3 p1 weights=int8"),
        ("conv 4 k1", "conv 4 k1 nobias"),
        ("conv 4 k1", "conv 4 k1; relu"),
    ] {
        assert_eq!(folded(NORMS, &without.replace(from, to)), None, "{to}");
    }
}
