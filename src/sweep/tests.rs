//! Networks in outline, compared with whole ones: in spaces by chance, all figures and all layers.

use proptest::prelude::*;

use crate::check::{KnownCalls, Options, Trees};
use crate::cost::{Convention, Costing, Costs, KnownFigures, metrics};
use crate::device::Device;
use crate::network::Network;
use crate::{NoFiles, Sources};

/// Statements of a block with a parameter `c`.
const INNER: [&str; 23] = [
    "conv c k1",
    "conv it.c k3 p1",
    "conv wide k1",
    "conv base k1",
    "conv it.c k1 dtype=f16",
    "conv it.c k1 dtype=f16; identity",
    "conv it.c k1 sparsity=0.5",
    "dwconv k3 p1; bn",
    "relu",
    "dropout 0.1",
    "identity",
    "add { conv it.c k1; relu }",
    "let x = it; relu; relu; add x",
    "concat { relu } it",
    "x: relu; conv c k1; output x",
    "conv 2 k1; conv 3 k1  -> 3x8x8",
    "frozen { conv it.c k1 }",
    "fused { conv it.c k1; relu }",
    "conv it.c k1 share=a; conv it.c k1 share=a",
    "let unused = { relu }",
    "add { weight it.c 8 8; relu }",
    "if c > 3 { conv 3 k1 } else { identity }",
    "reshape (it.c, 8, 8)",
];

/// Statements of the file. `b0` and `b1` are blocks; `mixed` takes a tensor, too.
const OUTER: [&str; 18] = [
    "b0 c",
    "b0 4",
    "b1 4",
    "b1 c frozen",
    "b0 c; b0 c",
    "repeat 3 { b1 3 }",
    "y: b0 4; conv 4 k1; add { conv 4 k1 } { from y; conv 4 k1 }",
    "let z = it; b1 c; mixed z",
    "b0 c share=s; conv 3 k1; b1 4",
    "conv c k1; relu",
    "fused { b0 3; relu }",
    "frozen { b1 4 }",
    "wide_one",
    "conv 3 k1; add { b0 3; conv 3 k1 }",
    "identity; b0 4; identity",
    "weight 3 8 8; b0 3",
    "split_up",
    "concat { b0 3 } { b0 3 }",
];

const SETTINGS: [&str; 6] = ["", "", "", "inplace", "deploy fold-bn fuse", "dtype int4"];

/// A text by chance.
fn text() -> impl Strategy<Value = String> {
    let inner = || prop::collection::vec(prop::sample::select(&INNER[..]), 1..5);
    let outer = prop::collection::vec(prop::sample::select(&OUTER[..]), 1..6);
    let setting = prop::sample::select(&SETTINGS[..]);
    (setting, inner(), inner(), outer, any::<bool>()).prop_map(
        |(setting, b0, b1, outer, nested)| {
            let nested = if nested { "b0 c" } else { "relu" };
            format!(
                "{setting}
            param c = 4; param wide = 2; let base = wide + 1
            block b0(c) {{ {} }}
            block b1(c) {{ {nested}; {} }}
            block mixed(t) {{ conv t.c k1; add t }}
            block wide_one {{ conv wide k1; b0 wide }}
            block split_up {{ x: conv 4 k1; y: relu; output x y }}
            input 4x8x8
            {}
            gap",
                b0.join("; "),
                b1.join("; "),
                outer.join("; "),
            )
        },
    )
}

/// All that figures depend on.
fn described(network: &Network) -> Vec<String> {
    let layers = network.layers.iter().map(|layer| {
        let parameters: Vec<_> = network.parameters_of(layer).collect();
        let outputs: Vec<_> = layer.outputs().map(|output| network.tensor(output)).collect();
        format!(
            "{} {:?} {:?} {parameters:?} {outputs:?}",
            layer.operation, layer.kind, layer.inputs
        )
    });
    layers
        .chain([format!("{:?} {:?} {:?}", network.inputs, network.outputs, network.fused)])
        .collect()
}

/// Compares the networks of a text, in outline and whole; how many had calls whose figures were summed.
fn compare(text: &str) -> usize {
    let sources = Sources::new();
    let main = sources.add("net.net", text).expect("a short text");
    let trees = Trees::parse(&sources, main, &NoFiles);
    let Some(program) = trees.program() else { return 0 };
    let (mut calls, mut figures) = (KnownCalls::default(), KnownFigures::default());
    let t4 = Device::all().iter().find(|device| device.name == "t4");
    let mut outlined = 0;
    for (c, wide, batch) in [(4, 2, 1), (3, 2, 2), (4, 3, 1), (3, 2, 2), (4, 2, 1)] {
        let options = Options { batch: Some(batch), ..Options::new() };
        let options = options.param("c", c).param("wide", wide);
        let whole = program.instantiate(&options).network;
        let outline = program.outline(&options, &mut calls);
        assert_eq!(whole.is_some(), outline.is_some(), "{text}");
        let (Some(whole), Some(outline)) = (whole, outline) else { continue };
        let conventions = Convention::all().map(Costing::from);
        let timed = Costing { device: t4, ..Costing::default() };
        for costing in conventions.chain([timed]) {
            let Some(known) = Costs::outlined(&outline, &costing, &mut figures) else { continue };
            let costs = Costs::new(&whole, &costing).expect("figures that fit");
            for metric in metrics::all() {
                let totals = [&known, &costs].map(|costs| metric.total(&costs.totals));
                assert_eq!(totals[0], totals[1], "{} of {text}", metric.name);
            }
            outlined += outline.calls.len().min(1);
        }
        assert_eq!(described(&outline.unfold().0), described(&whole), "{text}");
    }
    outlined
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn outlines_are_the_whole_networks(text in text()) {
        compare(&text);
    }
}

#[test]
fn calls_of_many_kinds_are_summed() {
    let sums = |inner: &str, outer: &str| {
        compare(&format!(
            "param c = 4; param wide = 2; let base = wide + 1
            block b0(c) {{ {inner} }}
            block b1(c) {{ b0 c; conv c k1; b0 c }}
            input 4x8x8; {outer}; gap"
        ))
    };
    // Five networks under twelve conventions, and one with a device.
    let all = 5 * (Convention::all().count() - 1 + 1);
    for inner in
        ["conv c k1", "add { conv it.c k1; relu }", "let x = it; conv c k1; relu", "identity"]
    {
        assert_eq!(sums(inner, "conv 4 k1; b0 4; b1 c; conv 2 k1; b1 4"), all, "{inner}");
    }
    // What a call makes is read after it, or an output.
    assert_eq!(sums("conv c k1", "b0 4; x: b0 3; relu; output x"), all);
    // What it makes is a view of what is smaller.
    assert_eq!(sums("conv c k1 dtype=f16; identity", "b0 4"), 0);
    assert_eq!(sums("fused { conv c k1; relu }", "b0 4"), 0);
    assert_eq!(sums("conv c k1 share=a; relu; conv c k1 share=a", "conv c k1; b0 c"), 0);
}
