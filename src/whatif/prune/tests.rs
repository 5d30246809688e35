use crate::cost::testing::network;
use crate::cost::{Costing, Costs, Metric};
use crate::network::{Layer, Network, Obstacle, OpKind, Passes};
use crate::whatif::Deployed;

fn pruned(text: &str, word: &str) -> Network {
    let passes = Passes::of([word.parse().unwrap()]).unwrap();
    Deployed::new(&network(text), &passes).network.into_owned()
}

fn totals(network: &Network) -> Vec<u128> {
    let costs = Costs::new(network, &Costing::default()).unwrap();
    let keys = ["params", "macs", "flops", "buffers", "read_bytes", "write_bytes", "peak_memory"];
    keys.iter().map(|key| Metric::named(key).unwrap().total(&costs.totals)).collect()
}

/// What the layers do, with the shapes of what they make.
fn works(network: &Network) -> Vec<String> {
    let work = |layer: &Layer| {
        let shapes: Vec<_> = layer.outputs().map(|id| network.tensor(id).shape).collect();
        format!("{} {:?} {shapes:?}", layer.operation, layer.kind)
    };
    network.layers.iter().map(work).collect()
}

/// A text is pruned by half to what another text says.
fn becomes(text: &str, expected: &str) {
    let (pruned, expected) = (pruned(text, "prune:0.5"), network(expected));
    assert_eq!(works(&pruned), works(&expected), "{text}");
    assert_eq!(totals(&pruned), totals(&expected), "{text}");
}

/// The layers whose channels are all kept, with the reasons.
fn left(text: &str, word: &str) -> Vec<(String, Obstacle)> {
    pruned(text, word).applied.last().unwrap().left.clone()
}

#[test]
fn channels_and_what_belongs_to_them_go() {
    becomes(
        "input 3x9x9; conv 8 k3; bn; relu; pool 2 2; conv 6 k2; prelu; gap; flatten; fc 10",
        "input 3x9x9; conv 4 k3; bn; relu; pool 2 2; conv 3 k2; prelu; gap; flatten; fc 10",
    );
    becomes(
        "input 3x9x9; conv 8 k3; dwconv k3 mult=2; instancenorm affine; conv 4; upsample 2; deconv 6 k2 s2; lrn 5; conv 1",
        "input 3x9x9; conv 4 k3; dwconv k3 mult=2; instancenorm affine; conv 2; upsample 2; deconv 3 k2 s2; lrn 5; conv 1",
    );
    // Of a flattened map, all values of a channel go.
    becomes("input 3x4x4; conv 8; fc 20; relu; fc 7", "input 3x4x4; conv 4; fc 10; relu; fc 7");
    // Features on the last axis.
    becomes(
        "input 5x16; linear 32; gelu; ln; linear 16",
        "input 5x16; linear 16; gelu; ln; linear 16",
    );
    becomes(
        "input 3x4x5; conv 8; ln axis=0; mean axis=(1, 2); fc 2",
        "input 3x4x5; conv 4; ln axis=0; mean axis=(1, 2); fc 2",
    );
}

#[test]
fn joins_couple_channels() {
    becomes(
        "input 3x8x8; conv 8; x: relu; conv 8 k3 p1; add x; conv 2",
        "input 3x8x8; conv 4; x: relu; conv 4 k3 p1; add x; conv 2",
    );
    // A factor for each channel, made by layers of its own (squeeze and excitation).
    becomes("input 3x8x8; conv 16; se 8; conv 2", "input 3x8x8; conv 8; se 4; conv 2");
    // A factor for each position couples nothing.
    becomes(
        "input 3x8x8; conv 16; mul { conv 1; sigmoid }; conv 2",
        "input 3x8x8; conv 8; mul { conv 1; sigmoid }; conv 2",
    );
    // Of a concatenation, each operand keeps its share, and what is added to it as well.
    becomes(
        "input 3x8x8; x: conv 4; conv 8; concat x; bn; y: relu; conv 6; concat x { from y; conv 2 }; conv 1; gap",
        "input 3x8x8; x: conv 2; conv 4; concat x; bn; y: relu; conv 3; concat x { from y; conv 1 }; conv 1; gap",
    );
    // An input of the network stays whole.
    becomes(
        "input 4x8x8; concat { conv 8 } it; conv 2 k3",
        "input 4x8x8; concat { conv 4 } it; conv 2 k3",
    );
}

#[test]
fn groups_keep_as_many_channels_as_each_other() {
    becomes(
        "input 3x8x8; conv 16; conv 16 k3 g4; gn 4; conv 2",
        "input 3x8x8; conv 8; conv 8 k3 g4; gn 4; conv 2",
    );
    // 24 − ⌊0.5·24⌋ = 12 is no multiple of 8.
    let network = pruned("input 3x8x8; conv 24; conv 24 k3 g8; conv 2", "prune:0.5");
    assert_eq!(network.tensors[1].shape.to_string(), "16×8×8");
}

