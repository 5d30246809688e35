//! Conventions on single operations, in batches of 2 as the tools were measured, each figure
//! reasoned by hand. The networks of `tests/truth/` cover what these leave out.

use netcost::internals::cost;
use netcost::{NoFiles, Options, Sources};

/// The totals of a network under every convention, by their names.
fn totals(batch: u64, input: &str, lines: &str) -> Vec<(&'static str, u128)> {
    let text = format!("batch {batch}\ninput {input}\n{lines}\n");
    let sources = Sources::new();
    let main = sources.add("test.net", text).expect("room");
    let checked = netcost::internals::check::check(&sources, main, &Options::default(), &NoFiles);
    let messages: String =
        checked.diagnostics.iter().map(|each| format!("{}\n", each.with(&sources))).collect();
    let network = checked.network.unwrap_or_else(|| panic!("{lines}: {messages}"));
    let all = cost::compare(&network).expect("figures that fit");
    all.into_iter().map(|each| (each.convention.name, each.flops)).collect()
}

fn total(convention: &str, batch: u64, input: &str, lines: &str) -> u128 {
    let found = totals(batch, input, lines).into_iter().find(|(name, _)| *name == convention);
    found.expect("a convention").1
}

/// Compares all rows, in a batch of 2, and tells of all that differ at once.
pub fn check(convention: &str, rows: &[(&str, &str, u128)]) {
    let found = rows.iter().map(|(input, line, _)| total(convention, 2, input, line));
    let wrong: String = rows
        .iter()
        .zip(found)
        .filter(|((.., expected), found)| expected != found)
        .map(|((input, line, expected), found)| {
            format!("{input}; {line}: {found} and not {expected}\n")
        })
        .collect();
    assert!(wrong.is_empty(), "{convention}:\n{wrong}");
}

/// Elements of 8×6×6 in a batch of 2.
const X: u128 = 2 * 8 * 6 * 6;
/// Multiply-accumulates of a 3×3 convolution from 8×6×6 to 4 channels of the same size.
const CONV: u128 = 2 * 4 * 36 * 8 * 9;
/// Those of the transposed one with stride 2, whose output is 4×13×13.
const DECONV: u128 = 2 * 8 * 36 * 4 * 9;
/// Its outputs.
const UP: u128 = 2 * 4 * 13 * 13;
/// Weights of a recurrent cell with 5 inputs and a state of 3, for one gate.
const CELL: u128 = 3 * (5 + 3);

const MAP: &str = "8x6x6";
const CONV_LINE: &str = "conv 4 k3 p1";
const DECONV_LINE: &str = "deconv 4 k3 s2";

#[test]
fn fvcore() {
    check(
        "fvcore",
        &[
            (MAP, CONV_LINE, CONV),
            (MAP, "conv 4 k3 p=same", 0),
            (MAP, DECONV_LINE, DECONV),
            ("7x8", "linear 4", 2 * 7 * 8 * 4),
            ("7x8", "let q = it\nmatmul q q tb", 2 * 7 * 7 * 8),
            // The product of the first operand's elements, whatever the second is broadcast from.
            ("7x8", "matmul it { weight 3x8x5 }", 2 * 7 * 8 * 5),
            (MAP, "bn", 2 * X),
            (MAP, "bn noaffine", X),
            (MAP, "ln", 5 * X),
            (MAP, "ln noaffine", 4 * X),
            (MAP, "gn 4", 5 * X),
            (MAP, "instancenorm", 4 * X),
            (MAP, "instancenorm affine", 5 * X),
            (MAP, "rmsnorm", 0),
            (MAP, "gap", X),
            ("8x36", "gap", 0),
            (MAP, "gmp", 0),
            (MAP, "avgpool 2", 0),
            (MAP, "upsample 2", 4 * X),
            (MAP, "upsample 2 mode=bilinear", 16 * X),
            ("8x36", "upsample 2", 0),
            ("9x5", "lstm 3", 0),
            ("9x5", "gru 3", 0),
        ],
    );
}

