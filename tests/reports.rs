//! Reports read back: what formats write is what the figures are, to the last cell.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use netcost::internals::bundled::schema;
use netcost::internals::cost::Costs;
use netcost::internals::cost::{Figures, metrics};
use netcost::internals::device::Device;
use netcost::internals::diagnostics::rendering::{MessageFormat, Messages, Style};
use netcost::internals::report::{Column, GroupBy, ReportFormat, ReportStyle, RowOptions, View};
use netcost::internals::tensor::Shape;
use netcost::internals::text::digits::{Grouped, percent};
use netcost::{Costing, Disk, Network, Options, Sources};
use serde_json::Value;

use crate::schema::Schema;

/// The rows that reports are tried with.
fn row_options() -> Vec<RowOptions> {
    let order = |name| Column::order(name).ok();
    let plain = RowOptions::default();
    vec![
        plain,
        RowOptions { depth: Some(1), ..plain },
        RowOptions { depth: Some(2), top: Some(4), ..plain },
        RowOptions { by: Some(GroupBy::Op), sort: order("params"), ..plain },
        RowOptions { by: Some(GroupBy::Block), ..plain },
        RowOptions { sort: order("live"), top: Some(3), ..plain },
        RowOptions { sort: order("name"), ..plain },
        RowOptions { depth: Some(2), ..plain },
    ]
}

