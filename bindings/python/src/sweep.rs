//! A sweep whose rows are computed in several threads or processes.

use std::ffi::OsString;
use std::iter;

use netcost::DistributedSweep;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// The sweep of these arguments of the command line.
#[pyclass(frozen, module = "netcost._netcost")]
pub struct Sweep(DistributedSweep);

#[pymethods]
impl Sweep {
    /// The sweep of the arguments of `netcost sweep`; `None` if something is wrong, which running the command says.
    #[staticmethod]
    fn of(py: Python<'_>, arguments: Vec<OsString>) -> Option<Self> {
        let words = ["netcost", "sweep"].map(OsString::from).into_iter().chain(arguments);
        py.detach(|| DistributedSweep::new(words)).map(Sweep)
    }

    /// How many points there are.
    #[getter]
    fn points(&self) -> u64 {
        self.0.points()
    }

    /// Everything that rows depend on, as JSON.
    #[getter]
    fn fingerprint(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.fingerprint())
    }

    /// The rows of the points from `first` to before `end`.
    fn rows<'py>(&self, py: Python<'py>, first: u64, end: u64) -> Bound<'py, PyBytes> {
        let rows = py.detach(|| self.0.rows(first..end.min(self.0.points())));
        PyBytes::new(py, rows.as_bytes())
    }

    /// The report of all rows: an iterator has the number of points of each range, in their order, and their rows.
    fn report<'py>(
        &self,
        py: Python<'py>,
        parts: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let mut parts = parts.try_iter()?;
        let mut failure = None;
        let mut next = || {
            let part = parts.next()?.and_then(|part| rows(&part));
            part.map_err(|error| failure = Some(error)).ok()
        };
        let mut report = Vec::new();
        let written = self.0.write(iter::from_fn(&mut next), &mut report);
        match failure {
            Some(error) => Err(error),
            None => {
                written.map_err(|error| PyValueError::new_err(error.to_string()))?;
                Ok(PyBytes::new(py, &report))
            }
        }
    }
}

/// The number of points of a range, and the text of its rows.
fn rows(part: &Bound<'_, PyAny>) -> PyResult<(u64, String)> {
    let (points, rows): (u64, Bound<'_, PyBytes>) = part.extract()?;
    Ok((points, String::from_utf8(rows.as_bytes().to_vec())?))
}