#[test]
fn ptflops() {
    // Hooks are divided by the batch, functions are not.
    check(
        "ptflops",
        &[
            (MAP, CONV_LINE, CONV / 2 + 4 * 36),
            (MAP, "conv 4 k3 p=same nobias", CONV / 2),
            (MAP, DECONV_LINE, (DECONV + UP) / 2),
            ("7x8", "linear 4", 7 * (8 * 4 + 4)),
            ("7x8", "let q = it\nmatmul q q tb", 2 * 7 * 7 * 8),
            (MAP, "bn", X),
            (MAP, "bn noaffine", X / 2),
            (MAP, "gn 4", X),
            (MAP, "instancenorm", X / 2),
            (MAP, "ln", X / 2),
            (MAP, "ln noaffine", X / 2),
            (MAP, "relu", X / 2 + X),
            (MAP, "gelu", X / 2 + X),
            (MAP, "prelu", X / 2 + X),
            (MAP, "elu", X / 2 + X),
            (MAP, "relu6", X / 2),
            (MAP, "leakyrelu", X / 2),
            (MAP, "silu", X),
            (MAP, "sigmoid; tanh; hardswish; softmax", 0),
            (MAP, "pool 2", X / 2 + X),
            (MAP, "avgpool 2", X / 2 + X),
            (MAP, "gmp", X / 2 + X),
            // y/N/N + y, with y = 4·X.
            (MAP, "upsample 2", X + 4 * X),
            (MAP, "upsample size=12", 4 * X),
            (MAP, "add it it", 0),
            ("9x5", "rnn 3", 9 * (CELL + 2 * 3 + 3)),
            ("9x5", "gru 3", 9 * (3 * CELL + 2 * 9 + 7 * 3)),
            ("9x5", "lstm 3", 9 * (4 * CELL + 2 * 12 + 10 * 3)),
            ("9x5", "lstm 3 nobias", 9 * (4 * CELL + 10 * 3)),
            // The second layer reads both directions: 6 inputs.
            ("9x5", "gru 3 layers=2 bidirectional", {
                9 * 2 * (3 * CELL + 18 + 21 + 9 * (6 + 3) + 18 + 21)
            }),
        ],
    );
}

#[test]
fn ptflops_aten() {
    check(
        "ptflops-aten",
        &[
            (MAP, CONV_LINE, CONV + 2 * 4 * 36),
            (MAP, DECONV_LINE, DECONV + UP),
            ("7x8", "linear 4", 2 * 7 * (8 * 4 + 4)),
            ("7x8", "matmul it { weight 3x8x5 }", 2 * 3 * 7 * 8 * 5),
            (MAP, "bn; relu; pool 2", 0),
            ("9x5", "lstm 3", 0),
            ("9x5", "gru 3", 2 * 9 * (3 * CELL + 3 * 3)),
            ("9x5", "gru 3 nobias", 2 * 9 * 3 * CELL),
        ],
    );
    assert_eq!(total("ptflops-aten", 1, "9x5", "gru 3"), 9 * (3 * CELL + 6 * 3));
}

#[test]
fn thop() {
    check(
        "thop",
        &[
            (MAP, CONV_LINE, CONV),
            (MAP, DECONV_LINE, UP * 8 * 9),
            (MAP, "deconv 4 k3 s2 g2", UP * 4 * 9),
            ("7x8", "linear 4", 2 * 7 * 8 * 4),
            ("7x8", "let q = it\nmatmul q q tb", 0),
            (MAP, "bn", 4 * X),
            (MAP, "bn noaffine", 2 * X),
            (MAP, "ln", 4 * X),
            (MAP, "ln noaffine", 2 * X),
            (MAP, "instancenorm", 2 * X),
            (MAP, "gn 4", 0),
            (MAP, "prelu", X),
            (MAP, "relu; gelu; softmax", 0),
            (MAP, "pool 2; gmp", 0),
            (MAP, "avgpool 2", X / 4),
            (MAP, "gap", X + 2 * 8),
            // 1.5·1.5 + 1 times 2·8·16.
            (MAP, "adaptiveavgpool 4", 832),
            (MAP, "upsample 2", 4 * X),
            ("8x36", "upsample 2 mode=linear", 5 * 2 * X),
            (MAP, "upsample 2 mode=bilinear", 11 * 4 * X),
            (MAP, "upsample 2 mode=bicubic", 259 * 4 * X),
            (MAP, "upsample size=12", 0),
            ("9x5", "rnn 3", 2 * 9 * (CELL + 3 * 3)),
            ("9x5", "gru 3", 2 * 9 * (3 * CELL + 9 * 3 + 4 * 3)),
            ("9x5", "lstm 3", 2 * 9 * (4 * CELL + 12 * 3 + 4 * 3)),
            ("9x5", "lstm 3 nobias", 2 * 9 * (4 * CELL + 4 * 3 + 4 * 3)),
        ],
    );
}