/// Calls `look` with the report of a text and for each kind of rows, on no device and on one.
pub fn each_report(name: &str, text: &str, columns: &str, mut look: impl FnMut(&View<'_>)) {
    let t4 = Device::find("t4", None, None).expect("a device");
    for device in [None, Some(t4)] {
        each_order(name, text, columns, device, &mut look);
    }
}

fn each_order(
    name: &str,
    text: &str,
    columns: &str,
    device: Option<&Device>,
    look: &mut impl FnMut(&View<'_>),
) {
    let sources = Sources::new();
    let main = sources.add(name, text).expect("room");
    let checked = netcost::internals::check::check(&sources, main, &Options::default(), &Disk);
    let network = checked.network.unwrap_or_else(|| panic!("{name}: {:?}", checked.diagnostics));
    let costs =
        netcost::internals::cost::cost_with(&network, &Costing { device, ..Costing::default() })
            .expect("figures")
            .costs;
    let columns = Some(columns).filter(|columns| !columns.is_empty());
    let columns = columns.map_or_else(Vec::new, |list| Column::list(list).expect("columns"));
    for rows in &row_options() {
        let by_convention = netcost::internals::cost::compare(&network).expect("figures");
        look(&View {
            costs: &costs,
            sources: &sources,
            file: name,
            by_convention: &by_convention,
            devices: &[],
            training: None,
            energy: false,
            claims: &[],
            call_records: &[],
            rows,
            columns: &columns,
        });
    }
}

/// Networks whose reports are read back: with blocks, without, with several inputs and outputs, of
/// texts without spatial axes, and of nothing.
pub fn each_network(columns: &str, mut look: impl FnMut(&View<'_>)) {
    for example in ["alexnet", "bert", "googlenet", "resnet50", "unet", "lstm_cls"] {
        let path = format!("{}/examples/{example}.net", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(&path).expect("an example");
        each_report(&path, &text, columns, &mut look);
    }
    let two = "a: input 3x8x8\nb: input 3x8x8\nlet x = { from a; conv 4 k3 }\n\
               join: add x { from b; conv 4 k3 }\ny, z: split 2\noutput join y";
    each_report("two.net", two, columns, &mut look);
    each_report("nothing.net", "input 3", columns, &mut look);
}

/// A report in the format of this name.
pub fn written(format: &str, report: &View<'_>) -> String {
    let format = ReportFormat::named(format).expect("a format");
    let mut bytes = Vec::new();
    (format.write)(report, &ReportStyle::default(), &mut bytes).expect("figures that fit");
    String::from_utf8(bytes).expect("text")
}

/// The lines of a CSV report, each with its cells by the names of their columns.
fn read_csv(report: &View<'_>) -> Vec<BTreeMap<String, String>> {
    let text = written("csv", report);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|line| line.expect("a line of as many cells")).collect()
}

fn shapes<'s>(shapes: impl Iterator<Item = &'s Shape>, times: &str, between: &str) -> String {
    let shape = |shape: &Shape| match shape.axes() {
        [] => "scalar".to_owned(),
        axes => axes.iter().map(u32::to_string).collect::<Vec<_>>().join(times),
    };
    shapes.map(shape).collect::<Vec<_>>().join(between)
}

fn is_plain(report: &View<'_>) -> bool {
    report.rows.is_default()
}

#[test]
fn csv_has_every_figure_of_every_layer() {
    each_network("", |report| {
        if !is_plain(report) {
            return;
        }
        let network = report.costs.network;
        let lines = read_csv(report);
        assert_eq!(lines.len(), network.layers.len());
        for (index, (line, layer)) in lines.iter().zip(&network.layers).enumerate() {
            let figures = report.costs.figures(layer);
            for key in metrics::all().filter(|metric| metric.is_reported(report.costs)) {
                if let Some(figure) = key.row(&figures) {
                    assert_eq!(line[key.name], figure.to_string(), "{}", key.name);
                }
            }
            let of = |ids: &[netcost::internals::tensor::TensorId]| {
                shapes(ids.iter().map(|id| &network.tensor(*id).shape), "x", ";")
            };
            assert_eq!(line["index"], (index + 1).to_string());
            assert_eq!(line["path"], network.full_name(layer));
            assert_eq!(line["name"], network.name(layer.name));
            assert_eq!(line["scope"], network.path(layer.scope));
            assert_eq!(line["op"], layer.operation);
            assert_eq!(line["input"], of(&layer.inputs));
            assert_eq!(line["output"], of(&layer.outputs().collect::<Vec<_>>()));
            assert_eq!(line["source"], report.sources.text(layer.span));
            let place = report.sources.locate(layer.span).expect("a place");
            assert_eq!((&*line["file"], &*line["line"]), (place.file, &*place.line.to_string()));
        }
        let most = lines.iter().filter_map(|line| line["live"].parse().ok()).max();
        assert_eq!(most.unwrap_or(0), report.costs.totals.peak_memory);
    });
}

/// Rows of several layers have no places, shapes and memory of a single one.
#[test]
fn groups_have_columns_of_sums_alone() {
    each_network("", |report| {
        let text = written("csv", report);
        let columns: Vec<_> = text.lines().next().expect("a header").split(',').collect();
        assert!(
            columns.contains(&"params")
                && columns.contains(&"time") == report.costs.device.is_some()
        );
        for column in ["index", "op", "input", "output", "live", "receptive_field", "dtype", "line"]
        {
            assert_eq!(
                columns.contains(&column),
                report.rows.by.is_none(),
                "{column}: {columns:?}"
            );
        }
    });
}

/// Whatever rows there are, together they are the network.
#[test]
fn rows_add_up_to_the_totals_in_every_order() {
    each_network("name,layers,params,flops,special,param_bytes", |report| {
        let lines = read_csv(report);
        let totals = &report.costs.totals;
        for key in ["layers", "params", "flops", "special", "param_bytes"] {
            let sum: u128 =
                lines.iter().map(|line| line[key].parse::<u128>().expect("a count")).sum();
            let total =
                metrics::all().find(|each| each.name == key).expect("a figure").total(totals);
            assert_eq!(sum, total, "{key} of {} in {:?}", report.file, report.rows);
        }
        if let Some(top) = report.rows.top {
            assert!(lines.len() <= top + 1);
        }
        let first = |text: &str| text.lines().next().map(str::to_owned);
        let text = written("csv", report);
        let header = first(&text).expect("a header");
        assert_eq!(header, "name,layers,params,flops,special,param_bytes");
    });
}

/// The cells of the table in a Markdown text, row by row; styles are left out.
fn read_markdown(text: &str) -> Vec<Vec<String>> {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut in_table = false;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Table(_)) => in_table = true,
            // What follows is other tables.
            Event::End(pulldown_cmark::TagEnd::Table) => break,
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => {
                rows.last_mut().expect("a row").push(String::new());
            }
            Event::Text(text) | Event::Code(text) if in_table => {
                let cells = rows.last_mut().expect("a row");
                cells.last_mut().expect("a cell").push_str(&text);
            }
            _ => {}
        }
    }
    rows
}

