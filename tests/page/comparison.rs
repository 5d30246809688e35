//! The page of a comparison: its figures are those of the JSON comparison.

use serde_json::Value;

use super::html::model;
use super::read::{Read, number};
use super::types;
use crate::program::Program;

/// Calls `look` with the JSON and the page of each comparison.
fn each(mut look: impl FnMut(&Value, &Read)) {
    let schema = types::comparison();
    for networks in [
        &["alexnet", "alexnet_2012"][..],
        &["resnet50", "resnet50"],
        &["mobilenet_v2", "mobilenet_v2@width=0.5", "--device", "t4"],
        &["resnet18", "resnet50", "lenet5", "--convention", "all"],
    ] {
        let written = |format| {
            let arguments = [&["compare"], networks, &["--format", format]].concat();
            let output = Program::new(arguments).output();
            assert_eq!((output.status, &*output.stderr), (0, ""));
            output.stdout
        };
        let json = serde_json::from_str(&written("json")).expect("JSON");
        let page = Read::new(model(&written("html")));
        assert_eq!(schema.errors(&page.json), Vec::<String>::new(), "{networks:?}");
        look(&json, &page);
    }
}

/// A figure of an object of the report, by its name.
fn figure<'j>(object: &'j Value, key: &str) -> &'j Value {
    object.get(key).or_else(|| object["ops"].get(key)).unwrap_or(&Value::Null)
}

#[test]
fn every_total_is_that_of_the_json_comparison() {
    each(|json, page| {
        let networks = json["networks"].as_array().expect("networks");
        assert_eq!(page.list("networks").len(), networks.len());
        for (shown, network) in page.list("networks").iter().zip(networks) {
            assert_eq!(shown["word"], network["asked"]);
            for key in ["network", "file"] {
                assert_eq!(shown[key], network[key]);
            }
            let totals = shown["totals"].as_array().expect("totals");
            for total in totals {
                let key = total["key"].as_str().expect("a name");
                let expected = match key.strip_prefix("flops_") {
                    Some(convention) => &network["flops_by_convention"][convention],
                    None => figure(&network["totals"], key),
                };
                assert_eq!(number(&total["value"]), *expected, "{key}");
            }
            let keys = network["totals"].as_object().expect("totals").len();
            // `ops` are five.
            assert!(totals.len() >= keys + 4);
        }
    });
}

#[test]
fn changes_are_those_of_the_json_comparison() {
    each(|json, page| {
        let Some(changes) = json["layers"].as_array() else {
            return assert_eq!(page.json["rows"], Value::Null);
        };
        assert_eq!(page.list("rows.change").len(), changes.len());
        for (row, change) in changes.iter().enumerate() {
            assert_eq!(page.list("rows.change")[row], change["change"]);
            assert_eq!(page.list("rows.count")[row], change["layers"]);
            for side in ["old", "new"] {
                let path = &page.list(&format!("rows.{side}"))[row];
                let expected = &change[side]["path"];
                assert_eq!(path.is_null(), expected.is_null());
                if !path.is_null() {
                    assert_eq!(page.text(path), expected);
                }
                for column in page.list("rows.columns").iter().filter(|_| change["layers"] == 1) {
                    let key = column["key"].as_str().expect("a name");
                    assert_eq!(number(&column[side][row]), *figure(&change[side], key), "{key}");
                }
            }
        }
    });
}

#[test]
fn rows_add_up_to_the_totals_of_each_network() {
    each(|_, page| {
        let columns = page.json["rows"]["columns"].as_array().map_or(&[][..], Vec::as_slice);
        for column in columns {
            for (side, network) in ["old", "new"].into_iter().zip(page.list("networks")) {
                let values = column[side].as_array().expect("values").iter();
                let sum: u64 = values.filter_map(|value| number(value).as_u64()).sum();
                let totals = network["totals"].as_array().expect("totals");
                let total = totals.iter().find(|total| total["key"] == column["key"]);
                assert_eq!(total.and_then(|total| number(&total["value"]).as_u64()), Some(sum));
            }
        }
    });
}

#[test]
fn differences_are_told_in_words() {
    each(|json, page| {
        let Some(changes) = json["layers"].as_array() else { return };
        for (what, change) in page.list("rows.what").iter().zip(changes) {
            assert_eq!(what.is_null(), change["change"] == "same");
        }
        let is_same = changes.iter().all(|change| change["change"] == "same");
        let remarks = page.list("remarks").iter().filter_map(Value::as_str);
        assert_eq!(
            remarks.filter(|it| it.starts_with("the networks are equal")).count() == 1,
            is_same
        );
    });
}