#[test]
fn torchinfo() {
    check(
        "torchinfo",
        &[
            (MAP, CONV_LINE, CONV + 2 * 4 * 36),
            (MAP, DECONV_LINE, UP * 8 * 9 + UP),
            // Of a sample, and not of its 7 rows.
            ("7x8", "linear 4", 2 * (8 * 4 + 4)),
            ("7x8", "linear 4 nobias", 2 * 8 * 4),
            (MAP, "bn", 2 * 16),
            (MAP, "bn noaffine", 0),
            (MAP, "ln axis=0", 2 * 16),
            (MAP, "ln axis=0 nobias", 2 * 8),
            (MAP, "gn 4", 2 * 16),
            (MAP, "rmsnorm", 2 * 6),
            (MAP, "scale", 0),
            (MAP, "prelu 8", 2 * 8),
            (MAP, "relu; pool 2; gap", 0),
            ("7", "embed 100 16", 2 * 100 * 16),
            // A table that is shared counts each time it is used.
            ("7", "embed 100 16 share=a; linear 100 nobias share=a", 2 * 2 * 1600),
            ("9x5", "lstm 3", 2 * 9 * (4 * CELL + 2 * 12)),
        ],
    );
}

#[test]
fn torch() {
    check(
        "torch",
        &[
            (MAP, "conv 4 k3 p=same", 2 * CONV),
            (MAP, DECONV_LINE, 2 * DECONV),
            ("7x8", "linear 4", 2 * 2 * 7 * 8 * 4),
            ("7x8", "let q = it\nmatmul q q tb", 2 * 2 * 7 * 7 * 8),
            (MAP, "bn; relu; pool 2", 0),
            ("9x5", "gru 3", 2 * 2 * 9 * 3 * CELL),
            ("9x5", "lstm 3", 0),
        ],
    );
}

#[test]
fn calflops() {
    check(
        "calflops",
        &[
            (MAP, CONV_LINE, 2 * CONV + 2 * 4 * 36),
            (MAP, "deconv 4 k3 s2 nobias", 2 * DECONV),
            // Biases at ⌊(6 − 3) / 2⌋ + 1 = 2 positions of each axis.
            (MAP, DECONV_LINE, 2 * DECONV + 2 * 4 * 4),
            // Of two groups a half of the half: 4/2/2 filters; and 2 channels with bias.
            (MAP, "deconv 4 k3 s2 g2", 2 * 2 * 8 * 36 * 9 + 2 * 2 * 4),
            // ⌊(1 − 4) / 1⌋ + 1 = −2 positions, which are taken off on one axis and not on two.
            ("8x1", "deconv 4 k4", 2 * 2 * 8 * 4 * 4 - 2 * 4 * 2),
            ("8x1", "deconv 8 k4 g8", 0),
            ("8x1x1", "deconv 4 k4", 2 * 2 * 8 * 4 * 16 + 2 * 4 * 4),
            ("7x8", "linear 4", 2 * 2 * 7 * 8 * 4),
            ("7x8", "let q = it\nmatmul q q tb", 2 * 2 * 7 * 7 * 8),
            (MAP, "bn", 2 * X),
            (MAP, "bn noaffine", X),
            (MAP, "ln", 5 * X),
            (MAP, "gn 4 noaffine", 4 * X),
            (MAP, "relu", X),
            (MAP, "gelu", X),
            (MAP, "silu", X),
            (MAP, "elu", X),
            (MAP, "leakyrelu", X),
            (MAP, "relu6; sigmoid; tanh; softmax", 0),
            (MAP, "pool 2", X),
            (MAP, "gap", X),
            (MAP, "upsample 2", X),
            (MAP, "upsample size=12", 144),
            ("9x5", "rnn 3", 2 * 9 * (2 * CELL + 3)),
            ("9x5", "gru 3", 2 * 9 * (6 * CELL + 7 * 3)),
            ("9x5", "lstm 3", 2 * 9 * (8 * CELL + 10 * 3)),
            ("9x5", "lstm 3 nobias", 2 * 9 * (8 * CELL - 2 * 12 + 10 * 3)),
        ],
    );
}

