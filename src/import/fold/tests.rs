//! Trees stand for the calls that they are made of, whatever these are.

use smallvec::smallvec;

use super::lists::Lists;
use super::tree::{Body, Callee, Expr, HoleMut, Item, Place, Tree};
use super::{blocks, finish, flags, lets, reduce, repeats, tables, tree, unfold, visit};
use crate::check::{Options, check};
use crate::import::call::{Arg, ArgValue, Call, Calls, VarId};
use crate::import::dims::Dims;
use crate::import::imported::is_network;
use crate::import::scopes::Scopes;
use crate::import::write::Header;
use crate::source::{NoFiles, Sources};

/// Calls that are made one by one, on maps of 8 by 8.
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

    fn channels(&self, var: VarId) -> u64 {
        self.0.vars[var][0]
    }

    /// A call that makes maps of so many channels each.
    fn call(
        &mut self,
        op: &'static str,
        input: Option<VarId>,
        args: Vec<Arg>,
        channels: &[u64],
    ) -> VarId {
        let mut made = |channels: &u64| self.0.vars.push(Dims::from_slice(&[*channels, 8, 8]));
        let made: Vec<VarId> = channels.iter().map(&mut made).collect();
        self.0.calls.push(Call {
            op,
            input,
            args: args.into(),
            outputs: made.iter().copied().collect(),
            node: None,
            dtype: None,
            weights: None,
            share: None,
        });
        made[0]
    }

    fn conv(&mut self, input: VarId, channels: u64) -> VarId {
        let kernel = Arg { name: Some("k"), value: ArgValue::Int(1) };
        self.call("conv", Some(input), vec![arg(channels.into()), kernel], &[channels])
    }

    fn relu(&mut self, input: VarId) -> VarId {
        let channels = self.channels(input);
        self.call("relu", Some(input), Vec::new(), &[channels])
    }

    fn join(&mut self, op: &'static str, operands: &[VarId]) -> VarId {
        let channels: Vec<u64> = operands.iter().map(|var| self.channels(*var)).collect();
        let made = if op == "concat" { channels.iter().sum() } else { channels[0] };
        let operands = operands.iter().map(|var| arg(ArgValue::Tensor(*var))).collect();
        self.call(op, None, operands, &[made])
    }

    fn weight(&mut self) -> VarId {
        self.call("weight", None, vec![arg(ArgValue::Dims(smallvec![8, 8, 8]))], &[8])
    }

    /// Both halves of 16 channels.
    fn split(&mut self, input: VarId) -> [VarId; 2] {
        let first = self.call("split", Some(input), vec![arg(ArgValue::Int(2))], &[8, 8]);
        [first, *self.0.calls.last().and_then(|it| it.outputs.last()).expect("two")]
    }

    fn finished(mut self, output: VarId) -> Calls {
        self.0.outputs.push(output);
        self.0
    }
}

fn arg(value: ArgValue) -> Arg {
    Arg { name: None, value }
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
                let one = maker.conv(one, maker.channels(last));
                maker.join("add", &[one, last])
            }
            5 => {
                let one = random_part(maker, random, last, known, depth - 1);
                let other = random_part(maker, random, last, known, depth - 1);
                let other = maker.conv(other, maker.channels(one));
                // Not always in the order in which they are made.
                let both = if random.below(2) == 0 { [one, other] } else { [other, one] };
                maker.join(["add", "concat", "matmul"][random.below(3)], &both)
            }
            6 => {
                let skip = known[random.below(known.len())];
                let weight = maker.weight();
                maker.join("concat", &[skip, last, weight])
            }
            _ => {
                let both = maker.conv(last, 16);
                let [first, second] = maker.split(both);
                let second = random_part(maker, random, second, known, depth - 1);
                maker.join("concat", &[first, second])
            }
        };
    }
    last
}

/// The tree after a step has been taken until there are no more, each time standing for the same calls.
fn until_none(
    mut tree: Tree,
    name: &str,
    is_same: &dyn Fn(&Tree) -> bool,
    step: &dyn Fn(&Tree) -> Option<Tree>,
) -> Tree {
    while let Some(next) = step(&tree) {
        assert!(is_same(&next), "{name}");
        tree = next;
    }
    tree
}

