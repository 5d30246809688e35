//! Passes over a network before it is costed.

use netcost::internals::bundled::schema::REPORT;
use netcost::model::Report;
use serde_json::Value;

use super::{run, status, stderr, stdout};
use crate::schema::Schema;

#[test]
fn a_report_says_what_passes_did_and_what_not() {
    let text = "input 3x8x8; bn; conv 4 nobias; bn; relu; add { conv 4 }; relu; dropout 0.5";
    let output = run(&["run", "-e", text, "--deploy", "--what-if", "int8"]);
    let report = stdout(&output);
    for line in [
        "1 group of layers runs as one",
        "drop changed 1 layer",
        "fold-bn changed 1 layer; not bn1: no convolution or dense layer before",
        "fuse changed 1 layer; not relu2: no convolution or dense layer before",
        "int8 changed 6 layers",
        "costs only: the effect of passes on accuracy is not considered",
    ] {
        assert!(report.lines().any(|shown| shown == line), "{line}\n{report}");
    }
    let output = run(&["run", "-e", text, "--deploy", "--format", "json"]);
    let json: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(Schema::new(REPORT).errors(&json), [""; 0]);
    let report: Report = serde_json::from_value(json).expect("a report");
    let passes: Vec<_> =
        report.passes.iter().map(|it| (it.pass.as_str(), it.layers, it.left.len())).collect();
    assert_eq!(passes, [("drop", 1, 0), ("fold-bn", 1, 1), ("fuse", 1, 1)]);
    let fused: Vec<_> = report.layers.iter().map(|layer| layer.context.fused).collect();
    assert_eq!(fused, [None, Some(1), Some(1), None, None, None]);
}

#[test]
fn derivations_are_those_of_the_network_after_its_passes() {
    let text = "deploy fold-bn fuse; input 3x8x8; conv 4 k3 nobias; bn; relu";
    let explained = stdout(&run(&["explain", "-e", text, "conv1"]));
    // 4·27 weights, and the bias that the norm left.
    assert!(
        explained.contains("params      = weight + bias        = 108 + 4 = 112\n"),
        "{explained}"
    );
    let page = run(&[
        "run",
        "-e",
        "input 3x8x8; conv 4 k3 nobias; bn; relu",
        "--deploy",
        "--format",
        "html",
    ]);
    assert_eq!((status(&page), stderr(&page).as_str()), (0, ""));
}

#[test]
fn passes_are_given_in_order() {
    let said = |options: &[&str]| {
        let output = run(&[&["run", "lenet5"], options].concat());
        (status(&output), stderr(&output))
    };
    let (code, message) = said(&["--what-if", "fuse", "--what-if", "fold-bn"]);
    assert_eq!(code, 2);
    assert!(message.contains("`fold-bn` must come before `fuse`"), "{message}");
    let (code, message) = said(&["--what-if", "depthwize"]);
    assert_eq!(code, 2);
    assert!(
        message.contains("there is no lens or pass `depthwize`; did you mean `depthwise`?"),
        "{message}"
    );
    let (code, message) = said(&["--what-if", "int8", "--what-if", "depthwise"]);
    assert_eq!(code, 2);
    assert!(
        message.contains("`depthwise` must come before `int8`: a lens changes calls"),
        "{message}"
    );
    let (code, message) = said(&["--what-if", "lowrank", "--what-if", "lowrank"]);
    assert_eq!((code, message.contains("`lowrank` is given twice")), (2, true));
    let (code, message) = said(&["--what-if", "lowrank:rank"]);
    assert_eq!((code, message.contains("write it as `lowrank:rank=128`")), (2, true));
    let (code, message) = said(&["--what-if", "tests/no_lens.net"]);
    assert_eq!((code, message.contains("net::file::not_found")), (2, true), "{message}");
    let (_, message) = said(&["--what-if", "int4:group=0"]);
    assert!(
        message.contains("write `int4`, `int4:group=128` or `int4:group=128:zero`"),
        "{message}"
    );
    assert_eq!(said(&["--deploy", "--what-if", "fold-bn", "--what-if", "int4"]).0, 0);
}

#[test]
fn the_summary_has_the_peak_as_deployed_if_it_is_another() {
    let summary = |text: &str, options: &[&str]| {
        let shown = run(&[&["run", "-e", text, "--depth", "0"], options].concat());
        stdout(&shown)
            .lines()
            .find(|line| line.starts_with("peak memory as deployed"))
            .map(str::to_owned)
    };
    // As written, two maps of 8·4·4 values of 4 bytes; as deployed, one and the input.
    let text = "input 1x4x4; conv 8 k3 p1; bn; relu";
    let line = summary(text, &[]).expect("a line");
    assert!(line.ends_with("576 bytes"), "{line}");
    assert_eq!(summary(text, &["--deploy"]), None);
    assert_eq!(summary("input 1x4x4; conv 8 k3 p1", &[]), None);
}
