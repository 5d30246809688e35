use crate::import::onnx::testing::{figures, lowered};

#[test]
fn attention_of_three_axes_and_of_four() {
    let three = "q: 1x5x32\nk: 1x7x16\nv: 1x7x24\ny = Attention(q, k, v) q_num_heads=4 kv_num_heads=2\n-> y";
    let text = lowered(three);
    assert_eq!(text.matches("matmul ").count(), 2, "{text}");
    // 4 heads of 8 features each; values of 12.
    assert_eq!(figures(three).totals.macs, 4 * 5 * 7 * (8 + 12));
    let four =
        "q: 1x4x5x8\nk: 1x4x7x8\nv: 1x4x7x8\nm: 5x7\ny, pk, pv, s = Attention(q, k, v, m)\n-> y s";
    let lines: Vec<String> = lowered(four).lines().map(str::to_owned).collect();
    assert_eq!(
        lines,
        [
            "mul: mul q 0.5946035575013605",
            "mul_2: mul k 0.5946035575013605",
            "matmul: matmul mul mul_2 tb",
            "add matmul m",
            "softmax: softmax",
            "matmul_2: matmul softmax v",
        ]
    );
}

#[test]
fn a_past_and_a_mask_of_truth_values() {
    let model = "q: 1x4x1x8\nk: 1x4x1x8\nv: 1x4x1x8\npk: 1x4x6x8\npv: 1x4x6x8\nm: bool 1x7\n\
        y, a, b = Attention(q, k, v, m, pk, pv) is_causal=1\n-> y a b";
    let text = lowered(model);
    assert!(text.contains("concat pk k axis=1"), "{text}");
    assert!(text.contains("where m 0 -1000000000"), "{text}");
    assert_eq!(figures(model).totals.macs, 4 * 7 * (8 + 8));
}

#[test]
fn packed_weights_are_a_dense_layer() {
    let model = "x: 1x5x32\nw = f32 32x96\nb = f32 96\nm: i32 1x5\n\
        y, p = com.microsoft.Attention(x, w, b, m) num_heads=4\n-> y p";
    let text = lowered(model);
    assert!(text.contains("linear 96"), "{text}");
    let totals = figures(model).totals;
    assert_eq!((totals.params, totals.macs), (33 * 96, 5 * 32 * 96 + 4 * 5 * 5 * 16));
}

#[test]
fn multi_head_attention() {
    let apart = "q: 1x5x32\nk: 1x7x32\nv: 1x7x32\nb = f32 96\n\
        y = com.microsoft.MultiHeadAttention(q, k, v, b) num_heads=4\n-> y";
    assert_eq!(figures(apart).totals.macs, 4 * 5 * 7 * 16);
    assert_eq!(figures(apart).totals.params, 96);
    lowered(apart);
    let packed = "q: 1x5x4x3x8\ny = com.microsoft.MultiHeadAttention(q) num_heads=4\n-> y";
    assert_eq!(figures(packed).totals.macs, 4 * 5 * 5 * 16);
    lowered(packed);
}

#[test]
fn groups_of_queries_share_keys() {
    let model = "q: 1x5x32\nk: 1x5x16\nv: 1x5x16\npk: 1x2x3x8\npv: 1x2x3x8\nlen: i32 1x1\ntotal = i32 8\n\
        cos = f32 64x4\nsin = f32 64x4\n\
        y, a, b = com.microsoft.GroupQueryAttention(q, k, v, pk, pv, len, total, cos, sin) num_heads=4 kv_num_heads=2 do_rotary=1\n-> y a b";
    assert_eq!(figures(model).totals.macs, 4 * 5 * 8 * 16);
    let text = lowered(model);
    assert_eq!(text.lines().filter(|line| line.ends_with(": rope")).count(), 2, "{text}");
}
