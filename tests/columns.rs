//! Sweeps as columns, in the formats that only builds with the feature `parquet` have.

#[expect(dead_code, reason = "other tests use the rest of it")]
mod program;

use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, UInt64Type};
use arrow_ipc::reader::StreamReader;
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use program::Program;
use serde_json::{Value, json};

const FAMILY: &str = "param n = 4 in 1..9; param a = relu; input 3x8x8; conv n k3; a";
const AXES: [&str; 10] =
    ["-e", FAMILY, "-D", "n=1..10", "-D", "a=relu,gelu", "--batch", "1,8", "--device", "rpi4"];

fn written(arguments: &[&str], format: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows");
    let options = ["--format", format, "-o", path.to_str().expect("a path")];
    sweep(&[arguments, &options].concat());
    std::fs::read(path).expect("the rows")
}

/// The rows of a sweep as JSON lines.
fn rows(arguments: &[&str]) -> Vec<BTreeMap<String, Value>> {
    let lines = sweep(&[arguments, &["--format", "jsonl"]].concat());
    lines.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
}

fn sweep(arguments: &[&str]) -> String {
    let output = Program::new(["sweep"]).args(arguments).output();
    assert_eq!(output.status, 0, "{}", output.stderr);
    output.stdout
}

/// The rows of batches, as the JSON lines have them.
fn read(batches: impl Iterator<Item = RecordBatch>) -> Vec<BTreeMap<String, Value>> {
    let rows = batches
        .flat_map(|batch| (0..batch.num_rows()).map(|row| values(&batch, row)).collect::<Vec<_>>());
    rows.collect()
}

fn values(batch: &RecordBatch, row: usize) -> BTreeMap<String, Value> {
    let schema = batch.schema();
    let value =
        |(field, column): (&std::sync::Arc<arrow_schema::Field>, &arrow_array::ArrayRef)| {
            let value = match column.data_type() {
                _ if column.is_null(row) => Value::Null,
                DataType::UInt64 => json!(column.as_primitive::<UInt64Type>().value(row)),
                DataType::Int64 => json!(column.as_primitive::<Int64Type>().value(row)),
                DataType::Float64 => json!(column.as_primitive::<Float64Type>().value(row)),
                DataType::Utf8 => json!(column.as_string::<i32>().value(row)),
                other => panic!("{other}"),
            };
            (field.name().clone(), value)
        };
    schema.fields().iter().zip(batch.columns()).map(value).collect()
}

#[test]
fn a_stream_has_the_rows_of_other_formats() {
    let stream = written(&AXES, "arrow");
    let batches = StreamReader::try_new(stream.as_slice(), None).expect("a stream");
    let found = read(batches.map(|batch| batch.expect("a batch")));
    assert_eq!(found.len(), 40);
    assert_eq!(found, rows(&AXES));
    assert_eq!(found[39]["status"], "illegal");
}

#[test]
fn decimals_are_numbers_and_a_sweep_may_have_several_batches() {
    let axes = ["-e", "param x = 1; input 8; fc floor(4*x)", "-D", "x=0.25..1500:0.25"];
    let stream = written(&axes, "arrow");
    let batches = StreamReader::try_new(stream.as_slice(), None).expect("a stream");
    let found = read(batches.map(|batch| batch.expect("a batch")));
    assert_eq!(found.len(), 6000);
    assert_eq!((&found[1]["x"], &found[5999]["params"]), (&json!(0.5), &json!(9 * 6000)));
}

#[test]
fn a_file_of_parquet_has_them_too() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), written(&AXES, "parquet")).expect("written");
    let file = std::fs::File::open(file.path()).expect("the file");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("a file of Parquet");
    let batches = reader.build().expect("batches");
    assert_eq!(read(batches.map(|batch| batch.expect("a batch"))), rows(&AXES));
}
