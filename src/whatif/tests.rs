use super::Deployed;
use crate::cost::testing::network;
use crate::cost::{Costing, Costs, Metric};
use crate::network::{Network, Obstacle, Passes};
use crate::tensor::Dtype;

fn passes(words: &[&str]) -> Passes {
    let mut passes = Passes::default();
    for word in words {
        passes.push(word.parse().unwrap()).unwrap();
    }
    passes
}

fn after(network: &Network, words: &[&str]) -> Network {
    Deployed::new(network, &passes(words)).network.into_owned()
}

fn total(network: &Network, key: &str) -> u128 {
    let costs = Costs::new(network, &Costing::default()).unwrap();
    Metric::named(key).unwrap().total(&costs.totals)
}

/// The names of the layers.
fn names(network: &Network) -> Vec<String> {
    network.layers.iter().map(|layer| network.full_name(layer)).collect()
}

/// What the last pass could not change.
fn left(network: &Network) -> Vec<(&str, Obstacle)> {
    let applied = network.applied.last().unwrap();
    applied.left.iter().map(|(name, why)| (name.as_str(), *why)).collect()
}

#[test]
fn norms_become_biases() {
    let text = "input 3x8x8\nconv 4 k3 nobias; bn; relu\ndwconv k3; bn\nflatten; fc 5 nobias; bn";
    let written = network(text);
    let folded = after(&written, &["fold-bn"]);
    assert_eq!(names(&folded), ["conv1", "relu1", "dwconv1", "flatten1", "fc1"]);
    assert_eq!(folded.applied.first().map(|it| (it.layers, it.left.len())), Some((3, 0)));
    // Of the norms, a bias is left for each layer that had none: 4 and 5.
    assert_eq!(total(&written, "params"), 4 * 27 + 8 + 4 * 10 + 8 + 5 * 64 + 10);
    assert_eq!(total(&folded, "params"), 4 * 27 + 4 + 4 * 10 + 5 * 64 + 5);
    assert_eq!((total(&folded, "buffers"), total(&folded, "macs")), (0, total(&written, "macs")));
    // What is written as it runs costs the same.
    let folded_by_hand = network("input 3x8x8\nconv 4 k3; relu\ndwconv k3\nflatten; fc 5");
    for key in ["flops", "add", "mul", "read_bytes", "write_bytes", "peak_memory"] {
        assert_eq!(total(&folded, key), total(&folded_by_hand, key), "{key}");
    }
}

#[test]
fn norms_that_cannot_be_folded_stay() {
    let left_of = |text| {
        let folded = after(&network(text), &["fold-bn"]);
        left(&folded).into_iter().map(|(name, why)| (name.to_owned(), why)).collect::<Vec<_>>()
    };
    let stays = |text, why| assert_eq!(left_of(text), [("bn1".to_owned(), why)], "{text}");
    stays("input 3x8x8\nbn; conv 4", Obstacle::NotAProduct);
    stays("input 3x8x8\nconv 3 k3 p1; relu; bn", Obstacle::NotAProduct);
    stays("input 3x8x8\nx: conv 3; bn; add x", Obstacle::ReadElsewhere);
    stays("input 3x8x8\nx: conv 3; bn; output x it", Obstacle::ReadElsewhere);
    stays("input 3x8x8\nconv 3 share=w; bn; conv 3 share=w", Obstacle::Shared);
    stays("input 3x8x8\nconv 3 share=w; conv 3 share=w; bn", Obstacle::Shared);
    stays("input 3x8\nlinear 4; bn", Obstacle::OtherAxis);
    stays("dtype f16\ninput 3x8x8\nconv 3; bn dtype=f32", Obstacle::OtherType);
}

#[test]
fn a_shared_norm_is_folded_wherever_it_is() {
    let text = "input 3x8x8\nconv 3; bn share=n; relu; bn share=n";
    let folded = after(&network(text), &["fold-bn"]);
    assert_eq!(names(&folded), ["conv1", "relu1", "bn2"]);
    // The second owns now what the first one did.
    assert_eq!((total(&folded, "params"), total(&folded, "buffers")), (30 - 18 + 6, 6));
}

#[test]
fn what_does_nothing_is_dropped() {
    let text = "input 8\nx: dropout 0.5; linear 8; dropout 0.1; identity; add x; dropout 0.5";
    let dropped = after(&network(text), &["drop"]);
    assert_eq!(names(&dropped), ["linear1", "add1"]);
    // `add` reads the input now.
    let [input] = dropped.inputs.as_slice() else { panic!("one input") };
    assert_eq!(dropped.layers[1].inputs.last(), Some(input));
    assert_eq!(dropped.outputs, [dropped.layers[1].output]);
    let kept = after(&network("input 2x3\nflatten; dropout 0.5 dtype=f16; relu"), &["drop"]);
    assert_eq!(names(&kept).len(), 3, "`flatten` and a change of the type stay");
    assert_eq!(left(&kept), [("dropout1", Obstacle::OtherType)]);
    let nothing = after(&network("input 4\ndropout 0.5"), &["drop"]);
    assert_eq!((names(&nothing).len(), &nothing.outputs), (0, &nothing.inputs));
}

