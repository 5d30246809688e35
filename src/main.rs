//! The `netcost` program: everything it does is in the library.

fn main() -> std::process::ExitCode {
    netcost::cli::main()
}
