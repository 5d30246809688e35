//! Trees stand for the calls that they are made of, whatever these are.

use smallvec::smallvec;

use super::lists::Lists;
use super::tree::{Callee, Expr, HoleMut, Item, Tree};
use super::{blocks, finish, flags, lets, reduce, repeats, tree, unfold, visit};
use crate::import::call::{Arg, ArgValue, Call, Calls, VarId};
use crate::import::dims::Dims;
use crate::import::scopes::Scopes;

/// Calls that are made one by one.
struct Maker(Calls);

impl Maker {
    fn new() -> Self {
        let mut calls = Calls::default();
        let input = calls.vars.push(Dims::from_slice(&[8, 8, 8]));
        calls.inputs.push(("x".into(), input));
        Maker(calls)
    }

    fn input(&self) -> VarId {
        self.0.inputs[0].1
    }

    fn call(
        &mut self,
        op: &'static str,
        input: Option<VarId>,
        args: Vec<ArgValue>,
        outputs: usize,
    ) -> VarId {
        let made: Vec<VarId> =
            (0..outputs).map(|_| self.0.vars.push(Dims::from_slice(&[8, 8, 8]))).collect();
        self.0.calls.push(Call {
            op,
            input,
            args: args.into_iter().map(|value| Arg { name: None, value }).collect(),
            outputs: made.iter().copied().collect(),
            node: None,
            dtype: None,
            weights: None,
            share: None,
        });
        made[0]
    }

    fn conv(&mut self, input: VarId, channels: i64) -> VarId {
        self.call("conv", Some(input), vec![ArgValue::Int(channels)], 1)
    }

    fn relu(&mut self, input: VarId) -> VarId {
        self.call("relu", Some(input), Vec::new(), 1)
    }

    fn join(&mut self, op: &'static str, operands: &[VarId]) -> VarId {
        self.call(op, None, operands.iter().copied().map(ArgValue::Tensor).collect(), 1)
    }

    fn finished(mut self, output: VarId) -> Calls {
        self.0.outputs.push(output);
        self.0
    }
}

fn reduced(calls: &Calls) -> Tree {
    let body = reduce::reduce(calls, &Lists::of(calls), &Scopes::default());
    Tree { blocks: Vec::new(), body: lets::sink(body) }
}

fn folded(calls: &Calls) -> Tree {
    super::folded(calls, &Scopes::default()).expect("a tree")
}

#[test]
fn a_residual_is_a_branch() {
    let mut maker = Maker::new();
    let input = maker.input();
    let conv = maker.conv(input, 8);
    let relu = maker.relu(conv);
    let sum = maker.join("add", &[relu, input]);
    let tree = reduced(&maker.finished(sum));
    let [Item::Call(add)] = tree.body.as_slice() else { panic!("{:?}", tree.body) };
    assert_eq!(add.callee, Callee::Op("add"));
    assert!(matches!(&add.args[1].value, tree::Value::Branch(body) if body.len() == 2));
}

#[test]
fn concatenations_that_grow_are_a_list_in_a_repeat() {
    let mut maker = Maker::new();
    let mut features = vec![maker.conv(maker.input(), 8)];
    let mut last = features[0];
    for _ in 0..6 {
        let layer = maker.conv(last, 4);
        features.push(layer);
        last = maker.join("concat", &features);
    }
    let tree = folded(&maker.finished(last));
    let [Item::Call(_), Item::List(_), Item::Repeat(repeat)] = tree.body.as_slice() else {
        panic!("{:?}", tree.body)
    };
    assert_eq!(repeat.times, Expr::Int(6));
}

/// A stage's first block has a projection, the others have none.
#[test]
fn an_optional_branch_is_a_flag() {
    let mut maker = Maker::new();
    let mut last = maker.input();
    for stage in 1..4 {
        for block in 0..3 {
            let conv = maker.conv(last, 64 * stage);
            let relu = maker.relu(conv);
            let conv = maker.conv(relu, 256 * stage);
            let other = if block == 0 { maker.conv(last, 256 * stage) } else { last };
            let sum = maker.join("add", &[conv, other]);
            last = maker.relu(sum);
        }
    }
    let tree = folded(&maker.finished(last));
    let flagged: Vec<&tree::Param> =
        tree.blocks.iter().flat_map(|block| &block.params).filter(|param| param.is_flag).collect();
    assert_eq!(flagged.len(), 1, "{:?}", tree.blocks);
    assert_eq!(flagged[0].name, "down");
}

