use proptest::prelude::*;

use super::differs;
use crate::ops::testing::{call, figures, refusal, shape, stored};

#[test]
fn alexnet() {
    // The tutorial's table: 34 944, 614 656, 885 120, 1 327 488, 884 992 parameters, and
    // 210 830 400, 895 795 200, 299 040 768, 448 561 152 operations, half of them additions.
    let layers = [
        ("conv 96 k11 s4 p0", "3x227x227", "96x55x55", 34_944, 210_830_400),
        ("conv 256 k5 p2", "96x27x27", "256x27x27", 614_656, 895_795_200),
        ("conv 384 k3 p1", "256x13x13", "384x13x13", 885_120, 299_040_768),
        ("conv 384 k3 p1", "384x13x13", "384x13x13", 1_327_488, 448_561_152),
        ("conv 256 k3 p1", "384x13x13", "256x13x13", 884_992, 299_040_768),
    ];
    for (line, input, output, params, flops) in layers {
        assert_eq!(shape(line, input), output);
        assert_eq!(stored(line, &[input]), (params, 0));
        assert_eq!(figures(line, &[input]), [flops / 2, flops / 2, flops / 2, 0, 0, 0]);
    }
}

#[test]
fn depthwise_separable() {
    let (depth, point) = ("dwconv k5 p2", "conv 256 k1");
    assert_eq!(shape(depth, "96x27x27"), "96x27x27");
    let params = [depth, point].map(|line| stored(line, &["96x27x27"]).0);
    assert_eq!(params, [(25 + 1) * 96, (96 + 1) * 256]);
    let macs = [depth, point].map(|line| figures(line, &["96x27x27"])[0]);
    assert_eq!(macs.map(|macs| 2 * macs), [3_499_200, 35_831_808]);
}

#[test]
fn channels_multiply_and_groups_divide() {
    assert_eq!(shape("dwconv 3 mult=2", "8x10x10"), "16x8x8");
    assert_eq!(stored("dwconv 3 mult=2 nobias", &["8x10x10"]).0, 16 * 9);
    // ResNeXt-50: 128 channels in 32 groups.
    assert_eq!(stored("conv 128 k3 p1 g32 nobias", &["128x56x56"]).0, 128 * 4 * 9);
    let (message, help) = refusal("conv 96 k3 g5", &["64x56x56"]);
    assert_eq!(message, "64 input channels cannot be divided into 5 groups");
    assert_eq!(help, "64 = 5·12 + 4; `g=4` or `g=8` would do");
    let (message, _) = refusal("conv 96 k3 g64", &["64x56x56"]);
    assert_eq!(message, "96 output channels cannot be divided into 64 groups");
}

#[test]
fn one_two_and_three_axes() {
    // M5 (Dai et al., 2016) begins with windows of 80 and a stride of 4.
    assert_eq!(shape("conv 32 k80 s4", "1x16000"), "32x3981");
    assert_eq!(shape("conv 64 k7 s2 p3", "3x224x224"), "64x112x112");
    // The stem of R3D-18: kernel 3×7×7, stride 1×2×2.
    assert_eq!(shape("conv 64 k3x7x7 s=(1,2,2) p=(1,3,3)", "3x16x112x112"), "64x16x56x56");
    assert_eq!(stored("conv 64 k3x7x7 nobias", &["3x16x112x112"]).0, 64 * 3 * 147);
    assert_eq!(shape("conv 192 k1x7 p=(0,3)", "192x17x17"), "192x17x17");
}

#[test]
fn padding_in_every_spelling() {
    assert_eq!(shape("conv 8 k3 s2 p=((0,1),(0,1))", "3x224x224"), "8x112x112");
    assert_eq!(shape("conv 8 k3 s2 p=same", "3x7x8"), "8x4x4");
    assert_eq!(shape("conv 8 k3 p=valid", "3x7x8"), "8x5x6");
    assert_eq!(shape("conv 8 k2 p=((1,2),)", "3x10"), "8x12");
    let (message, help) = refusal("conv 8 k2 p=(1,2)", &["3x10"]);
    assert_eq!(
        message,
        "`p` of `conv` takes an integer or a tuple of one; (before, after) pairs among them, \
         `same` or `valid`, not a tuple of 2"
    );
    assert_eq!(help, "for 1 before and 2 after the axis, write `p=((1, 2),)`");
}

#[test]
fn windows_that_do_not_fit() {
    let (message, help) = refusal("conv 384 k11", &["256x6x6"]);
    assert_eq!(message, "an 11×11 window does not fit into 6×6");
    assert_eq!(
        help,
        "the padded input is 6 + 2·0 = 6 wide; `p3` is the least padding that fits, or use a \
         kernel up to 6"
    );
    assert_eq!(shape("conv 384 k11 p3", "256x6x6"), "384x2x2");
    let (message, help) = refusal("conv 8 k3 d4 p1", &["256x6x20"]);
    assert_eq!(message, "a 9×9 window does not fit into 6×20");
    assert_eq!(
        help,
        "the window reaches over 4·(3 − 1) + 1 = 9, the padded input is 6 + 2·1 = 8 high; \
         `p=(2, 1)` is the least padding that fits, or use a kernel up to 2×6"
    );
    assert_eq!(shape("conv 8 k3 d4 p=(2,1)", "256x6x20"), "8x2x14");
    assert_eq!(shape("conv 8 k2x6 d4 p1", "256x6x20"), "8x4x2");
}

