use super::{Field, Window, fields};
use crate::cost::testing::{self, network};
use crate::network::Network;
use crate::tensor::Spatial;

fn window(size: &[u32], stride: &[u32]) -> Field {
    Field::Window(Window { size: Spatial::new(size), stride: Spatial::new(stride) })
}

/// What the layer of a name sees.
fn of(network: &Network, name: &str) -> Field {
    let layer = network.layers.iter().find(|layer| network.full_name(layer) == name);
    fields(network)[layer.unwrap_or_else(|| panic!("no layer {name}")).output]
}

/// What the last layer of a text sees.
fn last(text: &str) -> Field {
    let network = network(text);
    fields(&network)[network.outputs[0]]
}

/// Araujo, Norris and Sim list 195 and a stride of 32 for AlexNet's last pool.
#[test]
fn alexnet() {
    let network = testing::alexnet(1);
    // 11; + 2·4 = 19; + 4·8 = 51; + 2·8 = 67; + 3 · 2·16 = 163; + 2·16 = 195.
    for (name, size, stride) in
        [("conv1", 11, 4), ("pool1", 19, 8), ("conv2", 51, 8), ("pool2", 67, 16)]
    {
        assert_eq!(of(&network, name), window(&[size; 2], &[stride; 2]), "{name}");
    }
    assert_eq!(of(&network, "pool3"), window(&[195; 2], &[32; 2]));
    assert_eq!(of(&network, "flatten1"), Field::Unknown);
    assert_eq!(of(&network, "fc1"), Field::Everything);
    assert_eq!(of(&network, "relu7"), Field::Everything);
}

/// And 212, 32 for that of VGG-16: 3·3 convolutions two, two, three, three and three between pools.
#[test]
fn vgg16() {
    let stage = |convs: usize| format!("{}pool 2\n", "conv 8 k3 p1; relu\n".repeat(convs));
    let body: String = [2, 2, 3, 3, 3].map(stage).concat();
    assert_eq!(last(&format!("input 3x224x224\n{body}")), window(&[212; 2], &[32; 2]));
}

/// The stride lies in the 3×3 convolution, as in torchvision's: 7 + 2·2 for the stem, then 2 places
/// for each 3×3 kernel, as far apart as the layers before it make them. (Where the stride lies in
/// the 1×1 before it the authors list 483; `tests/cli/reports.rs` has that.)
#[test]
fn resnet50() {
    let size = 11 + 2 * (3 * 4) + 2 * (4 + 3 * 8) + 2 * (8 + 5 * 16) + 2 * (16 + 2 * 32);
    assert_eq!(size, 427);
    let network = testing::resnet50();
    // The shortcut sees less, and looks as far apart.
    assert_eq!(of(&network, "bottleneck16/relu3"), window(&[size; 2], &[32; 2]));
    assert_eq!(of(&network, "gap1"), Field::Everything);
}

#[test]
fn axes_have_their_own() {
    assert_eq!(
        last("input 3x16x112x112; conv 8 k3x3x3; pool k1x2x2"),
        window(&[3, 4, 4], &[1, 2, 2])
    );
    assert_eq!(last("input 1x16000; conv 8 k80 s16; pool 4"), window(&[80 + 3 * 16], &[64]));
    // Taps 2 apart: 1 + 2·(3 − 1).
    assert_eq!(last("input 3x32x32; conv 8 k3 d2 p2"), window(&[5, 5], &[1, 1]));
}

#[test]
fn joins_take_the_larger_if_places_agree() {
    let joined = |a: &str, b: &str| {
        last(&format!("input 3x32x32; concat {{ conv 8 {a} }} {{ conv 8 {b} }}"))
    };
    assert_eq!(joined("k3 p1", "k5 p2"), window(&[5, 5], &[1, 1]));
    assert_eq!(joined("k1x7 p=(0,3)", "k7x1 p=(3,0)"), window(&[7, 7], &[1, 1]));
    assert_eq!(joined("k3 s2 p1", "k17"), Field::Unknown, "16×16 both, 2 and 1 apart");
    // A gate sees everything, and so does what it is multiplied with.
    let gate = "input 8x9x9; let x = { conv 8 k3 }; mul x { from x; gap; conv 8 k1; sigmoid }";
    assert_eq!(last(gate), Field::Everything);
    assert_eq!(last("input 3x8x8; let w = { weight 3x8x8 }; add w"), window(&[1, 1], &[1, 1]));
}

#[test]
fn larger_maps_look_closer() {
    // Down by 4 and up by 2 twice; each 2×2 kernel of stride 2 meets one input.
    let down = "input 1x32x32; conv 8 k2 s2; conv 8 k2 s2;";
    assert_eq!(last(&format!("{down} deconv 8 k2 s2")), window(&[4, 4], &[2, 2]));
    // 4 taps, 2 of them on one place: two inputs 4 apart.
    assert_eq!(last(&format!("{down} deconv 8 k4 s2 p1")), window(&[8, 8], &[2, 2]));
    assert_eq!(last(&format!("{down} upsample 2")), window(&[4, 4], &[2, 2]));
    assert_eq!(last(&format!("{down} upsample 4 mode=bilinear")), window(&[8, 8], &[1, 1]));
    // Half a place apart is not a stride.
    assert_eq!(last("input 1x8x8; upsample 2"), Field::Unknown);
}

