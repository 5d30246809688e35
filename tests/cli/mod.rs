//! The program as its users meet it: streams, exit statuses, and what is said when something is
//! wrong. Most tests run it inside their own process. Those that depend on the operating system (the
//! environment, the current folder, pipes, signals) start [a process](process).

mod arena;
mod check;
mod compare;
mod devices;
mod explain;
mod fmt;
mod forms;
mod formula;
mod help;
mod lenses;
mod lists;
mod networks;
mod open;
mod outputs;
mod reports;
mod settings;
mod sweep;
mod sweep_formats;
mod watch;
mod what_if;

use std::path::Path;
use std::process::Command;

use crate::program::{Output, Program};

/// A network without mistakes.
const GOOD: &str = "input 3x227x227; conv 96 k11 s4 p0; relu; pool 3 2; fc 10";

/// A network with one: a kernel larger than what it reads.
const BAD: &str = "input 3x4x4; conv 8 k11";

fn run(arguments: &[&str]) -> Output {
    Program::new(arguments).output()
}

/// A process of the program, in the project's folder, without the environment's settings of colours
/// and columns.
fn process() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netcost"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(variable);
    }
    command
}

/// Runs a process to its end and collects its output.
fn ended(command: &mut Command) -> Output {
    let output = command.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    let status = output.status.code().expect("no signal");
    Output {
        status: u8::try_from(status).expect("a small number"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Runs the program in a folder, so that paths are short.
fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    ended(process().current_dir(folder).args(arguments))
}

fn stdout(output: &Output) -> String {
    output.stdout.clone()
}

fn stderr(output: &Output) -> String {
    output.stderr.clone()
}

fn status(output: &Output) -> u8 {
    output.status
}

/// A folder that is gone when the test ends.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn path(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}
