//! Checking, costing, and reporting.

use std::io::{self, ErrorKind};
use std::path::Path;

use netcost::Files;
use netcost::internals::arena::Planner;
use netcost::internals::check::{Argument, Checked, Options, parse_value};
use netcost::internals::cost::Costs;
use netcost::internals::cost::training::{Optimizer, Training};
use netcost::internals::cost::{Convention, Derivation, Figures, Metric, conventions, metrics};
use netcost::internals::device::Device;
use netcost::internals::ops::CallRecord;
use netcost::internals::report::text::derivation::{self, Explained};
use netcost::internals::report::text::scope;
use netcost::internals::report::{
    Audience, Column, FORMATS, GroupBy, ReportStyle, RowOptions, TermStyle, View,
};
use netcost::internals::text::digits::Digits;
use netcost::internals::whatif::Deployed;
use netcost::network::Passes;
use netcost::record::Wanted;
use netcost::{Costing, InPlace, Lens, Network, Sources};

use super::choices::Choices;
use super::said;

/// A network has errors or figures. The figures of its layers add up to its totals under every
/// convention, and every format writes them; a formula comes to its figure.
pub fn check(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let sources = Sources::new();
    let main = sources.add("main.net", super::text(bytes)).expect("it is short");
    let options = options(&mut choices);
    let checked = netcost::internals::check::check(&sources, main, &options, &Shelf);
    if choices.once_in(4) {
        said::say(&checked.diagnostics, &sources, &mut choices);
    }
    if choices.once_in(8) {
        fix(main, &checked, &options);
    }
    let failed = checked.diagnostics.iter().any(|it| !it.kind.is_warning());
    assert_eq!(checked.network.is_none(), failed, "a network, or an error");
    if let Some(network) = &checked.network {
        figures(network, &checked.call_records, &sources, &mut choices);
        if choices.once_in(4) {
            let deployed = Deployed::new(network, &passes(&mut choices));
            let call_records = deployed.keep(&checked.call_records);
            figures(&deployed.network, &call_records, &sources, &mut choices);
        }
    }
}

/// Some passes, in order.
fn passes(choices: &mut Choices) -> Passes {
    let quantise = ["int8", "int4", "int4:group=3", "int4:group=128:zero"];
    let words = ["drop", "fold-bn", "fuse"].into_iter().filter(|_| choices.once_in(2));
    let mut words: Vec<_> = words.collect();
    words.extend(choices.perhaps(2, &quantise));
    let prune = ["prune:0.5", "prune:0.9:round=8", "prune:0.001"];
    words.splice(0..0, choices.perhaps(2, &prune).copied());
    let mut passes = Passes::default();
    for word in words {
        passes.push(word.parse().expect("a pass")).expect("they are in order");
    }
    passes
}

/// Files to `use`, without a disk.
struct Shelf;

impl Files for Shelf {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match path.to_str() {
            Some("a.net") => {
                Ok(b"fn n(c=8) = 2*c\nblock a(c=n()) { conv c k3 p1; bn; relu }\n".into())
            }
            Some("b.net") => {
                Ok(b"use \"a.net\"\nfn f(x) = x//2\nblock b { a 4; add { a 4 } }".into())
            }
            Some("c.net") => Ok(b"use \"c.net\"\nblock c { conv }\n".into()),
            _ => Err(ErrorKind::NotFound.into()),
        }
    }
}

