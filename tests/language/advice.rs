//! Advice on request: what each kind speaks of, and what it leaves alone.

use std::fs;
use std::path::Path;

use super::*;

fn pedantic() -> Options {
    Options { pedantic: true, ..Options::default() }
}

/// The kinds of advice about a text.
fn advice(text: &str) -> Vec<String> {
    let checked = check_with(text, &pedantic(), &NoFiles);
    let codes = checked.diagnostics.iter().map(code);
    codes.map(|code| code.trim_start_matches("net::advice::").to_owned()).collect()
}

/// The message and help of the only advice about a text.
#[track_caller]
fn said(text: &str) -> (String, String) {
    let checked = check_with(text, &pedantic(), &NoFiles);
    let [diagnostic] = checked.diagnostics.as_slice() else {
        panic!("not one message about {text:?}: {:#?}", checked.diagnostics)
    };
    assert!(code(diagnostic).starts_with("net::advice::"), "{}", code(diagnostic));
    let help = diagnostic.kind.help().map(|help| help.to_string()).unwrap_or_default();
    (diagnostic.kind.to_string(), help)
}

/// What is in backticks first in a help.
fn typed(help: &str) -> &str {
    help.split('`').nth(1).expect("something to type")
}

#[test]
fn there_is_none_unless_it_is_asked_for_and_none_with_errors() {
    let text = "input 3x224x224\nconv 96 k11 s4";
    assert_eq!(codes(text), [""; 0]);
    assert_eq!(advice(text), ["dropped_rows"]);
    assert_eq!(advice(&format!("{text}\nrelux")), ["net::name::unknown_operation"]);
    let mixed = "block f { relu }\ninput 3x224x224\nconv 96 k11 s4";
    assert_eq!(advice(mixed), ["net::flow::unused_block", "dropped_rows"]);
}

#[test]
fn rows_that_a_stride_drops() {
    let dropped = |line: &str| said(&format!("input 3x224x224\n{line}")).0;
    for (line, message) in [
        (
            "conv 96 k11 s4 p0",
            "(224 + 2·0 − 11)/4 + 1 = 54.25: no window reads the last row and column",
        ),
        (
            "conv 8 k6 s5",
            "(224 + 2·0 − 6)/5 + 1 = 44.6: no window reads the last 3 rows and columns",
        ),
        ("conv 8 k1x3 s1x2", "(224 + 2·0 − 3)/2 + 1 = 111.5: no window reads the last column"),
        (
            "conv 8 k6x5 s5x2",
            "(224 + 2·0 − 6)/5 + 1 = 44.6: no window reads the last 3 rows and column",
        ),
        (
            "conv 8 k4x5 s4x3 p=((0, 0), (1, 0))",
            "(224 + 1 + 0 − 5)/3 + 1 ≈ 74.33: no window reads the last column",
        ),
        (
            "conv 8 k3 s4 d3",
            "(224 + 2·0 − 3·(3 − 1) − 1)/4 + 1 = 55.25: no window reads the last row and column",
        ),
        ("pool 3 2", "(224 + 2·0 − 3)/2 + 1 = 111.5: no window reads the last row and column"),
    ] {
        assert_eq!(dropped(line), message);
    }
    // 16 values: windows at 0 and 7, the second ends at 10, four more would lie before a third.
    assert_eq!(
        said("allow skipping-stride\ninput 1x16\nconv 8 k3 s7").0,
        "(16 + 2·0 − 3)/7 + 1 ≈ 2.86: no window reads the last 2 values"
    );
    assert!(said("input 1x8x9x9\nconv 8 k3 s2x3x3").0.ends_with("no window reads the last plane"));
}

