//! Weights some of whose values are zero.

use super::*;
use netcost::Costing;
use netcost::internals::cost::{Costs, Metric};

/// Totals of a network by their names.
fn totals<const N: usize>(text: &str, names: [&str; N]) -> [u128; N] {
    let network = network(text);
    let costs = Costs::new(&network, &Costing::default()).expect("figures");
    names.map(|name| Metric::named(name).expect("a metric").total(&costs.totals))
}

/// What is not zero, and all, of the params, and of the multiply-accumulates.
fn nonzero(text: &str) -> [(u128, u128); 2] {
    let [some_params, params, some_macs, macs] =
        totals(text, ["nonzero_params", "params", "nonzero_macs", "macs"]);
    [(some_params, params), (some_macs, macs)]
}

#[test]
fn pruned_networks_are_as_small_as_published() {
    // Han et al. (2015), "Learning both weights and connections": tables 1 and 3. LeNet-300-100 goes from
    // 267K to 22K, LeNet-5 from 431K to 36K.
    let mlp = "input 784\nfc 300 sparsity=0.92\nfc 100 sparsity=0.91\nfc 10 sparsity=0.74\n";
    let weights = 18_816 + 2_700 + 260;
    assert_eq!(nonzero(mlp), [(weights + 410, 266_610), (weights, 266_200)]);
    let lenet = "input 1x28x28\nconv 20 k5 sparsity=0.34; pool 2\nconv 50 k5 sparsity=0.88; pool 2\n\
                 fc 500 sparsity=0.92\nfc 10 sparsity=0.81\n";
    let [(some, all), (macs, _)] = nonzero(lenet);
    assert_eq!((some, all), (330 + 3_000 + 32_000 + 950 + 580, 431_080));
    assert_eq!(macs, 330 * 24 * 24 + 3_000 * 8 * 8 + 32_000 + 950);
}

#[test]
fn rates_are_exact() {
    // In floating point 0.29·100 is 28.999999999999996, and 0.57·100 is 56.99999999999999.
    for (rate, zeros) in [
        ("0.29", 29),
        ("0.57", 57),
        ("1-0.9", 10),
        ("0.999", 99),
        ("0.001", 0),
        ("0", 0),
        ("1", 100),
        ("none", 0),
        ("1/3", 33),
    ] {
        let text = format!("input 10\nlinear 10 sparsity={rate}");
        assert_eq!(nonzero(&text), [(110 - zeros, 110), (100 - zeros, 100)], "{rate}");
    }
    let swept = "param rate = 0.5 in [0.5, 0.9]\ninput 10\nlinear 10 sparsity=rate";
    assert_eq!(nonzero(swept)[1], (50, 100));
    // More values than a decimal of 64 bits can tell apart: ⌊0.1·(2³¹ − 1)²⌋ of them are zero.
    let side = 2_147_483_647u128;
    let large = "input 2147483647\nlinear 2147483647 nobias sparsity=0.1";
    assert_eq!(nonzero(large)[0], (side * side - side * side / 10, side * side));
}

#[test]
fn each_weight_is_left_out_as_often_as_it_is_used() {
    for (text, values, kept, uses) in [
        // 8·3·3·3 weights at 4·4 positions, whose padding counts; stride and groups.
        ("input 3x4x4\nconv 8 k3 p1", 216, 54, 16),
        ("input 4x9x9\nconv 8 k3 s2 g2", 144, 36, 16),
        ("input 4x9\nconv 8 k3", 96, 24, 7),
        ("input 6x5x5\ndwconv k3", 54, 14, 9),
        // Each of the 5·5 inputs meets all weights.
        ("input 4x5x5\ndeconv 6 k3 s2", 216, 54, 25),
        // Each position has weights of its own.
        ("input 2x4x4\nlocalconv 3 k2", 9 * 24, 54, 1),
        ("input 2x6x6\nlet x = it\no: conv 18 k3\nfrom x\ndeformconv 4 o k3", 72, 18, 16),
        ("input 7x4x3\nfc 5", 420, 105, 1),
        ("input 7x4\nlinear 5", 20, 5, 7),
    ] {
        let [dense_macs] = totals(text, ["macs"]);
        let [(params, all), (macs, all_macs)] = nonzero(&format!("{text} nobias sparsity=0.75"));
        assert_eq!((all - params, all_macs), (values - kept, dense_macs), "{text}");
        assert_eq!(all_macs - macs, (values - kept) * uses, "{text}");
    }
}

