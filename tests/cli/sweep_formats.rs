//! Sweeps as pages and as columns.

use serde_json::Value;

use super::sweep::rows;
use super::{run, status, stderr, stdout};
use crate::page;

const AXES: [&str; 5] = ["mobilenet_v2", "-D", "width=0.35,1.0", "-D", "res=96,160,224"];

fn html(arguments: &[&str]) -> String {
    let output = run(&[&["sweep"], arguments, &["--format", "html"]].concat());
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    stdout(&output)
}

#[test]
fn a_page_compares_the_networks() {
    let html = html(&AXES);
    let model: Value = serde_json::from_str(page::model(&html)).expect("JSON");
    assert_eq!(page::comparison().errors(&model), [""; 0]);
    let networks = model["networks"].as_array().expect("networks");
    let rows = rows(&AXES);
    assert_eq!((networks.len(), rows.len()), (6, 6));
    for (network, row) in networks.iter().zip(&rows) {
        assert_eq!(network["label"], format!("width={}, res={}", row["width"], row["res"]));
        let totals = network["totals"].as_array().expect("totals");
        let keys: Vec<_> = totals.iter().map(|total| total["key"].as_str()).collect();
        assert_eq!(keys, ["params", "macs", "flops", "peak_memory"].map(Some));
        for total in totals {
            assert_eq!(total["value"], row[total["key"].as_str().expect("a name")]);
        }
    }
    assert_eq!(networks[1]["ratios"][0], "=");
    // The table of those without scripts.
    assert!(html.contains("<td align=right>0.35") && html.contains("<p>6 points: 6 ok"));
}

#[test]
fn a_page_of_few_networks_is_a_table() {
    for arguments in [&AXES[..3], &[&AXES[..], &["--columns", "res,params"]].concat()] {
        let html = html(arguments);
        assert!(!html.contains("id=\"model\"") && html.contains("<table>"), "{arguments:?}");
    }
}

#[test]
fn a_page_has_a_thousand_rows_and_says_so() {
    let html = html(&["-e", "param n = 1; input 8; fc n", "-D", "n=1..1100"]);
    let model: Value = serde_json::from_str(page::model(&html)).expect("JSON");
    assert_eq!(model["networks"].as_array().map(Vec::len), Some(1000));
    assert_eq!(model["remarks"][1], "the first 1,000 rows are shown; there are 100 more");
}

#[cfg(not(feature = "arrow"))]
#[test]
fn a_build_without_a_format_says_what_to_build() {
    for format in ["arrow", "parquet"] {
        let output = run(&["sweep", "alexnet", "--format", format]);
        assert_eq!(status(&output), 2);
        let features = format!("cargo build --release --features {format}");
        assert!(stderr(&output).contains(&features), "{}", stderr(&output));
    }
}

#[cfg(feature = "arrow")]
mod columns {
    use std::collections::BTreeMap;

    use arrow_array::RecordBatch;
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Float64Type, Int64Type, UInt64Type};
    use arrow_ipc::reader::StreamReader;
    use arrow_schema::DataType;
    use serde_json::{Value, json};

    use super::super::{run, status, stderr};
    use super::rows;

    const FAMILY: &str = "param n = 4 in 1..9; param a = relu; input 3x8x8; conv n k3; a";
    const AXES: [&str; 10] =
        ["-e", FAMILY, "-D", "n=1..10", "-D", "a=relu,gelu", "--batch", "1,8", "--device", "rpi4"];

    fn written(arguments: &[&str], format: &str) -> Vec<u8> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("rows");
        let options = ["--format", format, "-o", path.to_str().expect("a path")];
        let output = run(&[&["sweep"], arguments, &options].concat());
        assert_eq!(status(&output), 0, "{}", stderr(&output));
        std::fs::read(path).expect("the rows")
    }

    /// The rows of batches, as the JSON lines have them.
    fn read(batches: impl Iterator<Item = RecordBatch>) -> Vec<BTreeMap<String, Value>> {
        let rows = batches.flat_map(|batch| {
            (0..batch.num_rows()).map(|row| values(&batch, row)).collect::<Vec<_>>()
        });
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

    #[cfg(feature = "parquet")]
    #[test]
    fn a_file_of_parquet_has_them_too() {
        use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), written(&AXES, "parquet")).expect("written");
        let file = std::fs::File::open(file.path()).expect("the file");
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("a file of Parquet");
        let batches = reader.build().expect("batches");
        assert_eq!(read(batches.map(|batch| batch.expect("a batch"))), rows(&AXES));
    }
}