#[test]
fn nothing_is_dropped_where_padding_is_or_what_lies_between_windows_anyway() {
    for text in [
        // The last column of zeros is read by none (ResNet, torchvision's AlexNet).
        "input 3x224x224\nconv 64 k7 s2 p3",
        "input 3x224x224\nconv 64 k11 s4 p2",
        // As every second one, the last is not read (ResNet's shortcuts).
        "input 8x56x56\nconv 64 k1 s2",
        "input 8x7x7\nconv 64 k3 s2 p=same",
        "input 8x112x112\npool 3 2 ceil",
        "input 8x112x112\npool 3 2 p1",
        "input 3x227x227\nconv 96 k11 s4 p0",
    ] {
        assert_eq!(advice(text), [""; 0], "{text}");
    }
}

#[test]
fn what_is_proposed_for_dropped_rows_drops_none() {
    for (line, better) in [
        ("conv 96 k11 s4 p0", "conv 96 k11 s4 p2"),
        ("conv 96 k11 s4", "conv 96 k11 s4 p2"),
        ("conv 96 11 4 0", "conv 96 11 4 2"),
        (
            "conv out=8 kernel_size=5 stride=3 padding=1",
            "conv out=8 kernel_size=5 stride=3 padding=2",
        ),
        ("conv 8 k4x5 s4x3 p=((0, 0), (1, 0))", "conv 8 k4x5 s4x3 p=((0, 0), (1, 2))"),
        ("pool 3 2", "pool 3 2 ceil"),
        ("pool 5", "pool 5 ceil"),
        ("unfold 4 s=3", "unfold 4 s=3 p1"),
    ] {
        let found = said(&format!("input 3x224x224\n{line}")).1;
        assert_eq!(typed(&found), better);
        assert_eq!(advice(&format!("input 3x224x224\n{better}")), [""; 0], "{better}");
    }
}

#[test]
fn pools_that_do_not_tile() {
    let (message, help) = said("input 8x9x9\npool 2 3");
    assert_eq!(
        message,
        "windows of 2×2 in steps of 3×3 do not tile 9×9: no window reads the row and column between two of them"
    );
    assert_eq!(typed(&help), "crop 8; pool 2");
    let (message, help) = said("input 8x7x9\navgpool 2 p1");
    assert_eq!(
        message,
        "windows of 2×2 in steps of 2×2 do not tile 7×9: with the padding they reach over the edge"
    );
    assert_eq!(typed(&help), "crop (6, 8); avgpool 2");
    assert_eq!(typed(&said("input 8x8\npool k2 p1").1), "pool 2");
    for better in ["input 8x9x9\ncrop 8; pool 2", "input 8x7x9\ncrop (6, 8); avgpool 2"] {
        assert_eq!(advice(better), [""; 0], "{better}");
    }
    for text in [
        // Overlapping windows were never meant to tile, and one alone has no neighbour.
        "input 8x13x13\npool 3 2",
        "input 8x13x13\npool 3 2 p1",
        "input 8x2x2\npool 2 3",
        // The edge has been thought of.
        "input 8x7x7\npool 2 ceil",
        "input 8x7x7\npool 2 p=same",
    ] {
        assert_eq!(advice(text), [""; 0], "{text}");
    }
}

#[test]
fn biases_that_a_norm_takes_away() {
    for (line, better) in [
        ("conv 64 k3; bn", "conv 64 k3 nobias"),
        ("conv 64 k3 bias; bn", "conv 64 k3 nobias"),
        ("conv 64 k3 bias=true; bn; relu", "conv 64 k3 bias=false"),
        ("deconv 64 k2 s2; instancenorm", "deconv 64 k2 s2 nobias"),
        ("dwconv 3; bn", "dwconv 3 nobias"),
        ("gap; flatten; linear 16; bn", "linear 16 nobias"),
    ] {
        let (message, help) = said(&format!("input 8x8x8\n{line}"));
        assert!(message.contains("subtracts the mean, so this bias has no effect"), "{message}");
        assert_eq!(typed(&help), better);
        let rest = line.split_once("; bn").map_or("", |_| "; bn");
        let before = if line.starts_with("gap") { "gap; flatten; " } else { "" };
        assert_eq!(advice(&format!("input 8x8x8\n{before}{better}{rest}")), [""; 0], "{better}");
    }
    assert!(said("input 8x8x8\nconv 1 k3; bn").0.ends_with("1 parameter does nothing"));
    for text in [
        // Other norms keep what differs between the values that they normalise together.
        "input 8x8x8\nconv 64 k3; gn 32",
        "input 8x8x8\nconv 64 k3; ln axis=0",
        "input 8x8x8\nconv 64 k3; relu; bn",
        // Something else reads it too.
        "input 8x8x8\nx: conv 64 k3; bn; add x",
        "input 8x8x8\nconv 64 k3; output; bn; output",
        "input 8x16\nlinear 32; bn",
    ] {
        assert_eq!(advice(text), [""; 0], "{text}");
    }
}

