//! Each pattern as exporters write it, and nodes that are none.

use crate::import::onnx::testing::{import, import_with, lowered};
use crate::import::options::ImportOptions;

mod attention;

/// What is found, how often.
fn found(model: &str) -> Vec<(String, u64)> {
    import(model).expect("a valid model").about.patterns
}

fn becomes(model: &str, text: &str, name: &str) {
    assert_eq!(lowered(model), text, "{model}");
    assert_eq!(found(model), [(name.to_owned(), 1)]);
}

#[test]
fn silu_and_its_kin() {
    let x = "x: 1x8x4x4\nthree = f32 3.0\nsix = f32 6.0\nzero = f32 0.0\nsixth = f32 0.16666667\n";
    let of = |nodes: &str| format!("{x}{nodes}\n-> y");
    becomes(&of("s = Sigmoid(x)\ny = Mul(x, s)"), "silu: silu", "silu");
    becomes(&of("s = Sigmoid(x)\ny = Mul(s, x)"), "silu: silu", "silu");
    becomes(
        &of("s = HardSigmoid(x) alpha=0.1666667 beta=0.5\ny = Mul(x, s)"),
        "hardswish: hardswish",
        "hardswish",
    );
    let clipped = "a = Add(x, three)\nc = Clip(a, zero, six)\n";
    becomes(
        &of(&format!("{clipped}m = Mul(x, c)\ny = Div(m, six)")),
        "hardswish: hardswish",
        "hardswish",
    );
    becomes(
        &of(&format!("{clipped}m = Mul(c, x)\ny = Mul(sixth, m)")),
        "hardswish: hardswish",
        "hardswish",
    );
    becomes(
        &of(&format!("{clipped}m = Div(c, six)\ny = Mul(x, m)")),
        "hardswish: hardswish",
        "hardswish",
    );
    becomes(&of(&format!("{clipped}y = Div(c, six)")), "hardsigmoid: hardsigmoid", "hardsigmoid");
    becomes(
        &of("a = Add(three, x)\nc = Clip(a) min=0.0 max=6.0\ny = Div(c, six)"),
        "hardsigmoid: hardsigmoid",
        "hardsigmoid",
    );
    becomes(&of("s = Softplus(x)\nt = Tanh(s)\ny = Mul(x, t)"), "mish: mish", "mish");
}

#[test]
fn slices_that_leave_the_middle() {
    let cut = |dims: &str, nodes: &str| {
        let axes = "second = i64 [2]\nthird = i64 [-2]\nlast = i64 [-1]";
        format!("x: {dims}\na = i64 [2]\nb = i64 [-2]\nc = i64 [7]\n{axes}\n{nodes} y")
    };
    let two = "p = Slice(x, a, b, second)\ny = Slice(p, a, b, last)\n->";
    becomes(&cut("1x3x9x9", two), "crop: crop 5", "crop");
    let three =
        "p = Slice(x, a, c, last)\nq = Slice(p, a, b, second)\ny = Slice(q, a, b, third)\n->";
    becomes(&cut("1x3x9x8x9", three), "crop: crop 5x4x5", "crop");
    let texts = [
        // Not all axes, not the middle of one, and an axis twice.
        ("1x3x9x8x9", two),
        ("1x3x9x8x11", three),
        ("1x3x9x9", "p = Slice(x, a, b, last)\ny = Slice(p, a, b, last)\n->"),
        // A tensor in between is read elsewhere, or is an output.
        ("1x3x9x9", &two.replace("->", "z = Relu(p)\n-> z")),
        ("1x3x9x9", &format!("{two} p")),
    ];
    for (dims, nodes) in texts {
        assert_eq!(found(&cut(dims, nodes)), [], "{nodes}");
    }
}

#[test]
fn gelu() {
    let x = "x: 1x8x4\nroot = f32 1.4142135\ninv = f32 0.70710677\none = f32 1.0\nhalf = f32 0.5\n\
             k = f32 0.7978846\nc = f32 0.044715\ncube = f32 3.0\n";
    let erf = "d = Div(x, root)\ne = Erf(d)\na = Add(e, one)\n";
    for nodes in [
        format!("{erf}m = Mul(x, a)\ny = Mul(m, half)"),
        format!("{erf}m = Mul(x, half)\ny = Mul(m, a)"),
        format!("{erf}m = Mul(a, half)\ny = Mul(x, m)"),
        "d = Mul(x, inv)\ne = Erf(d)\na = Add(one, e)\nm = Mul(half, a)\ny = Mul(m, x)".into(),
        // 0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))
        "p = Pow(x, cube)\nq = Mul(p, c)\ns = Add(x, q)\nt = Mul(s, k)\nh = Tanh(t)\na = Add(h, one)\n\
         m = Mul(x, half)\ny = Mul(m, a)"
            .into(),
        "xx = Mul(x, x)\nxxx = Mul(xx, x)\nq = Mul(c, xxx)\ns = Add(q, x)\nt = Mul(k, s)\nh = Tanh(t)\n\
         a = Add(one, h)\nm = Mul(x, a)\ny = Mul(m, half)"
            .into(),
        // √(2/π)·x·(1 + 0.044715·x²)
        "kx = Mul(x, k)\ncx = Mul(x, c)\ncxx = Mul(cx, x)\ns = Add(cxx, one)\nt = Mul(kx, s)\nh = Tanh(t)\n\
         a = Add(h, one)\nm = Mul(x, half)\ny = Mul(m, a)"
            .into(),
    ] {
        becomes(&format!("{x}{nodes}\n-> y"), "gelu: gelu", "gelu");
    }
}

