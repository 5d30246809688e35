//! `netcost explain`.

use std::fs;

use super::{Program, folder, path, run, status, stderr, stdout};

const CODE: &str = "net::flow::unused_block";

#[test]
fn a_code_is_found_by_its_end() {
    let whole = run(&["explain", CODE]);
    assert_eq!((status(&whole), stderr(&whole)), (0, String::new()));
    let page = stdout(&whole);
    assert!(page.starts_with(&format!("{CODE}\n\nA block is never called")), "{page}");
    assert!(page.contains("\n    block unit(c) { conv c k3; relu }\n"), "code is set in: {page}");
    assert!(page.contains("\n\nHow to fix it\n\n"), "{page}");
    assert!(!page.contains("```"), "{page}");
    for end in ["flow::unused_block", "unused_block"] {
        assert_eq!(stdout(&run(&["explain", end])), page, "{end}");
    }
}

#[test]
fn pages_follow_the_width_and_colours() {
    let narrow = Program::new(["explain", CODE]).columns(40).output();
    let prose = stdout(&narrow);
    let longest = prose.lines().filter(|line| !line.starts_with("    ")).map(str::len).max();
    assert!(longest <= Some(40), "{prose}");
    let colored = stdout(&run(&["explain", CODE, "--color", "always"]));
    assert!(colored.starts_with(&format!("\u{1b}[1m{CODE}\u{1b}[0m\n")), "{colored}");
}

#[test]
fn a_frozen_layer_is_said_to_be() {
    let folder = folder();
    let file = path(&folder, "a.net");
    fs::write(
        &file,
        "input 4; frozen { linear 5 share=w }; linear 5; relu; linear 4; linear 5 share=w",
    )
    .expect("written");
    let explained = |layer: &str| stdout(&run(&["explain", &file, layer]));
    for (layer, frozen) in
        [("linear1", true), ("linear2", false), ("relu1", false), ("linear4", true)]
    {
        let text = explained(layer);
        let said = text.contains("training does not change them: they are `frozen`");
        assert_eq!(said, frozen, "{text}");
    }
}

#[test]
fn an_unknown_code_gets_the_nearest() {
    for (written, expected) in [
        ("unused_blok", "did you mean `net::flow::unused_block`?"),
        ("net::shape::unused_blok", "did you mean `net::flow::unused_block`?"),
        ("E0308", "`netcost explain` lists them"),
    ] {
        let output = run(&["explain", written]);
        assert_eq!((status(&output), stdout(&output)), (2, String::new()), "{written}");
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    }
}

#[test]
fn all_codes_are_listed_by_area() {
    let list = stdout(&run(&["explain"]));
    let (_, flow) = list.split_once("net::flow: ").expect("the area");
    let line = flow.lines().find(|line| line.starts_with("  unused_block "));
    assert!(line.is_some_and(|line| line.contains("A block is never called")), "{list}");
}

#[test]
fn messages_tell_how_to_learn_more() {
    let message = stderr(&run(&["run", "-e", "# nothing yet"]));
    let (_, command) = message.rsplit_once("for more: netcost ").expect("a last line");
    let output = Program::new(command.split_whitespace()).output();
    assert_eq!(status(&output), 0, "{}", stderr(&output));
}

#[test]
fn a_layer_is_derived() {
    let output = run(&["explain", "alexnet", "conv1", "--convention", "all"]);
    assert_eq!((status(&output), stderr(&output)), (0, String::new()));
    let page = stdout(&output);
    let lines: Vec<String> =
        page.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for expected in [
        "at examples/alexnet.net:7:1",
        "settings out=96 k=11 s=4 p=0 d=1 g=1 bias=true",
        "input 3x227x227, an input of the network in line 5",
        "O_h = floor((I_h + 2*p - K_h)/s) + 1 = floor((227 + 2*0 - 11)/4) + 1 = 55",
        "weight = C_out*C_in/g*K_h*K_w = 96*3*11*11 = 34,848",
        "params = weight + bias = 34,848 + 96 = 34,944",
        "macs = n*y = 363*290,400 = 105,415,200",
        "flops = mul + add = 105,415,200 + 105,415,200 = 210,830,400",
        "flops = macs = 105,415,200",
    ] {
        assert!(lines.iter().any(|line| line == expected), "{expected}\n{page}");
    }
}

