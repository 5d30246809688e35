use super::{Optimizer, Training};
use crate::cost::conventions::{self, DEFAULT};
use crate::cost::testing::{Build, alexnet, network};
use crate::cost::{Costing, Costs};
use crate::network::*;
use crate::tensor::{Dtype, TensorId};

fn training(network: &Network, optimizer: Optimizer) -> Training {
    Training::of(&Costs::new(network, &Costing::from(DEFAULT)).unwrap(), optimizer).unwrap()
}

/// Bytes that are saved of a network that yields `tensor`.
fn saved(b: Build, tensor: TensorId) -> u128 {
    training(&b.output(&[tensor]), Optimizer::Sgd).saved_activations
}

/// A linear layer without bias, so that something learns.
fn linear(b: &mut Build, x: TensorId, out: u64) -> TensorId {
    let shape = b.shape(x);
    let (inputs, rows) = (*shape.last().unwrap(), shape[..shape.len() - 1].iter().product());
    let work = Linear { rows, inputs: inputs as u32, outputs: out as u32, bias: false };
    let output: Vec<u64> = shape[..shape.len() - 1].iter().copied().chain([out]).collect();
    b.layer("linear", &[x], &[&output], OpKind::Linear(work), (inputs * out, 0))
}

fn join(b: &mut Build, kind: ElementwiseKind, inputs: &[TensorId]) -> TensorId {
    let shape = b.shape(inputs[0]);
    let elements = shape.iter().product();
    let work = Elementwise { kind, operands: inputs.len() as u32, elements };
    b.layer("join", inputs, &[&shape], OpKind::Elementwise(work), (0, 0))
}

#[test]
fn alexnet_with_adam() {
    let adam = training(&alexnet(1), Optimizer::Adam);
    let params = 62_378_344;
    assert_eq!((adam.parameters, adam.gradients), (4 * params, 4 * params));
    assert_eq!((adam.optimizer_state, adam.master_weights), (8 * params, 0));
    // The input, then what `relu` yields or `pool` and `dropout` do: conv, pool, fc save their inputs,
    // `relu` its output, which is the next one's input.
    let values = 3 * 227 * 227
        + 96 * (55 * 55 + 27 * 27)
        + 256 * (27 * 27 + 13 * 13)
        + (384 + 384 + 256) * 13 * 13
        + 256 * 6 * 6
        + 3 * 4096;
    let indices = 96 * 27 * 27 + 256 * 13 * 13 + 256 * 6 * 6;
    assert_eq!(adam.saved_activations, 4 * values + 8 * indices + 4096);
    assert_eq!(adam.memory, 16 * params + adam.saved_activations);
    // Twice the forward pass; the input needs no gradient, so `conv1` goes back once.
    assert_eq!(adam.forward_flops, 2_270_512_192);
    assert_eq!(adam.backward_flops, 2 * 2_270_512_192 - 210_830_400);
}

#[test]
fn saved_activations_grow_with_the_batch() {
    let one = training(&alexnet(1), Optimizer::Sgd);
    let four = training(&alexnet(4), Optimizer::Sgd);
    assert_eq!(four.saved_activations, 4 * one.saved_activations);
    assert_eq!(four.backward_flops, 4 * one.backward_flops);
    assert_eq!((four.gradients, four.optimizer_state), (one.gradients, 0));
}

/// Bytes a parameter takes: itself, its copy, its gradient, its state.
fn per_parameter(dtype: Dtype, optimizer: Optimizer) -> [u128; 4] {
    let mut b = Build::new("one", "");
    b.dtype(dtype, dtype);
    let x = b.input(&[10]);
    let y = linear(&mut b, x, 10);
    let it = training(&b.output(&[y]), optimizer);
    [it.parameters, it.master_weights, it.gradients, it.optimizer_state].map(|bytes| bytes / 100)
}

#[test]
fn bytes_of_a_parameter() {
    // PyTorch: parameter, gradient, and what the optimizer's `state` holds.
    assert_eq!(per_parameter(Dtype::F32, Optimizer::Sgd), [4, 0, 4, 0]);
    assert_eq!(per_parameter(Dtype::F32, Optimizer::Momentum), [4, 0, 4, 4]);
    assert_eq!(per_parameter(Dtype::Tf32, Optimizer::Adamw), [4, 0, 4, 8]);
    assert_eq!(per_parameter(Dtype::F64, Optimizer::Adam), [8, 0, 8, 16]);
    // Rajbhandari et al. 2020, section 3.1: 2 + 2 and 4 + 4 + 4.
    assert_eq!(per_parameter(Dtype::F16, Optimizer::Adam), [2, 4, 2, 8]);
    assert_eq!(per_parameter(Dtype::Bf16, Optimizer::Sgd), [2, 4, 2, 0]);
    // Integers have no gradients.
    assert_eq!(per_parameter(Dtype::Int8, Optimizer::Adam), [1, 0, 0, 0]);
}