fn options(choices: &mut Choices) -> Options {
    let types = ["f16", "f32", "f64", "int8", "int4", "int1"].map(|name| name.parse().ok());
    let shapes = ["3x32x32", "64x56x56", "196x768", "10", "0x3", "3x", "it"];
    let values = ["0", "1", "8", "0.5", "-3", "true", "wide", "[1, 2]", "1/0", "2**100", "("];
    let shape = choices.perhaps(8, &shapes);
    let sources = Sources::new();
    let parsed = |text: &&str| parse_value(&sources, text).ok();
    let sizes = shape.and_then(parsed).and_then(|shape| shape.sizes());
    let input = sizes.map(|sizes| (choices.perhaps(4, &["x".to_owned()]).cloned(), sizes));
    let value = choices.perhaps(4, &values).and_then(parsed);
    let value = value.map(|value| Argument::new(*choices.one(&["n", "width", "c"]), value));
    Options {
        name: "main".to_owned(),
        batch: choices.perhaps(4, &[1, 2, 32, 1 << 20, u64::MAX]).copied(),
        inputs: input.into_iter().collect(),
        arguments: value.into_iter().collect(),
        weights: choices.perhaps(4, &types).copied().flatten(),
        activations: choices.perhaps(4, &types).copied().flatten(),
        declarations: choices.once_in(2),
        limits: super::LIMITS,
        pedantic: choices.once_in(2),
        call_records: if choices.once_in(2) { usize::MAX } else { 0 },
        record: Wanted {
            runs: choices.once_in(4),
            probe: choices.perhaps(4, &[0, 9, 40, 400]).copied(),
            symbols: choices.once_in(2),
        },
        strict: choices.once_in(2),
        biases: choices.perhaps(4, &types).copied().flatten(),
        lenses: choices.perhaps(8, &lenses()).cloned().into_iter().collect(),
    }
}

/// A lens that fits most texts, and one that fits none.
fn lenses() -> [Lens; 2] {
    let conv = "block conv(out, k=1, s=1, p=0, d=1, g=1, bias=true) { dwconv k s p d; conv out bias=bias }";
    [Lens::new("depthwise", conv), Lens::new("none", "block add { relu }; block relu { }")]
}

/// A fix leaves no more errors than there were.
fn fix(main: &netcost::Source, checked: &Checked, options: &Options) {
    let costing = Costing::default();
    let fixed =
        netcost::internals::analysis::fix::fix(main, &checked.diagnostics, &|sources, main| {
            netcost::internals::analysis::diagnose(sources, main, options, &costing, &Shelf)
        });
    if let Some(fixed) = fixed {
        let text = main.text();
        assert!(fixed.count > 0 && fixed.text != text, "nothing is fixed of it:\n{text}");
    }
}

/// Which layers may run in place.
const IN_PLACE: [InPlace; 2] = [InPlace::Elementwise, InPlace::Depthwise];

/// Costs a network under its own convention and all others, and writes what came of it.
fn figures(
    network: &Network,
    call_records: &[CallRecord],
    sources: &Sources,
    choices: &mut Choices,
) {
    for convention in conventions::ALL {
        if let Ok(costs) = Costs::new(network, &Costing::from(*convention)) {
            add_up(&costs);
        }
    }
    let costing = Costing {
        convention: choices.perhaps(8, conventions::ALL).copied(),
        device: choices.perhaps(4, Device::all()),
        inplace: choices.perhaps(2, &IN_PLACE).copied().unwrap_or_default(),
        patches: None,
        must_fit: choices.once_in(4),
        planner: choices.perhaps(4, &Planner::ALL).copied(),
    };
    let Ok(costed) = netcost::internals::cost::cost_with(network, &costing) else { return };
    said::say(&costed.failed, sources, choices);
    let costs = &costed.costs;
    if choices.once_in(2) {
        explain(costs, call_records, sources, choices);
    } else {
        report(costs, sources, choices);
    }
}

fn add_up(costs: &Costs<'_>) {
    let add = |sum: Figures, figures| sum.plus(figures).expect("totals fit");
    let layers = costs.network.layers.iter().map(|layer| costs.figures(layer));
    assert_eq!(layers.fold(Figures::default(), add), costs.totals.figures);
    assert_eq!(costs.network.layers.is_empty(), costs.totals.peak_layer.is_none());
}

