use crate::import::onnx::testing::{figures, lowered};

#[test]
fn layers_of_integers_are_those_of_floats() {
    let conv = "x: u8 1x3x8x8\ns = f32 0.5\nz = u8 1\nw = i8 16x3x3x3\nws = f32 16\nwz = i8 16\nb = i32 16\n\
        y = QLinearConv(x, s, z, w, ws, wz, s, z, b)\n-> y";
    assert_eq!(lowered(conv), "conv: conv 16 k3 dtype=int8");
    assert_eq!(figures(conv).totals.params, 16 * 28);
    let matmul = "x: u8 1x7x64\nz = u8 1\nw = i8 64x10\ny = MatMulInteger(x, w, z)\n-> y";
    assert_eq!(lowered(matmul), "linear: linear 10 nobias dtype=int32 weights=int8");
    let add = "a: u8 1x8\nb: u8 1x8\ns = f32 0.5\nz = u8 1\n\
        y = com.microsoft.QLinearAdd(a, s, z, b, s, z, s, z)\n-> y";
    assert_eq!(lowered(add), "add: add a b dtype=int8");
}

#[test]
fn dequantised_weights_are_weights() {
    let model = "x: 1x7x64\ns = f32 10\nw = i8 64x10\nd = DequantizeLinear(w, s) axis=1\n\
        y = MatMul(x, d)\n-> y";
    assert_eq!(lowered(model), "linear: linear 10 nobias weights=int8");
    assert_eq!(figures(model).totals.params, 640);
}

#[test]
fn data_is_quantised_at_a_cost() {
    let model = "x: 1x8\ns = f32 0.5\nz = i8 0\ny = QuantizeLinear(x, s, z)\n-> y";
    assert_eq!(
        lowered(model),
        "custom: custom \"QuantizeLinear\" 8 add=8 div=8 cmp=16 special=8 dtype=int8"
    );
    let model = "x: 1x8\ny, s, z = DynamicQuantizeLinear(x)\n-> y s z";
    let text = lowered(model);
    assert!(
        text.contains("\"DynamicQuantizeLinear\" [8, 1, 1] add=10 div=10 cmp=34 special=9"),
        "{text}"
    );
}

#[test]
fn packed_weights() {
    let model = "x: 1x7x64\nw = u8 10x2x16\ns = f32 20\nz = u8 10\n\
        y = com.microsoft.MatMulNBits(x, w, s, z) K=64 N=10 bits=4 block_size=32\n-> y";
    let text = lowered(model);
    assert!(text.starts_with("linear: linear 10 nobias weights=int4"), "{text}");
    assert!(text.contains("mul=280 add=140"), "{text}");
    let totals = figures(model).totals;
    assert_eq!((totals.params, totals.macs), (640, 7 * 640));
    let table = "ids: i64 1x7\nw = u8 100x8\ns = f32 100x1\n\
        y = com.microsoft.GatherBlockQuantized(w, ids, s) block_size=16 bits=4\n-> y";
    assert!(lowered(table).starts_with("embed 100 16 weights=int4"), "{}", lowered(table));
}