#[test]
fn nothing_goes_back_to_where_nothing_learns() {
    let mut b = Build::new("frozen", "");
    let x = b.input(&[2, 8]);
    b.dtype(Dtype::Int8, Dtype::F32);
    let y = linear(&mut b, x, 4);
    let y = b.relu(y); // 2×4, needs no gradient
    b.dtype(Dtype::F32, Dtype::F32);
    let z = linear(&mut b, y, 4); // saves its input
    b.dtype(Dtype::Int8, Dtype::F32);
    let z = linear(&mut b, z, 3); // its weights are frozen, so its input is not needed
    let it = training(&b.output(&[z]), Optimizer::Sgd);
    assert_eq!(it.saved_activations, 4 * 2 * 4);
    // The second has the gradient of its weights only, the third that of its input only.
    // An element of either is the sum of 4 products.
    assert_eq!(it.backward_flops, 2 * 4 * 7 + 2 * 3 * 7);
    assert_eq!(it.gradients, 4 * 4 * 4);
}

#[test]
fn shared_weights_have_one_gradient() {
    let mut b = Build::new("tied", "");
    let x = b.input(&[8]);
    let y = linear(&mut b, x, 8);
    let weight = b.network.parameters_of(&b.network.layers[0]).next().unwrap().id;
    let kind = b.network.layers[0].kind;
    let z = b.layer_with("linear", &[y], &[&[8]], kind, &[LayerParameter::Shared(weight)]);
    let network = b.output(&[z]);
    let it = training(&network, Optimizer::Adam);
    assert_eq!((it.gradients, it.optimizer_state), (4 * 64, 8 * 64));
    assert_eq!(it.saved_activations, 4 * (8 + 8), "both save their inputs");
    assert_eq!(it.backward_flops, 8 * 15 + 2 * (8 * 15), "the input needs no gradient");
}

#[test]
fn a_residual_block_saves_each_storage_once() {
    let mut b = Build::new("residual", "");
    let x = b.input(&[4, 6, 6]);
    let start = b.conv("conv", x, 4, 3, 1, 1); // saves x
    let mut y = b.bn(start); // saves start, and 2×4 values
    y = b.relu(y); // saves its output
    y = b.conv("conv", y, 4, 3, 1, 1); // saves that
    y = b.bn(y); // saves what the convolution made
    y = b.add(y, start); // nothing
    y = b.relu(y); // its output
    let map = 4 * 4 * 6 * 6;
    assert_eq!(saved(b, y), 5 * map + 2 * (4 * 2 * 4));
}

#[test]
fn statistics_of_a_batch_are_those_of_its_channels() {
    let mut b = Build::new("bn", "");
    b.network.batch = 3;
    let x = b.input(&[4, 6, 6]);
    let y = b.bn(x);
    assert_eq!(saved(b, y), 3 * (4 * 4 * 6 * 6) + 4 * 2 * 4);
}

#[test]
fn views_are_saved_as_what_they_show_and_dropout_is_none() {
    let mut b = Build::new("views", "");
    let x = b.input(&[4]);
    let y = linear(&mut b, x, 6); // x
    let y = b.relu(y); // 6
    let flat = b.view("reshape", y, &[2, 3]);
    let z = linear(&mut b, flat, 5); // the same 6
    let z = b.layer("dropout", &[z], &[&[2, 5]], OpKind::Dropout, (0, 0)); // a mask of 10 bytes
    let z = linear(&mut b, z, 1); // 10
    assert_eq!(saved(b, z), 4 * (4 + 6 + 10) + 10);
}

#[test]
fn attention_saves_the_factors_and_the_softmax() {
    let mut b = Build::new("attention", "");
    let x = b.input(&[5, 8]);
    let [q, k, v] = [(); 3].map(|()| linear(&mut b, x, 8)); // x, once
    let product = |m, k, n| OpKind::Matmul(Matmul { count: 1, m, k, n, einsum: false });
    let scores = b.layer("matmul", &[q, k], &[&[5, 5]], product(5, 8, 5), (0, 0)); // q, k
    let scaled = join(&mut b, ElementwiseKind::Div, &[scores]); // by a number: nothing
    let softmax = OpKind::Softmax(Softmax { log: false, vectors: 5, length: 5 });
    let weights = b.layer("softmax", &[scaled], &[&[5, 5]], softmax, (0, 0)); // its output
    let y = b.layer("matmul", &[weights, v], &[&[5, 8]], product(5, 5, 8), (0, 0)); // it, v
    let network = b.output(&[y]);
    let it = training(&network, Optimizer::Sgd);
    assert_eq!(it.saved_activations, 4 * (4 * 5 * 8 + 5 * 5));
    let forward = |layer: usize| {
        let costs = Costs::new(&network, &Costing::from(DEFAULT)).unwrap();
        costs.figures(&network.layers[layer]).flops
    };
    // Three layers on the input once, two products twice, the rest once.
    let backward = 3 * forward(0) + 2 * (forward(3) + forward(6)) + forward(4) + forward(5);
    assert_eq!(it.backward_flops, backward);
}