#[test]
fn norms_out_of_means() {
    let x = "x: 1x7x64\ntwo = f32 2.0\neps = f32 0.00001\nlast = i64 [-1]\nw = f32 64\nb = f32 64\none = f32 1.0\n";
    let mean = "m = ReduceMean(x, last)\nd = Sub(x, m)\n";
    let variance = "q = Pow(d, two)\nv = ReduceMean(q, last)\na = Add(v, eps)\nr = Sqrt(a)\n";
    let plain = format!("{x}{mean}{variance}y = Div(d, r)\n-> y");
    becomes(&plain, "ln: ln noaffine", "layer norm");
    let scaled = format!("{x}{mean}{variance}n = Div(d, r)\ny = Mul(n, w)\n-> y");
    becomes(&scaled, "ln: ln nobias", "layer norm");
    let whole = format!("{x}{mean}{variance}n = Div(d, r)\ns = Mul(w, n)\ny = Add(s, b)\n-> y");
    becomes(&whole, "ln: ln", "layer norm");
    // Two subtractions, the square as a product, and types that change in between.
    let cast = format!(
        "{x}{mean}e = Sub(x, m)\nq = Mul(e, e)\nv = ReduceMean(q, last)\na = Add(eps, v)\nr = Sqrt(a)\n\
         i = Reciprocal(r)\nn = Mul(i, d)\nf = Cast(n) to=1\ns = Mul(f, w)\ny = Add(s, b)\n-> y"
    );
    becomes(&cast, "ln: ln", "layer norm");
    let rms = "q = Pow(x, two)\nv = ReduceMean(q, last)\na = Add(v, eps)\nr = Sqrt(a)\n";
    let reciprocal = format!("{x}{rms}i = Div(one, r)\nn = Mul(x, i)\ny = Mul(w, n)\n-> y");
    becomes(&reciprocal, "rmsnorm: rmsnorm", "RMS norm");
    let quotient = format!("{x}{rms}y = Div(x, r)\n-> y");
    becomes(&quotient, "rmsnorm: rmsnorm noaffine", "RMS norm");
    // Over the channels of a map.
    let channels = "x: 1x8x4x4\ntwo = f32 2.0\neps = f32 0.00001\nw = f32 8x1x1\nb = f32 8x1x1\n\
        m = ReduceMean(x) axes=[1]\nd = Sub(x, m)\nq = Pow(d, two)\nv = ReduceMean(q) axes=[1]\na = Add(v, eps)\n\
        r = Sqrt(a)\nn = Div(d, r)\ns = Mul(n, w)\ny = Add(s, b)\n-> y";
    becomes(&format!("opset 13\n{channels}"), "ln: ln axis=0", "layer norm");
}

#[test]
fn group_norm_and_normalize() {
    let groups = "x: 1x8x4x4\nto = i64 [0, 2, -1]\nback = i64 [1, 8, 4, 4]\nones = f32 [1, 1]\nzeros = f32 [0, 0]\n\
        w = f32 8x1x1\nb = f32 8x1x1\nr = Reshape(x, to)\ni = InstanceNormalization(r, ones, zeros)\n\
        n = Reshape(i, back)\ns = Mul(n, w)\ny = Add(s, b)\n-> y";
    becomes(groups, "gn: gn 2", "group norm");
    let length = "opset 13\nx: 1x8\neps = f32 0.000001\nto = i64 [1, 8]\nl = ReduceL2(x) axes=[1] keepdims=1\n\
        c = Clip(l, eps)\ne = Expand(c, to)\ny = Div(x, e)\n-> y";
    becomes(length, "normalize: normalize", "normalize");
}

#[test]
fn biases() {
    let dense = "x: 1x7x64\nw = f32 64x10\nb = f32 10\nm = MatMul(x, w)\ny = Add(b, m)\n-> y";
    assert_eq!(lowered(dense), "linear: linear 10");
    let conv =
        "x: 1x3x8x8\nw = f32 16x3x3x3\nb = f32 1x16x1x1\nm = Conv(x, w)\ny = Add(m, b)\n-> y";
    assert_eq!(lowered(conv), "conv: conv 16 k3");
    // Not along the features.
    let rows = "x: 1x7x64\nw = f32 64x10\nb = f32 7x1\nm = MatMul(x, w)\ny = Add(b, m)\n-> y";
    assert_eq!(lowered(rows).lines().count(), 3);
}

#[test]
fn quantise_and_dequantise() {
    let pair = "x: 1x8\ns = f32 0.5\nz = i8 0\nq = QuantizeLinear(x, s, z)\nd = DequantizeLinear(q, s, z)\n\
        e = DequantizeLinear(q, s, z)\na = Relu(d)\ny = Add(a, e)\n-> y";
    assert_eq!(found(pair), [("quantize–dequantize".to_owned(), 2)]);
    assert_eq!(lowered(pair), "relu: relu\nadd: add relu x");
}

#[test]
fn what_is_used_elsewhere_stays() {
    let twice = "x: 1x8\ns = Sigmoid(x)\ny = Mul(x, s)\n-> y s";
    assert_eq!(found(twice), []);
    let read = "x: 1x8\ns = Sigmoid(x)\ny = Mul(x, s)\nz = Relu(s)\n-> y z";
    assert_eq!(found(read), []);
    let other = "x: 1x8\nz: 1x8\ns = Sigmoid(z)\ny = Mul(x, s)\n-> y";
    assert_eq!(found(other), []);
    let alone = "x: 1x8\ns = Sigmoid(x)\ny = Mul(x, s)\n-> y";
    let options = ImportOptions { no_patterns: true, nodes: 9, ..ImportOptions::default() };
    assert!(import_with(alone, &options).expect("a valid model").about.patterns.is_empty());
}
