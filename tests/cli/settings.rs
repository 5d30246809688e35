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
        (&["--dtype", "params=f16"], "`params` sets neither `weights` nor `activations`"),
        (&["--convention", "mine"], "[possible values: exact"),
        (&["--limit", "rows=1"], "there is no limit `rows`"),
        (&["--limit", "layers=many"], "`many` is not a whole number"),
        (&["-D", "width"], "write it as `-D width=0.75`"),
        (&["--format", "xml"], "[possible values: table, json, csv, markdown, latex]"),
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
