//! Every figure of a page is that of the JSON report.

use netcost::Costing;
use netcost::internals::device::Device;
use netcost::internals::report::View;
use serde_json::{Map, Value};

use super::read::{Read, index, number};
use super::{each_network, page_of};
use crate::reports::written;

/// Calls `look` with the JSON report and the page of each network, on no device and on one.
fn each_page(mut look: impl FnMut(&str, &Value, &Read)) {
    let t4 = Device::find("t4", None, None).expect("a device");
    each_network(|name, text| {
        for device in [None, Some(t4)] {
            page_of(name, text, &Costing { device, ..Costing::default() }, |view, page| {
                if let Some(report) = report(view) {
                    look(name, &report, page);
                }
            });
        }
    });
}

/// The JSON report; none if a figure is beyond 63 bits, which that refuses.
fn report(view: &View<'_>) -> Option<Value> {
    let is_large = view.costs.totals.figures.flops > i64::MAX as u128;
    (!is_large).then(|| serde_json::from_str(&written("json", view)).expect("JSON"))
}

/// The members of an object of the report by the names of columns and totals: those of `ops` among them.
fn members(object: &Value) -> Map<String, Value> {
    let mut members = object.as_object().expect("an object").clone();
    if let Some(Value::Object(classes)) = members.remove("ops") {
        members.extend(classes);
    }
    members
}

/// A cell of the report as the page writes it.
fn shown(key: &str, value: &Value) -> Value {
    match (key, value) {
        ("receptive_field" | "stride", Value::Array(sizes)) => {
            let sizes: Vec<_> = sizes.iter().map(Value::to_string).collect();
            sizes.join("×").into()
        }
        _ => value.clone(),
    }
}

/// What a page has of a layer in another form than a column.
const OTHER: [&str; 11] = [
    "index", "name", "path", "scope", "op", "source", "inputs", "outputs", "file", "line", "column",
];

#[test]
fn every_figure_of_a_layer_is_that_of_the_report() {
    each_page(|name, report, page| {
        for (row, layer) in report["layers"].as_array().expect("layers").iter().enumerate() {
            let mut members = members(layer);
            OTHER.iter().for_each(|key| drop(members.remove(*key)));
            for (key, value) in &members {
                let column = page.column(key).unwrap_or_else(|| panic!("{name}: no column {key}"));
                assert_eq!(page.value(column, row), shown(key, value), "{name}: {key} of {row}");
            }
            assert_eq!(members.len(), page.list("columns").len(), "{name}: {members:?}");
        }
    });
}

#[test]
fn every_total_is_that_of_the_report() {
    each_page(|name, report, page| {
        let mut members = members(&report["totals"]);
        for key in ["peak_layer", "peak_tensors", "flops_by_convention", "training"] {
            members.remove(key);
        }
        for total in page.list("totals") {
            let key = total["key"].as_str().expect("a name");
            assert_eq!(Some(number(&total["value"])), members.remove(key), "{name}: {key}");
        }
        assert_eq!(members, Map::new(), "{name}");
        let totals = &report["totals"];
        for figure in page.list("training.figures") {
            let key = figure["key"].as_str().expect("a name");
            assert_eq!(number(&figure["value"]), totals["training"][key], "{name}: {key}");
        }
        for convention in page.list("conventions") {
            let key = convention["name"].as_str().expect("a name");
            let expected = &totals["flops_by_convention"][key];
            assert_eq!(number(&convention["value"]), *expected, "{name}: {key}");
        }
    });
}

#[test]
fn layers_have_the_names_calls_and_shapes_of_the_report() {
    each_page(|name, report, page| {
        let layers = report["layers"].as_array().expect("layers");
        for (row, layer) in layers.iter().enumerate() {
            let at = |column: &str| &page.list(&format!("layers.{column}"))[row];
            let shapes = |side: &str| {
                let tensors = page.indices(&format!("layers.{side}"), row).into_iter();
                tensors.map(|it| page.list("tensors.shape")[it].clone()).collect::<Vec<_>>()
            };
            assert_eq!(page.text(at("name")), layer["name"], "{name}");
            assert_eq!(page.scope(row), layer["scope"], "{name}");
            assert_eq!(page.list("operations")[index(at("op"))]["name"], layer["op"], "{name}");
            assert_eq!(page.text(at("call")), layer["source"], "{name}");
            assert_eq!([at("line"), at("column")], [&layer["line"], &layer["column"]], "{name}");
            let source = &page.list("sources")[index(at("source"))]["name"];
            let file = layer.get("file").unwrap_or(&report["file"]);
            assert_eq!(source, file, "{name}");
            assert_eq!(Value::from(shapes("inputs")), layer["inputs"], "{name}");
            assert_eq!(Value::from(shapes("outputs")), layer["outputs"], "{name}");
        }
    });
}
