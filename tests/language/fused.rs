//! Layers that run as one, and passes that a file states.

use super::*;
use netcost::Costing;
use netcost::internals::cost::training::{Optimizer, Training};
use netcost::internals::cost::{Costs, Metric};
use netcost::network::LayerId;

/// Totals of a network.
fn totals<const N: usize>(text: &str, keys: [&str; N]) -> [u128; N] {
    let network = network(text);
    let costs = Costs::new(&network, &Costing::default()).expect("figures");
    keys.map(|key| Metric::named(key).expect("a metric").total(&costs.totals))
}

/// The first and last layer of each group.
fn groups(text: &str) -> Vec<(u32, u32)> {
    network(text).fused.iter().map(|fused| (fused.first.0, fused.last.0)).collect()
}

#[test]
fn what_is_made_and_read_inside_is_not_moved() {
    let text = |open, close| format!("input 3x8x8\n{open} conv 4 k3 p1; bn; relu {close}\npool 2");
    let keys = ["macs", "cmp", "activations", "read_bytes", "write_bytes", "peak_memory"];
    let alone = totals(&text("", ""), keys);
    let fused = totals(&text("fused {", "}"), keys);
    assert_eq!(alone[..3], fused[..3], "the operations stay");
    // Maps of 4·8·8 values of 4 bytes: two are neither written nor read.
    assert_eq!([alone[3] - fused[3], alone[4] - fused[4]], [2 * 1024, 2 * 1024]);
    // The input and the output, instead of two maps.
    assert_eq!([alone[5], fused[5]], [2 * 1024, 768 + 1024]);
}

#[test]
fn attention_by_hand_moves_what_sdpa_does() {
    let keys = ["macs", "read_bytes", "write_bytes", "peak_memory"];
    let before =
        "input 12x50x16\nlet q = { linear 16 }\nlet k = { linear 16 }\nlet v = { linear 16 }\n";
    let by_hand = format!("{before}fused {{ matmul q k tb; div 4; softmax; matmul v }}");
    let sdpa = format!("{before}sdpa q k v");
    assert_eq!(totals(&by_hand, keys), totals(&sdpa, keys));
}

#[test]
fn what_is_read_outside_is_stored() {
    let written = |text: &str| totals(text, ["write_bytes"])[0] / 4;
    assert_eq!(written("input 4\nfused { linear 5; linear 6; linear 7 }"), 7);
    let list = "input 4\nlet xs = []\nfused { linear 5; xs += it; linear 7 }\nconcat xs it";
    assert_eq!(written(list), 5 + 7 + 12);
    let output = "input 4\nfused { linear 5; output; linear 6 }\noutput";
    assert_eq!(written(output), 5 + 6);
    // A view that is read outside is the storage of what it views.
    let view =
        "input 4\nlet xs = []\nfused { linear 6; reshape (2, 3); xs += it; relu }\nadd xs it";
    assert_eq!(written(view), 6 + 6 + 6);
}

#[test]
fn what_comes_from_outside_is_read_once() {
    let text = "input 4\nx: linear 6\nfused { add x { linear 6 nobias; add x } }";
    let weights = 6 * 4 + 6 + 6 * 6;
    assert_eq!(totals(text, ["read_bytes"])[0] / 4, 4 + 6 + weights);
    // What is stored for others is read within the group from where it was made.
    let text =
        "input 4\nlet xs = []\nfused { linear 5 nobias; xs += it; linear 5 nobias }\nadd xs it";
    assert_eq!(totals(text, ["read_bytes"])[0] / 4, 4 + 20 + 25 + 10);
}