#[test]
fn joins_save_what_the_others_gradient_takes() {
    let of = |kind| {
        let mut b = Build::new("joins", "");
        let x = b.input(&[10]);
        let y = linear(&mut b, x, 10); // x
        let gate = b.input(&[10]);
        let z = join(&mut b, kind, &[gate, y]);
        saved(b, z) - 40
    };
    assert_eq!(of(ElementwiseKind::Add), 0);
    assert_eq!(of(ElementwiseKind::Mul), 40, "the gate, for the gradient of y");
    assert_eq!(of(ElementwiseKind::Div), 80);
    assert_eq!(of(ElementwiseKind::Max), 80);
}

/// What is saved of a text, in bytes, and the FLOPs of its backward pass, by `exact`.
fn back(text: &str) -> (u128, u128) {
    let it = training(&network(text), Optimizer::Sgd);
    (it.saved_activations, it.backward_flops)
}

/// Of a×b and a·b the gradient of a takes b, and that of b takes a (`derivatives.yaml`: `mm`, `mul`).
#[test]
fn a_product_goes_back_to_what_needs_a_gradient_and_saves_its_partner() {
    // 4×3 elements are sums of 6 products, 6×3 of 4.
    let (linear, product) = (4 * 3 * 11, 6 * 3 * 7);
    // x needs none: both operations save it, and nothing else, and each goes back once.
    let one = "input 4x6; let x = it; linear 3 nobias; matmul x it ta";
    assert_eq!(back(one), (4 * 4 * 6, linear + product));
    let one = "input 4x6; let x = it; linear 3 nobias; matmul it x ta";
    assert_eq!(back(one), (4 * 4 * 6, linear + product), "the other way round");
    // Of two that need one both are saved, and the product goes back to each.
    let two = "input 4x6; let a = { linear 3 nobias }; let b = { linear 6 nobias }; matmul b a ta";
    let square = 4 * 6 * 11;
    assert_eq!(back(two), (4 * (4 * 6 + 4 * 3 + 4 * 6), linear + square + 2 * product));
    // A product of elements goes back once, as anything else that is no product of matrices.
    let gate = "input 4x6; let x = it; linear 6 nobias; mul x";
    assert_eq!(back(gate), (4 * 4 * 6, square + 4 * 6));
    let both = "input 4x6; let a = { linear 6 nobias }; let b = { linear 6 nobias }; mul a b";
    assert_eq!(back(both), (4 * (3 * 4 * 6), 2 * square + 4 * 6));
    // Of three factors one needs a gradient, which takes the other two: PyTorch multiplies them in turn.
    let gates = "x: input 4x6; y: input 4x6; from x; linear 6 nobias; mul it x y";
    assert_eq!(back(gates).0, 4 * (2 * 4 * 6));
    // x/b/y saves b and x for the gradient of b, and y for that of what is divided by it.
    let quotient = "a: input 4x6; x: input 4x6; y: input 4x6; from a; linear 6 nobias; div x it y";
    assert_eq!(back(quotient).0, 4 * (4 * 4 * 6));
    // Also where it learns and its input does not: a scale and a shift, 144 of each; mean and
    // deviation of 4 channels are saved.
    assert_eq!(back("input 4x6x6; bn"), (4 * (144 + 2 * 4), 2 * 144));
}

#[test]
fn a_learned_factor_has_a_gradient_and_is_not_saved_again() {
    let product = 2 * 5 * 5; // 2×5 elements, sums of 3 products
    let first = "input 3x5; let w = { weight 2x3 }; matmul w it";
    assert_eq!(back(first), (4 * 3 * 5, product), "the input is saved for the gradient of w");
    // Behind another layer both factors need one: the weight is there anyway.
    let second = "input 3x5; linear 5 nobias; let w = { weight 2x3 }; matmul w it";
    assert_eq!(back(second), (4 * (3 * 5 + 3 * 5), 3 * 5 * 9 + 2 * product));
    let fixed = "input 3x5; let w = { weight 2x3 nolearned }; matmul w it";
    assert_eq!(back(fixed), (0, 0), "nothing learns");
}

