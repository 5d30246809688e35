//! Settings, and what a wrong one does.

use std::fs;

use super::{BAD, GOOD, folder, path, run, status, stderr, stdout};

#[test]
fn wrong_settings_are_wrong_usage() {
    for (arguments, expected) in [
        (&["--batch", "0"][..], "write a whole number, at least 1: `--batch 32`"),
        (&["--batch", "x"], "write a whole number, at least 1: `--batch 32`"),
        (&["--dtype", "fp16"], "`fp16` is not an element type; did you mean `f16`?"),
        (&["--dtype", "float"], "`float` is not an element type; did you mean `f32`?"),
        (&["--dtype", "number"], "`number` is not an element type; there are `f64`, `f32`"),
        (&["--dtype", "params=f16"], "`params` sets none of `weights`, `biases` and `activations`"),
        (&["--convention", "mine"], "[possible values: exact"),
        (&["--limit", "rows=1"], "there is no limit `rows`"),
        (&["--limit", "layers=many"], "`many` is not a whole number"),
        (&["-D", "width"], "write it as `-D width=0.75`"),
        (&["--format", "xml"], "[possible values: table, json, csv, markdown, latex, html]"),
    ] {
        let output = run(&[&["run", "-e", GOOD], arguments].concat());
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert_eq!(stdout(&output), "");
        assert!(stderr(&output).contains(expected), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn settings_that_do_not_fit_the_file_are_wrong_usage() {
    let file = "param width = 1.0 in [0.5, 1.0]\na: input 3x8x8\nb: input 3x8x8\nadd a b";
    for (arguments, code) in [
        (&["-D", "wdith=1"][..], "net::setting::unknown_param"),
        (&["-D", "width=0.3"], "net::setting::illegal_argument"),
        (&["--input", "3x8x8"], "net::setting::ambiguous_input"),
        (&["--input", "c=3x4x4"], "net::setting::unknown_input"),
        (&["--input", "a=3x0x4"], "net::setting::bad_input"),
    ] {
        let output = run(&[&["run", "-e", file], arguments].concat());
        assert_eq!(status(&output), 2, "{arguments:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "");
        assert!(stderr(&output).starts_with(&format!("error[{code}]: ")), "{}", stderr(&output));
    }
}

/// `total.KEY == NUMBER` is a figure of the file as it is written; what depends on a param is not.
#[test]
fn published_figures_are_skipped_and_claims_are_not() {
    // A dense layer from 4 to n has 4·n weights and n biases: 4·n + 4 for n = 4 only.
    let file = |claims: &str| format!("param n = 4\ninput 4\nfc n\n{claims}");
    let checked = |claims: &str, n: &str| {
        let output = run(&["run", "-e", &file(claims), "-D", n]);
        (status(&output), stderr(&output), stdout(&output))
    };
    let computed = "assert total.params == 4*n + 4";
    assert_eq!(status(&run(&["run", "-e", &file(computed)])), 0);
    let (failed, message, report) = checked(computed, "n=5");
    assert_eq!(failed, 1);
    assert!(message.contains("`total.params` is 25, not 24"), "{message}");
    assert!(!report.contains("published"), "{report}");
    let (failed, message, _) = checked("assert 20 == total.params", "n=5");
    assert_eq!(failed, 1, "{message}");
    for (claims, note) in [
        ("assert total.params == 20", "\n1 published figure is not checked: a setting"),
        (
            "assert total.params == 20; assert total.macs == 16",
            "\n2 published figures are not checked: a setting",
        ),
    ] {
        let (status, message, report) = checked(claims, "n=5");
        assert_eq!((status, message.as_str()), (0, ""), "{claims}");
        assert!(report.contains(note), "{report}");
    }
}

#[test]
fn the_worst_of_several_files_sets_the_status() {
    let folder = folder();
    let (good, bad) = (path(&folder, "good.net"), path(&folder, "bad.net"));
    fs::write(&good, GOOD).expect("written");
    fs::write(&bad, BAD).expect("written");
    assert_eq!(status(&run(&["check", &good])), 0);
    assert_eq!(status(&run(&["check", &bad, &good])), 1);
    let output = run(&["check", "./gone.net", &bad, &good]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("bad.net:1:"), "all are checked: {}", stderr(&output));
    assert_eq!(stdout(&output), "");
}

#[test]
fn a_convention_that_the_file_names_is_the_mistake_of_the_file() {
    let output = run(&["run", "-e", "input 3x8x8; convention mine; conv 8"]);
    assert_eq!(status(&output), 1);
    let message = stderr(&output);
    assert!(message.starts_with("error[net::setting::unknown_convention]: "), "{message}");
}
