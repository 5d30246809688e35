//! The report and the comparison as owned values: JSON reads into them, and they are written as the
//! same JSON.

use std::fs;
use std::path::Path;

use netcost::internals::report::{Comparison, Report};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::program::Program;
use crate::reports::{each_network, each_report, written};

/// Reads a document, and checks that it is written as it was; the program adds new lines only.
fn read<T: DeserializeOwned + Serialize>(json: &str) -> T {
    let document: T = serde_json::from_str(json).expect("a document");
    let again = serde_json::to_string(&document).expect("JSON");
    assert_eq!(again, json.replace('\n', ""));
    document
}

#[test]
fn every_example_reads_back_as_it_was_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in fs::read_dir(folder).expect("the examples") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("an example");
        each_report(&path.display().to_string(), &text, "", |view| {
            if view.rows.is_default() {
                let report: Report = read(&written("json", view));
                assert_eq!(report, view.to_report().expect("figures that fit"));
            }
        });
    }
}

#[test]
fn requested_rows_read_back_in_place_of_layers() {
    each_network("", |view| {
        let report: Report = read(&written("json", view));
        assert_eq!(report.rows.is_some(), !view.rows.is_default());
        assert!(report.rows.is_none() || report.layers.is_empty());
        let report = view.to_report().expect("figures that fit");
        assert_eq!(report.layers.len(), view.costs.network.layers.len());
    });
}

#[test]
fn figures_are_fields() {
    let output =
        Program::new(["run", "alexnet", "--training", "adam", "--format", "json"]).output();
    let report: Report = read(&output.stdout);
    assert_eq!((report.totals.params, report.totals.macs), (62_378_344, 1_135_256_096));
    assert_eq!(report.totals.peak.layer.as_deref(), Some("relu1"));
    assert_eq!(report.totals.training.map(|training| training.gradients), Some(4 * 62_378_344));
    let layer = &report.layers[0];
    assert_eq!((layer.path.as_str(), &*layer.op, layer.macs), ("conv1", "conv", 105_415_200));
    assert_eq!(layer.outputs[0].axes(), [96, 55, 55]);
    assert_eq!((layer.context.live, layer.context.line), (1_779_948, Some(7)));
}

#[test]
fn comparisons_read_back_as_they_were_written() {
    for networks in [
        &["alexnet", "alexnet_2012"][..],
        &["mobilenet_v2", "mobilenet_v2@width=0.5", "--device", "t4"],
        &["resnet18", "resnet50", "lenet5", "--convention", "all"],
    ] {
        let arguments = [&["compare"], networks, &["--format", "json"]].concat();
        let comparison: Comparison = read(&Program::new(arguments).output().stdout);
        let changes = comparison.layers.as_ref().map_or(0, Vec::len);
        assert_eq!(changes > 0, comparison.networks.len() == 2);
    }
}

#[test]
fn what_is_not_a_report_is_refused() {
    let output = Program::new(["run", "lenet5", "--format", "json"]).output();
    let read = |json: String| serde_json::from_str::<Report>(&json).map_err(|it| it.to_string());
    assert!(read(output.stdout.clone()).is_ok());
    for (old, new, expected) in [
        ("[[1,32,32]]", "[[0,32,32]]", "[0, 32, 32] is not a shape"),
        (r#""receptive_field":"all""#, r#""receptive_field":"some""#, "expected `all` or a list"),
        (r#""macs":117600"#, r#""macs":1.5"#, "expected u64"),
    ] {
        assert!(output.stdout.contains(old), "{old}");
        let error = read(output.stdout.replacen(old, new, 1)).expect_err("a broken report");
        assert!(error.contains(expected), "{error}");
    }
}
