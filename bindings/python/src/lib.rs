//! netcost as a Python module: the command line in the process, and programs of which many networks are made.
//!
//! What is said of a network comes from the command line as JSON, by its schemas; `python/netcost` makes objects
//! of it. What is computed for many networks of one text does not go through text: see [`program`]. Sweeps on several
//! machines are in [`sweep`].

mod columns;
mod program;
mod sweep;

use std::ffi::OsString;

use netcost::cli::{self, Streams, Terminal};
use netcost::{Convention, Device, Example};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// The exit status, what was written to stdout, and what was written to stderr.
type Ran<'py> = (u8, Bound<'py, PyBytes>, Bound<'py, PyBytes>);

/// Runs the command line on these arguments, without a terminal; `stdin` is what it may read there. Other threads
/// of Python go on meanwhile.
#[pyfunction]
fn command<'py>(py: Python<'py>, arguments: Vec<OsString>, stdin: &[u8]) -> Ran<'py> {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let status = py.detach(|| {
        let mut stdin = stdin;
        let terminal = Terminal::default();
        let streams =
            Streams { stdin: &mut stdin, stdout: &mut stdout, stderr: &mut stderr, terminal };
        let program = OsString::from("netcost");
        cli::run(std::iter::once(program).chain(arguments), streams)
    });
    (status, PyBytes::new(py, &stdout), PyBytes::new(py, &stderr))
}

/// Runs the command line on these arguments, of which the first is the program, and the streams of the process; the
/// exit status.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| cli::run_in_process(arguments))
}

/// The names of the `examples`, `devices` or `conventions`.
#[pyfunction]
fn names(of: &str) -> PyResult<Vec<&str>> {
    Ok(match of {
        "examples" => Example::all().iter().map(|example| example.name).collect(),
        "devices" => Device::all().iter().map(|device| device.name.as_str()).collect(),
        "conventions" => Convention::all().map(|convention| convention.name).collect(),
        _ => return Err(PyValueError::new_err(format!("there is no list of {of}"))),
    })
}

/// A name, its signature, aliases, summary and page, and whether it is a block.
type Operation = (&'static str, String, &'static [&'static str], String, String, bool);

/// The operations and standard blocks.
#[pyfunction]
fn operations() -> Vec<Operation> {
    let all = netcost::operations().into_iter();
    all.map(|it| (it.name, it.signature, it.aliases, it.summary, it.page, it.is_block)).collect()
}

/// The native part of the package `netcost`.
#[pymodule]
fn _netcost(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<program::Program>()?;
    module.add_class::<sweep::Sweep>()?;
    module.add_function(wrap_pyfunction!(command, module)?)?;
    module.add_function(wrap_pyfunction!(main, module)?)?;
    module.add_function(wrap_pyfunction!(names, module)?)?;
    module.add_function(wrap_pyfunction!(operations, module)?)?;
    module.add_function(wrap_pyfunction!(columns::arrow_stream, module)?)
}
