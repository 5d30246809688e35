use super::{ParameterTotals, outputs, tensor, writing};
use crate::cost::testing::Build;
use crate::network::{
    Layer, LayerId, LayerParameter, Linear, Lookup, Move, Network, NewParameter, OpKind,
};
use crate::ops::formula::Count;
use crate::tensor::{Dtype, Shape};

fn read(network: &Network, layer: &Layer) -> Option<u128> {
    super::read(network, layer, &ParameterTotals::of(network, layer))
}

fn written(network: &Network, layer: &Layer) -> Option<u128> {
    writing::<Count>(network, layer).0
}

#[test]
fn small_types_round_up_once_a_tensor() {
    let mut b = Build::new("small", "");
    b.dtype(Dtype::Int4, Dtype::Int4);
    b.network.batch = 3;
    let x = b.input(&[5]);
    let y = b.fc(x, 1);
    let network = b.output(&[y]);
    // 3 · 5 elements at half a byte are 7.5 bytes; one by one they would be 9.
    assert_eq!(tensor(&network, x), Some(8));
    // 5 weights and a bias are 3 bytes; 3 outputs are 1.5.
    assert_eq!(read(&network, &network.layers[0]), Some(8 + 3));
    assert_eq!(written(&network, &network.layers[0]), Some(2));
}

#[test]
fn weights_and_activations_have_their_own_types() {
    let mut b = Build::new("mixed", "");
    b.dtype(Dtype::Int8, Dtype::F16);
    let x = b.input(&[10]);
    let y = b.fc(x, 4);
    let network = b.output(&[y]);
    assert_eq!(read(&network, &network.layers[0]), Some(10 * 2 + 44));
    assert_eq!(written(&network, &network.layers[0]), Some(8));
}

#[test]
fn views_have_outputs_and_move_nothing() {
    let mut b = Build::new("view", "");
    let x = b.input(&[2, 3]);
    let y = b.view("flatten", x, &[6]);
    let network = b.output(&[y]);
    let layer = &network.layers[0];
    assert_eq!((read(&network, layer), written(&network, layer)), (Some(0), Some(0)));
    assert_eq!(outputs(&network, layer), Some(24));
}

#[test]
fn an_input_read_twice_counts_once() {
    let mut b = Build::new("square", "");
    let x = b.input(&[7]);
    let y = b.add(x, x);
    let network = b.output(&[y]);
    assert_eq!(read(&network, &network.layers[0]), Some(28));
}

#[test]
fn a_part_is_read_as_far_as_it_is_copied() {
    let mut b = Build::new("part", "");
    b.network.batch = 2;
    let x = b.input(&[100]);
    let copy = |copied| OpKind::Move(Move { view: false, copied, grid: true });
    let y = b.layer("slice 0 10", &[x], &[&[10]], copy(10), (0, 0));
    let z = b.layer("concat", &[x, y], &[&[110]], copy(110), (0, 0));
    let network = b.output(&[z]);
    assert_eq!(read(&network, &network.layers[0]), Some(2 * 10 * 4));
    assert_eq!(read(&network, &network.layers[1]), Some(2 * 110 * 4));
}

#[test]
fn a_table_is_read_by_the_row_and_a_norm_with_its_buffers() {
    let mut b = Build::new("rows", "");
    b.network.batch = 2;
    let ids = b.input(&[3]);
    let lookup = OpKind::Lookup(Lookup { ids: 3, vocabulary: 1000, dimension: 8 });
    let x = b.layer("embed 1000 8", &[ids], &[&[3, 8]], lookup, (8000, 0));
    let y = b.bn(x);
    let network = b.output(&[y]);
    // Six ids and a row of eight for each of them.
    assert_eq!(read(&network, &network.layers[0]), Some(6 * 4 + 6 * 8 * 4));
    assert_eq!(ParameterTotals::of(&network, &network.layers[0]).own_bytes, 32_000);
    // Two sets of learned values and two of kept ones, three each.
    assert_eq!(read(&network, &network.layers[1]), Some(48 * 4 + 12 * 4));
}

#[test]
fn each_parameter_begins_at_a_whole_byte_and_shared_ones_count_once() {
    let mut b = Build::new("shared", "");
    b.dtype(Dtype::Int4, Dtype::F32);
    let x = b.input(&[3]);
    let shape = |axes| Shape::new(axes).unwrap();
    let weight = NewParameter::learned("weight", shape(&[3, 3]));
    let bias = NewParameter { copies: 2, ..NewParameter::learned("bias", shape(&[3])) };
    let linear = OpKind::Linear(Linear { rows: 1, inputs: 3, outputs: 3, bias: true });
    let own = [weight.into(), bias.into()];
    let y = b.layer_with("linear", &[x], &[&[3]], linear, &own);
    let first = b.network.parameters_of(&b.network.layers[0]).next().unwrap().id;
    let shared = [LayerParameter::Shared(first), bias.into()];
    let z = b.layer_with("linear", &[y], &[&[3]], linear, &shared);
    let network = b.output(&[z]);
    let totals = |layer: usize| ParameterTotals::of(&network, &network.layers[layer]);
    // 9 values of half a byte, and twice 3.
    let all = ParameterTotals {
        params: 15,
        trainable: 15,
        buffers: 0,
        values: 15,
        reads: 15,
        own_bytes: 9,
        bytes: 9,
    };
    assert_eq!(totals(0), all);
    assert_eq!(totals(1), ParameterTotals { params: 6, trainable: 6, own_bytes: 4, ..all });
    assert_eq!(network.owner(first), Some(LayerId(0)));
    let names: Vec<_> =
        network.parameters_of(&network.layers[1]).map(|it| (it.parameter.name, it.own)).collect();
    assert_eq!(names, [("weight", false), ("bias", true)]);
}
