//! The prelude's blocks for Transformers, against PyTorch's modules and the papers' formulas.
//!
//! L tokens of E features; S tokens that are attended to; h heads.

use super::*;

/// Learned values and multiply-accumulates of a call, on its input: `128x512`.
fn figures(input: &str, call: &str) -> (u128, u128) {
    let text = format!("input {input}\n{call}");
    assert_eq!(codes(&text), [""; 0], "{text:?}");
    let network = network(&text);
    let totals = netcost::internals::cost::cost(&network).expect("figures that fit").costs.totals;
    (totals.figures.params, totals.figures.macs)
}

/// `MultiheadAttention(E, h)` of PyTorch: four E×E projections with biases; they take 4LEE
/// multiply-accumulates, the scores and what they weigh LLE each.
fn multihead_attention(l: u128, e: u128) -> (u128, u128) {
    (4 * e * e + 4 * e, 4 * l * e * e + 2 * l * l * e)
}

#[test]
fn attention_is_pytorchs_multihead_attention() {
    for (l, e, h) in [(197, 768, 12), (128, 512, 8), (5, 6, 1), (1, 8, 8)] {
        let call = format!("attention {h}\nassert it.shape == ({l}, {e})");
        assert_eq!(figures(&format!("{l}x{e}"), &call), multihead_attention(l, e), "{l} {e} {h}");
    }
}

#[test]
fn attention_without_biases_has_the_four_matrices() {
    assert_eq!(figures("10x64", "attention 4 nobias").0, 4 * 64 * 64);
}

#[test]
fn cross_attention_projects_what_it_attends_to() {
    // Stable Diffusion: 320 features of 4096 pixels attend to 77 tokens of 768 features.
    let (l, e, s, f) = (4096, 320, 77, 768);
    let call = "let x = it; text: input 77x768; from x; attention 8 kv=text -> 4096x320";
    let params = 2 * e * e + 2 * f * e + 4 * e;
    let macs = 2 * l * e * e + 2 * s * f * e + 2 * l * s * e;
    assert_eq!(figures("4096x320", call), (params, macs));
}

#[test]
fn grouped_heads_share_keys_and_values() {
    // 32 heads of 128 with keys and values for 8 of them (Llama 3 8B), then for a single one.
    let (l, e) = (16, 4096);
    for kv in [8, 1] {
        let call = format!("attention 32 kvheads={kv} nobias -> 16x4096");
        let params = 2 * e * e + 2 * e * (kv * 128);
        let macs = l * params + 2 * l * l * e;
        assert_eq!(figures("16x4096", &call), (params, macs), "{kv}");
    }
}

#[test]
fn heads_may_have_a_size_of_their_own() {
    // 16 heads of 256 on 3072 features (Gemma 7B): they do not add up to the features.
    let (l, e, inner) = (10, 3072, 16 * 256);
    let macs = 4 * l * e * inner + 2 * l * l * inner;
    let call = "attention 16 dim=256 nobias -> 10x3072";
    assert_eq!(figures("10x3072", call), (4 * e * inner, macs));
}

#[test]
fn causal_attention_counts_the_whole_matrix() {
    assert_eq!(figures("1024x768", "attention 12 causal"), multihead_attention(1024, 768));
    let with = layers("input 9x8\nattention 2 causal");
    let without = layers("input 9x8\nattention 2");
    let mask = "attention1/mask 2×1×9×9".to_owned();
    assert!(with.contains(&mask), "no mask in {with:?}");
    assert_eq!(with.into_iter().filter(|layer| *layer != mask).collect::<Vec<_>>(), without);
}

#[test]
fn heads_that_do_not_divide_are_an_error() {
    let message = |call: &str| {
        let checked = check(&format!("input 10x64\n{call}"));
        let [diagnostic] = checked.diagnostics.as_slice() else {
            panic!("{:#?}", checked.diagnostics)
        };
        diagnostic.kind.to_string()
    };
    let features = "`attention` does not work on 10×64: the features must divide among the heads";
    assert_eq!(message("attention 5"), features);
    let heads =
        "`attention` does not work on 10×64: the heads must divide among the key and value heads";
    assert_eq!(message("attention 8 kvheads=3"), heads);
}

#[test]
fn mlp_is_two_layers_four_times_as_wide_between() {
    let (l, e) = (197, 768);
    assert_eq!(figures("197x768", "mlp -> 197x768"), (8 * e * e + 5 * e, 8 * l * e * e));
    let hidden = 1000;
    let params = 2 * e * hidden + hidden + e;
    let macs = 2 * l * e * hidden;
    assert_eq!(figures("197x768", "mlp 1000 act=relu -> 197x768"), (params, macs));
}

#[test]
fn swiglu_has_three_matrices() {
    // Llama 2 7B.
    let (l, e, hidden) = (4, 4096, 11_008);
    let figure = 3 * e * hidden;
    assert_eq!(figures("4x4096", "swiglu 11_008 -> 4x4096"), (figure, l * figure));
}

#[test]
fn encoder_is_pytorchs_encoder_layer() {
    // `TransformerEncoderLayer(512, 8, 2048)`, norms first or last.
    let (l, e, hidden) = (128, 512, 2048);
    let (params, macs) = multihead_attention(l, e);
    let norms = 2 * (2 * e);
    let params = params + norms + 2 * e * hidden + hidden + e;
    let macs = macs + 2 * l * e * hidden;
    for call in ["encoder 8", "encoder 8 nopre act=relu", "encoder 8 hidden=2048"] {
        assert_eq!(figures("128x512", &format!("{call} -> 128x512")), (params, macs), "{call}");
    }
}

#[test]
fn encoder_has_its_norms_first_or_last() {
    let own = |call: &str| -> Vec<String> {
        let layers = layers(&format!("input 6x8\n{call}"));
        let names = layers.iter().filter_map(|layer| layer.strip_prefix("encoder1/"));
        let names = names.filter_map(|name| name.split([' ', '/']).next());
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.dedup();
        names
    };
    assert_eq!(own("encoder 2"), ["ln1", "attention1", "add1", "ln2", "mlp1", "add2"]);
    assert_eq!(own("encoder 2 nopre"), ["attention1", "add1", "ln1", "mlp1", "add2", "ln2"]);
}

#[test]
fn a_standard_block_on_a_wrong_tensor_is_a_mistake_of_its_call() {
    let attention = only("input 197x200\nencoder 12");
    assert!(
        attention.starts_with(
            "net::shape::standard_block: `encoder` does not work on 197×200: the features must divide \
             among the heads"
        ),
        "{attention}"
    );
    assert!(attention.contains("\"encoder 12\" reads 197×200"), "{attention}");
    assert_eq!(codes("input 768x14x14\nadd { ln; attention 12 }"), ["net::shape::standard_block"]);
    assert_eq!(codes("input 2048\nbottleneck 64"), ["net::shape::standard_block"]);
    let within = "block b { repeat 2 { attention 7 } }\ninput 16x64\nb";
    let checked = check(within);
    let [diagnostic] = checked.diagnostics.as_slice() else { panic!("{:?}", checked.diagnostics) };
    assert_eq!(diagnostic.calls.len(), 1);
    assert_eq!(codes("attention 12"), ["net::shape::no_input"]);
}

#[test]
fn a_standard_block_without_heads_is_a_call_to_blame() {
    for call in ["attention 0", "encoder 0", "block b { attention 0 }\nb"] {
        let text = format!("input 197x768\n{call}");
        assert_eq!(codes(&text), ["net::shape::standard_block"], "{call}");
    }
}
