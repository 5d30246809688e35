//! What messages propose, against a search through all that might be proposed.

use super::*;

/// The size that PyTorch's documentation of `Conv2d` gives.
fn size(input: i64, kernel: i64, stride: i64, padding: i64) -> i64 {
    (input + 2 * padding - kernel).div_euclid(stride) + 1
}

/// The least padding within the window, or half of it for a pool, that makes the claimed size, or else the least stride
/// that does.
#[test]
fn a_claim_is_answered_by_the_least_padding_or_stride() {
    let input = 9;
    for (kernel, stride, padding) in grid(1..6, 1..4, 0..3) {
        let made = size(input, kernel, stride, padding);
        // A layer that keeps the size is not what gave it; a stride beyond the kernel is warned of.
        if made == input || (stride > kernel && kernel > 1) {
            continue;
        }
        for (operation, most) in [("conv 8", kernel - 1), ("pool", kernel / 2)] {
            let call = |stride, padding| format!("{operation} k{kernel} s{stride} p{padding}");
            for claimed in (1..14).filter(|claimed| *claimed != made && padding <= most) {
                let makes = |stride, padding| size(input, kernel, stride, padding) == claimed;
                let padded = (0..=most).find(|padding| makes(stride, *padding));
                let strides = [1, 2, 4, 8].into_iter().filter(|_| stride == 1);
                let strided = || strides.clone().find(|stride| makes(*stride, padding));
                let better = match padded {
                    Some(padding) => Some(call(stride, padding)),
                    None => strided().map(|stride| call(stride, padding)),
                };
                let line = format!("{} -> 8x{claimed}x{claimed}", call(stride, padding));
                let shown = tried(&format!("input 8x{input}x{input}\n{line}"));
                let proposed = shown.split_once("; write `").map(|(_, rest)| rest.to_owned());
                let expected = better.map(|better| format!("{better}`, which makes it {claimed}"));
                assert_eq!(proposed, expected, "{line}: {shown}");
            }
        }
    }
}

/// The last values of a signal that no window reaches, but for those that lie between two windows anyway; found by
/// laying every window.
fn unread(input: i64, reach: i64, stride: i64, padding: i64) -> i64 {
    let starts = (0..).map(|window| window * stride - padding);
    let ends = starts.map(|start| start + reach).take_while(|end| *end <= input + padding);
    let last = ends.last().expect("a window that fits").min(input);
    (input - last - (stride - reach).max(0)).max(0)
}

#[test]
fn dropped_values_are_those_that_no_window_reads() {
    let pedantic = Options { pedantic: true, ..Options::default() };
    let mut dropped = 0;
    for (kernel, stride, padding) in grid(1..6, 1..5, 0..3) {
        for (input, dilation, _) in grid(9..12, 1..3, 0..1) {
            let reach = dilation * (kernel - 1) + 1;
            if padding >= kernel || reach > input + 2 * padding {
                continue;
            }
            let call = |padding| format!("conv 8 k{kernel} s{stride} p{padding} d{dilation}");
            let text = format!("allow skipping-stride\ninput 8x{input}\n{}", call(padding));
            let checked = check_with(&text, &pedantic, &NoFiles);
            let about = |it: &&Diagnostic| code(it).ends_with("dropped_rows");
            let found = checked.diagnostics.iter().find(about);
            let lost = match unread(input, reach, stride, padding) {
                0 => None,
                1 => Some("value".to_owned()),
                more => Some(format!("{more} values")),
            };
            let said = found.map(|it| it.kind.to_string());
            let said =
                said.as_ref().and_then(|it| Some(it.split_once(": no window reads the last ")?.1));
            assert_eq!(said, lost.as_deref(), "{text}");
            dropped += usize::from(lost.is_some());
            let better =
                (padding + 1..kernel).find(|more| unread(input, reach, stride, *more) == 0);
            if let (Some(found), Some(padding)) = (found, better) {
                let help = found.kind.help().map(|help| help.to_string());
                assert_eq!(help, Some(format!("`{}` reads all of it", call(padding))), "{text}");
            }
        }
    }
    assert!(dropped > 0);
}

