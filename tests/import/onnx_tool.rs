//! The table of `docs/models.md` that compares models of packages with onnx-tool.

use std::fs;
use std::path::Path;

use netcost::{Convention, Costing, Options, Report};

use super::imported::{bound, imported};
use super::{Counted, RealModel, real_models};

/// A model as the table describes it.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    file: String,
    nodes: u64,
    layers: u64,
    macs: u64,
    /// What netcost counts by the convention of onnx-tool.
    by_convention: u64,
    /// What onnx-tool counts; nothing if it ends in an exception.
    by_tool: Option<u64>,
    /// The first less the second.
    difference: Option<i64>,
}

impl Row {
    fn of(line: &str) -> Option<Row> {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [file, nodes, layers, _milliseconds, macs, by_convention, by_tool, difference] =
            cells[..]
        else {
            return None;
        };
        let number = |cell: &str| cell.replace(',', "").replace('−', "-").parse::<i64>().ok();
        let count = |cell: &str| number(cell)?.try_into().ok();
        Some(Row {
            file: file.strip_prefix('`')?.strip_suffix('`')?.to_owned(),
            nodes: count(nodes)?,
            layers: count(layers)?,
            macs: count(macs)?,
            by_convention: count(by_convention)?,
            by_tool: count(by_tool),
            difference: number(difference),
        })
    }

    fn counted(model: &RealModel) -> Row {
        let text = imported(&model.model, &bound(model)).expect("a model");
        let analysis = netcost::analyze("model", &text.text, &Options::new());
        let report = |convention: &str| -> Report {
            let costing = Costing {
                convention: Some(Convention::named(convention).expect("a convention")),
                ..Costing::default()
            };
            analysis.report(&costing).expect("figures that fit").expect("no errors")
        };
        let (exact, by_convention) = (report("exact").totals, report("onnx-tool").totals.flops);
        let by_tool = match model.onnx_tool {
            Counted::Macs(macs) => Some(macs),
            Counted::Error(_) | Counted::Nothing => None,
        };
        Row {
            file: format!("{}.onnx", model.name),
            nodes: text.about.nodes,
            layers: exact.layers,
            macs: exact.macs,
            by_convention,
            by_tool,
            difference: by_tool.map(|by_tool| by_convention.cast_signed() - by_tool.cast_signed()),
        }
    }
}

#[test]
fn models_of_packages_are_what_the_page_says() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/models.md");
    let page = fs::read_to_string(page).expect("the page");
    let stated: Vec<Row> = page.lines().filter_map(Row::of).collect();
    assert_eq!(stated.len(), 5);
    let models = real_models();
    for stated in stated {
        let name = stated.file.trim_end_matches(".onnx");
        let model = models.iter().find(|model| model.name == name).expect("a model");
        assert_eq!(stated, Row::counted(model));
    }
}
