//! Limits of arguments and shapes at their very edge: what is just allowed, and what is just too much.

use super::*;

/// Statements after an `input` of a shape that are just allowed, others that are just refused or warned
/// of, and the code of that.
struct Edge(&'static str, &'static str, &'static str, &'static str);

const OUT_OF_RANGE: &str = "net::call::out_of_range";
const SLICE: &str = "net::shape::slice_out_of_range";
const PADDING: &str = "net::shape::padding_too_large";
const KERNEL: &str = "net::shape::kernel_too_large";
const NO_AXIS: &str = "net::shape::no_axis";
const NO_LETTER: &str = "net::value::no_axis";
const INDEX: &str = "net::value::index_out_of_range";
const STRIDE: &str = "net::shape::skipping_stride";
const IDLE: &str = "net::shape::idle_padding";
const PYTORCH: &str = "net::shape::in_channels_first";

#[rustfmt::skip]
const EDGES: &[Edge] = &[
    // Arguments.
    Edge("8", "topk 8", "topk 9", OUT_OF_RANGE),
    Edge("4x8", "lstm 8 proj=7", "lstm 8 proj=8", OUT_OF_RANGE),
    Edge("4x8", "rope dim=8", "rope dim=10", OUT_OF_RANGE),
    Edge("4x8", "norm p=0.001", "norm p=0", OUT_OF_RANGE),
    Edge("8x8x8", "conv 8 sparsity=1", "conv 8 sparsity=1.001", OUT_OF_RANGE),
    Edge("8x8x8", "conv 8 sparsity=0", "conv 8 sparsity=-0.001", OUT_OF_RANGE),
    Edge("1", "linear 2147483647", "linear 2147483648", OUT_OF_RANGE),
    Edge("8", "repeat 0 { relu }; relu", "repeat -1 { relu }; relu", OUT_OF_RANGE),
    Edge("2x9x9", "deconv 8 k3 s2 op=1", "deconv 8 k3 s2 op=2", OUT_OF_RANGE),
    Edge("2x9x9", "deconv 8 k3 s2 d3 op=2", "deconv 8 k3 s2 d3 op=3", OUT_OF_RANGE),
    Edge("3x8x8", "pad 7 mode=reflect", "pad 8 mode=reflect", OUT_OF_RANGE),
    Edge("3x8x8", "pad 8 mode=circular", "pad 9 mode=circular", OUT_OF_RANGE),
    Edge("4x8", "expand 4x8", "expand 8", OUT_OF_RANGE),
    Edge("4x8", "expand (2, -1, -1)", "expand (-1, 4, 8)", OUT_OF_RANGE),
    // Parts of an axis.
    Edge("3x8x8", "crop 8", "crop 9", "net::shape::crop_too_large"),
    Edge("8", "slice 0 8", "slice 0 9", SLICE),
    Edge("8", "slice -8 8", "slice -9 8", SLICE),
    Edge("8", "slice 7 8", "slice 8 8", SLICE),
    Edge("8", "slice 0 1", "slice 0 0", SLICE),
    // Axes.
    Edge("4x8", "softmax axis=1", "softmax axis=2", NO_AXIS),
    Edge("4x8", "softmax axis=-2", "softmax axis=-3", NO_AXIS),
    Edge("4x8", "unsqueeze 2", "unsqueeze 3", NO_AXIS),
    Edge("4x8", "unsqueeze -3", "unsqueeze -4", NO_AXIS),
    Edge("8x8", "linear it.w", "linear it.h", NO_LETTER),
    Edge("8x8x8", "linear it.h", "linear it.d", NO_LETTER),
    Edge("8", "linear it.c", "linear it.w", NO_LETTER),
    Edge("8", "let a = [1, 2]; linear a[1]", "let a = [1, 2]; linear a[2]", INDEX),
    Edge("8", "let a = [1, 2]; linear a[-2]", "let a = [1, 2]; linear a[-3]", INDEX),
    Edge("2x1x1x1x1x1x1x1", "relu", "unsqueeze 0", "net::limit::too_many_axes"),
    // Windows.
    Edge("8x16x16", "conv 8 k16", "conv 8 k17", KERNEL),
    Edge("8x16x16", "conv 8 k8 d2", "conv 8 k9 d2", KERNEL),
    Edge("8x16x16", "pool 17 p1", "pool 17", KERNEL),
    Edge("3x8x8", "pool 3 p1", "pool 3 p2", PADDING),
    Edge("3x8x8", "pool 4 p2", "pool 4 p3", PADDING),
    Edge("8x16x16", "conv 8 k2 s2", "conv 8 k2 s3", STRIDE),
    Edge("8x16x16", "conv 8 k1 s2", "conv 8 k3 s4", STRIDE),
    Edge("8x6x6", "conv 8 k3 s4", "pad ((0, 1), (0, 1)); conv 8 k3 s4", STRIDE),
    Edge("8x16x16", "conv 8 k3 s4 d2", "conv 8 k3 s4 d1", STRIDE),
    Edge("8x16x16", "conv 8 k3 p2", "conv 8 k3 p3", IDLE),
    Edge("8x16x16", "conv 8 k3 p4 d2", "conv 8 k3 p5 d2", IDLE),
    Edge("8x16x16", "conv 8", "conv 8 p1", IDLE),
    // What was probably meant.
    Edge("3x32x32", "conv 3 15", "conv 3 16", PYTORCH),
    Edge("3x32x32", "conv 3 16 16", "conv 3 16 15", PYTORCH),
    Edge("3x8x8", "conv 4; flatten; linear 4", "conv 4; linear 4", "net::shape::linear_on_map"),
    Edge("16", "reshape 1x16; fc 4", "reshape 2x8; fc 4", "net::shape::flattens_tokens"),
];