/// The operands of a residual connection are made equal by the least padding, by another stride of a centred window, or
/// by a 1×1 convolution of one of them.
#[test]
fn a_residual_that_differs_is_answered_by_what_makes_it_fit() {
    let (input, strides) = (9, [1, 2, 4, 8]);
    for (kernel, stride, padding) in grid(1..6, 1..5, 0..3) {
        let made = size(input, kernel, stride, padding);
        if padding >= kernel || (stride > kernel && kernel > 1) || made < 2 {
            continue;
        }
        for channels in [8, 16] {
            let call = |stride, padding| format!("conv {channels} k{kernel} s{stride} p{padding}");
            if (channels, made) == (8, input) {
                continue;
            }
            let of = |stride, padding| size(input, kernel, stride, padding) == input;
            let padded = (0..kernel).find(|p| of(stride, *p)).map(|p| call(stride, p));
            let centred =
                strides.into_iter().find(|s| of(*s, kernel / 2)).map(|s| call(s, kernel / 2));
            let own = padded.or(centred).filter(|_| channels == 8);
            let pointwise = strides.into_iter().find(|s| size(input, 1, *s, 0) == made);
            let shortcut = pointwise.map(|stride| match stride {
                1 => "add { conv 8 } x".to_owned(),
                stride => format!("{{ from x; conv {channels} s{stride} }}"),
            });
            let line = call(stride, padding);
            let shown = tried(&format!("input 8x{input}x{input}\nx: relu\n{line}\nadd x"));
            let proposed = shown.split_once("write `").and_then(|(_, rest)| rest.split('`').next());
            assert_eq!(proposed, own.or(shortcut).as_deref(), "{line}: {shown}");
        }
    }
}

/// The divisors of a number next to another, by trying all.
fn near(whole: i64, parts: i64) -> Vec<i64> {
    let divisors = || (1..=whole).filter(|it| whole % it == 0);
    let below = divisors().filter(|it| *it < parts).max();
    below.into_iter().chain(divisors().find(|it| *it > parts)).collect()
}

#[test]
fn parts_that_leave_a_rest_are_answered_by_the_divisors_next_to_them() {
    let answered = |text: &str, parameter: &str, [whole, parts]: [i64; 2], near: Vec<i64>| {
        let near: Vec<String> = near.iter().map(|it| format!("`{parameter}={it}`")).collect();
        let (times, rest, near) = (whole / parts, whole % parts, near.join(" or "));
        let help = format!("{whole} = {parts}·{times} + {rest}; {near} would do");
        let shown = tried(text);
        assert_eq!(shown.lines().last(), Some(help.as_str()), "{text}: {shown}");
    };
    for (whole, parts, _) in grid(1..25, 1..27, 0..1) {
        if whole % parts != 0 {
            let input = format!("input {whole}x3x3");
            let near = near(whole, parts);
            answered(&format!("{input}\ngn {parts}"), "groups", [whole, parts], near.clone());
            answered(&format!("{input}\nsplit {parts}"), "parts", [whole, parts], near);
        }
    }
    for (channels, out, groups) in grid(1..10, 1..10, 1..11) {
        let both = |it: &i64| channels % it == 0 && out % it == 0;
        let greatest = (1..10).filter(both).max().unwrap_or(1);
        let divided = [channels, out].into_iter().find(|whole| whole % groups != 0);
        if let Some(whole) = divided {
            let text = format!("input {channels}x9x9\nconv {out} k3 g={groups}");
            answered(&text, "g", [whole, groups], near(greatest, groups));
        }
    }
}

/// Every combination of three numbers.
fn grid(
    a: std::ops::Range<i64>,
    b: std::ops::Range<i64>,
    c: std::ops::Range<i64>,
) -> impl Iterator<Item = (i64, i64, i64)> {
    a.flat_map(move |x| {
        let c = c.clone();
        b.clone().flat_map(move |y| c.clone().map(move |z| (x, y, z)))
    })
}
