//! `share=`.

use netcost::network::LayerId;

use super::*;

#[test]
fn later_calls_reuse_the_parameters_of_the_first() {
    assert_eq!(params("input 4\nlinear 4 share=a\nlinear 4 share=a"), 20);
    assert_eq!(
        params("input 10\nembed 50 8 share=e\nlinear 8\nlinear 50 nobias share=e"),
        50 * 8 + 72
    );
    // What only one has is its own.
    assert_eq!(params("input 10\nembed 50 8 share=e\nlinear 50 share=e"), 50 * 8 + 50);
}

#[test]
fn axes_of_size_1_do_not_count() {
    assert_eq!(
        params("input 4x8x8\nconv 4 k1 nobias share=a\nunsqueeze 1\nconv 4 k1 nobias share=a"),
        16
    );
    let dense = "input 4x2x2\nconv 6 k1 share=a\nflatten\nlinear 4 nobias\nlinear 6 share=a";
    assert_eq!(params(dense), 4 * 6 + 6 + 24 * 4);
    assert_eq!(
        codes("input 4x8x8\nconv 4 k3 p1 share=a\nunsqueeze 1\nconv 4 k3 p1 share=a"),
        ["net::shape::share_differs"]
    );
}

#[test]
fn a_call_that_shares_reads_the_parameters_again() {
    let network = network("input 4\nlinear 4 share=a\nlinear 4 share=a");
    let figures: Vec<_> =
        totals(&network).iter().map(|totals| (totals.params, totals.reads)).collect();
    assert_eq!(figures, [(20, 20), (0, 20)]);
}

#[test]
fn shared_parameters_are_those_of_the_first_layer() {
    let network = network("input 10\nembed 50 8 share=e\nlinear 50 share=e");
    let [embed, linear] = network.layers.as_slice() else { panic!("two layers") };
    let [table] = network.parameters_of(embed).collect::<Vec<_>>()[..] else { panic!("one") };
    let [weight, bias] = network.parameters_of(linear).collect::<Vec<_>>()[..] else {
        panic!("two")
    };
    assert_eq!((weight.id, weight.own, table.own), (table.id, false, true));
    assert_eq!(network.owner(weight.id), Some(LayerId(0)));
    assert_eq!(weight.parameter.shape.to_string(), "50×8");
    assert_eq!((bias.parameter.name, bias.own, bias.parameter.trainable), ("bias", true, true));
    assert_eq!(network.owner(bias.id), Some(LayerId(1)));
}

#[test]
fn keys_are_words_or_expressions_in_brackets() {
    assert_eq!(
        params(
            "let a = 1\ninput 4\nfor i in [0, 0, 1, 1] { linear 4 share=(i) }\nlinear 4 share=a\nlinear 4 share=a"
        ),
        60
    );
}

#[test]
fn blocks_are_matched_layer_by_layer() {
    let block = "block b(c) { linear c; relu; linear c }\ninput 4\n";
    assert_eq!(params(&format!("{block}b 4 share=x\nb 4 share=x")), 40);
    assert_eq!(
        codes("block b(n) { repeat n { linear 4 } }\ninput 4\nb 2 share=x\nb 1 share=x"),
        ["net::shape::share_sequence"]
    );
    assert_eq!(
        codes("block b(n) { repeat n { linear 4 } }\ninput 4\nb 1 share=x\nb 2 share=x"),
        ["net::shape::share_sequence"]
    );
    assert_eq!(
        codes("block b(op) { op 4 }\ninput 4x4x4\nb linear share=x\nb conv share=x"),
        ["net::shape::share_sequence"]
    );
}

#[test]
fn shapes_must_agree() {
    assert_eq!(codes("input 4\nlinear 4 share=a\nlinear 5 share=a"), ["net::shape::share_differs"]);
}

#[test]
fn a_key_holds_for_one_run_of_a_body() {
    assert_eq!(params("block b { linear 4 share=a; linear 4 share=a }\ninput 4\nb; b"), 40);
    assert_eq!(params("input 4\nrepeat 3 { linear 4 share=a }"), 20);
    assert_eq!(params("input 4\nadd { linear 4 share=a } { linear 4 share=a }"), 20);
}

#[test]
fn an_unknown_key_is_one_message() {
    assert_eq!(codes("input 4\nlinear 4 share=(zz)\nlinear 5 share=(zz)"), ["net::name::unknown"]);
}

#[test]
fn a_key_used_once_is_a_warning() {
    assert_eq!(codes("input 4\nlinear 4 share=a"), ["net::name::lone_share"]);
    assert_eq!(codes("block b(share) { relu }\ninput 4\nb 1"), ["net::name::taken_parameter"]);
}

#[test]
fn another_sequence_of_layers_is_told_once_and_at_the_call() {
    let text = "input 16x64\nencoder 4 share=layer\nencoder 4 nopre share=layer";
    let message = only(text);
    assert!(message.contains("layer 1 is `ln` there and `linear` here"), "{message}");
    assert!(message.contains("\"encoder 4 nopre share=layer\""), "{message}");
    let more = only("block b(n) { repeat n { linear 64 } }\ninput 64\nb 1 share=x\nb 2 share=x");
    assert!(more.contains("layer 2 is none there and `linear` here"), "{more}");
    let less = only("block b(n) { repeat n { linear 64 } }\ninput 64\nb 2 share=x\nb 1 share=x");
    assert!(less.contains("layer 2 is `linear` there and none here"), "{less}");
}