#[test]
fn bodies_within_each_other_are_one() {
    assert_eq!(groups("input 4\nfused { relu; fused { relu; relu }; relu }\nrelu"), [(0, 3)]);
    assert_eq!(groups("input 4\nfused { relu }\nfused { relu; relu }"), [(0, 0), (1, 2)]);
    assert_eq!(groups("input 4\nfused { }\nrelu"), []);
    assert_eq!(
        groups("input 4\nblock b { fused { relu; relu } }\nrepeat 2 { b }"),
        [(0, 1), (2, 3)]
    );
    assert_eq!(groups("input 4\nfused { if true { relu }; repeat 2 { relu } }"), [(0, 2)]);
    assert_eq!(groups("input 4\nx: fused { relu; relu } -> 4\nadd x"), [(0, 1)]);
    assert_eq!(codes("input 4\nfused { relu } -> 3"), ["net::shape::claim"]);
}

#[test]
fn a_group_lives_as_one_step() {
    let text =
        "input 4\nlet xs = []\nfused { linear 5; linear 6; xs += it; linear 7 }\nconcat xs it";
    let network = network(text);
    let costs = Costs::new(&network, &Costing::default()).expect("figures");
    let live = [0, 1, 2, 3].map(|layer| costs.living(LayerId(layer), LayerId(layer)) / 4);
    assert_eq!(live, [4 + 6 + 7, 4 + 6 + 7, 4 + 6 + 7, 6 + 7 + 13]);
    let largest: Vec<u128> = costs.alive_at_peak().iter().map(|(_, bytes)| bytes / 4).collect();
    assert_eq!(largest, [13, 7, 6]);
}

#[test]
fn training_is_costed_as_if_nothing_ran_as_one() {
    let training = |text: &str| {
        let network = network(text);
        let costs = Costs::new(&network, &Costing::default()).expect("figures");
        Training::of(&costs, Optimizer::Adam).expect("figures")
    };
    let text = |open, close| format!("input 3x8x8\n{open} conv 4 k3; relu {close}\nflatten; fc 2");
    let [alone, fused] = [text("", ""), text("fused {", "}")].map(|text| training(&text));
    assert_eq!(format!("{alone:?}"), format!("{fused:?}"));
}

#[test]
fn fused_and_deploy_are_words_only_where_they_are_ones() {
    assert_eq!(codes("input 4\nlet fused = 3\nlinear fused"), [""; 0]);
    assert_eq!(codes("input 4\nfused: linear 4\nadd fused { relu }"), [""; 0]);
    assert_eq!(codes("input 4\nblock fused(c) { linear c }\nfused 3"), [""; 0]);
    assert_eq!(codes("input 4\nlet deploy = 3\nlinear deploy"), [""; 0]);
    assert_eq!(codes("input 4\ndeploy: linear 4\nadd deploy { relu }"), [""; 0]);
}

#[test]
fn a_file_states_passes() {
    let stated = |text: &str| {
        let passes = network(text).deploy;
        passes.iter().map(|pass| pass.to_string()).collect::<Vec<_>>()
    };
    let text = "deploy drop fold-bn\ninput 4\nrelu\ndeploy fuse int4:group=64:zero # last";
    assert_eq!(stated(text), ["drop", "fold-bn", "fuse", "int4:group=64:zero"]);
    assert_eq!(codes("deploy fuse; deploy drop\ninput 4\nrelu"), ["net::call::pass_order"]);
    assert_eq!(codes("deploy int8 int4\ninput 4\nrelu"), ["net::call::pass_order"]);
    assert_eq!(codes("deploy drop:all\ninput 4\nrelu"), ["net::call::unknown_pass"]);
    assert_eq!(codes("input 4\nif true { deploy drop }\nrelu"), ["net::name::not_in_a_body"]);
    assert_eq!(codes("deploy 3\ninput 4\nrelu"), ["net::call::wrong_type"]);
}

#[test]
fn claims_of_a_file_are_about_the_network_after_its_passes() {
    let text = "deploy fold-bn int8\ninput 3x4x4\nconv 2 nobias; bn";
    let diagnostics = |claim: &str| {
        let text = format!("{text}\nassert total.params == {claim}");
        netcost::analyze("x.net", &text, &Options::default()).diagnostics().len()
    };
    assert_eq!([diagnostics("8"), diagnostics("10")], [0, 1]);
}
