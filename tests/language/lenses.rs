//! Lenses: blocks that replace operations and standard blocks.

use netcost::internals::network::Obstacle;
use netcost::{Lens, NoFiles, Options};

use super::{Folder, check_with, code, params_of};

/// A lens that makes convolutions depthwise separable.
const SEPARABLE: &str = "block conv(out, k=1, s=1, p=0, d=1, g=1, bias=true) { dwconv k s p d nobias; conv out bias=bias }";

fn with(lenses: &[&str]) -> Options {
    lenses.iter().fold(Options::new(), |options, text| options.lens(Lens::new("mine", *text)))
}

/// The layers of a text with lenses, each with its scope and operation, and the learned values.
fn layers(text: &str, lenses: &[&str]) -> (Vec<String>, u128) {
    let checked = check_with(text, &with(lenses), &NoFiles);
    let network =
        checked.network.unwrap_or_else(|| panic!("errors in {text:?}: {:#?}", checked.diagnostics));
    let names = network.layers.iter().map(|layer| network.full_name(layer)).collect();
    (names, params_of(&network))
}

/// The codes of all that is wrong.
fn codes(text: &str, options: &Options) -> Vec<String> {
    check_with(text, options, &NoFiles).diagnostics.iter().map(code).collect()
}

#[test]
fn a_block_of_a_lens_takes_the_place_of_an_operation() {
    let text = "input 8x9x9\nconv 16 k3 p1; relu\nx: conv 4 5 stride=2 padding=same nobias";
    let (names, params) = layers(text, &[SEPARABLE]);
    assert_eq!(names, ["conv1/dwconv1", "conv1/conv1", "relu1", "x/dwconv1", "x/conv1"]);
    assert_eq!(params, 8 * 9 + 16 * 8 + 16 + 16 * 25 + 4 * 16);
}

#[test]
fn a_lens_reaches_blocks_used_files_standard_blocks_and_names() {
    let text = "use \"a.net\"\ninput 8x9x9\nblock own { conv 8 k3 p1 }\nlet held = conv\n\
                own; other; held 8 k3 p1; basic 8";
    let files = Folder(vec![("a.net", "block other { conv 8 k3 p1 }")]);
    let checked = check_with(text, &with(&[SEPARABLE]), &files);
    let network = checked.network.expect("no errors");
    let count = |of: &str| network.layers.iter().filter(|it| it.operation == of).count();
    assert_eq!((count("dwconv"), count("conv")), (5, 5));
    let applied = &network.applied[0];
    assert_eq!((applied.pass.as_str(), applied.layers, applied.left.len()), ("mine", 5, 0));
}

#[test]
fn a_block_of_the_file_that_wraps_an_operation_stays() {
    let text = "block conv(out, k=1) { conv out k p=same nobias; bn }\ninput 8x9x9\nconv 8 k3";
    let (names, params) = layers(text, &[SEPARABLE]);
    assert_eq!(names, ["conv1/conv1/dwconv1", "conv1/conv1/conv1", "conv1/bn1"]);
    assert_eq!(params, 8 * 9 + 8 * 8 + 16);
}

#[test]
fn within_a_lens_names_keep_their_meaning() {
    // Either block calls the operation that the other one replaces.
    let swap = "block relu { sigmoid }\nblock sigmoid { relu }";
    let (names, _) = layers("input 8\nrelu; sigmoid", &[swap]);
    assert_eq!(names, ["relu1/sigmoid1", "sigmoid1/relu1"]);
    // A standard block that a lens calls, too.
    let block = "block conv(out, k=1, p=0) { dsconv out k p=p }";
    let (names, _) = layers("input 8x9x9\nconv 16 k3 p1", &[block]);
    assert_eq!(names[..2], ["conv1/dsconv1/dwconv1", "conv1/dsconv1/bn1"]);
}

#[test]
fn a_later_lens_replaces_what_an_earlier_one_calls() {
    let grouped = "block dwconv(k, s=1, p=0, d=1, mult=1, bias=true) { conv it.c k s p d g=it.c//2 bias=bias }";
    let (_, params) = layers("input 8x9x9\nconv 16 k3 p1 nobias", &[SEPARABLE, grouped]);
    assert_eq!(params, 8 * 2 * 9 + 8 * 16);
    // The earlier one does not see what the later one calls.
    let (names, _) = layers("input 8x9x9\nconv 16 k3 p1", &[grouped, SEPARABLE]);
    assert_eq!(names, ["conv1/dwconv1", "conv1/conv1"]);
}

#[test]
fn a_standard_block_can_be_replaced() {
    let plain = "block dsconv(out, k=3, s=1, p=k//2, act=relu) { conv out k s p nobias; bn; act }";
    let (names, params) = layers("input 8x9x9\ndsconv 16 act=sigmoid", &[plain]);
    assert_eq!(names, ["dsconv1/conv1", "dsconv1/bn1", "dsconv1/sigmoid1"]);
    assert_eq!(params, 8 * 16 * 9 + 32);
}

