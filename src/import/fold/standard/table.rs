//! What the standard blocks do. `attention` and `encoder` are not among them: they compute scores and
//! softmax in separate layers, for which imported models have `sdpa`.

use super::build::{
    act, activation, branch, call, conv_bn, dwconv_bn, int, integer, join, linear, op,
};
use super::{Known, Preset};
use crate::import::fold::tree::{Body, Expr, Hole, Item};

/// The blocks, each before those that may be a part of it.
pub(super) static TABLE: [Known; 7] = [
    Known {
        name: "bottleneck",
        params: &[
            ("c", Preset::Required),
            ("s", Preset::Int(1)),
            ("g", Preset::Int(1)),
            ("width", Preset::Int(64)),
            ("d", Preset::Int(1)),
            ("act", Preset::Op("relu")),
        ],
        read: read_bottleneck,
        body: bottleneck,
        is_stage: true,
    },
    Known {
        name: "basic",
        params: &[("c", Preset::Required), ("s", Preset::Int(1)), ("act", Preset::Op("relu"))],
        read: read_basic,
        body: basic,
        is_stage: true,
    },
    Known {
        name: "inverted",
        params: &[
            ("out", Preset::Required),
            ("t", Preset::Int(6)),
            ("s", Preset::Int(1)),
            ("k", Preset::Int(3)),
            ("act", Preset::Op("relu6")),
        ],
        read: read_inverted,
        body: inverted,
        is_stage: true,
    },
    Known {
        name: "dsconv",
        params: &[
            ("out", Preset::Required),
            ("k", Preset::Int(3)),
            ("s", Preset::Int(1)),
            ("act", Preset::Op("relu")),
        ],
        read: read_dsconv,
        body: dsconv,
        is_stage: true,
    },
    Known {
        name: "swiglu",
        params: &[("hidden", Preset::Required), ("act", Preset::Op("silu"))],
        read: read_swiglu,
        body: swiglu,
        is_stage: false,
    },
    Known {
        name: "mlp",
        params: &[("hidden", Preset::Required), ("act", Preset::Op("gelu"))],
        read: read_mlp,
        body: mlp,
        is_stage: false,
    },
    Known {
        name: "se",
        params: &[
            ("squeeze", Preset::Required),
            ("act", Preset::Op("relu")),
            ("gate", Preset::Op("sigmoid")),
        ],
        read: read_se,
        body: se,
        is_stage: false,
    },
];

/// The channels of a feature map of 1 to 3 axes of space.
fn channels(dims: &[u64]) -> Option<i64> {
    let [channels, _, ..] = dims else { return None };
    i64::try_from(*channels).ok().filter(|_| dims.len() <= 4)
}

fn features(dims: &[u64]) -> Option<i64> {
    i64::try_from(*dims.last()?).ok()
}

fn read_bottleneck(items: &[Item], _: &[u64]) -> Option<Vec<Hole>> {
    let main = branch(call(items.first(), "add")?)?;
    let [inner, outer] = [main.get(3), main.get(6)].map(|item| call(item, "conv"));
    let (inner, outer) = (inner?, outer?);
    let [c, s, g, d] = [
        integer(outer, None)? / 4,
        integer(inner, Some("s"))?,
        integer(inner, Some("g"))?,
        integer(inner, Some("d"))?,
    ];
    let width = (integer(inner, None)?.checked_div(g)?.checked_mul(64)?).checked_div(c)?;
    Some(vec![int(c), int(s), int(g), int(width), int(d), activation(items.get(1))?])
}

fn bottleneck(args: &[Hole], dims: &[u64]) -> Option<Body> {
    let &[
        Hole::Expr(Expr::Int(c)),
        Hole::Expr(Expr::Int(s)),
        Hole::Expr(Expr::Int(g)),
        Hole::Expr(Expr::Int(width)),
        Hole::Expr(Expr::Int(d)),
        Hole::Op(callee),
    ] = args
    else {
        return None;
    };
    let inner = c.checked_mul(width)?.checked_div(64)?.checked_mul(g)?;
    let outer = c.checked_mul(4)?;
    let changes = s != 1 || channels(dims)? != outer;
    let main = [
        conv_bn(inner, &[("k", 1)]),
        act(callee),
        conv_bn(inner, &[("k", 3), ("s", s), ("p", d), ("d", d), ("g", g)]),
        act(callee),
        conv_bn(outer, &[("k", 1)]),
    ];
    let shortcut = changes.then(|| conv_bn(outer, &[("k", 1), ("s", s)]));
    Some([join("add", [Some(main.concat()), shortcut]), act(callee)].concat())
}

fn read_basic(items: &[Item], _: &[u64]) -> Option<Vec<Hole>> {
    let conv = call(branch(call(items.first(), "add")?)?.first(), "conv")?;
    let [c, s] = [integer(conv, None)?, integer(conv, Some("s"))?];
    Some(vec![int(c), int(s), activation(items.get(1))?])
}

