use proptest::prelude::*;

use super::{InPlace, Lifetimes, Peak};
use crate::cost::bytes;
use crate::cost::testing::{Build, alexnet, network};
use crate::network::{Activation, ActivationKind, Custom, LayerId, Move, Network, OpKind};
use crate::tensor::{Dtype, TensorId};

fn lifetimes(network: &Network, inplace: bool) -> Lifetimes<'_> {
    Lifetimes::of(network, inplace.into(), None)
}

fn peak(network: &Network) -> (u128, u32) {
    peak_of(&lifetimes(network, false))
}

fn peak_in_place(network: &Network) -> (u128, u32) {
    peak_of(&lifetimes(network, true))
}

fn peak_of(lifetimes: &Lifetimes<'_>) -> (u128, u32) {
    let Peak { bytes, layer } = super::peak(&lifetimes.living_bytes().unwrap()).unwrap();
    (bytes, layer.0)
}

/// A layer that makes `size` elements of what it reads.
fn make(b: &mut Build, inputs: &[TensorId], size: u64) -> TensorId {
    b.layer("custom", inputs, &[&[size]], OpKind::Custom(Custom::default()), (0, 0))
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
    let lifetimes = lifetimes(&network, false);
    assert_eq!(lifetimes.storage(again), Some(made));
    assert_eq!(lifetimes.living(LayerId(4)).map(|it| it.0).collect::<Vec<_>>(), [made, other, y]);
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
    assert!(lifetimes(&network, false).living(LayerId(0)).all(|(id, _)| id != unread));
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
    let part = OpKind::Move(Move { view: false, copied: 20, grid: true });
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
    assert_eq!(lifetimes(&network, false).storage(view), None);
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

#[test]
fn alexnet_in_place_peaks_at_its_first_convolution() {
    // Its input, 3×227×227, and its output, 96×55×55. `relu1` takes over the output; the input is
    // read no more then.
    assert_eq!(peak_in_place(&alexnet(1)), (4 * (3 * 227 * 227 + 96 * 55 * 55), 0));
    assert_eq!(peak_in_place(&alexnet(1)).0, 1_779_948);
}

/// `relu { make 10; relu; make 10; add it start }`, as in a residual network.
fn residual() -> Network {
    let mut b = Build::new("residual", "");
    let x = b.input(&[5]);
    let start = make(&mut b, &[x], 10);
    let mut y = make(&mut b, &[start], 10);
    y = b.relu(y);
    y = make(&mut b, &[y], 10);
    y = b.add(y, start);
    y = b.relu(y);
    b.output(&[y])
}

#[test]
fn a_residual_block_in_place() {
    let network = residual();
    let living = |inplace| -> Vec<_> {
        let living = lifetimes(&network, inplace).living_bytes().unwrap();
        living.iter().map(|bytes| bytes / 4).collect()
    };
    assert_eq!(living(false), [15, 20, 30, 30, 30, 20]);
    // `relu` reads what `make` made for the last time, `add` both of its operands, of which it takes
    // the first.
    assert_eq!(living(true), [15, 20, 20, 30, 20, 10]);
    let held: Vec<_> = lifetimes(&network, true).living(LayerId(4)).map(|(id, _)| id.0).collect();
    assert_eq!(held, [1, 5], "the start, and the sum in place of what `make` made");
}

#[test]
fn what_is_read_later_is_not_taken_over() {
    let mut b = Build::new("later", "");
    let x = b.input(&[10]);
    let y = b.relu(x); // takes the input over
    let z = b.relu(y); // `add` reads y
    let sum = b.add(y, z); // takes y over
    let flat = b.view("flatten", sum, &[2, 5]);
    let other = b.relu(sum); // the output `flat` is a view of it
    let network = b.output(&[flat, other]);
    let living = lifetimes(&network, true).living_bytes().unwrap();
    assert_eq!(living, [40, 80, 80, 40, 80]);
}

/// What is made of weights alone is there once, so its bytes do not hold what is there for each sample.
#[test]
fn what_is_there_once_is_not_taken_over_for_a_batch() {
    let text =
        |operands| format!("batch 3; input 10; let w = {{ weight 10; relu }}; add {operands}");
    // The input takes 3·40 bytes; `relu` makes 40 of a parameter; `add` writes 120 over the input.
    for operands in ["w it", "it w"] {
        let network = network(&text(operands));
        let living = |inplace| lifetimes(&network, inplace).living_bytes().unwrap();
        assert_eq!(living(true), [120, 160, 160], "{operands}");
        assert_eq!(living(false), [120, 160, 280], "{operands}");
    }
}

#[test]
fn a_depthwise_convolution_in_place_needs_one_more_channel() {
    let peaks = |text: &str| {
        let network = network(text);
        [InPlace::Elementwise, InPlace::Depthwise].map(|inplace| {
            let lifetimes = Lifetimes::of(&network, inplace, None);
            let living = lifetimes.living_bytes().unwrap();
            for (index, bytes) in living.iter().enumerate() {
                let sum: u128 = lifetimes.living(LayerId(index as u32)).map(|it| it.1).sum();
                assert_eq!(sum, *bytes, "{text}, layer {index}");
            }
            // A plan has at least what lives at once, and in this network no more.
            let arena = lifetimes.arena(crate::arena::Planner::FirstFit).unwrap();
            assert!(arena.size >= super::peak(&living).unwrap().bytes, "{text}");
            living.iter().map(|bytes| bytes / 4).collect::<Vec<_>>()
        })
    };
    // A channel has 64 values, or 16 with stride 2.
    assert_eq!(peaks("input 4x8x8; dwconv k3 p1"), [[512], [256 + 64]]);
    assert_eq!(peaks("input 4x8x8; dwconv k3 s2 p1; gap"), [[320, 68], [256 + 16, 68]]);
    // With what is fused with it.
    let fused = "input 4x8x8; fused { dwconv k3 p1; relu }; gap";
    assert_eq!(peaks(fused), [vec![512, 512, 260], vec![320, 320, 260]]);
    // Not if the input is read later, the output is larger, or there are other groups.
    for text in [
        "x: input 4x8x8; dwconv k3 p1; add x",
        "input 4x8x8; dwconv k3 p2",
        "input 4x8x8; conv 4 k3 p1 g2",
    ] {
        let [elementwise, depthwise] = peaks(text);
        assert_eq!(elementwise, depthwise, "{text}");
    }
}

#[test]
fn a_concat_copies() {
    let mut b = Build::new("concat", "");
    let x = b.input(&[10]);
    let y = b.relu(x);
    let copy = OpKind::Move(Move { view: false, copied: 20, grid: true });
    let z = b.layer("concat", &[y, y], &[&[20]], copy, (0, 0));
    assert_eq!(peak_in_place(&b.output(&[z])), (30 * 4, 1));
}

#[test]
fn only_what_has_the_shape_and_type_is_taken_over() {
    let mut b = Build::new("shapes", "");
    let half = b.input(&[10]);
    let work = OpKind::Activation(Activation { kind: ActivationKind::Glu, elements: 10 });
    let glu = b.layer("glu", &[half], &[&[10]], work, (0, 0)); // 10 + 10
    b.dtype(Dtype::F32, Dtype::F16);
    let y = b.relu(glu); // 10 of 4 bytes and 10 of 2
    let one = b.relu(y); // in place
    let small = b.input(&[1]);
    let z = b.layer("add", &[small, one], &[&[10]], add(10), (0, 0)); // in place of the second
    let network = b.output(&[z]);
    let living = lifetimes(&network, true).living_bytes().unwrap();
    assert_eq!(living, [80 + 2, 60 + 2, 20 + 2, 20 + 2]);
}

fn add(elements: u64) -> OpKind {
    let kind = crate::network::ElementwiseKind::Add;
    OpKind::Elementwise(crate::network::Elementwise { kind, operands: 2, elements })
}

/// What is held while each layer runs, by blocks of an allocator and a search through all later
/// layers for each.
fn simulated(network: &Network, inplace: bool) -> Vec<u128> {
    let readers = |tensor: TensorId| {
        let reads =
            move |(_, layer): &(usize, &crate::network::Layer)| layer.inputs.contains(&tensor);
        network.layers.iter().enumerate().filter(reads).map(|(index, _)| index)
    };
    // For each block, its bytes and the tensors that are in it, with the layers that made them.
    let mut blocks: Vec<(u128, Vec<(TensorId, usize)>)> = Vec::new();
    let size = |tensor| bytes::tensor(network, tensor).unwrap();
    blocks.extend(network.inputs.iter().map(|input| (size(*input), vec![(*input, 0)])));
    let needed = |tensors: &[(TensorId, usize)], from: usize| {
        let needs =
            |tensor| network.outputs.contains(&tensor) || readers(tensor).any(|at| at >= from);
        tensors.iter().any(|(tensor, _)| needs(*tensor))
    };
    let mut held = Vec::new();
    for (index, layer) in network.layers.iter().enumerate() {
        let home = |tensor: TensorId| {
            move |(_, held): &(u128, Vec<(TensorId, usize)>)| {
                held.iter().any(|(it, _)| *it == tensor)
            }
        };
        let shape = |tensor| network.tensor(tensor).shape;
        let mut place = None;
        for input in &layer.inputs {
            let block = blocks.iter().position(home(*input)).unwrap();
            let free = inplace
                && ["relu", "add"].contains(&layer.operation)
                && shape(*input) == shape(layer.output)
                && !needed(&blocks[block].1, index + 1);
            place = place.or(Some(block).filter(|_| free || layer.kind.is_view()));
        }
        match place {
            Some(block) => blocks[block].1.push((layer.output, index)),
            None => blocks.push((size(layer.output), vec![(layer.output, index)])),
        }
        let made_now = |tensors: &[(TensorId, usize)]| {
            tensors.iter().any(|(tensor, made)| *made == index && *tensor == layer.output)
        };
        let live = blocks.iter().filter(|(_, held)| needed(held, index) || made_now(held));
        held.push(live.map(|(bytes, _)| bytes).sum());
    }
    held
}

proptest! {
    #[test]
    fn living_bytes_are_those_of_an_allocator(
        inputs in 1usize..3,
        layers in prop::collection::vec((0usize..4, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..14),
        outputs in prop::collection::vec(any::<prop::sample::Index>(), 1..3),
        inplace: bool,
    ) {
        let mut b = Build::new("random", "");
        let mut tensors: Vec<_> = (0..inputs).map(|index| b.input(&[2 + index as u64])).collect();
        for (kind, first, second) in layers {
            let (x, y) = (*first.get(&tensors), *second.get(&tensors));
            let elements: u64 = b.shape(x).iter().product();
            tensors.push(match kind {
                0 => b.relu(x),
                1 => b.add(x, y),
                2 => b.view("reshape", x, &[1, elements]),
                _ => make(&mut b, &[x, y], 2 + elements % 3),
            });
        }
        let outputs: Vec<_> = outputs.iter().map(|index| *index.get(&tensors)).collect();
        let network = b.output(&outputs);
        let expected = simulated(&network, inplace);
        let lifetimes = lifetimes(&network, inplace);
        prop_assert_eq!(&lifetimes.living_bytes().unwrap(), &expected);
        for (index, bytes) in expected.iter().enumerate() {
            let living = lifetimes.living(LayerId(index as u32));
            let sum: u128 = living.map(|(_, bytes)| bytes).sum();
            prop_assert_eq!(sum, *bytes);
        }
    }
}
