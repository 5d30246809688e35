//! Every figure has a derivation: for all layers of all examples, and of what the reference shows of
//! each operation, each printed formula comes to its figure, whoever evaluates it.

use std::collections::BTreeSet;

use netcost::internals::bundled::examples;
use netcost::internals::check::{Checked, Options};
use netcost::internals::cost::Costs;
use netcost::internals::cost::{Derivation, Metric, conventions, derivation};
use netcost::internals::ops::formula::Notation;
use netcost::internals::ops::{self, CallRecord};
use netcost::{Costing, Network, NoFiles, Sources};

use crate::arithmetic::evaluate;

fn check(name: &str, text: &str, batch: Option<u64>) -> (Network, Vec<CallRecord>) {
    let sources = Sources::new();
    let main = sources.add(name, text).expect("it fits");
    let options =
        Options { name: name.to_owned(), batch, call_records: usize::MAX, ..Options::default() };
    let Checked { network, diagnostics, call_records, .. } =
        netcost::internals::check::check(&sources, main, &options, &NoFiles);
    (network.unwrap_or_else(|| panic!("{name}: {diagnostics:?}")), call_records)
}

/// Compares all derivations of a network with its figures, and gives back how many lines these are.
fn compare((network, call_records): &(Network, Vec<CallRecord>)) -> usize {
    assert_eq!(network.layers.len(), call_records.len());
    let mut lines = 0;
    for convention in conventions::ALL {
        let costs = Costs::new(network, &Costing::from(*convention)).expect("it fits");
        for (layer, call_record) in network.layers.iter().zip(call_records) {
            let place = format!("{} in {}", network.full_name(layer), network.name);
            let derivation = Derivation::new(&costs, layer, Some(call_record), &[*convention]);
            let figures = costs.figures(layer);
            let counted: u128 =
                derivation.counts.iter().filter_map(|line| line.formula.value.0).sum();
            let computes = figures.macs + figures.ops.mul + figures.ops.add + figures.ops.div;
            let computes = computes + figures.ops.cmp + figures.ops.special > 0;
            assert_eq!(counted > 0, computes, "{place} hides a count");
            if derivation.flops.iter().any(|(_, lines)| lines.is_none()) {
                assert_eq!(figures.flops, 0, "{place} by {}", convention.name);
            }
            for line in derivation.lines() {
                let value =
                    line.formula.value.0.unwrap_or_else(|| panic!("{place}: {}", line.name));
                for unicode in [true, false] {
                    let text = line.formula.written(Notation { unicode, numbers: true });
                    assert!(unicode || text.is_ascii(), "{text}");
                    assert_eq!(evaluate(&text), value, "{} of {place}: {text}", line.name);
                }
                if let Some(key) = Metric::named(line.name).filter(|_| line.figure) {
                    let name = convention.name;
                    assert_eq!(
                        key.row(&figures),
                        Some(value),
                        "{} of {place} by {name}",
                        line.name
                    );
                }
                lines += 1;
            }
            let sizes = derivation.sizes.iter().filter_map(|line| line.formula.value.0);
            let output = network.tensor(layer.output).shape;
            if layer.operation != "unfold" {
                let spatial = output.spatial().iter().map(|size| u128::from(*size));
                assert!(sizes.eq(spatial) || derivation.sizes.is_empty(), "{place}: {output}");
            }
        }
    }
    lines
}

#[test]
fn the_derivations_of_all_examples_come_to_their_figures() {
    for example in examples::ALL {
        assert!(compare(&check(example.name, example.text, None)) > 100, "{}", example.name);
    }
}

#[test]
fn a_batch_is_a_factor() {
    for name in ["alexnet", "vit", "unet"] {
        let example = examples::Example::find(name).expect("an example");
        compare(&check(name, example.text, Some(3)));
    }
}

#[test]
fn every_operation_has_a_derivation() {
    for operation in ops::all() {
        compare(&check(operation.name, &operation.example.text(), Some(2)));
    }
}

/// What the examples leave out: three axes, `ceil`, sides of their own, projections, shared and half
/// bytes.
const CORNERS: [&str; 16] = [
    "input 3x8x9x10; conv 4 k3 s2 p=((0,1),(1,0),(1,1)) d2; pool 2 ceil",
    "input 4x9x9; pool 3 2 p1 ceil; pool 2 3 ceil; deconv 6 k3 s2 p=((1,0),(0,1)) op1 g2",
    "input 4x9; conv 6 k3 p=same s2 nobias; bn affine=false; gn 3; unfold 2",
    "input 5x6; lstm 8 layers=3 bidirectional proj=4; rnn 3 nobias; gru 4 layers=2",
    "dtype int4; input 3x7x7; conv 3 k3; relu; split 3; pad 1; adaptiveavgpool 4; lrn",
    "input 2x5x5x5; adaptiveavgpool 4; localconv 2 k2",
    "input 8; fc 8 share=a; fc 8 share=a; prelu 8; add { weight 8 }",
    "input 4x6x6; upsample 2 mode=bicubic; upsample size=7 mode=bilinear; gap",
    "input 4x6; clamp min=0; norm p=inf axis=0 keepdim; add it 1; norm 3 axis=0; sort; logsumexp",
    "input 4x5x8; let q = it; sdpa q q q causal window=2 mask={ weight 5x5 }; cumprod; prelu elements",
    "input 5x8; lstm 4 bias=single; gru 4 nobias reset_after=false; rope dim=2; scan it it it noskip",
    "input 6; matmul { weight 6x3 }; matmul it it",
    "input 4x5; deconv 6 k3 s2 p=same; localconv 2 k2 nobias; pad ((0, 1),) mode=reflect; tile 2",
    "input 2x6x6x6; custom \"grid\" 2x3x4x3; let grid = it; custom \"x\" 2x6x6x6; gridsample grid",
    "input 2x6x6; custom \"grid\" 3x4x2; let grid = it; custom \"x\" 2x6x6; gridsample grid mode=bicubic",
    "input 7x6; let x = it; custom \"i\" 2x6; scatter it it reduce=add; gather x; custom \"y\" [3, 4x5] mul=2 div=1 macs=7",
];