#[test]
fn markdown_has_the_figures_of_every_layer_and_their_totals() {
    let columns = "name,source,output,params,macs,flops,share,read_bytes";
    each_network(columns, |report| {
        if !is_plain(report) {
            return;
        }
        let network = report.costs.network;
        let all = &report.costs.totals.figures;
        let text = written("markdown", report);
        let rows = read_markdown(&text);
        let grouped = |count: u128| Grouped(count).to_string();
        let figures = |figures: &Figures| {
            let Figures { params, macs, flops, read_bytes, .. } = *figures;
            let share = percent(flops, all.flops);
            [grouped(params), grouped(macs), grouped(flops), share, grouped(read_bytes)]
        };
        let titles =
            ["layer", "source", "output", "params", "macs", "flops", "share", "bytes read"];
        assert_eq!(rows[0], titles);
        assert_eq!(rows.len(), network.layers.len() + 2, "{text}");
        for (row, layer) in rows[1..].iter().zip(&network.layers) {
            let source = report.sources.text(layer.span).split_whitespace().collect::<Vec<_>>();
            assert_eq!(row[..2], [network.full_name(layer), source.join(" ")]);
            let outputs: Vec<_> = layer.outputs().map(|id| network.tensor(id).shape).collect();
            assert_eq!(row[2], shapes(outputs.iter(), "×", ", "));
            assert_eq!(row[3..], figures(&report.costs.figures(layer)));
        }
        let total = &rows[rows.len() - 1];
        assert_eq!((&*total[0], &total[3..]), ("total", &figures(all)[..]));
        let params = format!("\n- params: {}\n", grouped(all.params));
        assert!(text.contains(&params), "{text}");
    });
}

/// Nothing that stands in a file becomes markup, or a cell of its own.
#[test]
fn markdown_keeps_what_means_something_to_it() {
    let hostile = "network \"a|b *c* <d> `e`\"\ninput 4x4x4\nx_1_: transpose 1 (\n  2)\n";
    each_report("x|y.net", hostile, "name,file,source", |report| {
        if !is_plain(report) {
            return;
        }
        let text = written("markdown", report);
        assert!(text.starts_with("# a\\|b \\*c\\* \\<d\\> \\`e\\`\n"), "{text}");
        let rows = read_markdown(&text);
        assert_eq!(rows[1], ["x_1_", "x|y.net", "transpose 1 ( 2)"]);
    });
}

#[test]
fn json_holds_to_its_schema_and_says_what_csv_says() {
    let schema = Schema::new(schema::REPORT);
    let valid = |report: &View<'_>| {
        let text = written("json", report);
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let errors = schema.errors(&value);
        assert!(errors.is_empty(), "{} {:?}: {errors:?}", report.file, report.rows);
        value
    };
    each_network("", |report| {
        let value = valid(report);
        assert_eq!(value.get("layers").is_some(), is_plain(report));
        assert_eq!(value.get("rows").is_some(), !is_plain(report));
        let rows = value.get("layers").or(value.get("rows")).and_then(Value::as_array);
        let rows = rows.expect("rows");
        let lines = read_csv(report);
        assert_eq!(rows.len(), lines.len());
        for (row, line) in rows.iter().zip(&lines) {
            for name in ["params", "flops", "read_bytes", "op", "live", "dtype", "time", "bound"] {
                let Some(cell) = line.get(name) else { continue };
                let plain = match &row[name] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                assert_eq!(plain, *cell, "{name}");
            }
        }
    });
    each_network("name,stride,share,source", |report| {
        let value = valid(report);
        let Some(row) = value["rows"].get(0).and_then(Value::as_object) else { return };
        let keys: Vec<_> = row.keys().collect();
        assert_eq!(keys.len(), 5, "{keys:?}");
    });
}

#[test]
fn every_example_holds_to_the_schema() {
    let schema = Schema::new(schema::REPORT);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in fs::read_dir(folder).expect("the examples") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("an example");
        let name = path.display().to_string();
        let mut first = true;
        each_report(&name, &text, "", |report| {
            if !std::mem::take(&mut first) {
                return;
            }
            let text = written("json", report);
            let value: Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(schema.errors(&value), [""; 0], "{name}");
        });
    }
}