#[test]
fn paddle() {
    check(
        "paddle",
        &[
            (MAP, CONV_LINE, CONV + 2 * 4 * 36),
            (MAP, DECONV_LINE, UP * (8 * 9 + 1)),
            ("7x8", "linear 4", 2 * 7 * 8 * 4),
            ("7x8", "let q = it\nmatmul q q tb", 0),
            (MAP, "bn", 2 * X),
            (MAP, "bn noaffine", 2 * X),
            ("8x36", "bn", 0),
            ("8x6x6x1", "bn", 0),
            (MAP, "ln; relu; pool 2", 0),
            (MAP, "leakyrelu", X),
            (MAP, "avgpool 2", X / 4),
            (MAP, "gap", 2 * 8 * (36 + 1)),
            // ⌊6/4⌋ = 1 on each axis.
            (MAP, "adaptiveavgpool 4", 2 * 8 * 16 * 2),
            ("9x5", "lstm 3", 0),
        ],
    );
}

#[test]
fn onnx_tool() {
    const Y: u128 = 2 * 4 * 36;
    check(
        "onnx-tool",
        &[
            (MAP, "conv 4 k3 p1", CONV + Y),
            (MAP, "conv 4 k3 p1 nobias", CONV),
            // Folded: the convolution has a bias then.
            (MAP, "conv 4 k3 p1 nobias; bn", CONV + Y),
            (MAP, "conv 4 k3 p1; bn", CONV + Y),
            // Something else reads the convolution too.
            (MAP, "conv 4 k3 p1 nobias\nadd it { bn }", CONV + 31 * Y + Y),
            (MAP, "conv 4 k3 p1 nobias\nlet x = it\nbn\noutput it x", CONV + 31 * Y),
            (MAP, "conv 4 k3 p1 nobias; relu; bn", CONV + Y + 31 * Y),
            (MAP, "bn", 31 * X),
            // A dropout is not in the graph, another shape is.
            (MAP, "conv 4 k3 p1 nobias; dropout; bn", CONV + Y),
            (MAP, "conv 4 k3 p1 nobias; reshape (4, 36); bn", CONV + 31 * Y),
            // Cout for Cin; a norm behind it stays.
            (MAP, "deconv 4 k3 s2 nobias; bn", UP * 4 * 9 + 31 * UP),
            (MAP, "deconv 4 k3 s2 g2", UP * 2 * 9 + UP),
            ("7x8", "linear 4", 2 * 7 * (8 * 4 + 4)),
            ("7x8", "ln", 7 * 2 * 7 * 8 + 29 * 2 * 7),
            (MAP, "gn 4", 9 * X),
            (MAP, "prelu", 2 * X),
            (MAP, "leakyrelu", 2 * X),
            (MAP, "silu", 33 * X),
            (MAP, "logsoftmax", 80 * X),
            (MAP, "elu", 0),
            (MAP, "pool 3 s1 p1", 9 * X),
            ("8x6x6x6", "pool 2x3x3 s1 p0x1x1", 2 * 5 * X),
            (MAP, "adaptiveavgpool 3", 2 * 8 * 9 * 4),
            (MAP, "gap", X + 4 * 2 * 8),
            (MAP, "add it it it", 2 * X),
            (MAP, "div 8", 4 * X),
            (MAP, "mean", X),
            (MAP, "upsample 2", 0),
            (MAP, "upsample 2 mode=bilinear", 16 * X),
            ("7", "embed 100 16", 0),
            ("9x5", "lstm 3 layers=2", 2 * 9 * (4 * CELL + 12 * (3 + 3) + 2 * 188 * 3)),
            ("9x5", "gru 3", 2 * 9 * (3 * CELL + 116 * 3)),
        ],
    );
}