/// Numbers that are as random as they need to be.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

/// Series and branches within each other, with connections that skip them, splits and constants; repeated, so that
/// there is something to fold.
fn random_calls(seed: u64) -> Calls {
    let mut random = Random(seed);
    let mut maker = Maker::new();
    let mut known = vec![maker.input()];
    let mut last = maker.input();
    for _ in 0..4 + random.below(6) {
        let part = random.0;
        for _ in 0..1 + random.below(4) {
            let mut same = Random(part);
            last = random_part(&mut maker, &mut same, last, &known, 3);
        }
        known.push(last);
    }
    maker.finished(last)
}

fn random_part(
    maker: &mut Maker,
    random: &mut Random,
    input: VarId,
    known: &[VarId],
    depth: usize,
) -> VarId {
    let mut last = input;
    for _ in 0..1 + random.below(3) {
        let next = |random: &mut Random| if depth > 0 { random.below(8) } else { 0 };
        last = match next(random) {
            0..3 => maker.conv(last, 8 << random.below(3)),
            3 => maker.relu(last),
            4 => {
                let one = random_part(maker, random, last, known, depth - 1);
                maker.join("add", &[one, last])
            }
            5 => {
                let one = random_part(maker, random, last, known, depth - 1);
                let other = random_part(maker, random, last, known, depth - 1);
                // Not always in the order in which they are made.
                let both = if random.below(2) == 0 { [one, other] } else { [other, one] };
                maker.join(["add", "concat", "matmul"][random.below(3)], &both)
            }
            6 => {
                let skip = known[random.below(known.len())];
                let weight = maker.call("weight", None, vec![ArgValue::Dims(smallvec![8])], 1);
                maker.join("concat", &[skip, last, weight])
            }
            _ => {
                let first = maker.call("split", Some(last), vec![ArgValue::Int(2)], 2);
                let second = *maker.0.calls.last().and_then(|it| it.outputs.last()).expect("two");
                let second = random_part(maker, random, second, known, depth - 1);
                maker.join("concat", &[first, second])
            }
        };
    }
    last
}

/// No step needs to be undone.
#[test]
fn every_step_stands_for_the_same_calls() {
    let mut folded_lines = 0;
    for seed in 0..400 {
        let (calls, scopes) = (random_calls(seed), Scopes::default());
        let mut tree = reduced(&calls);
        assert!(unfold::is_same(&tree, &calls), "seed {seed}: reduced");
        tree = repeats::of_tree(&tree, &calls.outputs, &scopes);
        assert!(unfold::is_same(&tree, &calls), "seed {seed}: repeats");
        let accept = |step: &'static str| {
            let calls = &calls;
            move |tree: &Tree| {
                assert!(unfold::is_same(tree, calls), "seed {seed}: {step}");
                true
            }
        };
        tree = blocks::blocks(tree, &calls, &scopes, &mut accept("blocks"));
        tree = blocks::wholes(tree, &calls, &scopes, &mut accept("wholes"));
        tree = flags::flags(tree, &calls, &scopes, &mut accept("flags"));
        tree = finish::finish(&tree, &scopes);
        assert!(unfold::is_same(&tree, &calls), "seed {seed}: finished");
        folded_lines += tree.blocks.len();
    }
    assert!(folded_lines > 400, "{folded_lines} blocks in all");
}

/// A tree that differs in any number stands for other calls.
#[test]
fn a_changed_tree_is_noticed() {
    for seed in 0..50 {
        let calls = random_calls(seed);
        let tree = folded(&calls);
        let mut count = 0;
        visit::holes(&mut tree.body.clone(), &mut |_, _| count += 1);
        for changed in 0..count {
            let mut other = tree.clone();
            let mut at = 0;
            let mut is_number = false;
            visit::holes(&mut other.body, &mut |hole, _| {
                if at == changed
                    && let HoleMut::Expr(Expr::Int(value)) = hole
                {
                    *value += 1;
                    is_number = true;
                }
                at += 1;
            });
            assert_ne!(is_number, unfold::is_same(&other, &calls), "seed {seed}: hole {changed}");
        }
    }
}