#[test]
fn a_weight_alone_has_a_gradient_and_does_nothing() {
    let it = training(&network("batch 5; weight 3x4"), Optimizer::Adam);
    assert_eq!((it.parameters, it.gradients, it.optimizer_state), (48, 48, 96));
    assert_eq!((it.saved_activations, it.forward_flops, it.backward_flops), (0, 0, 0));
    // What is made of it runs once, whatever the batch.
    assert_eq!(back("batch 5; weight 3x4; tanh; mul 2"), (48, 12 + 12));
}

/// Each of the 4 gates of a step multiplies the 3 inputs and the 4 values of the state with each of 4
/// rows; `macs2` counts these and nothing else.
#[test]
fn a_recurrent_layer_goes_back_twice() {
    let backward = |text: &str| {
        let network = network(text);
        let macs2 = conventions::find("macs2", None).unwrap();
        let costs = Costs::new(&network, &Costing::from(macs2)).unwrap();
        Training::of(&costs, Optimizer::Sgd).unwrap().backward_flops
    };
    let forward = 2 * 5 * (4 * 4 * (3 + 4));
    assert_eq!(backward("input 5x3; lstm 4"), 2 * forward, "though its input needs no gradient");
    assert_eq!(backward("batch 3; input 5x3; lstm 4"), 3 * 2 * forward);
    let linear = 2 * (5 * 3 * 3);
    assert_eq!(backward("input 5x3; linear 3; lstm 4"), linear + 2 * forward);
    assert_eq!(backward("input 5x3; lstm 4; linear 3"), 2 * forward + 2 * (2 * 5 * 4 * 3));
    assert_eq!(backward("input 5x3; lstm 4 dtype=int8"), 0, "nothing learns");
}

#[test]
fn a_mean_saves_nothing_a_window_its_input() {
    let mut b = Build::new("pools", "");
    let x = b.input(&[2, 8, 8]);
    let y = b.conv("conv", x, 2, 3, 1, 1); // x
    let y = b.gap(y);
    assert_eq!(saved(b, y), 4 * 2 * 8 * 8);
}

#[test]
fn what_does_not_fit_is_an_error() {
    let mut network = alexnet(1);
    network.batch = u64::MAX;
    let costs = Costs::new(&network, &Costing::from(DEFAULT)).unwrap();
    assert!(Training::of(&costs, Optimizer::Adam).is_ok());
    let mut huge = Costs::new(&network, &Costing::from(DEFAULT)).unwrap();
    huge.totals.figures.flops = u128::MAX;
    assert!(Training::of(&huge, Optimizer::Adam).is_err());
}

#[test]
fn functions_save_what_their_derivative_takes() {
    // The linear layer saves its input, 16 bytes; what follows saves as many or none of its own.
    let saved = |then: &str| {
        let network = network(&format!("input 4; linear 4 nobias; {then}"));
        training(&network, Optimizer::Sgd).saved_activations - 16
    };
    for (then, bytes) in [
        ("exp", 16),
        ("sqrt", 16),
        ("log", 16),
        ("clamp 0 1", 16),
        ("neg", 0),
        ("floor", 0),
        // No gradient goes through positions and truth values.
        ("gt 0", 0),
        ("argmax", 0),
        ("minimum 0", 16),
        ("pow 2", 16),
        // The remainder of a number: the gradient is that of the output.
        ("mod 2", 0),
        ("prod", 16 + 4),
        ("norm", 16 + 4),
        ("cumsum", 0),
        ("cumprod", 16 + 16),
        // Two positions of 8 bytes.
        ("topk 2", 2 * 8),
        // The input of both, once.
        ("exp; log", 16),
    ] {
        assert_eq!(saved(then), bytes, "{then}");
    }
    // The condition alone, a byte an element: not what is chosen.
    assert_eq!(saved("let x = it; where { gt 0 } x 0"), 4);
}

#[test]
fn attention_computes_its_scores_again() {
    let text = "input 5x4; linear 4 nobias; let x = it; sdpa x x x";
    let network = network(text);
    let macs2 = crate::cost::Convention::named("macs2").unwrap();
    let costs = Costs::new(&network, &Costing::from(macs2)).unwrap();
    let all = Training::of(&costs, Optimizer::Sgd).unwrap();
    // Two products of 25 pairs forward, five back; the linear layer has weights to learn and no input.
    let (linear, product) = (2 * 5 * 4 * 4, 2 * 25 * 4);
    assert_eq!(all.forward_flops, linear + 2 * product);
    assert_eq!(all.backward_flops, linear + 5 * product);
    // The input, what is q, k and v in one, the output, and a number for each query.
    assert_eq!(all.saved_activations, 4 * (20 + 20 + 20 + 5));
}
