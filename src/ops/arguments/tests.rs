use crate::ops::testing::{call, labels, refusal, shape};

#[test]
fn arguments_by_place_name_and_alias() {
    for line in ["conv 8 3 2 1", "conv out=8 k3 s2 p1", "conv 8 kernel_size=3 stride=2 padding=1"] {
        assert_eq!(shape(line, "3x7x7"), "8x4x4");
    }
}

#[test]
fn what_a_parameter_does_not_take() {
    let refused = [
        ("conv \"a\"", "`out` of `conv` takes an integer, not \"a\""),
        (
            "conv 8 k=true",
            "`k` of `conv` takes an integer or a tuple of one for each spatial axis, not a boolean",
        ),
        (
            "conv 8 k=(3,3,3)",
            "`k` of `conv` takes an integer or a tuple of 2, one for each spatial axis, not a tuple of 3",
        ),
        ("conv 8 bias=1", "`bias` of `conv` takes `true` or `false`, not an integer"),
        ("conv 8 s0", "`s` of `conv` must be at least 1, not 0"),
        ("conv 8 p=-1", "`p` of `conv` must be at least 0, not -1"),
        ("conv 8 k=(3,0)", "`k` of `conv` must be at least 1, not 0"),
        ("conv 3000000000", "`out` of `conv` must be at most 2147483647, not 3000000000"),
        ("conv", "`conv` needs `out`: channels of the output"),
        ("pool s2", "`pool` needs `k`: the window"),
        (
            "pool 3 s=k",
            "`s` of `pool` takes an integer or a tuple of one for each spatial axis, not \"k\"",
        ),
        ("softmax axis=(0,1)", "`axis` of `softmax` takes an axis, an integer, not a tuple of 2"),
        ("softmax axis=0.5", "`axis` of `softmax` takes an integer, not 0.5"),
        (
            "softmax axis=-4",
            "there is no axis -4 in 3×7×7: its axes are 0 to 2, or -1 to -3 from the end",
        ),
    ];
    for (line, message) in refused {
        assert_eq!(refusal(line, &["3x7x7"]).0, message, "{line}");
    }
}

#[test]
fn nearly_whole_is_whole() {
    assert_eq!(shape("conv 7.9999999999", "3x7x7"), "8x7x7");
    assert!(call("conv 7.99999999", &["3x7x7"]).is_err());
    let (_, help) = refusal("conv 21.5", &["3x7x7"]);
    assert_eq!(help, "`round(…)` makes it 22, `floor(…)` or `//` in place of `/` 21");
}

#[test]
fn labels_show_the_call_the_argument_and_the_origin() {
    let expected =
        [("conv", "reads it with padding 1"), ("k11", "kernel 11"), ("", "makes 256×6×6")];
    let expected = expected.map(|(text, says)| (text.to_owned(), says.to_owned()));
    assert_eq!(labels("conv 384 k11 p1", &["256x6x6"]), expected);
    assert_eq!(labels("conv 96 g5", &["64x7x7"])[0], ("g5".into(), "5 groups".into()));
    assert_eq!(labels("softmax axis=7", &["64x7"])[0], ("axis=7".into(), "axis 7".into()));
}