#[test]
fn some_products_and_tables_have_no_weight() {
    // W·z takes a multiplication for each of 2·3·4 weights and 5 rows, its product with x 2·3·5.
    let bilinear = "input 5x3\nlet x = it\nz: linear 4\nfrom x\nbilinear 2 z sparsity=0.5";
    let linear = 5 * 3 * 4;
    assert_eq!(nonzero(bilinear)[1], (linear + 5 * 12 + 2 * 3 * 5, linear + 5 * 24 + 2 * 3 * 5));
    assert_eq!(nonzero("input 7\nembed 10 4 sparsity=0.75"), [(10, 40), (0, 0)]);
}

#[test]
fn recurrent_layers_have_several_weights_each_of_its_own() {
    // Weights of 4·5×3 and 4·5×5 in each direction, then 4·5×10 and 4·5×5; of 60 at 0.99 59 are zero,
    // of 100 99 and of 200 198.
    let lstm = "input 7x3\nlstm 5 layers=2 bidirectional sparsity=0.99";
    let kept = 2 * ((60 - 59) + (100 - 99)) + 2 * ((200 - 198) + (100 - 99));
    let (all, biases) = (2 * (60 + 100) + 2 * (200 + 100), 2 * 2 * 2 * 20);
    assert_eq!(nonzero(lstm), [(kept + biases, all + biases), (7 * kept, 7 * all)]);
    // With a projection of 2 values there are weights of 20×3, 20×2 and 2×5.
    let projected = "batch 3\ninput 7x3\nlstm 5 proj=2 nobias sparsity=0.5";
    assert_eq!(nonzero(projected), [(55, 110), (3 * 7 * 55, 3 * 7 * 110)]);
}

#[test]
fn a_shared_weight_is_as_sparse_as_its_first_call_says() {
    let tied = "input 7\nembed 10 4 share=w sparsity=0.5\nlinear 10 nobias share=w";
    assert_eq!(nonzero(tied), [(20, 40), (7 * 20, 7 * 40)]);
    let same = "input 4\nlinear 4 share=w sparsity=0.5\nlinear 4 share=w sparsity=0.5";
    assert_eq!(nonzero(same), [(8 + 4, 16 + 4), (16, 32)]);
    // The second layer of the second call has weights of its own, which are dense: of 2·2 + 2·2 of the first
    // layer, half is zero.
    let deeper = "input 3x2\nrnn 2 nobias share=w sparsity=0.5\nrnn 2 layers=2 nobias share=w";
    assert_eq!(nonzero(deeper), [(4 + 8, 8 + 8), (3 * (4 + 4 + 8), 3 * (8 + 8 + 8))]);
    for rate in ["0.25", "0"] {
        let other =
            format!("input 4\nlinear 4 share=w sparsity=0.5\nlinear 4 share=w sparsity={rate}");
        assert_eq!(codes(&other), ["net::shape::share_differs"]);
    }
    let later = "input 4\nlinear 4 share=w\nlinear 4 share=w sparsity=0.5";
    assert_eq!(codes(later), ["net::shape::share_differs"]);
    let none = [] as [&str; 0];
    assert_eq!(codes("input 4\nlinear 4 share=w\nlinear 4 share=w sparsity=0"), none);
}

#[test]
fn only_weights_are_sparse() {
    for call in ["relu", "bn", "prelu", "matmul it", "attention 2", "scan it it it it"] {
        let text = format!("input 4x4\n{call} sparsity=0.5");
        assert_eq!(codes(&text), ["net::name::unknown_parameter"], "{call}");
    }
    assert_eq!(codes("input 4\nadd { weight 4 sparsity=0.5 }"), ["net::name::unknown_parameter"]);
    for rate in ["1.5", "-0.1", "90"] {
        let text = format!("input 4\nlinear 4 sparsity={rate}");
        assert_eq!(codes(&text), ["net::call::out_of_range"], "{rate}");
    }
    for value in ["\"half\"", "true", "(0.5, 0.5)"] {
        let text = format!("input 4\nlinear 4 sparsity={value}");
        assert_eq!(codes(&text), ["net::call::wrong_type"], "{value}");
    }
    // It stays free as a name.
    let named = "input 4\nlet sparsity = 3\nlinear sparsity nobias";
    assert_eq!(nonzero(named), [(12, 12), (12, 12)]);
    let block =
        "block b(c, sparsity=0) { linear c nobias sparsity=sparsity }\ninput 4\nb 3 sparsity=0.5";
    assert_eq!(nonzero(block), [(6, 12), (6, 12)]);
}
