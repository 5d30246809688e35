//! The program itself, in a process of its own: a bench is the program too, so that only one of them has to be linked.

use std::process::{Command, ExitCode};

/// Is set for the processes that are to be the program.
const PROGRAM: &str = "NETCOST_BENCH_IS_PROGRAM";

/// A run of the program.
pub fn program() -> Command {
    let mut command = Command::new(std::env::current_exe().expect("the path of the bench"));
    command.env(PROGRAM, "1");
    command
}

/// Runs the program, if that is what this process is to be.
pub fn run_as_program() -> Option<ExitCode> {
    std::env::var_os(PROGRAM).map(|_| netcost::cli::main())
}