#[test]
fn a_broken_report_is_refused() {
    let schema = Schema::new(schema::REPORT);
    let mut reports = Vec::new();
    each_report("x.net", "input 3x8x8; conv 4 k3; fc 2", "", |report| {
        let text = written("json", report);
        reports.push(serde_json::from_str::<Value>(&text).expect("JSON"));
    });
    let [whole, folded, ..] = &reports[..] else { panic!("reports") };
    assert!(schema.is_valid(whole) && schema.is_valid(folded));
    let broken = |report: &Value, place: &str, value: Option<Value>| {
        let mut report = report.clone();
        let (parent, key) = place.rsplit_once('/').expect("a place");
        let parent = report.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
        match value {
            Some(value) => parent.insert(key.to_owned(), value),
            None => parent.remove(key),
        };
        !schema.is_valid(&report)
    };
    for (report, place, value) in [
        (whole, "/schema", Some(2.into())),
        (whole, "/layers", None),
        (whole, "/rows", Some(Value::Array(Vec::new()))),
        (whole, "/inputs", None),
        (whole, "/extra", Some(1.into())),
        (whole, "/layers/0/params", Some(1.5.into())),
        (whole, "/layers/0/params", Some((-1).into())),
        (whole, "/layers/0/params", None),
        (whole, "/layers/0/ops/sub", Some(0.into())),
        (whole, "/layers/1/receptive_field", Some("some".into())),
        (whole, "/totals/flops", Some("1".into())),
        (whole, "/totals/flops", Some(u64::MAX.into())),
        (folded, "/rows/0/kind", Some("group".into())),
        (folded, "/rows/0/flops", Some(Value::Null)),
    ] {
        assert!(broken(report, place, value.clone()), "{place} = {value:?}");
    }
    assert!(!broken(whole, "/network", Some("another".into())), "that is none of its business");
}

/// The properties of a schema, wherever they are, that nothing describes.
fn undescribed(schema: &Value, found: &mut Vec<String>) {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let silent = properties.iter().filter(|(_, property)| property["description"].is_null());
        found.extend(silent.map(|(name, _)| name.clone()));
    }
    match schema {
        Value::Object(parts) => parts.values().for_each(|part| undescribed(part, found)),
        Value::Array(parts) => parts.iter().for_each(|part| undescribed(part, found)),
        _ => {}
    }
}

#[test]
fn schemas_describe_every_property() {
    let (more, messages) = ([schema::SWEEP, schema::FIT, schema::FORMULA], schema::MESSAGES);
    for schema in [schema::REPORT, schema::COMPARE, messages].into_iter().chain(more) {
        let mut found = Vec::new();
        undescribed(&serde_json::from_str(schema).expect("JSON"), &mut found);
        assert_eq!(found, [""; 0]);
    }
}