#[test]
fn channels_that_are_no_multiple_of_eight() {
    let (message, help) = said("input 3x8x8\nconv 58 k3; relu; conv 64 k3");
    assert_eq!(message, "58 channels are not a multiple of 8: 58 = 8·7 + 2");
    assert!(help.contains("`conv 56 k3` or `conv 64 k3`"), "{help}");
    let (_, help) = said("input 3x8x8\nconv out=6 k3; conv 64 k3");
    assert!(help.contains("; `conv out=8 k3` would"), "{help}");
    let (_, help) = said("input 8x8x8\nconv 28 k3 g=4; conv 64 k3");
    assert!(help.contains("`conv 24 k3 g=4` or `conv 32 k3 g=4`"), "{help}");
    let (_, help) = said("param w = 2\ninput 3x8x8\nconv 5*w k3; conv 64 k3");
    assert_eq!(typed(&help), "conv divisible(5*w, 8) k3");
    assert_eq!(advice("param w = 2\ninput 3x8x8\nconv divisible(5*w, 8) k3; conv 64 k3"), [""; 0]);
    for text in [
        // What the network yields has as many channels as there are classes.
        "input 3x8x8\nconv 64 k3; relu; conv 255 k1",
        "input 3x8x8\nconv 64 k3; relu; conv 10 k1; gap; flatten; softmax",
        // Squeezed maps have one position.
        "input 64x8x8\nmul { gap; conv 4 k1; relu; conv 64 k1; sigmoid }; conv 64 k3",
        // Those of a depthwise convolution were made before it.
        "input 12x8x8\ndwconv 3; conv 64 k1",
    ] {
        assert_eq!(advice(text), [""; 0], "{text}");
    }
}

#[test]
fn depthwise_convolutions_with_groups() {
    for (line, better) in [
        ("conv 8 k3 p1 g=8", "dwconv k3 p1"),
        ("conv 8 3 1 1 1 8 false", "dwconv k3 s1 p1 d1 nobias"),
        ("conv 24 g8 k3 nobias", "dwconv k3 nobias mult=3"),
        ("conv 8 k1 groups=8", "dwconv k1"),
    ] {
        let (message, help) = said(&format!("input 8x8x8\n{line}"));
        assert_eq!(
            message,
            "there are as many groups as channels, 8: each channel is convolved on its own"
        );
        assert_eq!(typed(&help), better);
        let text = format!("input 8x8x8\n{better}");
        assert_eq!(advice(&text), [""; 0], "{text}");
        assert_eq!(outputs(&text), outputs(&format!("input 8x8x8\n{line}")));
        assert_eq!(params(&text), params(&format!("input 8x8x8\n{line}")));
    }
    for line in ["conv 8 k3 g=4", "dwconv 3", "conv 8 k3"] {
        assert_eq!(advice(&format!("input 8x8x8\n{line}")), [""; 0], "{line}");
    }
    assert_eq!(advice("input 1x8x8\nconv 8 k3 g=1"), [""; 0]);
}

#[test]
fn kernels_that_are_left_out() {
    let (message, help) = said("input 8x8x8\nconv 16");
    assert_eq!(message, "no kernel is given, so it is 1×1");
    assert_eq!(typed(&help), "conv 16 k1");
    assert_eq!(said("input 8x8\nconv 16").0, "no kernel is given, so it is 1");
    assert_eq!(typed(&said("input 8x8x8\ndeconv 16 s2").1), "deconv 16 s2 k1");
    for line in ["conv 16 k1", "conv 16 1", "conv 16 kernel_size=1", "gap; conv 16"] {
        assert_eq!(advice(&format!("input 8x8x8\n{line}")), [""; 0], "{line}");
    }
}

