//! The program as its users meet it: streams, exit statuses, and what is said when something is
//! wrong.

mod check;
mod compare;
mod devices;
mod explain;
mod fmt;
mod forms;
mod help;
mod lists;
mod networks;
mod outputs;
mod reports;
mod settings;

use std::process::Output;

use assert_cmd::Command;

/// A network without mistakes.
const GOOD: &str = "input 3x227x227; conv 96 k11 s4 p0; relu; pool 3 2; fc 10";

/// A network with one: a kernel larger than what it reads.
const BAD: &str = "input 3x4x4; conv 8 k11";

fn netcost() -> Command {
    let mut command = Command::cargo_bin("netcost").expect("cargo builds it");
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(variable);
    }
    command
}

fn run(arguments: &[&str]) -> Output {
    netcost().args(arguments).output().expect("it runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("no signal")
}

/// A folder that is gone when the test ends.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn path(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}
