//! The statements of each block are those of the language's own, and are found again.

use smallvec::smallvec;

use super::*;
use crate::check::{Options, check};
use crate::import::call::VarId;
use crate::import::dims::Dims;
use crate::import::fold::text;
use crate::import::fold::tree::{Callee, Value};
use crate::import::scopes::ScopeId;
use crate::import::write::Header;
use crate::source::{NoFiles, Sources};

/// A model of an input of these sizes.
fn calls(dims: &[u64]) -> Calls {
    let mut calls = Calls::default();
    let input = calls.vars.push(Dims::from_slice(dims));
    calls.inputs.push(("x".into(), input));
    calls
}

/// The tree of statements, of which each makes a tensor of its own, of unknown sizes.
fn tree(mut body: Body, calls: &mut Calls) -> Tree {
    visit::calls_mut(&mut body, &mut |call| call.outputs = smallvec![calls.vars.push(Dims::new())]);
    calls.outputs = visit::yielded(&body).into_iter().collect();
    Tree { blocks: Vec::new(), body }
}

fn known(name: &str) -> &'static Known {
    TABLE.iter().find(|known| known.name == name).expect("a block")
}

/// The layers that the text of a tree makes; operands of a sum have no order.
fn layers(tree: &Tree, calls: &Calls) -> Vec<String> {
    let header = Header { title: "block".to_owned(), ..Header::default() };
    let text = text::text(tree, calls, &Scopes::default(), &header);
    let sources = Sources::new();
    let main = sources.add("block", text.as_str()).expect("room");
    let checked = check(&sources, main, &Options::default(), &NoFiles);
    let network = checked.network.unwrap_or_else(|| panic!("{:?}\n{text}", checked.diagnostics));
    let shape = |id| network.tensor(id).shape.to_string();
    let layer = |layer: &crate::network::Layer| {
        let outputs: Vec<String> = layer.outputs().map(shape).collect();
        let mut inputs = layer.inputs.to_vec();
        inputs.sort_unstable();
        format!("{} {:?} of {inputs:?}: {outputs:?}", layer.operation, layer.kind)
    };
    network.layers.iter().map(layer).collect()
}

/// A block is called with each of these arguments after a tensor of these sizes.
fn holds(name: &str, dims: &[u64], rows: &[(&[i64], &[&'static str])]) {
    for (integers, acts) in rows {
        let mut calls = calls(dims);
        let (known, types) = (known(name), Types::of(&calls));
        let integers = integers.iter().map(|value| Hole::Expr(Expr::Int(*value)));
        let acts = acts.iter().map(|act| Hole::Op(Callee::Op(act)));
        let args: Vec<Hole> = integers.chain(acts).collect();
        let written = tree(statements(known, &args, dims, &calls), &mut calls);
        let output = visit::yielded(&written.body);
        let call = Call::of_block(BlockId::at(0), args.into_iter(), output, ScopeId::default());
        let called = Tree { blocks: vec![known.block(types)], body: vec![Item::Call(call)] };
        assert_eq!(layers(&called, &calls), layers(&written, &calls), "{called:?}");
        let found = of_tree(&written, &calls, &Scopes::default());
        assert_eq!((found.body, found.blocks.len()), (called.body, 1), "{name}");
    }
}

#[test]
fn blocks_of_feature_maps_are_those_of_the_language() {
    let image = [64, 16, 16];
    let plain: &[_] = &["relu"];
    holds(
        "bottleneck",
        &image,
        &[
            (&[64, 1, 1, 64, 1], plain),
            (&[16, 1, 1, 64, 1], plain),
            (&[32, 2, 1, 64, 1], &["silu"]),
            (&[64, 1, 32, 4, 1], plain),
            (&[16, 1, 1, 128, 2], plain),
        ],
    );
    holds("basic", &image, &[(&[64, 1], plain), (&[64, 2], plain), (&[128, 1], &["gelu"])]);
    holds(
        "inverted",
        &image,
        &[(&[64, 6, 1, 3], &["relu6"]), (&[64, 4, 2, 5], plain), (&[32, 3, 1, 3], plain)],
    );
    holds("dsconv", &image, &[(&[128, 3, 1], plain), (&[32, 5, 2], &["hardswish"])]);
    holds("se", &image, &[(&[4], &["relu", "sigmoid"]), (&[16], &["silu", "hardsigmoid"])]);
}

#[test]
fn blocks_of_feature_maps_have_1_to_3_axes_of_space() {
    for dims in [&[8, 32][..], &[8, 8, 8, 8]] {
        holds("basic", dims, &[(&[8, 1], &["relu"]), (&[16, 2], &["relu"])]);
        holds("inverted", dims, &[(&[8, 2, 1, 3], &["relu6"])]);
        holds("se", dims, &[(&[2], &["relu", "sigmoid"])]);
    }
    let relu = Hole::Op(Callee::Op("relu"));
    let args = [build::int(8), build::int(1), relu];
    assert!((known("basic").body)(&args, &[8, 8]).is_some());
    assert!((known("basic").body)(&args, &[8]).is_none());
}

#[test]
fn blocks_of_tokens_are_those_of_the_language() {
    for dims in [&[10, 64][..], &[64], &[2, 10, 64]] {
        holds("mlp", dims, &[(&[256], &["gelu"]), (&[100], &["relu"])]);
        holds("swiglu", dims, &[(&[172], &["silu"]), (&[100], &["gelu"])]);
    }
}

fn statements(known: &Known, args: &[Hole], dims: &[u64], calls: &Calls) -> Body {
    expanded(known.standard(Types::of(calls)), args, dims).expect("statements")
}

/// Two dense layers with an activation between them.
fn mlp(hidden: i64, calls: &Calls) -> Body {
    let args = [Hole::Expr(Expr::Int(hidden)), Hole::Op(Callee::Op("gelu"))];
    statements(known("mlp"), &args, &[8, 8], calls)
}

#[test]
fn statements_of_one_structure_become_calls_together() {
    let mut calls = calls(&[8, 8]);
    let both = tree([mlp(16, &calls), mlp(32, &calls)].concat(), &mut calls);
    both.body.iter().filter_map(output).for_each(|var| calls.vars[var] = smallvec![8, 8]);
    assert_eq!(of_tree(&both, &calls, &Scopes::default()).body.len(), 2);
    let mut other = both.clone();
    if let Some(Item::Call(last)) = other.body.last_mut() {
        last.args[0].value = Value::Number(Expr::Int(4));
    }
    assert_eq!(of_tree(&other, &calls, &Scopes::default()).body, other.body);
}

/// What is read outside cannot become a part of a block.
#[test]
fn tensors_that_are_read_outside_stay() {
    let mut calls = calls(&[8, 8]);
    let tree = tree(mlp(32, &calls), &mut calls);
    assert_eq!(of_tree(&tree, &calls, &Scopes::default()).body.len(), 1);
    calls.outputs.extend(tree.body.first().and_then(output));
    assert_eq!(of_tree(&tree, &calls, &Scopes::default()).body, tree.body);
}

fn output(item: &Item) -> Option<VarId> {
    visit::yielded(std::slice::from_ref(item))
}
