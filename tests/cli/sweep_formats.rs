//! Sweeps as pages, and as columns where a build has them.

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