#[test]
fn what_remains_is_rounded_up() {
    let channels = |word: &str| {
        let network = pruned("input 3x4x4; conv 37; conv 7; conv 1; conv 2", word);
        network.tensors.iter().skip(1).map(|it| it.shape.axes()[0]).collect::<Vec<_>>()
    };
    assert_eq!(channels("prune:0.5"), [19, 4, 1, 2]);
    assert_eq!(channels("prune:0.9"), [4, 1, 1, 2]);
    assert_eq!(channels("prune:0.5:round=8"), [24, 7, 1, 2]);
    assert_eq!(channels("prune:0.3"), [26, 5, 1, 2], "37 - floor(11.1), 7 - floor(2.1)");
}

#[test]
fn what_stays_has_a_reason() {
    let stays = |text: &str, expected: &[(&str, Obstacle)]| {
        let expected: Vec<_> =
            expected.iter().map(|(name, why)| ((*name).to_owned(), *why)).collect();
        assert_eq!(left(text, "prune:0.5"), expected, "{text}");
    };
    stays("input 3x8x8; conv 8; relu", &[("conv1", Obstacle::Output)]);
    stays(
        "input 3x8x8; x: conv 8; conv 4; output x it",
        &[("x", Obstacle::Output), ("conv1", Obstacle::Output)],
    );
    stays(
        "input 3x8x8; conv 1; conv 2",
        &[("conv1", Obstacle::TooFew), ("conv2", Obstacle::Output)],
    );
    stays(
        "input 3x8x8; conv 8; shuffle 2; conv 2",
        &[("conv1", Obstacle::Mixed), ("conv2", Obstacle::Output)],
    );
    stays(
        "input 3x8x8; conv 8; slice 0 4; conv 2",
        &[("conv1", Obstacle::Mixed), ("conv2", Obstacle::Output)],
    );
    stays(
        "input 8x8x8; x: relu; conv 8; add x; conv 2",
        &[("conv1", Obstacle::Joined), ("conv2", Obstacle::Output)],
    );
    stays(
        "input 3x8x8; conv 3 share=w; conv 3 share=w; conv 2",
        &[
            ("conv1", Obstacle::SharedParameters),
            ("conv2", Obstacle::SharedParameters),
            ("conv3", Obstacle::Output),
        ],
    );
    // Heads split the features of queries, keys and values; the residual stream is joined with the input.
    let heads = left("input 6x16; encoder 4 hidden=32", "prune:0.5");
    assert!(!heads.iter().any(|(name, _)| name.contains("mlp1/linear1")), "{heads:?}");
    assert_eq!(heads.len(), 5, "{heads:?}");
}

#[test]
fn a_pruned_network_has_no_call_records() {
    let written = network("input 3x8x8; conv 8; conv 2");
    let deployed = Deployed::new(&written, &Passes::of(["prune:0.5".parse().unwrap()]).unwrap());
    assert!(deployed.keep(&["conv", "conv"]).is_empty());
}

/// Networks of all shapes come out whole: what each layer reads is what it says that it reads.
#[test]
fn examples_stay_consistent() {
    for example in crate::bundled::examples::ALL.iter().filter(|it| !it.text.contains("use \"")) {
        for word in ["prune:0.5", "prune:0.9:round=4"] {
            let pruned = pruned(example.text, word);
            for layer in &pruned.layers {
                let input = layer.inputs.first().map(|input| pruned.tensor(*input).shape);
                let output = pruned.tensor(layer.output).shape;
                let name =
                    || format!("{} of {} after {word}", pruned.full_name(layer), example.name);
                match layer.kind {
                    OpKind::Convolution(work) => {
                        let read = input.and_then(|shape| shape.axis(0));
                        assert_eq!(read, Some(work.in_channels), "{}", name());
                        assert_eq!(output.axis(0), Some(work.out_channels), "{}", name());
                        let groups = work.groups;
                        assert_eq!((work.in_channels % groups, work.out_channels % groups), (0, 0));
                    }
                    OpKind::Linear(work) => {
                        let read = input.and_then(|shape| shape.axes().last().copied());
                        assert_eq!(read, Some(work.inputs), "{}", name());
                        assert_eq!(output.axes().last(), Some(&work.outputs), "{}", name());
                    }
                    OpKind::Elementwise(work) => {
                        assert_eq!(work.elements, output.elements(), "{}", name());
                    }
                    _ => {}
                }
            }
            let before = network(example.text);
            let params = |network: &Network| totals(network)[0];
            assert!(params(&pruned) <= params(&before), "{}", example.name);
            assert_eq!(pruned.outputs.len(), before.outputs.len());
            for (now, then) in pruned.outputs.iter().zip(&before.outputs) {
                assert_eq!(
                    pruned.tensor(*now).shape,
                    before.tensor(*then).shape,
                    "{}",
                    example.name
                );
            }
        }
    }
}