/// The inputs that fall on one output of a transposed convolution, counted one by one.
#[test]
fn a_transposed_kernel_reaches_as_far_as_its_taps() {
    let coprime = [(1, 2, 1), (2, 2, 1), (3, 2, 1), (4, 2, 1), (5, 3, 1), (4, 2, 3)];
    // Where stride and dilation share a factor, some outputs get nothing and others more.
    let common = [(5, 2, 2), (5, 4, 2), (4, 2, 2), (4, 4, 2), (4, 2, 4), (6, 6, 4), (4, 3, 6)];
    for (k, s, d) in coprime.into_iter().chain(common) {
        let reach = |place: i64| {
            let inputs = (0..k).filter_map(move |tap| {
                let at: i64 = place - tap * d;
                (at % s == 0).then_some(at / s)
            });
            inputs.clone().max().zip(inputs.min()).map_or(1, |(last, first)| last - first + 1)
        };
        let most = (1000..1000 + s * d).map(reach).max().unwrap() as u32;
        // Neighbours are s apart before and 1 after.
        let text = format!("input 1x400; conv 1 k1 s{s}; deconv 1 k{k} s{s} d{d}");
        assert_eq!(last(&text), window(&[1 + (most - 1) * s as u32], &[1]), "k{k} s{s} d{d}");
    }
}

#[test]
fn what_moves_places_about_is_unknown_and_what_shifts_them_is_not() {
    let after = |text: &str| last(&format!("input 8x16x16; conv 8 k3; {text}"));
    let three = window(&[3, 3], &[1, 1]);
    for kept in [
        "pad 1",
        "crop 8",
        "slice 0 4",
        "shuffle 2",
        "dropout",
        "roll (1, 1) axis=(1, 2)",
        "slice 2 9 axis=1",
        "slice 0 8 2",
        "softmax axis=0",
        "bn",
        "lrn",
    ] {
        assert_eq!(after(kept), three, "{kept}");
    }
    for lost in [
        "permute 1 2 0",
        "transpose 1 2",
        "reshape 14x8x14",
        "slice 0 14 2 axis=1",
        "pixelshuffle 2",
        "linear 4",
        "softmax",
        "mean axis=1",
    ] {
        assert_eq!(after(lost), Field::Unknown, "{lost}");
    }
    for all in [
        "gn 2",
        "instancenorm",
        "mean axis=(1, 2)",
        "mean axis=(1, 2) keepdim",
        "flatten; fc 3",
        "adaptiveavgpool 1",
    ] {
        assert_eq!(after(all), Field::Everything, "{all}");
    }
    // 14 in 7 parts of two.
    assert_eq!(after("adaptiveavgpool 7"), window(&[4, 4], &[2, 2]));
    assert_eq!(after("adaptiveavgpool 5"), Field::Unknown);
    // Attention: rows of one times columns of the other; in windows only those of a window.
    let attention = |part: &str| {
        last(&format!(
            "input 8x16; let k = {{ linear 16; {part}; transpose -2 -1 }}; linear 16; {part}; matmul k"
        ))
    };
    assert_eq!(attention("identity"), Field::Everything);
    assert_eq!(attention("reshape 1x8x16"), Field::Everything);
    assert_eq!(attention("reshape 2x4x16"), Field::Unknown);
    assert_eq!(last("input 16; fc 3"), Field::Everything);
}

#[test]
fn a_field_beyond_32_bits_is_unknown() {
    let text = "input 1x3; repeat 40 { conv 1 k3 p1 s2; pad 1 }";
    assert_eq!(last(text), Field::Unknown);
}

#[test]
fn functions_keep_a_window_and_places_that_are_computed_do_not() {
    let field = |text: &str| {
        let sources = crate::Sources::new();
        let main = sources.add("x.net", text.replace("; ", "\n")).unwrap();
        let options = crate::Options::default();
        let checked = crate::check::check(&sources, main, &options, &crate::NoFiles);
        let network = checked.network.unwrap();
        fields(&network)[*network.outputs.last().unwrap()]
    };
    let conv = "input 3x9x9; conv 4 k3 p1";
    let window = field(conv);
    assert!(matches!(window, Field::Window(_)));
    for then in ["exp", "clamp 0 1", "minimum 2", "where it it 0", "pad 1 mode=reflect", "flip"] {
        assert_eq!(field(&format!("{conv}; {then}")), window, "{then}");
    }
    for then in ["cumsum", "topk 2", "tile (1, 2, 2)", "let x = it; gather { custom \"i\" 2 }"] {
        assert_eq!(field(&format!("{conv}; {then}")), Field::Unknown, "{then}");
    }
    // A query sees all keys, unless some are skipped.
    let tokens = "input 3x9x9; conv 4 k3; reshape 4x49; transpose 0 1; let x = it";
    assert_eq!(field(&format!("{tokens}; sdpa x x x")), Field::Everything);
    assert_eq!(field(&format!("{tokens}; sdpa x x x causal")), Field::Unknown);
}
