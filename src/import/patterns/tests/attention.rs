//! Attention as exporters spell it out.

use super::found;
use crate::Report;
use crate::import::onnx::testing::{figures, lowered, plain_figures};

/// The calls of a model with so many attentions; products and parameters are those of its nodes.
fn attends(model: &str, count: u64, text: &str) {
    assert_eq!(lowered(model), text, "{model}");
    let name = "attention".to_owned();
    assert_eq!(found(model).into_iter().find(|it| it.0 == name), Some((name, count)), "{model}");
    let count = |report: &Report| (report.totals.macs, report.totals.params);
    assert_eq!(count(&figures(model)), count(&plain_figures(model)), "{model}");
}

/// A model that has none.
fn does_not_attend(model: &str) {
    assert!(lowered(model).contains("softmax"), "{model}");
}

/// Queries, keys and values of two heads, as layers of their own.
const SEPARATE: &str = "x: 1x7x8\nw = f32 8x8\nu = f32 8x8\nt = f32 8x8\n\
    apart = i64 [0, -1, 2, 4]\nwhole = i64 [0, -1, 8]\nroot = f32 2.0\n\
    lq = MatMul(x, w)\nlk = MatMul(x, u)\nlv = MatMul(x, t)\n\
    rq = Reshape(lq, apart)\nrk = Reshape(lk, apart)\nrv = Reshape(lv, apart)\n\
    q = Transpose(rq) perm=[0, 2, 1, 3]\nk = Transpose(rk) perm=[0, 2, 3, 1]\nv = Transpose(rv) perm=[0, 2, 1, 3]\n";

/// After the heads.
const MERGED: &str = "m = Transpose(a) perm=[0, 2, 1, 3]\ny = Reshape(m, whole)\n-> y";

const LAYERS: &str = "linear: linear 8 nobias\nfrom x\nlinear_2: linear 8 nobias\nfrom x\n\
    linear_3: linear 8 nobias\n";

#[test]
fn heads_that_lie_side_by_side() {
    let scaled = "s = MatMul(q, k)\nd = Div(s, root)\np = Softmax(d)\na = MatMul(p, v)\n";
    let text = format!("{LAYERS}sdpa: sdpa linear linear_2 linear_3 heads=2");
    attends(&format!("{SEPARATE}{scaled}{MERGED}"), 1, &text);
}

#[test]
fn factors_and_masks() {
    let heads = format!("{SEPARATE}half = f32 0.70710678\nseen: 1x1x1x7\n");
    let text = |mask: &str| {
        // Another input is the current tensor.
        let from = if mask.is_empty() { "" } else { "from x\n" };
        format!("{from}{LAYERS}sdpa: sdpa linear linear_2 linear_3 heads=2{mask}")
    };
    for (scores, mask) in [
        ("g = Mul(q, half)\nh = Mul(half, k)\ns = MatMul(g, h)\np = Softmax(s) axis=3\n", ""),
        ("g = Div(q, root)\ns = MatMul(g, k)\nm0 = Add(s, seen)\np = Softmax(m0)\n", " mask=seen"),
        ("s = MatMul(q, k)\nd = Div(s, root)\nm0 = Add(seen, d)\np = Softmax(m0)\n", " mask=seen"),
        // In 32 bits in between, without the rows that attend to nothing.
        (
            "s = MatMul(q, k)\nd = Div(s, root)\nm0 = Add(d, seen)\nf = Cast(m0) to=1\ne = Softmax(f)\n\
             n = IsNaN(e)\nzero = f32 0.0\nw0 = Where(n, zero, e)\np = Cast(w0) to=1\n",
            " mask=seen",
        ),
    ] {
        attends(&format!("{heads}{scores}a = MatMul(p, v)\n{MERGED}"), 1, &text(mask));
    }
    let causal = "seen = bool 7x7\nfill = f32 -1000000000.0\ns = MatMul(q, k)\nd = Div(s, root)\n\
        m0 = Where(seen, d, fill)\np = Softmax(m0)\na = MatMul(p, v)\n";
    let stored = format!(
        "{LAYERS}weight: weight 7x7 nolearned dtype=bool\nsdpa: sdpa linear linear_2 linear_3 heads=2 mask=weight"
    );
    attends(&format!("{SEPARATE}{causal}{MERGED}"), 1, &stored);
}

