use proptest::prelude::*;

use super::{BadPatches, Patches, Stage};
use crate::cost::testing::network;
use crate::cost::{Costing, Costs, Metric};
use crate::network::LayerId;
use crate::tensor::TensorId;

fn patches(text: &str) -> Patches {
    text.parse().unwrap()
}

#[test]
fn windows_overlap_and_outputs_are_assembled() {
    let network = network("input 1x8x8; conv 2 k3 p1; conv 2 k3 p1; gap");
    let figures = |text: &str| {
        let patches = patches(text);
        let costing = Costing { patches: Some(&patches), ..Costing::default() };
        let costs = Costs::new(&network, &costing).unwrap();
        let total = |name| Metric::named(name).unwrap().total(&costs.totals);
        ["peak_memory", "whole_peak_memory", "macs", "patch_macs"].map(total)
    };
    let [conv1, conv2] = [8 * 8 * 2 * 9, 8 * 8 * 2 * 18];
    let whole = 4 * (2 * 64 + 2 * 64);
    // Of the first convolution each patch needs 5×5 places, one more than the second makes. The input and the last
    // output are in memory as a whole.
    let peak = 4 * (64 + 2 * 25 + 2 * 64);
    let macs = conv1 * 100 / 64 + conv2;
    assert_eq!(figures("2x2:conv2"), [peak, whole, conv1 + conv2, macs]);
    // A window of the input is 6×6 places. Without patches, the peak is as above.
    let streamed = 4 * (36 + 2 * 25 + 2 * 64);
    assert_eq!(figures("2x2:conv2:streamed"), [streamed, whole, conv1 + conv2, macs]);
    // One patch repeats nothing.
    assert_eq!(figures("1x1:conv2")[2..], [conv1 + conv2; 2]);
}

#[test]
fn what_cannot_run_in_patches_is_refused() {
    let message = |text: &str, words: &str| {
        let error = Stage::of(&network(text), &patches(words)).unwrap_err();
        let help = miette::Diagnostic::help(&error).map(|help| format!(" | {help}"));
        format!("{error}{}", help.unwrap_or_default())
    };
    let chain = "input 3x14x14; conv 4 k3 p1; maxpool 2; gap; fc 3";
    let resized = "input 3x8x8; x: conv 4; y: conv 4 s2; upsample 2; add x";
    insta::assert_snapshot!(
        [
            message(chain, "2x2:conv9"),
            message(chain, "4x4:conv1"),
            message(chain, "2:conv1"),
            message(chain, "2x2:fc1"),
            message("input 3x8x8; softmax axis=0; conv 4", "2x2:conv1"),
            message("input 3x8x8; layernorm; conv 4", "2x2:conv1"),
            message("input 3x8x8; x: conv 4; y: conv 4; add x", "2x2:y"),
            message(resized, "2x2:add1"),
            message("input 3x8x8; conv 4; x: conv 4; output x; relu", "2x2:relu1"),
            message("x: input 3x8x8; conv 3; conv 3; add x", "2x2:conv2:streamed"),
        ]
        .join("\n")
    );
}

#[test]
fn patches_are_read_from_words() {
    for wrong in
        ["", "4x4", "4x4:", ":a", "0x4:a", "65x1:a", "4xx4:a", "2x2x2x2:a", "4x4::streamed"]
    {
        assert_eq!(wrong.parse::<Patches>(), Err(BadPatches), "{wrong}");
    }
    let read = patches("3x2:block1/conv1:streamed");
    assert_eq!(
        (read.grid().as_str(), read.until.as_str(), read.streamed),
        ("3x2", "block1/conv1", true)
    );
    assert_eq!(patches("4:a:b").until, "a:b");
}

/// The places of the input of a window layer from the first to the last tap for some places of its output.
fn needed(made: &[i64], size: i64, (k, s, p, d): (i64, i64, i64, i64)) -> Vec<i64> {
    let taps = made.iter().flat_map(|place| (0..k).map(move |tap| place * s - p + tap * d));
    let taps: Vec<_> = taps.collect();
    match (taps.iter().min(), taps.iter().max()) {
        (Some(first), Some(last)) => (*first..=*last).filter(|it| (0..size).contains(it)).collect(),
        _ => Vec::new(),
    }
}

proptest! {
    /// Windows are those of a simulation place by place.
    #[test]
    fn windows_are_those_of_a_simulation(
        size in 12i64..40,
        layers in prop::collection::vec((1i64..4, 1i64..3, 0i64..3, 1i64..3), 1..5),
        count in 1i64..5,
    ) {
        let mut text = format!("input 1x{size}");
        let mut sizes = vec![size];
        for (k, s, p, d) in &layers {
            let before = sizes.last().copied().unwrap_or_default();
            let made = (before + 2 * p - d * (k - 1) - 1).div_euclid(*s) + 1;
            prop_assume!(made > 0);
            sizes.push(made);
            text += &format!("; conv 1 k={k} s={s} p={p} d={d}");
        }
        let end = sizes.last().copied().unwrap_or_default();
        prop_assume!(end % count == 0);
        let network = network(&text);
        let patches = patches(&format!("{count}:conv{}:streamed", layers.len()));
        let stage = Stage::of(&network, &patches).unwrap();
        let mut longest = vec![0; sizes.len()];
        let mut sums = vec![0; sizes.len()];
        for patch in 0..count {
            let mut made: Vec<i64> = (patch * end / count..(patch + 1) * end / count).collect();
            for index in (0..sizes.len()).rev() {
                longest[index] = made.len().max(longest[index]);
                sums[index] += made.len() as u128;
                if let Some(layer) = index.checked_sub(1) {
                    made = needed(&made, sizes[layer], layers[layer]);
                }
            }
        }
        for (index, longest) in longest.iter().enumerate().take(layers.len()) {
            let bytes = stage.bytes(&network, TensorId(index as u32));
            prop_assert_eq!(bytes, Some(4 * *longest as u128), "{}", &text);
        }
        for (layer, size) in sizes.iter().skip(1).enumerate() {
            let macs = stage.macs(LayerId(layer as u32), *size as u128);
            prop_assert_eq!(macs, Some(sums[layer + 1]), "{}", &text);
        }
    }
}
