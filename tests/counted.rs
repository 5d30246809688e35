//! What each tool makes of functions, attention, equations and samplings, in batches of 2: reasoned from
//! the formulas in its source.

use crate::conventions::check;

/// Elements of 8×6×6 in a batch of 2.
const X: u128 = 2 * 8 * 6 * 6;
/// Scores of 3 heads, 5 queries and 7 keys in a batch of 2.
const SCORES: u128 = 2 * 3 * 5 * 7;
/// Multiply-accumulates of a deformable 3×3 convolution from 8×6×6 to 4 channels of the same size.
const DEFORM: u128 = 2 * 4 * 36 * 8 * 9;

const MAP: &str = "8x6x6";
/// 5 queries of 4 features and 7 keys, whose values have 2.
const SDPA: &str = "custom \"q\" 3x5x4\nlet q = it\ncustom \"k\" 3x7x4\nlet k = it\ncustom \"v\" 3x7x2\nsdpa q k it";
const EINSUM: &str = "let q = it\neinsum q q equation=\"hid,hjd->hij\"";
const DEFORM_LINE: &str =
    "custom \"offset\" 18x6x6\nlet offset = it\ncustom \"x\" 8x6x6\ndeformconv 4 offset k3 p1";
const GRID: &str = "custom \"grid\" 5x7x2\nlet grid = it\ncustom \"x\" 8x6x6\ngridsample grid";
const BILINEAR: &str = "let x = it\nbilinear 3 x";

#[test]
fn exact_and_twice_the_macs() {
    let dense = SCORES * (4 + 2);
    check(
        "macs2",
        &[
            (MAP, SDPA, 2 * dense),
            ("3x5x4", EINSUM, 2 * 2 * 3 * 5 * 5 * 4),
            (MAP, DEFORM_LINE, 2 * DEFORM),
            ("5x4", BILINEAR, 2 * 2 * 5 * 3 * 4 * (4 + 1)),
            (MAP, "exp; cumsum", 0),
        ],
    );
    // Half of the pairs of 5 queries, and the diagonal; keys beyond them are never seen.
    let causal = format!("{SDPA} causal");
    check("macs2", &[(MAP, &causal, 2 * 2 * 3 * 15 * (4 + 2))]);
}

#[test]
fn torch() {
    // `sdpa_flop_count` leaves masks out of account, and `einsum` is a `bmm`.
    let causal = format!("{SDPA} causal");
    check(
        "torch",
        &[
            (MAP, SDPA, 2 * SCORES * 6),
            (MAP, &causal, 2 * SCORES * 6),
            ("3x5x4", EINSUM, 2 * 2 * 3 * 5 * 5 * 4),
            (MAP, DEFORM_LINE, 0),
            (MAP, GRID, 0),
            ("5x4", BILINEAR, 0),
            (MAP, "exp; topk 2", 0),
        ],
    );
}

#[test]
fn fvcore() {
    check(
        "fvcore",
        &[
            (MAP, SDPA, 0),
            ("3x5x4", EINSUM, 2 * 3 * 5 * 5 * 4),
            (MAP, DEFORM_LINE, 0),
            // `elementwise_flop_counter(0, 4)`, the output's elements.
            (MAP, GRID, 4 * 2 * 8 * 5 * 7),
            (MAP, "custom \"boxes\" 9x4\nlet boxes = it\ncustom \"x\" 8x6x6\nroialign boxes 2", 0),
            (MAP, "exp; gt 0", 0),
        ],
    );
}

#[test]
fn ptflops() {
    check(
        "ptflops",
        &[
            (MAP, SDPA, 0),
            ("3x5x4", EINSUM, 0),
            // 24 for each tap and position of a sample, and the biases.
            (MAP, DEFORM_LINE, DEFORM / 2 + 4 * 36 + 9 * 36 * 24),
            ("5x8", "geglu", 2 * 5 * 4),
            (MAP, GRID, 0),
        ],
    );
    let masked = "custom \"mask\" 9x6x6\nlet mask = it\n".to_owned() + DEFORM_LINE + " mask=mask";
    check("ptflops", &[(MAP, &masked, DEFORM / 2 + 4 * 36 + 9 * 36 * 25)]);
    check("ptflops-aten", &[(MAP, SDPA, 0), ("3x5x4", EINSUM, 2 * 3 * 5 * 5 * 4)]);
}

#[test]
fn calflops() {
    check(
        "calflops",
        &[
            (MAP, SDPA, 0),
            ("3x5x4", EINSUM, 2 * 2 * 3 * 5 * 5 * 4),
            ("5x8", "geglu", 2 * 5 * 4),
            (MAP, DEFORM_LINE, 0),
        ],
    );
}

#[test]
fn torchinfo() {
    check(
        "torchinfo",
        &[
            // `DeformConv2d` contains `Conv`: weight and bias for each position.
            (MAP, DEFORM_LINE, DEFORM + 2 * 4 * 36),
            ("5x4", BILINEAR, 2 * (3 * 4 * 4 + 3)),
            (MAP, SDPA, 0),
        ],
    );
}

#[test]
fn onnx_tool() {
    check(
        "onnx-tool",
        &[
            (MAP, "exp", 32 * X),
            (MAP, "log", 43 * X),
            (MAP, "sqrt", 24 * X),
            (MAP, "rsqrt", 28 * X),
            (MAP, "reciprocal", 4 * X),
            (MAP, "abs; neg; sign; floor; ceil; round", 6 * X),
            (MAP, "erf", 0),
            (MAP, "sin; cos", 2 * 39 * X),
            (MAP, "clamp 0 1", 2 * X),
            (MAP, "pow 2", 32 * X),
            (MAP, "minimum 2", X),
            (MAP, "lt 2", X),
            (MAP, "where it 0 1", 0),
            (MAP, "min axis=0", X),
            (MAP, "prod axis=0", X),
            (MAP, "norm axis=0", 25 * X),
            (MAP, "norm 1 axis=0", 0),
            (MAP, "argmax axis=0", 0),
            (MAP, "cumsum", X),
            (MAP, "topk 2", 0),
            ("5x8", "geglu", 8 * 2 * 5 * 4),
            ("3x5x4", EINSUM, 2 * 3 * 5 * 5 * 4),
            // Products, a softmax, and q and k scaled.
            (MAP, SDPA, SCORES * (4 + 2 + 36) + 2 * 3 * (5 + 7) * 4),
        ],
    );
    let masked = format!("{SDPA} causal");
    check("onnx-tool", &[(MAP, &masked, SCORES * (4 + 2 + 37) + 2 * 3 * (5 + 7) * 4)]);
}

#[test]
fn none_of_it() {
    for convention in ["thop", "paddle", "tutorial", "molchanov"] {
        check(
            convention,
            &[
                (MAP, SDPA, 0),
                ("3x5x4", EINSUM, 0),
                (MAP, DEFORM_LINE, 0),
                (MAP, GRID, 0),
                ("5x4", BILINEAR, 0),
                (MAP, "exp; cumsum; sort", 0),
            ],
        );
    }
}