#[test]
fn a_call_with_an_argument_that_the_block_does_not_take_stays() {
    let text = "input 8x9x9\nconv 8 k3 dtype=f16; conv 8 g=2; conv 8 k3";
    let lens = "block conv(out, k=1, s=1, p=0) { dwconv k s p; conv out }";
    let checked = check_with(text, &with(&[lens]), &NoFiles);
    let network = checked.network.expect("no errors");
    let applied = &network.applied[0];
    assert_eq!(applied.layers, 1);
    let left: Vec<_> = applied.left.iter().map(|(name, why)| (name.as_str(), *why)).collect();
    assert_eq!(left, [("conv1", Obstacle::OtherArgument), ("conv2", Obstacle::OtherArgument)]);
    assert!(network.changed && network.overridden);
}

#[test]
fn a_call_that_shares_parameters_stays() {
    let lens = "block linear(out, bias=true) { linear 2 nobias; linear out bias=bias }";
    let text = "input 4\nembed 50 8 share=w; linear 8; linear 50 nobias share=w";
    let checked = check_with(text, &with(&[lens]), &NoFiles);
    let network = checked.network.expect("no errors");
    let applied = &network.applied[0];
    assert_eq!(
        (applied.layers, applied.left.as_slice()),
        (1, &[("linear2".to_owned(), Obstacle::SharedParameters)][..])
    );
    // Blocks that share share what the lens makes of them.
    let text = "block tower { linear 8 }\ninput 2x8\nx: relu; tower share=t; from x; tower share=t";
    let checked = check_with(text, &with(&[lens]), &NoFiles);
    assert_eq!(checked.network.map(|network| params_of(&network)), Some(8 * 2 + 2 * 8 + 8));
}

#[test]
fn a_lens_that_calls_the_operation_itself_changes_nothing() {
    let same = "block conv(out, k=1, s=1, p=0, d=1, g=1, bias=true) { conv out k s p d g bias=bias }\n\
                block fc(out, bias=true) { fc out bias=bias }\nblock relu { relu }";
    let text = "input 8x9x9\nconv 16 k3 p1 nobias; relu; fc 4\nassert total.params == 16*8*9 + 16*81*4 + 4";
    let checked = check_with(text, &with(&[same]), &NoFiles);
    let network = checked.network.expect("no errors");
    assert_eq!(network.applied[0].layers, 0);
    assert!(!network.changed && !network.overridden);
    assert_eq!(params_of(&network), 16 * 8 * 9 + 16 * 81 * 4 + 4);
}

#[test]
fn shapes_that_a_file_claims_are_checked() {
    let text = "input 8x9x9\nconv 16 k3 p1 -> 16x9x9";
    let wider = "block conv(out, k=1, p=0) { conv 2*out k p }";
    assert_eq!(codes(text, &with(&[wider])), ["net::shape::claim"]);
    assert_eq!(codes(text, &with(&[SEPARABLE])), [""; 0]);
}

#[test]
fn options_are_values_that_calls_do_not_give() {
    let lens = "block linear(out, bias=true, rank=4) { linear rank nobias; linear out bias=bias }";
    let params = |options: &[(&str, i64)]| {
        let mut lens = Lens::new("lowrank", lens);
        let option = |(name, value): &(&str, i64)| {
            netcost::internals::check::Argument::new(*name, i128::from(*value))
        };
        lens.options = options.iter().map(option).collect();
        let checked =
            check_with("input 2x8\nlinear 8 nobias", &Options::new().lens(lens), &NoFiles);
        checked.network.map(|network| params_of(&network))
    };
    assert_eq!((params(&[]), params(&[("rank", 2)])), (Some(64), Some(32)));
    assert_eq!((params(&[("bias", 1)]), params(&[("rnk", 2)])), (Some(64), None));
}

#[test]
fn what_no_block_can_replace_is_refused() {
    for (lens, expected) in [
        ("block add { relu }", "net::name::not_replaceable"),
        ("block input { relu }", "net::name::not_replaceable"),
        ("block conf { relu }", "net::name::empty_lens"),
        ("input 3; relu", "net::name::not_in_a_used_file"),
    ] {
        let found = codes("input 8\nrelu", &with(&[lens]));
        assert!(found.contains(&expected.to_owned()), "{lens}: {found:?}");
    }
}

#[test]
fn messages_name_the_call_and_the_lens() {
    let checked = check_with("input 8x4x4\nconv 8 k5", &with(&[SEPARABLE]), &NoFiles);
    let calls: Vec<_> = checked.diagnostics.iter().flat_map(|it| &it.calls).collect();
    let callees: Vec<_> = calls.iter().map(|call| call.callee.as_str()).collect();
    assert_eq!(callees, ["conv(out = 8, k = 5, s = 1, p = 0, d = 1, g = 1, bias = true) of mine"]);
}