#[test]
fn limits_are_exact() {
    for Edge(shape, within, beyond, code) in EDGES {
        let of = |statements: &str| codes(&format!("input {shape}\n{statements}\n"));
        assert_eq!(of(within), [""; 0], "{shape}: {within}");
        assert_eq!(of(beyond), [*code], "{shape}: {beyond}");
    }
}

/// Images whose axes are in another order are told from signals and small maps by their sizes.
#[test]
fn images_are_of_at_least_eight_and_at_most_four_times_as_wide_as_high() {
    let sized = [
        // A grey one without its channel.
        ("15x15", None),
        ("16x16", Some("net::shape::no_channel")),
        ("16x17", None),
        // The channels last, or between.
        ("7x7x3", None),
        ("8x8x3", Some("net::shape::channels_last")),
        ("8x35x3", Some("net::shape::channels_last")),
        ("8x36x3", None),
        ("8x8x4", None),
        ("9x9x4", Some("net::shape::channels_last")),
        ("9x9x5", None),
        ("8x3x8", Some("net::shape::channels_last")),
        ("8x4x8", None),
        ("9x4x9", Some("net::shape::channels_last")),
        // The batch as an axis.
        ("1x3x7x7", None),
        ("1x3x8x8", Some("net::shape::batch_axis")),
        ("1x3x8x35", Some("net::shape::batch_axis")),
        ("1x3x8x36", None),
    ];
    for (shape, code) in sized {
        assert_eq!(codes(&format!("input {shape}\nconv 8 k3\n")), Vec::from_iter(code), "{shape}");
    }
}

const ALIGNED: &str =
    "axes are aligned at the last one, and only an axis of 1 stretches to the other's size";

/// Mistakes at the edge of what a help is about, with the help.
const HELPS: &[(&str, &str)] = &[
    ("input 8\nslice 0 0", "from 0 up to 0, which is excluded, there is nothing"),
    ("input 8\nslice 8 8", "from 8 up to 8, which is excluded, there is nothing"),
    ("input 8\nslice 9 9", "indices go from 0 to 8, or from -8 counted from the end"),
    ("input 8\nslice -9 -9", "indices go from 0 to 8, or from -8 counted from the end"),
    ("input 8\nfor i in 1 { relu }", "`range(1)` is the list of the integers from 0 to 0"),
    ("input 8\nfor i in 0 { relu }", "a list is written `[1, 2, 4]`, or `range(3)` for 0, 1 and 2"),
    ("input 64\nconv 8 k3", "`reshape 1x8x8` before it makes it a feature map"),
    ("input 49\nconv 8 k3", "`reshape 1x49` before it makes it a feature map"),
    ("input 192\nconv 8 k3", "`reshape 3x8x8` before it makes it a feature map"),
    ("input 4x8\nsoftmax axis=2", "the batch is not an axis here: PyTorch's `dim=2` is axis 1"),
    ("input 4x8\nsoftmax axis=3", ""),
    ("input 4x8\nsum\nsoftmax axis=0", ""),
    // 14 is near enough to twice 8 or 6, and 28 to four times 7 and a rest; 13 is not, and 14 to 5 is thrice.
    ("input 3x15x15\nconv 8 k2 -> 8x8x8", "15 → 14 (`conv 8 k2`): a stride of 2 is missing"),
    ("input 3x15x15\nconv 8 k2 -> 8x6x6", "15 → 14 (`conv 8 k2`): a stride of 2 is missing"),
    ("input 3x29x29\nconv 8 k2 -> 8x8x8", "29 → 28 (`conv 8 k2`): a stride of 4 is missing"),
    ("input 3x9x9\nconv 8 k3 -> 8x13x13", "9 → 7 (`conv 8 k3`): a stride of 2 is too much"),
    ("input 3x14x14\nconv 8 k2 -> 8x8x8", "(14 + 2·0 − 2)/1 + 1 = 13"),
    ("input 3x15x15\nconv 8 k2 -> 8x5x5", "(15 + 2·0 − 2)/1 + 1 = 14"),
    // One more or less is no stride.
    ("input 3x15x15\nconv 8 k2 -> 8x15x15", "(15 + 2·0 − 2)/1 + 1 = 14"),
    ("input 3x15x15\nconv 8 k2 -> 8x13x13", "(15 + 2·0 − 2)/1 + 1 = 14"),
    // A pool is padded by half of its window at most.
    (
        "input 3x7x7\npool 5 1\nconv 8 k4",
        "7 → 3 (`pool 5 1`): write `pool 5 1 p2` in place of `pool 5 1`; or else, `p1` is the least \
         padding that fits, or use a kernel up to 3",
    ),
    // A crop is proposed where one axis has a rest, and that axis is spoken of.
    (
        "input 8x9x12\nx: relu\npool 2\nupsample 2\ncat x",
        "`pool 2` makes 4 of 9, then `upsample 2` makes 8 of 4; write `{ from x; crop 8x12 }` in place \
         of `x`, or give the network an input that is divided without a rest",
    ),
    (
        "input 8x12x9\nx: relu\npool 2\nupsample 2\ncat x",
        "`pool 2` makes 4 of 9, then `upsample 2` makes 8 of 4; write `{ from x; crop 12x8 }` in place \
         of `x`, or give the network an input that is divided without a rest",
    ),
    // A label is read as that of its line only where the line reduces a map to a vector.
    ("input 8x9x9\nx: relu; upsample 2\ncat x", "axis 1 is 18 and 9, axis 2 is 18 and 9"),
    ("input 8\nx: linear 9; linear 7\nadd x", ALIGNED),
    ("input 8x9\nx: relu; lstm 4\nadd x", ALIGNED),
    // The channels are put last, however many spatial axes there are.
    (
        "input 3x32x48\nconv 8 k1; ln",
        "write `permute 1 2 0` before it for its channels, or `gn 1` in its place",
    ),
    (
        "input 3x4x32x48\nconv 8 k1; rmsnorm",
        "write `permute 1 2 3 0` before it for its channels, or `gn 1` in its place",
    ),
    (
        "input 3x4x32x48\nconv 8 k1; linear 4",
        "`fc` in its place flattens the map first; `permute 1 2 3 0` in front puts the channels last",
    ),
    // As other languages write booleans.
    ("input 8x8x8\nconv 8 k3 bias0", "write `nobias`"),
    ("input 8x8x8\nconv 8 k3 bias00", "write `nobias`"),
    ("input 8x8x8\nconv 8 k3 bias1", "write `bias`"),
    ("input 8x8x8\nconv 8 k3 bias10", "write `bias`"),
    ("input 8\nlinear 4 bia", ""),
    ("input 8\nlinear 4 biass", "did you mean `bias`?"),
];

