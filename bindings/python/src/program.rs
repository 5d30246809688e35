//! A text that was read once, of which the totals of many networks are computed.

use std::path::Path;

use netcost::sweep::{Space, Sweep};
use netcost::{Bundled, Convention, Costing, Disk, Example, Files, Legal, Options, ParamValue};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

/// A text whose names and calls are resolved.
#[pyclass(frozen, module = "netcost._netcost")]
pub struct Program {
    program: netcost::Program,
    text: String,
}

/// A param: its name, its default, and the values that are allowed.
type Param<'py> = (String, Option<Bound<'py, PyAny>>, Option<Bound<'py, PyAny>>);

#[pymethods]
impl Program {
    /// The program of a text, which messages call by `name`; without a text that of a bundled example, or of a file.
    /// `None` if it has errors whatever the params are, or there is no such example.
    #[staticmethod]
    #[pyo3(signature = (name, text, example))]
    fn of(
        py: Python<'_>,
        name: &str,
        text: Option<String>,
        example: bool,
    ) -> PyResult<Option<Self>> {
        if example {
            let bundled =
                |example: &Example| Self::read(&example.path(), example.text.to_owned(), &Bundled);
            return Ok(py.detach(|| Example::find(name).and_then(bundled)));
        }
        let text = match text {
            Some(text) => text,
            None => String::from_utf8(Disk.read(Path::new(name))?)?,
        };
        Ok(py.detach(|| Self::read(name, text, &Disk)))
    }

    /// The text.
    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    /// The params: the name of each, its default, and the values that the text allows, as a list, or as a tuple of the
    /// first and the last.
    fn params<'py>(&self, py: Python<'py>) -> PyResult<Vec<Param<'py>>> {
        let params = py.detach(|| self.program.params());
        let param = |param: netcost::Param| {
            let default = param.default.map(|it| object(py, &it)).transpose()?;
            let legal = match param.legal {
                None => None,
                Some(Legal::OneOf(values)) => Some(object(py, &ParamValue::List(values))?),
                Some(Legal::Range(first, last)) => {
                    Some(object(py, &ParamValue::Tuple(vec![first, last]))?)
                }
            };
            Ok((param.name, default, legal))
        };
        params.into_iter().map(param).collect()
    }

    /// The totals of the network with these values of params; `None` if there are errors.
    #[pyo3(signature = (params, batch=None, convention=None))]
    fn totals<'py>(
        &self,
        py: Python<'py>,
        params: &Bound<'_, PyDict>,
        batch: Option<u64>,
        convention: Option<&str>,
    ) -> PyResult<Option<Bound<'py, PyDict>>> {
        let mut options = Options { batch, ..Options::new() };
        for (name, given) in params {
            options = options.param(name.extract::<String>()?, value(&given)?);
        }
        let unknown =
            |name: &str| PyValueError::new_err(format!("there is no convention `{name}`"));
        let named = |name| Convention::named(name).ok_or_else(|| unknown(name));
        let convention = convention.map(named).transpose()?;
        let mut sweep = Sweep::new(Space::new());
        sweep.options = options;
        sweep.costing = Costing { convention, ..Costing::default() };
        let figures = py.detach(|| {
            let row = self.program.sweep(&sweep, 0..1).pop()?;
            row.outcome.ok()
        });
        let Some(figures) = figures else { return Ok(None) };
        let totals = PyDict::new(py);
        for (name, figure) in figures {
            // What 64 bits hold is made faster.
            match u64::try_from(figure) {
                Ok(small) => totals.set_item(name, small)?,
                Err(_) => totals.set_item(name, figure)?,
            }
        }
        Ok(Some(totals))
    }
}

impl Program {
    fn read(name: &str, text: String, files: &dyn Files) -> Option<Self> {
        let program = netcost::analyze_with(name, &text, &Options::new(), files).program();
        program.map(|program| Program { program, text })
    }
}

/// The value of a param as a value of Python.
fn object<'py>(py: Python<'py>, value: &ParamValue) -> PyResult<Bound<'py, PyAny>> {
    let all = |items: &[ParamValue]| -> PyResult<Vec<_>> {
        items.iter().map(|item| object(py, item)).collect()
    };
    Ok(match value {
        ParamValue::None => py.None().into_bound(py),
        ParamValue::Bool(value) => value.into_bound_py_any(py)?,
        ParamValue::Int(value) => value.into_bound_py_any(py)?,
        ParamValue::Decimal(value) => value.into_bound_py_any(py)?,
        ParamValue::Word(text) | ParamValue::Text(text) => text.into_bound_py_any(py)?,
        ParamValue::List(items) => PyList::new(py, all(items)?)?.into_any(),
        ParamValue::Tuple(items) => PyTuple::new(py, all(items)?)?.into_any(),
    })
}

/// A value of Python as the value of a param.
fn value(given: &Bound<'_, PyAny>) -> PyResult<ParamValue> {
    let all = |items: Bound<'_, PyAny>| -> PyResult<Vec<ParamValue>> {
        items.try_iter()?.map(|item| value(&item?)).collect()
    };
    // A truth value is an integer of Python, too.
    Ok(if given.is_none() {
        ParamValue::None
    } else if given.is_instance_of::<PyBool>() {
        ParamValue::Bool(given.extract()?)
    } else if given.is_instance_of::<PyInt>() {
        ParamValue::Int(given.extract()?)
    } else if given.is_instance_of::<PyFloat>() {
        ParamValue::Decimal(given.extract()?)
    } else if given.is_instance_of::<PyString>() {
        ParamValue::Word(given.extract()?)
    } else if given.is_instance_of::<PyList>() {
        ParamValue::List(all(given.clone())?)
    } else if given.is_instance_of::<PyTuple>() {
        ParamValue::Tuple(all(given.clone())?)
    } else {
        let kind = given.get_type().name()?;
        return Err(PyTypeError::new_err(format!("a param has no value of type `{kind}`")));
    })
}
