//! The examples: what each must say of itself, and a snapshot of each one's report.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin_cmd;
use insta::{assert_snapshot, glob};

/// The program, run where the examples are shown as `examples/NAME.net`.
fn netcost() -> Command {
    let mut command = cargo_bin_cmd!("netcost");
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("COLUMNS", "100");
    command
}

/// The file as a user would name it.
fn shown(path: &Path) -> String {
    format!("examples/{}", path.file_name().expect("a file").to_string_lossy())
}

#[test]
fn reports() {
    glob!("../examples", "*.net", |path| {
        let output = netcost().args(["run", &shown(path)]).output().expect("the program starts");
        let messages = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{} has errors:\n{messages}", path.display());
        assert!(messages.is_empty(), "{} has warnings:\n{messages}", path.display());
        assert_snapshot!(String::from_utf8_lossy(&output.stdout));
    });
}

#[test]
fn every_example_has_a_header_a_title_and_its_published_figures() {
    glob!("../examples", "*.net", |path| {
        let text = fs::read_to_string(path).expect("an example");
        let has = |start: &str| text.lines().any(|line| line.starts_with(start));
        let states = |figure: &str| {
            text.lines().any(|line| line.starts_with("assert ") && line.contains(figure))
        };
        let name = path.display();
        assert!(text.starts_with("# "), "{name} does not begin by saying what it is");
        assert!(has("network \""), "{name} has no title");
        assert!(states("total.params == "), "{name} does not state its params");
        assert!(states("total.macs == "), "{name} does not state its macs");
    });
}

#[test]
fn every_command_in_a_header_runs() {
    glob!("../examples", "*.net", |path| {
        let text = fs::read_to_string(path).expect("an example");
        for line in text.lines() {
            let Some(arguments) = line.strip_prefix("#   netcost ") else { continue };
            let arguments = arguments.split('#').next().unwrap_or_default().split_whitespace();
            netcost().args(arguments).assert().success().stderr("");
        }
    });
}

#[test]
fn every_example_is_laid_out_canonically() {
    glob!("../examples", "*.net", |path| {
        netcost().args(["fmt", "--check", &shown(path)]).assert().success();
    });
}
