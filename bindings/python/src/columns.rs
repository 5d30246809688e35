//! Columns of Python values as a stream of Apache Arrow, by its C interface.

use std::sync::Arc;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, DictionaryArray, Float64Array, Int64Array,
    NullArray, RecordBatch, RecordBatchIterator, RecordBatchOptions, UInt64Array,
};
use arrow_schema::{ArrowError, Field, Schema};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyCapsule, PyFloat, PyInt, PyString};

/// A value of a column, if it has one.
type Values = Vec<Option<Py<PyAny>>>;

/// The most digits of a decimal.
const DIGITS: u8 = 38;

/// The capsule of these columns, all of the same length: of whole numbers, also of more than 64 bits, numbers, truth values
/// or texts, which are dictionaries.
///
/// # Errors
/// When a column has values of several kinds, or a number of more than 38 digits.
#[pyfunction]
pub fn arrow_stream<'py>(
    py: Python<'py>,
    columns: Vec<(String, Values)>,
) -> PyResult<Bound<'py, PyCapsule>> {
    let mut arrays: Vec<(String, ArrayRef)> = Vec::with_capacity(columns.len());
    for (name, values) in columns {
        let array = array(py, &values).map_err(|_| {
            PyValueError::new_err(format!("the values of the column `{name}` have no common type"))
        })?;
        arrays.push((name, array));
    }
    stream(py, arrays).map_err(|error| PyValueError::new_err(error.to_string()))?
}

fn stream(
    py: Python<'_>,
    arrays: Vec<(String, ArrayRef)>,
) -> Result<PyResult<Bound<'_, PyCapsule>>, ArrowError> {
    let field = |(name, array): &(String, ArrayRef)| {
        Field::new(name.as_str(), array.data_type().clone(), true)
    };
    let schema = Arc::new(Schema::new(arrays.iter().map(field).collect::<Vec<_>>()));
    let arrays: Vec<_> = arrays.into_iter().map(|(_, array)| array).collect();
    // Without columns, nothing else says that there are no rows.
    let rows = RecordBatchOptions::new().with_row_count(Some(arrays.first().map_or(0, Array::len)));
    let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), arrays, &rows)?;
    let batches = RecordBatchIterator::new([Ok(batch)], schema);
    let stream = FFI_ArrowArrayStream::new(Box::new(batches));
    Ok(PyCapsule::new_with_value(py, stream, c"arrow_array_stream"))
}

/// A column in the narrowest type that holds its values.
fn array(py: Python<'_>, values: &Values) -> PyResult<ArrayRef> {
    let values: Vec<Option<&Bound<'_, PyAny>>> =
        values.iter().map(|value| value.as_ref().map(|it| it.bind(py))).collect();
    let given = || values.iter().copied().flatten();
    let is_number =
        |it: &Bound<'_, PyAny>| it.is_instance_of::<PyInt>() || it.is_instance_of::<PyFloat>();
    Ok(if given().next().is_none() {
        Arc::new(NullArray::new(values.len()))
    } else if given().all(|it| it.is_instance_of::<PyBool>()) {
        Arc::new(BooleanArray::from(extracted::<bool>(&values)?))
    } else if given().all(|it| it.is_instance_of::<PyInt>()) {
        whole(&values)?
    } else if given().all(is_number) {
        Arc::new(Float64Array::from(extracted::<f64>(&values)?))
    } else if given().all(|it| it.is_instance_of::<PyString>()) {
        let texts = extracted::<String>(&values)?;
        let texts = texts.iter().map(Option::as_deref);
        Arc::new(texts.collect::<DictionaryArray<Int32Type>>())
    } else {
        return Err(PyValueError::new_err("several types"));
    })
}

/// Whole numbers in 64 bits, or else as decimals.
fn whole(values: &[Option<&Bound<'_, PyAny>>]) -> PyResult<ArrayRef> {
    if let Ok(small) = extracted::<i64>(values) {
        return Ok(Arc::new(Int64Array::from(small)));
    }
    if let Ok(positive) = extracted::<u64>(values) {
        return Ok(Arc::new(UInt64Array::from(positive)));
    }
    let decimals = Decimal128Array::from(extracted::<i128>(values)?);
    let decimals = decimals.with_precision_and_scale(DIGITS, 0);
    let decimals = decimals.map_err(|error| PyValueError::new_err(error.to_string()))?;
    decimals
        .validate_decimal_precision(DIGITS)
        .map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(Arc::new(decimals))
}

fn extracted<'py, T>(values: &[Option<&Bound<'py, PyAny>>]) -> PyResult<Vec<Option<T>>>
where
    T: for<'a> FromPyObject<'a, 'py>,
{
    let extract = |value: &Bound<'py, PyAny>| value.extract::<T>().map_err(Into::into);
    values.iter().map(|value| value.map(extract).transpose()).collect()
}