#[test]
fn stated_multiply_accumulates_count_like_any() {
    let line = "custom \"scan\" 8x6x6 macs=1000";
    for (convention, flops) in totals(2, MAP, line) {
        let expected = match convention {
            "tutorial" | "molchanov" => 0,
            "ptflops" => 1000,
            "macs2" | "exact" | "torch" | "calflops" => 2 * 2 * 1000,
            _ => 2 * 1000,
        };
        assert_eq!(flops, expected, "{convention}");
    }
}

/// A sum of many layers is the same as their sums alone, and a batch multiplies it, but where a tool
/// divides by it or forgets it.
#[test]
fn the_batch_multiplies() {
    let lines = "conv 4 k3 p1 nobias; bn; relu; pool 2; gap; fc 10";
    let three = totals(3, MAP, lines);
    for ((convention, one), (_, three)) in totals(1, MAP, lines).into_iter().zip(three) {
        if convention != "ptflops" {
            assert_eq!(three, 3 * one, "{convention}");
        }
    }
    // Hooks once, functions three times: a relu, a pool and an average pool.
    let functions = 4 * 36 + 4 * 36 + 4 * 9;
    let hooks = 4 * 36 * 8 * 9 + 2 * 4 * 36 + functions + 4 * 10 + 10;
    assert_eq!(total("ptflops", 3, MAP, lines), hooks + 3 * functions);
}

/// A layer that depends on weights only runs once, whatever the batch.
#[test]
fn weights_run_once() {
    let line = "add { weight 8x6x6; bn }";
    assert_eq!(total("fvcore", 2, MAP, line), 2 * X / 2);
    assert_eq!(total("thop", 2, MAP, line), 4 * X / 2);
}

#[test]
fn names_with_a_hyphen_are_words() {
    for name in ["onnx-tool", "ptflops-aten"] {
        let sources = Sources::new();
        let text = format!("convention {name}\ninput 3x8x8\nconv 4\n");
        let main = sources.add("test.net", text).expect("room");
        let checked =
            netcost::internals::check::check(&sources, main, &Options::default(), &NoFiles);
        assert!(checked.diagnostics.is_empty(), "{name}");
        let network = checked.network.expect("a network");
        let costed = netcost::internals::cost::cost(&network).expect("figures");
        assert_eq!(costed.costs.convention.name, name);
    }
}

#[test]
fn what_is_no_word_is_not_passed_over() {
    let sources = Sources::new();
    let text = "convention 2*speed\ninput 3x8x8\nconv 4\n".to_owned();
    let main = sources.add("test.net", text).expect("room");
    let checked = netcost::internals::check::check(&sources, main, &Options::default(), &NoFiles);
    let messages: Vec<_> = checked.diagnostics.iter().map(|each| each.kind.to_string()).collect();
    assert_eq!(messages, ["there is no `speed` here"]);
}

/// A layer of a single operation is counted all the same.
#[test]
fn what_counts_one_is_counted() {
    let sources = Sources::new();
    let main = sources.add("test.net", "input 1\nlinear 1 nobias").expect("room");
    let checked = netcost::internals::check::check(&sources, main, &Options::default(), &NoFiles);
    let network = checked.network.expect("a network");
    for each in cost::compare(&network).expect("figures that fit") {
        let name = each.convention.name;
        assert_eq!(each.counted, ["linear"], "{name}");
        assert_eq!(each.left_out, [""; 0], "{name}");
    }
}