/// Writes how the figures of a layer come about, or lists the layers.
fn explain(
    costs: &Costs<'_>,
    call_records: &[CallRecord],
    sources: &Sources,
    choices: &mut Choices,
) {
    let term = TermStyle { color: choices.once_in(2), unicode: choices.once_in(2) };
    let network = costs.network;
    if network.layers.is_empty() || choices.once_in(8) {
        return scope::write(costs, netcost::network::ScopeId::ROOT, term, &mut io::sink())
            .expect("a sink takes all");
    }
    let index = choices.below(network.layers.len());
    let (layer, call_record) = (&network.layers[index], call_records.get(index));
    let conventions: &[&Convention] = match choices.once_in(2) {
        true => conventions::ALL,
        false => &[costs.convention],
    };
    let derivation = &Derivation::new(costs, layer, call_record, conventions);
    let explained = Explained { costs, sources, layer, call_record, derivation };
    derivation::write(&explained, choices.below(130), term, &mut io::sink())
        .expect("a sink takes all");

    let figures = costs.figures(layer);
    let derivation = Derivation::new(costs, layer, call_record, &[costs.convention]);
    for line in derivation.lines().filter(|line| line.figure) {
        if let Some(key) = Metric::named(line.name) {
            let name = network.full_name(layer);
            assert_eq!(line.formula.value.0, key.row(&figures), "{} of {name}", line.name);
        }
    }
}

/// Writes a report in one of the formats.
fn report(costs: &Costs<'_>, sources: &Sources, choices: &mut Choices) {
    let by_convention = match choices.once_in(4) {
        true => netcost::internals::cost::compare(costs.network).unwrap_or_default(),
        false => Vec::new(),
    };
    let training = choices.perhaps(4, &Optimizer::ALL);
    let training = training.and_then(|optimizer| Training::of(costs, *optimizer).ok());
    let columns: Vec<&Column> = match choices.once_in(4) {
        true => (0..choices.below(5)).map(|_| choices.one(Column::all())).collect(),
        false => Vec::new(),
    };
    let rows = rows(choices);
    let view = View {
        costs,
        sources,
        file: "main.net",
        by_convention: &by_convention,
        devices: &[],
        training: training.as_ref(),
        energy: choices.once_in(4),
        claims: &[],
        call_records: &[],
        rows: &rows,
        columns: &columns,
    };
    let style = ReportStyle {
        width: choices.below(200),
        term: TermStyle { color: choices.once_in(2), unicode: choices.once_in(2) },
        digits: *choices.one(&[Digits::Full, Digits::Short]),
        timeline: choices.once_in(4),
    };
    let format = choices.one(FORMATS);
    let mut out = Vec::new();
    let written = (format.write)(&view, &style, &mut out).is_ok();
    if format.name == "json" && written && columns.is_empty() {
        read_back(&view, &out);
    }
    assert!(written || format.audience == Audience::Programs, "memory takes every report");
    assert!(String::from_utf8(out).is_ok(), "a report is text");
}

fn rows(choices: &mut Choices) -> RowOptions {
    let orders = || Column::all().iter().filter_map(|column| Column::order(column.name).ok());
    let by = choices.perhaps(4, &[GroupBy::Op, GroupBy::Block]).copied();
    RowOptions {
        depth: choices.perhaps(4, &[1, 2, 3]).copied().filter(|_| by.is_none()),
        by,
        sort: choices.perhaps(4, &orders().collect::<Vec<_>>()).copied(),
        top: choices.perhaps(4, &[1, 2, 5]).copied(),
    }
}

/// JSON holds the totals, and rows that add up to them.
fn read_back(view: &View<'_>, json: &[u8]) {
    let json: serde_json::Value = serde_json::from_slice(json).expect("JSON");
    let figure = |object: &serde_json::Value, key: &Metric| {
        let figure = [&object[key.name], &object["ops"][key.name]].map(serde_json::Value::as_u64);
        figure.into_iter().flatten().next().map(u128::from)
    };
    for key in metrics::all().filter(|metric| metric.is_reported(view.costs)) {
        let total = key.total(&view.costs.totals);
        assert_eq!(figure(&json["totals"], key), Some(total), "the total {}", key.name);
        if key.is_of_layers() {
            let rows = json["layers"].as_array().or(json["rows"].as_array()).expect("rows");
            let sum = rows.iter().map(|row| figure(row, key).expect("a figure")).sum::<u128>();
            assert_eq!(sum, total, "the rows' {}", key.name);
        }
    }
}