#[test]
fn names_that_nothing_reads() {
    for (text, message) in [
        ("input 8x8x8\nc1: relu", "nothing reads the label `c1`"),
        ("input 8x8x8\na, b: split 2\nfrom b", "nothing reads the label `a`"),
        ("input 8x8x8\nlet q = it.c\nrelu", "nothing reads the value `q`"),
        ("input 8x8x8\nlet q = [1]\nq += 2\nrelu", "nothing reads the value `q`"),
        ("fn f(a) = a\ninput 8x8x8\nrelu", "nothing calls the function `f`"),
        ("fn f(a, b=2) = a\ninput 8x8x8\nconv f(8) k1", "nothing reads the parameter `b`"),
        ("block f(c, s=1) { conv c k1 }\ninput 8x8x8\nf 8; f 8", "nothing reads the parameter `s`"),
    ] {
        assert_eq!(said(text).0, message, "{text}");
    }
    for text in [
        "input 8x8x8\nc1: relu; add c1",
        "image: input 8x8x8\nrelu",
        "input 8x8x8\n_: relu",
        "input 8x8x8\n_c1: relu",
        "input 8x8x8\na, _: split 2; from a",
        "input 8x8x8\nfor (_, c) in [(1, 8)] { conv c k1 }",
        "param w = 8\nblock f { conv w k1 }\ninput 8x8x8\nf; f",
        "block f(act) { act }\ninput 8x8x8\nf relu; f act=gelu",
        "block f(op, x) { op x k1 }\ninput 8x8x8\nf conv 8; f conv 8",
        "input 8x8x8\nx: relu -> (8, 8, 8); let c = x.c; conv c k1 -> (c, 8, 8)",
        "input 8x8x8\nlet k = [1]\nk += 2\nconv len(k)*8 k1",
        "fn g(a) = a\nfn f(a) = g(a)\ninput 8x8x8\nconv f(8) k1",
    ] {
        assert_eq!(advice(text), [""; 0], "{text}");
    }
}

#[test]
fn blocks_that_one_call_runs_once() {
    let (message, _) = said("block stem { relu }\ninput 8x8x8\nstem");
    assert_eq!(message, "the block `stem` is used once");
    for text in [
        "block f { tanh }\ninput 8x8x8\nf; f",
        "block f { tanh }\ninput 8x8x8\nrepeat 2 { f }",
        "block f { tanh }\nblock g { f; bn }\ninput 8x8x8\ng; g",
        "block f { relu }\ninput 8x8x8\nif it.c > 8 { f } else { f; bn }",
    ] {
        assert_eq!(advice(text), [""; 0], "{text}");
    }
}

#[test]
fn the_prelude_is_given_no_advice() {
    // The shortcut and the 3×3 convolution of 12 channels.
    assert_eq!(advice("input 12x8x8\nbasic 12; conv 16 k3"), [""; 0]);
}

#[test]
fn one_place_is_one_message_with_the_call() {
    let text = "block f { conv 16; relu }\ninput 8x8x8\nrepeat 3 { f }";
    let checked = check_with(text, &pedantic(), &NoFiles);
    let [diagnostic] = checked.diagnostics.as_slice() else { panic!("{:#?}", checked.diagnostics) };
    assert_eq!((code(diagnostic).as_str(), diagnostic.more), ("net::advice::kernel_left_out", 2));
    assert_eq!(diagnostic.calls.len(), 1);
    assert_eq!(diagnostic.calls[0].callee, "f()");
}