#[test]
fn helps_are_about_the_side_of_the_limit() {
    for (text, help) in HELPS {
        let shown = tried(text);
        assert_eq!(shown.rsplit('\n').next().unwrap_or_default(), *help, "{text}: {shown}");
    }
}

/// An input is a step, and so are a statement and its call. A list that another name holds is copied before something is
/// appended, an item a step.
#[test]
fn a_limit_of_steps_allows_as_many() {
    let list = |lines: &str| format!("input 8\nlet a = [1]\n{lines}linear len(a)");
    for (text, steps) in [
        ("input 8".to_owned(), 1),
        ("input 8\nrelu".to_owned(), 3),
        ("input 8\nrelu\ntanh".to_owned(), 5),
        (list(""), 8),
        (list("a += 2\n"), 8 + 3),
        (list("let b = a\n") + "+len(b)", 9 + 3),
        (list("let b = a\na += 2\n") + "+len(b)", 9 + 3 + 3 + 1),
    ] {
        let text = &*text;
        let with = |steps| {
            let mut options = Options::default();
            options.limits.steps = steps;
            check_with(text, &options, &NoFiles).diagnostics.iter().map(code).collect::<Vec<_>>()
        };
        assert_eq!(with(steps), [""; 0], "{text}");
        assert_eq!(with(steps - 1), ["net::limit::steps"], "{text}");
    }
}

/// A feature map is known as such through eight norms and activations.
#[test]
fn maps_are_known_through_eight_layers() {
    let of = |count| codes(&format!("input 3x32x32\nconv 8 k3{}; linear 10", "; bn".repeat(count)));
    assert_eq!(of(8), ["net::shape::linear_on_map"]);
    assert_eq!(of(9), [""; 0]);
}

/// softmax(x) is between 0 and 1, the logarithms of probabilities are those of themselves, and the exponentials of
/// logarithms are probabilities.
#[test]
fn what_a_second_softmax_does() {
    let of = |line: &str| only(&format!("input 8\n{line}"));
    for line in ["softmax; softmax", "softmax; logsoftmax", "sigmoid; softmax"] {
        assert!(of(line).contains("makes the values nearly equal"), "{line}");
    }
    assert!(
        of("logsoftmax; logsoftmax").contains("`logsoftmax` after `logsoftmax` changes nothing")
    );
    assert_eq!(codes("input 8\nlogsoftmax; softmax"), [""; 0]);
}

#[test]
fn values_of_up_to_eight_items_are_shown() {
    let of =
        |items: &str| only(&format!("input 8\nlet x = ({items})\nlet y = x - \"a\"\nlinear 4"));
    assert!(of("1, 2, 3, 4, 5, 6, 7, 8").contains("not the tuple (1, 2, 3, 4, 5, 6, 7, 8)"));
    assert!(of("1, 2, 3, 4, 5, 6, 7, 8, 9").contains("takes numbers, not a tuple"));
}