/// No step needs to be undone.
#[test]
fn every_step_stands_for_the_same_calls() {
    let mut folded_lines = 0;
    for seed in 0..400 {
        let (calls, scopes) = (random_calls(seed), Scopes::default());
        let is_same = |tree: &Tree| unfold::is_same(tree, &calls);
        let all = |_: &Tree| true;
        let until_none = |tree, name, step: &dyn Fn(&Tree) -> Option<Tree>| {
            until_none(tree, &format!("seed {seed}: {name}"), &is_same, step)
        };
        let mut tree = reduced(&calls);
        assert!(is_same(&tree), "seed {seed}: reduced");
        tree = repeats::of_tree(&tree, &calls.outputs, &scopes);
        assert!(is_same(&tree), "seed {seed}: repeats");
        let repeated = |tree: &Tree| blocks::repeated(tree, &calls, &scopes, false);
        tree = until_none(tree, "blocks", &repeated);
        tree = until_none(tree, "wholes", &|tree| blocks::whole(tree, &calls, &scopes, false));
        tree = until_none(tree, "flags", &|tree| flags::joined(tree, &calls, &scopes, &all));
        tree = finish::finish(&tree, &scopes);
        assert!(is_same(&tree), "seed {seed}: finished");
        tree = tables::of_tree(&tree, &calls.outputs);
        assert!(is_same(&tree), "seed {seed}: tables");
        folded_lines += tree.blocks.len();
    }
    assert!(folded_lines > 400, "{folded_lines} blocks in all");
}

/// The text of each tree compiles to a network of the same calls.
#[test]
fn every_text_makes_the_same_calls() {
    let header = Header { title: "random".to_owned(), ..Header::default() };
    for seed in 0..400 {
        let calls = random_calls(seed);
        let text = super::text(&calls, &Scopes::default(), &header).expect("a text");
        let sources = Sources::new();
        let main = sources.add("random", text.as_str()).expect("room");
        let checked = check(&sources, main, &Options::default(), &NoFiles);
        let network = checked.network.as_ref();
        let problems = &checked.diagnostics;
        let is_same = network.is_some_and(|network| is_network(&calls, network));
        assert!(is_same, "seed {seed}: {problems:?}\n{text}");
    }
}

/// A tree with anything else in one of its holes stands for other calls.
#[test]
fn a_changed_tree_is_noticed() {
    for seed in 0..50 {
        let calls = random_calls(seed);
        let tree = folded(&calls);
        let mut count = 0;
        each_hole(&mut tree.clone(), &mut |_| count += 1);
        for changed in 0..count {
            let mut other = tree.clone();
            let mut at = 0;
            each_hole(&mut other, &mut |hole| {
                if at == changed {
                    change(hole, &calls);
                }
                at += 1;
            });
            assert!(!unfold::is_same(&other, &calls), "seed {seed}: hole {changed} of {tree:?}");
        }
    }
}

fn each_hole(tree: &mut Tree, visit: &mut dyn FnMut(HoleMut<'_>)) {
    tree.bodies_mut().for_each(|body: &mut Body| visit::holes(body, &mut |hole, _| visit(hole)));
}

/// Something else in a hole.
fn change(hole: HoleMut<'_>, calls: &Calls) {
    let [input, first] = [calls.inputs[0].1, calls.calls[0].outputs[0]].map(Place::Var);
    match hole {
        HoleMut::Expr(Expr::Int(value)) => *value += 1,
        HoleMut::Expr(expr) => *expr = Expr::Int(3),
        HoleMut::Place(place) => *place = if *place == first { input } else { first },
        HoleMut::Flag(flag) => *flag = !*flag,
        HoleMut::Op(op) => {
            *op = Callee::Op(if *op == Callee::Op("relu") { "gelu" } else { "relu" })
        }
    }
}

/// In a time that grows with the calls: were it with their square, this would take hours.
#[test]
fn many_outputs_take_no_longer() {
    let mut maker = Maker::new();
    let mut last = maker.input();
    for _ in 0..20_000 {
        last = maker.relu(last);
        maker.0.outputs.push(last);
    }
    let tree = folded(&maker.0);
    assert_eq!(tree.body.len(), 20_000);
}