#[test]
fn corners_have_derivations() {
    for text in CORNERS {
        compare(&check("corners", &text.replace("; ", "\n"), Some(2)));
    }
}

/// Each weight and product of a sparse layer, among them weights that several layers or tensors share.
#[test]
fn sparse_layers_have_derivations() {
    for text in [
        "input 3x9x9; conv 8 k3 sparsity=0.9; deconv 4 k3 s2 sparsity=0.29 nobias; localconv 2 k2 sparsity=1",
        "input 5x6; lstm 8 layers=3 bidirectional proj=4 sparsity=0.9; gru 4 sparsity=1/3",
        "input 5x6; embed 10 4 share=w sparsity=0.5; linear 10 share=w; linear 3 sparsity=0",
        "input 5x6; rnn 6 share=w sparsity=0.7; rnn 6 layers=2 share=w; let z = it; bilinear 2 z sparsity=0.5",
    ] {
        let (network, call_records) = check("sparse", &text.replace("; ", "\n"), Some(2));
        let costs = Costs::new(&network, &Costing::default()).expect("it fits");
        let names = |name| {
            let layers = network.layers.iter().zip(&call_records);
            let all =
                layers.map(|(layer, record)| Derivation::new(&costs, layer, Some(record), &[]));
            all.filter(|it| it.lines().any(|line| line.figure && line.name == name)).count()
        };
        let with_weights = network.layers.iter().filter(|layer| !layer.parameters.is_empty());
        assert_eq!(names("nonzero_params"), with_weights.count(), "{text}");
        assert!(names("nonzero_macs") >= 2, "{text}");
        compare(&(network, call_records));
    }
}

/// What the axes of a layer's tensors have in common stands outside of the brackets.
#[test]
fn parameters_read_in_closed_form() {
    let closed = |text: &str| {
        let (network, call_records) = check("closed", &text.replace("; ", "\n"), None);
        let costs = Costs::new(&network, &Costing::from(conventions::ALL[0])).expect("it fits");
        let (layer, call_record) =
            network.layers.iter().zip(&call_records).next_back().expect("a layer");
        let derivation = Derivation::new(&costs, layer, Some(call_record), &[]);
        let params = derivation.stored.iter().filter(|line| line.name == "params");
        let notation = Notation { unicode: true, numbers: false };
        params.skip(1).map(|line| line.formula.written(notation)).collect::<Vec<_>>()
    };
    for (text, formula) in [
        ("input 3x9x9; conv 8 k3", "(C_in/g·K_h·K_w + 1)·C_out"),
        ("input 4; fc 2", "(I + 1)·J"),
        ("input 4x4; bn", "2·C"),
        ("input 5x6; lstm 8", "(I + H + 2)·G·H"),
    ] {
        assert_eq!(closed(text), [formula], "{text}");
    }
    // One tensor alone, nothing of its own, and tensors with no axis in common.
    let shared = "input 4; fc 4 share=a; fc 4 share=a";
    for text in ["input 4; fc 2 nobias", shared, "input 4x9x9; deconv 8 k3", "input 4; relu"] {
        assert_eq!(closed(text), [""; 0], "{text}");
    }
}

/// Each letter of a formula has a meaning, but for words, and each meaning a letter.
#[test]
fn letters_are_explained() {
    let corners = CORNERS.map(|text| ("corners", text.replace("; ", "\n")));
    let operations = ops::all().map(|operation| (operation.name, operation.example.text()));
    let (mut unknown, mut unused) = (BTreeSet::new(), BTreeSet::from(derivation::LETTERS));
    for (name, text) in operations.chain(corners) {
        let (network, call_records) = check(name, &text, Some(2));
        let costs = Costs::new(&network, &Costing::default()).expect("it fits");
        for (layer, record) in network.layers.iter().zip(&call_records) {
            let derivation = Derivation::new(&costs, layer, Some(record), conventions::ALL);
            for letter in derivation.letters() {
                match derivation::letter(letter, layer.operation) {
                    Some(known) => _ = unused.remove(known),
                    None if letter.len() > 3 => {}
                    None => _ = unknown.insert((layer.operation, letter)),
                }
            }
        }
    }
    assert_eq!((unknown, unused), Default::default());
}