fn basic(args: &[Hole], dims: &[u64]) -> Option<Body> {
    let &[Hole::Expr(Expr::Int(c)), Hole::Expr(Expr::Int(s)), Hole::Op(callee)] = args else {
        return None;
    };
    let changes = s != 1 || channels(dims)? != c;
    let main = [
        conv_bn(c, &[("k", 3), ("s", s), ("p", 1)]),
        act(callee),
        conv_bn(c, &[("k", 3), ("p", 1)]),
    ];
    let shortcut = changes.then(|| conv_bn(c, &[("k", 1), ("s", s)]));
    Some([join("add", [Some(main.concat()), shortcut]), act(callee)].concat())
}

/// With a residual all of it is a branch. Without an expansion it is as the end of any other block.
fn read_inverted(items: &[Item], dims: &[u64]) -> Option<Vec<Hole>> {
    let items = match call(items.first(), "add") {
        Some(add) => branch(add)?,
        None => items,
    };
    let (expansion, filter) = (call(items.first(), "conv")?, call(items.get(3), "dwconv")?);
    let [out, t, s, k] = [
        integer(call(items.get(6), "conv")?, None)?,
        integer(expansion, None)?.checked_div(channels(dims)?)?,
        integer(filter, Some("s"))?,
        integer(filter, Some("k"))?,
    ];
    Some(vec![int(out), int(t), int(s), int(k), activation(items.get(2))?])
}

fn inverted(args: &[Hole], dims: &[u64]) -> Option<Body> {
    let &[
        Hole::Expr(Expr::Int(out)),
        Hole::Expr(Expr::Int(t)),
        Hole::Expr(Expr::Int(s)),
        Hole::Expr(Expr::Int(k)),
        Hole::Op(callee),
    ] = args
    else {
        return None;
    };
    // Without an expansion it has no first convolution.
    let c = channels(dims).filter(|_| t != 1)?;
    let main = [
        conv_bn(c.checked_mul(t)?, &[("k", 1)]),
        act(callee),
        dwconv_bn(k, s),
        act(callee),
        conv_bn(out, &[("k", 1)]),
    ];
    let main = main.concat();
    Some(if s == 1 && c == out { join("add", [Some(main), None]) } else { main })
}

fn read_dsconv(items: &[Item], _: &[u64]) -> Option<Vec<Hole>> {
    let (filter, conv) = (call(items.first(), "dwconv")?, call(items.get(3), "conv")?);
    let [out, k, s] =
        [integer(conv, None)?, integer(filter, Some("k"))?, integer(filter, Some("s"))?];
    Some(vec![int(out), int(k), int(s), activation(items.get(2))?])
}

fn dsconv(args: &[Hole], dims: &[u64]) -> Option<Body> {
    let &[
        Hole::Expr(Expr::Int(out)),
        Hole::Expr(Expr::Int(k)),
        Hole::Expr(Expr::Int(s)),
        Hole::Op(callee),
    ] = args
    else {
        return None;
    };
    channels(dims)?;
    Some([dwconv_bn(k, s), act(callee), conv_bn(out, &[("k", 1)]), act(callee)].concat())
}

fn read_swiglu(items: &[Item], _: &[u64]) -> Option<Vec<Hole>> {
    let gate = branch(call(items.first(), "mul")?)?;
    let hidden = integer(call(gate.first(), "linear")?, None)?;
    Some(vec![int(hidden), activation(gate.get(1))?])
}

fn swiglu(args: &[Hole], dims: &[u64]) -> Option<Body> {
    let &[Hole::Expr(Expr::Int(hidden)), Hole::Op(callee)] = args else { return None };
    let gate = [linear(hidden, false), act(callee)].concat();
    let up = linear(hidden, false);
    Some([join("mul", [Some(gate), Some(up)]), linear(features(dims)?, false)].concat())
}

fn read_mlp(items: &[Item], _: &[u64]) -> Option<Vec<Hole>> {
    let hidden = integer(call(items.first(), "linear")?, None)?;
    Some(vec![int(hidden), activation(items.get(1))?])
}

fn mlp(args: &[Hole], dims: &[u64]) -> Option<Body> {
    let &[Hole::Expr(Expr::Int(hidden)), Hole::Op(callee)] = args else { return None };
    Some([linear(hidden, true), act(callee), linear(features(dims)?, true)].concat())
}

fn read_se(items: &[Item], _: &[u64]) -> Option<Vec<Hole>> {
    let gate = branch(call(items.first(), "mul")?)?;
    let squeeze = integer(call(gate.get(1), "conv")?, None)?;
    Some(vec![int(squeeze), activation(gate.get(2))?, activation(gate.get(4))?])
}

fn se(args: &[Hole], dims: &[u64]) -> Option<Body> {
    let &[Hole::Expr(Expr::Int(squeeze)), Hole::Op(callee), Hole::Op(gate)] = args else {
        return None;
    };
    let conv = |channels| vec![op("conv", &[channels], &[("k", 1)], &[])];
    let mean = vec![op("gap", &[], &[], &[])];
    let factors = [mean, conv(squeeze), act(callee), conv(channels(dims)?), act(gate)].concat();
    Some(join("mul", [Some(factors), None]))
}