/// The lines of JSON that the messages about a text make.
fn messages(name: &str, text: &str) -> Vec<Value> {
    let sources = Sources::new();
    let main = sources.add(name, text).expect("room");
    let checked = netcost::internals::check::check(&sources, main, &Options::default(), &Disk);
    let mut out = Vec::new();
    let style = Style { width: 80, color: false, unicode: false };
    let mut messages =
        Messages::new(MessageFormat::named("json").expect("a format"), style, &mut out);
    messages.write(&checked.diagnostics, &sources).expect("written");
    messages.finish().expect("written");
    let text = String::from_utf8(out).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn messages_hold_to_their_schema() {
    let schema = Schema::new(schema::MESSAGES);
    let mut lines = Vec::new();
    for text in [
        "input 3x8x8; conv 4 k11",
        "input 3x8x8; convv 4; let x = { relu }",
        "block b(c) { reshape (0, c) }\ninput 3x8x8; b 3; repeat 2 { b 4 }",
        "use \"gone.net\" conv\ninput 3",
        "input 3x8x8; fc 10 -> 11; \"",
        "",
    ] {
        let messages = messages("x.net", text);
        assert!(!messages.is_empty(), "{text}");
        lines.extend(messages);
    }
    for line in &lines {
        assert_eq!(schema.errors(line), [""; 0], "{line}");
    }
    assert!(lines.iter().any(|line| line["calls"][0]["line"].is_u64()), "one comes from a block");
    for (key, value) in [
        ("severity", Value::from("fatal")),
        ("message", Value::Null),
        ("code", Value::from("conv")),
        ("extra", Value::from(1)),
        ("labels", serde_json::json!([{ "text": null, "primary": true, "file": "x.net" }])),
        ("fix", serde_json::json!({ "text": "conv" })),
        ("fix", serde_json::json!({ "text": "conv", "safe": true, "sure": true })),
    ] {
        let mut broken = lines[0].clone();
        broken[key] = value;
        assert!(!schema.is_valid(&broken), "{broken}");
    }
    let mut fixed = lines[0].clone();
    fixed["fix"] = serde_json::json!({ "text": "conv", "safe": true });
    assert!(schema.is_valid(&fixed), "{fixed}");
}

/// The network of a text.
fn network(text: &str) -> Network {
    let sources = Sources::new();
    let main = sources.add("x.net", text).expect("room");
    let checked = netcost::internals::check::check(&sources, main, &Options::default(), &Disk);
    checked.network.unwrap_or_else(|| panic!("{text}: {:?}", checked.diagnostics))
}

/// The report of a network as formats write it by default.
fn plain<'a>(costs: &'a Costs<'a>, sources: &'a Sources, rows: &'a RowOptions) -> View<'a> {
    View {
        costs,
        sources,
        file: "x.net",
        by_convention: &[],
        devices: &[],
        training: None,
        energy: false,
        claims: &[],
        call_records: &[],
        rows,
        columns: &[],
    }
}

/// A count that is too large is an error before anything is written, as in JSON.
#[test]
fn csv_refuses_what_readers_would_round() {
    let network = network("input 1\ncustom \"vast\" 1 macs=4611686018427387904");
    let costs =
        Costs::new(&network, &Costing::from(netcost::internals::cost::conventions::DEFAULT))
            .expect("128 bits");
    let (sources, rows) = (Sources::new(), RowOptions::default());
    let report = plain(&costs, &sources, &rows);
    let csv = ReportFormat::named("csv").expect("a format");
    let mut out = Vec::new();
    let error = (csv.write)(&report, &ReportStyle::default(), &mut out).expect_err("2^63 flops");
    assert!(error.to_string().contains("`total.flops` is 9,223,372,036,854,775,808"), "{error}");
    assert!(out.is_empty());
}

/// Of up to six layers whose cost is not known each is named.
#[test]
fn six_layers_of_unknown_cost_are_named() {
    for (count, names) in [(6, "custom5, custom6"), (7, "custom6, and 1 more")] {
        let network = network(&format!("input 4{}", "\ncustom \"x\" 4 unknown".repeat(count)));
        let costs = netcost::internals::cost::cost(&network).expect("figures").costs;
        let (sources, rows) = (Sources::new(), RowOptions::default());
        let table = written("table", &plain(&costs, &sources, &rows));
        assert!(table.lines().any(|line| line.ends_with(names)), "{table}");
    }
}

/// A cost that nobody knows is marked in every format, and not there where all costs are known.
#[test]
fn unknown_costs_are_marked_in_every_format() {
    let known = "input 4; fc 8; custom \"x\" 3 macs=12".replace("; ", "\n");
    let network =
        network(&format!("{known} unknown\nnms: custom \"y\" [5, 5x4] reads=(it, it) unknown"));
    let costs = netcost::internals::cost::cost(&network).expect("figures").costs;
    assert_eq!(costs.totals.figures.unknown_cost, 2);
    let told =
        "the cost of 2 layers is not known, so that what is counted is a lower bound: custom1, nms";
    let (sources, rows) = (Sources::new(), RowOptions::default());
    let shown = |format: &str| written(format, &plain(&costs, &sources, &rows));
    let table = shown("table");
    assert!(table.contains(told), "{table}");
    // The layer that counts nothing, the totals of the table, and those below it.
    for line in ["nms", "total", "macs  ", "flops  ", "mul  ", "add  "] {
        let of = |text: &&str| text.starts_with(line);
        let line = table.lines().find(of).unwrap_or_else(|| panic!("{line} in {table}"));
        assert!(line.contains(">="), "{line}");
    }
    assert!(!table.lines().any(|line| line.starts_with("fc1") && line.contains(">=")));
    for (format, sign) in [("markdown", "≥44"), ("latex", "$\\geq$44")] {
        let text = shown(format);
        assert!(text.contains(told) && text.contains(sign), "{text}");
    }
    let csv = shown("csv");
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let column =
        lines.next().and_then(|names| names.iter().position(|name| *name == "unknown_cost"));
    let column = column.expect("a column");
    assert_eq!(lines.map(|cells| cells[column]).collect::<Vec<_>>(), ["0", "1", "1"]);
    let json: Value = serde_json::from_str(&shown("json")).expect("JSON");
    assert_eq!(json["totals"]["unknown_cost"], 2);
    assert_eq!(json["layers"][2]["unknown_cost"], 1);

    let network = self::network(&known);
    let costs = netcost::internals::cost::cost(&network).expect("figures").costs;
    for format in ["table", "markdown", "latex", "csv", "json"] {
        let text = written(format, &plain(&costs, &sources, &rows));
        assert!(!text.contains("unknown") && !text.contains('≥') && !text.contains(">="), "{text}");
    }
}
