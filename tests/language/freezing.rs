//! Parameters that training leaves as they are, and element types of parameters.

use super::*;
use netcost::Costing;
use netcost::internals::cost::training::{Optimizer, Training};
use netcost::internals::cost::{Costs, Metric};
use netcost::internals::tensor::Dtype;

/// A total of a network.
fn total(text: &str, name: &str) -> u128 {
    let network = network(text);
    let costs = Costs::new(&network, &Costing::default()).expect("figures");
    Metric::named(name).expect("a metric").total(&costs.totals)
}

fn training(text: &str) -> Training {
    let network = network(text);
    let costs = Costs::new(&network, &Costing::default()).expect("figures");
    Training::of(&costs, Optimizer::Adam).expect("figures")
}

#[test]
fn frozen_parameters_are_params_and_not_trainable() {
    // 4·2 + 2 values, then 2·3 + 3.
    for (text, trainable) in [
        ("linear 2\nlinear 3", 19),
        ("linear 2 frozen\nlinear 3", 9),
        ("linear 2 frozen=true\nlinear 3 frozen=false", 9),
        ("frozen { linear 2 }\nlinear 3", 9),
        ("frozen { linear 2; linear 3 }", 0),
        ("frozen { linear 2; linear 3 frozen=false }", 9),
        ("frozen\n{\nrepeat 1 { linear 2; linear 3 } }", 0),
        ("let y = { frozen { linear 2 } }\nfrom y\nlinear 3", 9),
        ("block b(c, on) { linear c frozen=on }\nb 2 true\nb 3 false", 9),
        ("block b { linear 2; linear 3 }\nb frozen", 0),
    ] {
        let text = format!("input 4\n{text}");
        assert_eq!((total(&text, "params"), total(&text, "trainable")), (19, trainable), "{text}");
    }
    assert_eq!(total("input 2x4x4\nbn frozen", "buffers"), 4);
    // What the first owns is frozen, whoever uses it.
    let shared = "input 4\nlinear 4 nobias share=w frozen\nlinear 4 nobias share=w";
    assert_eq!((total(shared, "params"), total(shared, "trainable")), (16, 0));
}

#[test]
fn a_frozen_body_is_in_line_and_yields_a_tensor() {
    let text = "input 4\nx: frozen { linear 2 } -> 2\nadd x { linear 2 }";
    assert_eq!(total(text, "trainable"), 6);
    assert_eq!(codes("input 4\nfrozen { linear 2 } -> 3"), ["net::shape::claim"]);
}

#[test]
fn frozen_parameters_have_no_gradient_and_no_state() {
    // In both, 15 and 8 values; by two operations for each weight, 24 and 12 FLOPs.
    let first = training("input 4\nlinear 3 frozen\nlinear 2");
    assert_eq!((first.parameters, first.gradients, first.optimizer_state), (92, 32, 64));
    // The second layer keeps its input of 3 values, and goes back for its weights alone.
    assert_eq!((first.saved_activations, first.memory), (12, 200));
    assert_eq!((first.forward_flops, first.backward_flops), (36, 12));
    let last = training("input 4\nlinear 3\nlinear 2 frozen");
    assert_eq!((last.parameters, last.gradients, last.optimizer_state), (92, 60, 120));
    // The gradient flows through the second, which keeps nothing for it.
    assert_eq!((last.saved_activations, last.memory), (16, 288));
    assert_eq!((last.forward_flops, last.backward_flops), (36, 24 + 12));
    let none = training("input 4\nlinear 3 frozen\nlinear 2 frozen");
    assert_eq!((none.gradients, none.saved_activations, none.backward_flops), (0, 0, 0));
    // A recurrent layer goes back through its states, and for its weights only if they learn.
    let step = |frozen| {
        let costs = training(&format!("input 5x4\nlinear 4\nlstm 4 {frozen}"));
        let linear = training("input 5x4\nlinear 4");
        let forward = costs.forward_flops - linear.forward_flops;
        (costs.backward_flops - linear.backward_flops) / forward
    };
    assert_eq!((step(""), step("frozen")), (2, 1));
}

#[test]
fn frozen_is_a_word_only_where_it_is_one() {
    let none = [] as [&str; 0];
    assert_eq!(codes("input 4\nlet frozen = 3\nlinear frozen"), none);
    assert_eq!(total("input 4\nlet frozen = 3\nlinear frozen nobias", "trainable"), 12);
    assert_eq!(codes("input 4\nfrozen: linear 4\nadd frozen { relu }"), none);
    assert_eq!(codes("input 4\nblock frozen(c) { linear c }\nfrozen 3"), none);
    assert_eq!(codes("input 4\nblock b(frozen) { linear frozen }\nb 3"), none);
    assert_eq!(codes("input 4\nlinear 3 frozen=3"), ["net::call::wrong_type"]);
    assert_eq!(codes("input 4\nlinear 3 frozen frozen=false"), ["net::call::argument_twice"]);
    assert_eq!(codes("input 4\nfrozen { }\nlinear 3"), none);
}

#[test]
fn parameters_of_a_layer_have_a_type_apart_from_its_output() {
    let text = "dtype f16\ninput 4\nlinear 3 weights=int4\nlinear 2 dtype=f32 weights=int8";
    let network = network(text);
    let types = network.layers.iter().map(|layer| {
        let parameter = network.parameters_of(layer).next().expect("a weight").parameter;
        (parameter.dtype, network.tensor(layer.output).dtype)
    });
    assert_eq!(types.collect::<Vec<_>>(), [(Dtype::Int4, Dtype::F16), (Dtype::Int8, Dtype::F32)]);
    // 12 and 3 values of half a byte, each tensor from a whole byte on; 6 and 2 of a byte.
    assert_eq!(total(text, "param_bytes"), 6 + 2 + 6 + 2);
    assert_eq!(codes("input 4\nlinear 3 weights=int5"), ["net::call::unknown_word"]);
    assert_eq!(codes("input 4\nlinear 3 weights=(5)"), ["net::call::wrong_type"]);
    let block = "input 4\nblock b { linear 3 }\nb weights=int8";
    assert_eq!(codes(block), ["net::name::unknown_parameter"]);
}