/// `nn.MultiheadAttention` of a sequence: one layer makes queries, keys and values; positions come first.
#[test]
fn packed_queries_keys_and_values() {
    let model = "x: 1x7x8\nw = f32 8x24\nb = f32 24\nlong = i64 [7, 1, 3, 8]\nzero = i64 0\none = i64 1\ntwo = i64 2\n\
        first = i64 [0]\nfourth = i64 [-2]\nhead = i64 [7, 2, 4]\nback = i64 [1, 2, 7, 4]\nflat = i64 [7, 8]\n\
        half = f32 0.70710678\nt = Transpose(x) perm=[1, 0, 2]\nl = MatMul(t, w)\nc = Add(b, l)\nr = Reshape(c, long)\n\
        u = Unsqueeze(r, first)\ng = Transpose(u) perm=[3, 1, 2, 0, 4]\ns0 = Squeeze(g, fourth)\n\
        gq = Gather(s0, zero)\ngk = Gather(s0, one)\ngv = Gather(s0, two)\n\
        rq = Reshape(gq, head)\ntq = Transpose(rq) perm=[1, 0, 2]\nq = Reshape(tq, back)\n\
        rk = Reshape(gk, head)\ntk = Transpose(rk) perm=[1, 0, 2]\nk0 = Reshape(tk, back)\n\
        rv = Reshape(gv, head)\ntv = Transpose(rv) perm=[1, 0, 2]\nv = Reshape(tv, back)\n\
        k = Transpose(k0) perm=[0, 1, 3, 2]\nhq = Mul(q, half)\nhk = Mul(k, half)\ns = MatMul(hq, hk)\n\
        p = Softmax(s)\na = MatMul(p, v)\nm = Transpose(a) perm=[2, 0, 1, 3]\ny = Reshape(m, flat)\n-> y";
    let text = "linear 24\nsplit, split_2, split_3: split 3 axis=1\nsdpa: sdpa split split_2 split_3 heads=2";
    attends(model, 1, text);
}

/// Windows, with a table of their own and what they must not see.
#[test]
fn windows_and_two_masks() {
    let model = "x: 1x4x9x8\nw = f32 8x24\nb = f32 24\nfold = i64 [4, 9, 8]\nlong = i64 [4, 9, 3, 2, 4]\nzero = i64 0\n\
        one = i64 1\ntwo = i64 2\nhalf = f32 0.5\ntable = f32 1x2x9x9\nseen = f32 1x4x1x9x9\nouter = i64 [1, 4, 2, 9, 9]\n\
        inner = i64 [4, 2, 9, 9]\nwhole = i64 [4, 9, 8]\nf = Reshape(x, fold)\nl = MatMul(f, w)\nc = Add(l, b)\n\
        r = Reshape(c, long)\nt = Transpose(r) perm=[2, 0, 3, 1, 4]\nq0 = Gather(t, zero)\nk0 = Gather(t, one)\n\
        v = Gather(t, two)\nq = Mul(q0, half)\nk = Transpose(k0) perm=[0, 1, 3, 2]\ns = MatMul(q, k)\n\
        e = Add(s, table)\no = Reshape(e, outer)\ng = Add(o, seen)\ni = Reshape(g, inner)\np = Softmax(i)\n\
        a = MatMul(p, v)\nm = Transpose(a) perm=[0, 2, 1, 3]\ny = Reshape(m, whole)\n-> y";
    let text = "linear 24\nsplit, split_2, split_3: split 3 axis=2\nweight: weight 1x2x9x9\n\
        weight_2: weight 1x4x1x9x9\nadd: add weight weight_2\nsdpa: sdpa split split_2 split_3 heads=2 mask=add";
    attends(model, 1, text);
}

/// Groups of heads that share keys and values, which are repeated for each.
#[test]
fn shared_heads() {
    let model = "q: 1x4x7x8\nk0: 1x2x7x8\nv0: 1x2x7x8\nthird = i64 [2]\nwide = i64 [1, 2, 2, 7, 8]\nmerged = i64 [1, 4, 7, 8]\n\
        root = f32 0.35355339\nk1 = Unsqueeze(k0, third)\nk2 = Expand(k1, wide)\nk3 = Reshape(k2, merged)\n\
        v1 = Unsqueeze(v0, third)\nv2 = Expand(v1, wide)\nv = Reshape(v2, merged)\nk = Transpose(k3) perm=[0, 1, 3, 2]\n\
        s = MatMul(q, k)\nd = Mul(s, root)\np = Softmax(d)\ny = MatMul(p, v)\n-> y";
    attends(model, 1, "sdpa: sdpa q k0 v0");
}

#[test]
fn what_is_no_scaled_attention() {
    let rest = "a = MatMul(p, v)\n-> a";
    for scores in [
        "s = MatMul(q, k)\np = Softmax(s)",
        "s = MatMul(q, k)\nd = Mul(s, root)\np = Softmax(d)",
        "s = MatMul(q, k)\nd = Div(s, root)\np = Softmax(d) axis=2",
        "s = MatMul(q, k)\nd = Div(s, root)\nm0 = Add(d, d)\np = Softmax(m0)",
        "s = MatMul(q, k)\nm0 = Add(s, s)\nd = Div(m0, root)\np = Softmax(d)",
    ] {
        does_not_attend(&format!("{SEPARATE}{scores}\n{rest}"));
    }
    let read = "s = MatMul(q, k)\nd = Div(s, root)\np = Softmax(d)\na = MatMul(p, v)\n-> a p";
    does_not_attend(&format!("{SEPARATE}{read}"));
}