#[test]
fn activations_are_fused_and_not_stored() {
    let text = "input 1x4x4\nconv 8 k3 p1; relu\nx: conv 8 k1; relu; add x\nrelu";
    let written = network(text);
    let fused = after(&written, &["fuse"]);
    assert_eq!(names(&fused), names(&written));
    let steps: Vec<_> = fused.fused.iter().map(|it| (it.first.0, it.last.0)).collect();
    assert_eq!(steps, [(0, 1)]);
    let whys = [("relu2", Obstacle::ReadElsewhere), ("relu3", Obstacle::NotAProduct)];
    assert_eq!(left(&fused), whys);
    for key in ["params", "macs", "cmp", "activations"] {
        assert_eq!(total(&fused, key), total(&written, key), "{key}");
    }
    // The output of the first convolution, 8·4·4 values of 4 bytes, is neither written nor read.
    let less = |key| total(&written, key) - total(&fused, key);
    assert_eq!([less("write_bytes"), less("read_bytes"), less("activation_bytes")], [512; 3]);
    // While both run, their input and output live.
    let costs = Costs::new(&fused, &Costing::default()).unwrap();
    let live =
        |layer: u32| costs.living(crate::network::LayerId(layer), crate::network::LayerId(layer));
    assert_eq!([live(0), live(1), live(2)], [64 + 512, 64 + 512, 2 * 512]);
    let between = "input 4\nlet y = { linear 4 }\nlinear 3\nfrom y\nrelu";
    let apart = after(&network(&format!("{between}\noutput y it")), &["fuse"]);
    assert_eq!(left(&apart), [("relu1", Obstacle::ReadElsewhere)]);
}

#[test]
fn an_activation_is_fused_only_with_the_layer_right_before() {
    let text = "input 4\nlet y = { linear 4 }\nlet z = { linear 4 }\nfrom y; relu; add z";
    assert_eq!(left(&after(&network(text), &["fuse"])), [("relu1", Obstacle::Apart)]);
}

#[test]
fn weights_and_activations_are_quantised_and_biases_have_32_bits() {
    let text =
        "dtype f16\ninput 6\nlinear 4; ln; relu dtype=f32\nids: input 3 dtype=int64\nembed 10 5";
    let text = format!("{text}\nflatten; linear 4; add {{ from ids; embed 10 4; mean 0 }}");
    let quantised = after(&network(&text), &["int8"]);
    let types = |index: usize| {
        let used = quantised.parameters_of(&quantised.layers[index]);
        used.map(|used| used.parameter.dtype).collect::<Vec<_>>()
    };
    assert_eq!(types(0), [Dtype::Int8, Dtype::Int32]);
    assert_eq!(types(1), [Dtype::Int8, Dtype::Int32]);
    let mut dtypes: Vec<_> = quantised.tensors.iter().map(|tensor| tensor.dtype).collect();
    dtypes.sort();
    dtypes.dedup();
    assert_eq!(dtypes, [Dtype::Int64, Dtype::Int8], "ids stay");
    assert_eq!(quantised.dtype.biases, Some(Dtype::Int32));
}

#[test]
fn groups_of_weights_have_scales_and_zero_points() {
    let written = network("input 300\nlinear 10; relu; linear 7 nobias");
    let bytes = |words: &[&str]| total(&after(&written, words), "param_bytes");
    let (first, second, biases) = (300 * 10 / 2, 10 * 7 / 2, 4 * 10);
    assert_eq!(bytes(&["int8"]), 300 * 10 + 10 * 7 + biases);
    assert_eq!(bytes(&["int4"]), first + second + biases);
    // Rows of 300 have three groups of 128 or less, rows of 10 one.
    let scales = 2 * (10 * 3 + 7);
    assert_eq!(bytes(&["int4:group=128"]), first + second + biases + scales);
    let zeros = 10 * 3 / 2 + 4;
    assert_eq!(bytes(&["int4:group=128:zero"]), first + second + biases + scales + zeros);
    let quantised = after(&written, &["int4:group=128"]);
    assert_eq!(total(&quantised, "params"), total(&written, "params"));
    assert_eq!(total(&quantised, "buffers"), 37);
}

#[test]
fn passes_of_the_caller_take_the_place_of_those_of_the_file() {
    let mut written =
        network("input 3x4x4\nconv 2 nobias; bn; dropout 0.5; relu\nassert total.params == 10");
    assert!(matches!(
        Deployed::new(&written, &Passes::default()).network,
        std::borrow::Cow::Borrowed(_)
    ));
    written.deploy = passes(&["fold-bn", "int8"]);
    let deployed = Deployed::new(&written, &Passes::default());
    assert!(!deployed.network.overridden, "the file says so");
    let kept = deployed.keep(&["conv", "bn", "dropout", "relu"]);
    assert_eq!(*kept, ["conv", "dropout", "relu"]);
    let deployed = Deployed::new(&written, &passes(&["drop", "int4"]));
    let done: Vec<_> = deployed.network.applied.iter().map(|it| it.pass.as_str()).collect();
    assert_eq!(done, ["drop", "fold-bn", "int4"]);
    assert!(deployed.network.overridden);
    assert_eq!(*deployed.keep(&["conv", "bn", "dropout", "relu"]), ["conv", "relu"]);
}