#[test]
fn other_ranks() {
    let (message, help) = refusal("conv 8 k3", &["16000"]);
    assert_eq!(message, "`conv` works on channels and 1 to 3 spatial axes, not on 16000");
    assert_eq!(help, "`reshape 1x16000` before it makes it a feature map");
    assert!(refusal("conv 8 k3", &["784"]).1.contains("`reshape 1x28x28`"));
    assert!(refusal("conv 8 k3", &["3072"]).1.contains("`reshape 3x32x32`"));
    assert!(refusal("conv 8 k3", &["2x2x2x2x2"]).1.contains("channels come first"));
    assert!(refusal("conv 8 k3", &[]).0.contains("there is none yet"));
}

#[test]
fn a_claim_of_any_size_is_answered() {
    let work = call("conv 1 k2147483647", &["1x2147483647"]).unwrap().kind;
    let sum = "(2,147,483,647 + 2·0 − 2,147,483,647)/1 + 1 = 1";
    let said = |wanted| differs(&work, &[None, Some(wanted)]);
    assert_eq!(said(3), Some(format!("{sum}; `p1` would make it 3")));
    for wanted in [2, 1 << 40, i128::MIN, i128::MAX] {
        assert_eq!(said(wanted).as_deref(), Some(sum), "{wanted}");
    }
    assert_eq!(said(1), None);
}

#[test]
fn sizes_beyond_64_bits_are_counted() {
    let channels = u128::from(i32::MAX as u32);
    let macs = figures("conv 2147483647", &["2147483647x4x4"])[0];
    assert_eq!(macs, channels * channels * 16);
}

proptest! {
    /// The output is as large as there are positions of the kernel in the padded input, and
    /// each product of a weight and an input, padding included, is one multiplication.
    #[test]
    fn positions_and_products(
        (height, width) in (1u32..12, 1u32..12),
        (k_h, k_w) in (1u32..5, 1u32..5),
        (s, d, p, after) in (1u32..4, 1u32..3, 0u32..3, 0u32..3),
        (c_in, c_out, g) in (1u32..4, 1u32..4, 1u32..3),
    ) {
        let (c_in, c_out) = (c_in * g, c_out * g);
        let positions = |input: u32, kernel: u32| {
            let padded = i64::from(input + p + after);
            let fits = |start: &i64| (0..kernel).all(|tap| start + i64::from(tap * d) < padded);
            (0..padded).step_by(s as usize).filter(fits).count() as u128
        };
        let (rows, columns) = (positions(height, k_h), positions(width, k_w));
        prop_assume!(rows > 0 && columns > 0);
        let line = format!("conv {c_out} k={k_h}x{k_w} s{s} d{d} g{g} p=(({p},{after}),({p},{after}))");
        let input = format!("{c_in}x{height}x{width}");
        prop_assert_eq!(shape(&line, &input), format!("{c_out}x{rows}x{columns}"));
        let mut products = 0;
        for out in 0..c_out {
            for channel in 0..c_in {
                if out / (c_out / g) == channel / (c_in / g) {
                    products += rows * columns * u128::from(k_h * k_w);
                }
            }
        }
        let y = u128::from(c_out) * rows * columns;
        // Each output adds its products and the bias: as many additions as products.
        prop_assert_eq!(figures(&line, &[&input]), [products, products, products, 0, 0, 0]);
        let nobias = format!("{line} nobias");
        prop_assert_eq!(figures(&nobias, &[&input])[2], products - y);
    }

    /// A claim is told the least padding that would make it, of half a kernel at most.
    #[test]
    fn claimed((input, k, s) in (1u32..40, 1u32..12, 1u32..6), wanted in 1u32..60) {
        let made = |p: u32| {
            let made = call(&format!("conv 4 k{k} s{s} p{p}"), &[&format!("1x{input}")]);
            made.ok().map(|made| (made.kind, made.outputs[0].axis(1)))
        };
        let Some((work, size)) = made(0) else { return Ok(()) };
        let fits = (0..=k / 2).find(|p| made(*p).is_some_and(|(_, size)| size == Some(wanted)));
        let said = differs(&work, &[None, Some(wanted.into())]);
        prop_assert_eq!(said.is_none(), size == Some(wanted));
        let told = said.as_deref().and_then(|said| said.split_once("; ")).map(|(_, told)| told);
        let expected = fits.map(|p| format!("`p{p}` would make it {wanted}"));
        prop_assert_eq!(told, expected.as_deref().filter(|_| said.is_some()));
    }

    /// `p=same` makes ⌈input / stride⌉, with the least padding that does.
    #[test]
    fn same(input in 1u32..40, k in 1u32..8, s in 1u32..5, d in 1u32..4) {
        let line = format!("conv 4 k{k} s{s} d{d} p=same");
        prop_assert_eq!(shape(&line, &format!("1x{input}")), format!("4x{}", input.div_ceil(s)));
    }
}
