//! The command line, one file a subcommand, each a thin call of the library.

/// Runs the program on the arguments of the process.
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
