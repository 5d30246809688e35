use crate::import::onnx::testing::{figures, lowered};

#[test]
fn gelus() {
    let bias = "x: 1x7x8\nb = f32 8\ny = com.microsoft.BiasGelu(x, b)\n-> y";
    assert_eq!(lowered(bias), "weight: weight 8\nadd x weight\ngelu: gelu");
    let quick = "x: 1x7x8\ny = com.microsoft.QuickGelu(x)\n-> y";
    assert_eq!(lowered(quick), "mul x 1.702\nsigmoid: sigmoid\nmul: mul x sigmoid");
    let halves = "x: 1x7x8\nb = f32 8\ny = com.microsoft.BiasSplitGelu(x, b)\n-> y";
    assert!(lowered(halves).ends_with("mul: mul split gelu"), "{}", lowered(halves));
}

#[test]
fn norms_with_a_skip() {
    let model = "x: 1x7x8\ns: 1x7x8\ng = f32 8\nb = f32 8\nc = f32 8\n\
        y, _, _, sum = com.microsoft.SkipLayerNormalization(x, s, g, b, c)\n-> y sum";
    assert_eq!(lowered(model), "weight: weight 8\nadd: add x s weight\nln: ln");
    let rms = "x: 1x7x8\ns: 1x7x8\ng = f32 8\ny = com.microsoft.SkipSimplifiedLayerNormalization(x, s, g)\n-> y";
    assert_eq!(lowered(rms), "add x s\nrmsnorm: rmsnorm");
}

#[test]
fn embeddings_are_added_and_normalised() {
    let model = "ids: i32 1x7\nseg: i32 1x7\nw = f32 100x8\np = f32 16x8\nt = f32 2x8\ng = f32 8\nb = f32 8\n\
        y = com.microsoft.EmbedLayerNormalization(ids, seg, w, p, t, g, b)\n-> y";
    let text = lowered(model);
    assert!(
        text.contains("embed 100 8") && text.contains("slice 0 7") && text.ends_with("ln: ln"),
        "{text}"
    );
    assert_eq!(figures(model).totals.params, 800 + 128 + 16 + 16);
}

#[test]
fn products_with_more() {
    let fused =
        "a: 1x4x5x8\nb: 1x4x7x8\ny = com.microsoft.FusedMatMul(a, b) transB=1 alpha=0.125\n-> y";
    assert_eq!(lowered(fused), "matmul: matmul a b tb\nmul: mul matmul 0.125");
    let conv = "x: 1x3x8x8\nw = f32 16x3x3x3\nb = f32 16\ny = com.microsoft.FusedConv(x, w, b) activation=\"Relu\"\n-> y";
    assert_eq!(lowered(conv), "conv 16 k3\nrelu: relu");
}

#[test]
fn rotations() {
    let model = "x: 1x7x32\ncos = f32 1x7x4\nsin = f32 1x7x4\ny = RotaryEmbedding(x, cos, sin) num_heads=4\n-> y";
    assert_eq!(lowered(model), "rope: rope heads=4");
    let ids = "x: 1x4x7x8\nids: i64 1x7\ncos = f32 64x2\nsin = f32 64x2\ny = RotaryEmbedding(x, cos, sin, ids) rotary_embedding_dim=4\n-> y";
    // Half of 4·7·8 elements.
    assert_eq!(figures(ids).totals.flops, 3 * 112);
}