#[test]
fn allow_switches_it_off_in_its_file() {
    let text = "input 3x224x224\nc1: conv 96 k11 s4";
    assert_eq!(advice(text), ["unused_name", "dropped_rows"]);
    assert_eq!(advice(&format!("{text}\nallow unused-name")), ["dropped_rows"]);
    assert_eq!(advice(&format!("allow unused-name dropped-rows\n{text}")), [""; 0]);
    assert_eq!(advice(&format!("allow unused-name; allow dropped-rows # both\n{text}")), [""; 0]);

    let main = "use \"blocks.net\"\ninput 8x8x8\nf; conv 16";
    let of = |main: &str, used: &'static str| {
        let files = Folder(vec![("blocks.net", used)]);
        let checked = check_with(main, &pedantic(), &files);
        checked.diagnostics.iter().map(code).collect::<Vec<_>>()
    };
    let twice = ["net::advice::kernel_left_out"; 2];
    assert_eq!(of(main, "block f { conv 16 }"), twice);
    assert_eq!(of(main, "allow kernel-left-out\nblock f { conv 16 }"), twice[..1]);
    let allowed = format!("allow kernel-left-out\n{main}");
    assert_eq!(of(&allowed, "block f { conv 16 }"), twice[..1]);
    assert_eq!(of(&allowed, "allow kernel-left-out\nblock f { conv 16 }"), [""; 0]);
}

#[test]
fn allow_takes_names_that_there_are() {
    let found = only("allow dropped-row\ninput 4\nrelu");
    assert!(found.starts_with("net::name::unknown_advice: there is no advice `dropped-row`"));
    assert!(found.ends_with("did you mean `dropped-rows`?"), "{found}");
    assert!(
        only("allow nonsense\ninput 4\nrelu").contains("`bias-before-norm`, `block-used-once`")
    );
    for (text, code) in [
        ("allow\ninput 4\nrelu", "net::call::missing_argument"),
        ("allow 3\ninput 4\nrelu", "net::call::wrong_type"),
        ("allow \"dropped-rows\"\ninput 4\nrelu", "net::call::wrong_type"),
        ("allow dropped-rows -> 4\ninput 4\nrelu", "net::claim::not_a_tensor"),
        ("input 4\nif true { allow dropped-rows }", "net::name::not_in_a_body"),
        ("block f { allow dropped-rows; relu }\ninput 4\nf", "net::name::not_in_a_body"),
        ("x: allow odd\ninput 4\nrelu", "net::call::too_many_labels"),
    ] {
        assert_eq!(codes(text), [code], "{text}");
    }
}

#[test]
fn allow_is_a_name_wherever_else_it_may_be_one() {
    assert_eq!(layers("input 4\nallow: relu; add allow"), ["allow 4", "add1 4"]);
    assert_eq!(outputs("input 4\nlet allow = 8\nlinear allow"), ["8"]);
    assert_eq!(outputs("input 4\nlet allow = [1]\nallow += 2\nlinear len(allow)"), ["2"]);
}

#[test]
fn every_kind_can_be_fixed_and_switched_off() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = fs::read_dir(root.join("docs/diagnostics/advice")).expect("the pages");
    let mut count = 0;
    for page in pages.map(|entry| entry.expect("an entry").path()) {
        count += 1;
        let kind = page.file_stem().expect("a name").to_string_lossy().into_owned();
        let name = kind.replace('_', "-");
        let text = fs::read_to_string(&page).expect("a page");
        assert!(
            text.contains(&format!("`allow {name}`")),
            "{kind} does not say how to switch it off"
        );
        let (_, fixed) = text.split_once("## How to fix it").expect("a fix");
        let (_, fixed) = fixed.split_once("```net\n").expect("a network");
        let (fixed, _) = fixed.split_once("```").expect("its end");
        assert_eq!(advice(fixed), [""; 0], "{kind}");
        let fixture = root.join(format!("tests/diagnostics/advice/{kind}.net"));
        let fixture = fs::read_to_string(fixture).expect("a fixture");
        assert_eq!(advice(&fixture), [kind]);
        assert_eq!(advice(&format!("allow {name}\n{fixture}")), [""; 0]);
    }
    assert_eq!(count, 8);
}
