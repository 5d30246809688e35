use super::super::testing::{Build, alexnet};
use super::{Lifetimes, Peak};
use crate::network::{LayerId, Move, Network, TensorId, Work};

fn peak(network: &Network) -> (u128, u32) {
    let Peak { bytes, layer } = Lifetimes::of(network).peak().unwrap().unwrap();
    (bytes, layer.0)
}

/// A layer that makes `size` elements of what it reads.
fn make(b: &mut Build, inputs: &[TensorId], size: u64) -> TensorId {
    b.layer("custom", inputs, &[&[size]], Work::Custom { macs: 0 }, (0, 0))
}

#[test]
fn alexnet_peaks_at_its_first_relu() {
    assert_eq!(peak(&alexnet(1)), (2 * 96 * 55 * 55 * 4, 1));
}

#[test]
fn a_branch_keeps_its_start_alive() {
    let mut b = Build::new("branch", "");
    let x = b.input(&[1]);
    let start = make(&mut b, &[x], 10);
    let mut y = make(&mut b, &[start], 20);
    y = make(&mut b, &[y], 30); // start 10 + 20 + 30
    y = make(&mut b, &[y], 10); // start 10 + 30 + 10
    let z = b.add(start, y);
    assert_eq!(peak(&b.output(&[z])), (60 * 4, 2));
}

#[test]
fn a_view_stands_for_its_storage() {
    let mut b = Build::new("view", "");
    let x = b.input(&[1]);
    let made = make(&mut b, &[x], 10);
    let flat = b.view("flatten", made, &[10]);
    let again = b.view("reshape", flat, &[5, 2]);
    let other = make(&mut b, &[x], 7); // 1 + 10 + 7
    let y = make(&mut b, &[again], 2); // 10, read through two views, 7 and 2
    let z = make(&mut b, &[other, y], 1);
    let network = b.output(&[z]);
    assert_eq!(peak(&network), (19 * 4, 4));
    let lifetimes = Lifetimes::of(&network);
    assert_eq!(lifetimes.storage(again), Some(made));
    assert_eq!(lifetimes.living(LayerId(4)).collect::<Vec<_>>(), [made, other, y]);
}

#[test]
fn outputs_live_to_the_end_also_through_a_view() {
    let mut b = Build::new("outputs", "");
    let x = b.input(&[1]);
    let head = make(&mut b, &[x], 100);
    let view = b.view("flatten", head, &[100]);
    let a = make(&mut b, &[x], 3);
    let z = make(&mut b, &[a], 5);
    assert_eq!(peak(&b.output(&[view, z])), (108 * 4, 3));
}

#[test]
fn what_nobody_reads_lives_through_its_own_layer_only() {
    let mut b = Build::new("unread", "");
    let unread = b.input(&[1_000]);
    let x = b.input(&[1]);
    make(&mut b, &[x], 10); // 1 + 10
    let y = make(&mut b, &[x], 9); // 1 + 9
    let network = b.output(&[y]);
    assert_eq!(peak(&network), (11 * 4, 0));
    assert!(Lifetimes::of(&network).living(LayerId(0)).all(|id| id != unread));
}

#[test]
fn inputs_live_from_the_start_to_their_last_reader() {
    let mut b = Build::new("inputs", "");
    let x = b.input(&[4]);
    let late = b.input(&[50]);
    let y = make(&mut b, &[x], 8); // 4 + 50 + 8
    let z = make(&mut b, &[y, late], 2); // 50 + 8 + 2
    assert_eq!(peak(&b.output(&[z])), (62 * 4, 0));
}

#[test]
fn several_outputs_are_several_storages() {
    let mut b = Build::new("split", "");
    let x = b.input(&[20]);
    let part = Work::Move(Move { view: false, copied: 20, grid: true });
    let first = b.layer("split 2", &[x], &[&[10], &[10]], part, (0, 0)); // 20 + 10 + 10
    let second = TensorId(first.0 + 1);
    let y = make(&mut b, &[first], 21); // 10 + 10 + 21: the second is read later
    let z = make(&mut b, &[second, y], 1); // 10 + 21 + 1
    assert_eq!(peak(&b.output(&[z])), (41 * 4, 1));
}

#[test]
fn what_is_read_twice_is_freed_once() {
    let mut b = Build::new("twice", "");
    let x = b.input(&[10]);
    let y = b.add(x, x); // 20
    let z = make(&mut b, &[y, y], 15); // 25, were x freed twice it would be less or wrap
    let w = make(&mut b, &[z], 11); // 26
    assert_eq!(peak(&b.output(&[w])), (26 * 4, 2));
}

#[test]
fn parameters_take_no_storage() {
    let mut b = Build::new("weights", "");
    let x = b.input(&[10]);
    let w = b.weight(&[10]);
    let view = b.view("reshape", w, &[10]);
    let y = b.add(x, view);
    let network = b.output(&[y]);
    assert_eq!(peak(&network), (20 * 4, 2));
    assert_eq!(Lifetimes::of(&network).storage(view), None);
}

#[test]
fn a_million_layers_take_linear_time() {
    let mut b = Build::new("deep", "");
    let start = b.input(&[1]);
    let mut x = start;
    x = b.relu(x);
    let mut network = b.output(&[x]);
    let (layer, tensor) = (network.layers[0].clone(), network.tensors[1]);
    for index in 1..1_000_000u32 {
        let mut layer = layer.clone();
        layer.inputs = [TensorId(index), start].into();
        layer.output = TensorId(index + 1);
        network.layers.push(layer);
        let origin = crate::network::Origin::Layer(LayerId(index));
        network.tensors.push(crate::network::Tensor { origin, ..tensor });
    }
    network.outputs = vec![TensorId(1_000_000)];
    // The input, which every layer reads, the layer's and the one's before it; the very first has
    // only two.
    assert_eq!(peak(&network), (12, 1));
}