/// Buffers are read with the parameters: of 4 channels a scale, a shift, a mean and a variance.
#[test]
fn what_is_read_is_made_of_params_and_buffers() {
    let folder = folder();
    let file = path(&folder, "norm.net");
    fs::write(&file, "input 4x6x6; bn").expect("written");
    let page = stdout(&run(&["explain", &file, "bn1"]));
    let read = page.lines().find(|line| line.trim_start().starts_with("read_bytes"));
    let read = read.expect("bytes").split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(read, "read_bytes = 4*x + 4*(params + buffers) = 4*144 + 4*(8 + 8) = 640");
}

/// A kernel of K takes K − 1 zeros to keep the size, of which PyTorch puts the odd one at the end
/// (`_ConvNd`: `left_pad = total_padding // 2`).
#[test]
fn of_an_odd_number_of_zeros_the_odd_one_is_at_the_end() {
    let folder = folder();
    let file = path(&folder, "same.net");
    fs::write(&file, "input 3x8x7\nconv 8 k4x3 p=same\nconv 8 k3 p=same s2").expect("written");
    let sizes = |layer: &str| {
        let page = stdout(&run(&["explain", &file, layer]));
        let (_, sizes) = page.split_once("output size\n").expect("sizes");
        let (sizes, _) = sizes.split_once("\n\n").expect("a next part");
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        sizes.lines().map(words).collect::<Vec<_>>()
    };
    assert_eq!(
        sizes("conv1"),
        [
            "O_h = floor((I_h + p_1 + p_2 - K_h)/s) + 1 = floor((8 + 1 + 2 - 4)/1) + 1 = 8",
            "O_w = floor((I_w + 2*p - K_w)/s) + 1 = floor((7 + 2*1 - 3)/1) + 1 = 7",
        ]
    );
    // ⌈8/2⌉ windows of 3 reach over 9 places, ⌈7/2⌉ over 9 too.
    assert_eq!(
        sizes("conv2"),
        [
            "O_h = floor((I_h + p_1 + p_2 - K_h)/s) + 1 = floor((8 + 0 + 1 - 3)/2) + 1 = 4",
            "O_w = floor((I_w + 2*p - K_w)/s) + 1 = floor((7 + 2*1 - 3)/2) + 1 = 4",
        ]
    );
}

#[test]
fn a_layer_is_found_by_its_name() {
    let source = ["-e", "input 3x8x8; block unit { conv 4 k3; relu }; unit; unit"];
    let explain = |layer: &str| run(&["explain", source[0], source[1], layer]);
    assert!(stdout(&explain("unit2/conv1")).starts_with("unit2/conv1\n"));
    let group = stdout(&explain("unit2"));
    assert!(group.contains("\nrelu1 ") && group.contains("\ntotal "), "{group}");
    for (written, expected) in [
        ("relu1", "did you mean `unit1/relu1` or `unit2/relu1`?"),
        ("unit3", "did you mean `unit1` or `unit2`?"),
        ("gap", "`netcost explain` without a name lists the layers"),
    ] {
        let output = explain(written);
        assert_eq!((status(&output), stdout(&output)), (2, String::new()), "{written}");
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    }
    assert!(stdout(&run(&["explain", "alexnet"])).contains("\nfc3 "));
}

#[test]
fn derivations_stand_in_columns_or_under_each_other() {
    for (columns, expected) in [
        (60, "\n  add         = (n - 1)*y + y\n              = (363 - 1)*290,400 + 290,400\n"),
        (200, "\n  add         = (n - 1)*y + y  = (363 - 1)*290,400 + 290,400 = 105,415,200\n"),
    ] {
        let page = Program::new(["explain", "alexnet", "conv1"]).columns(columns).output().stdout;
        assert!(page.contains(expected), "{page}");
        assert!(page.lines().all(|line| line.len() <= columns), "{page}");
    }
}

#[test]
fn a_cost_that_is_not_known_is_no_zero() {
    let text = "input 4\na: custom \"x\" 3 unknown\nb: custom \"y\" 3 macs=5 unknown\n";
    let explained =
        |layer: &str| Program::new(["explain", "-", layer]).stdin(text.as_bytes()).output().stdout;
    let (a, b) = (explained("a"), explained("b"));
    assert!(a.contains("operations\n  not known: nobody has counted them\n"), "{a}");
    assert!(b.contains("\n  at least these: nobody has counted all of them\n"), "{b}");
}
