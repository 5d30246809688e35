//! What a report says besides its rows: settings, totals, operations by class, memory.

use super::columns::{Column, ColumnKind};
use super::deployment;
use super::document::device_fit;
use super::model::MemoryFit;
use super::tabular::{Heading, Item, Listing, Overflow, Width};
use super::text::term::TermStyle;
use super::view::View;
use crate::cost::needs::MemoryNeed;
use crate::cost::{BYTES, Comparison, Costs, Figures, InPlace, Totals, metrics, needs};
use crate::device::Device;
use crate::network::{Dtypes, Imported, Network};
use crate::tensor::TensorId;
use crate::text::digits::{Digits, Grouped, estimated_bytes, mebibytes, memory_size, percent};
use crate::text::duration;
use crate::text::plain::one_line;

/// What the figures hold for, a sentence each.
pub(super) fn settings(view: &View<'_>, term: TermStyle) -> Vec<String> {
    let costs = view.costs;
    let convention = costs.convention;
    let flops = format!("flops by convention {}: {}", convention.name, convention.summary);
    let times = costs.device.map(|device| {
        format!("times by the roofline of {}: {}", device.name, one_line(device.title.as_str()))
    });
    let imported = costs.network.imported.as_deref().map(|it| imported(it, costs));
    let imported = imported.into_iter().chain(deployment::fused(costs.network));
    let passes = deployment::passes(costs.network);
    let patches = patches(costs).map(|patches| format!("patches {patches}"));
    let settings = [samples(costs, term), flops].into_iter().chain(times).chain(imported);
    settings.chain(passes).chain(patches).collect()
}

/// What patches save and what they repeat: `4x4 up to inverted4: peak 200,704 instead of 1,404,928 bytes, macs +9.3%`.
pub(super) fn patches(costs: &Costs<'_>) -> Option<String> {
    let patches = costs.patches?;
    let Totals { peak_memory, whole_peak_memory, patch_macs, figures, .. } = costs.totals;
    let streamed = if patches.streamed { ", input streamed" } else { "" };
    Some(format!(
        "{} up to {}{streamed}: peak {} instead of {} bytes, macs +{}",
        patches.grid(),
        one_line(&patches.until),
        Grouped(peak_memory),
        Grouped(whole_peak_memory),
        percent(patch_macs.saturating_sub(figures.macs), figures.macs)
    ))
}

/// Where an imported network comes from: `imported from ONNX, opset 17, pytorch 2.3.1: 323 nodes, 178 layers; 90
/// nodes only compute shapes`.
pub(super) fn imported(from: &Imported, costs: &Costs<'_>) -> String {
    let count = |count: u64, one: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{} {one}{plural}", Grouped(count.into()))
    };
    let opset = from.opset.map(|version| format!(", opset {version}"));
    let schema = from.schema.as_ref().map(|version| format!(", schema {version}"));
    let opset = opset.or(schema).unwrap_or_default();
    let producer = match from.producer.as_str() {
        "" => String::new(),
        producer => format!(", {}", one_line(producer)),
    };
    let layers = count(costs.totals.layers, "layer");
    let shapes = match from.shape_nodes {
        0 => String::new(),
        1 => "; 1 node only computes shapes".to_owned(),
        nodes => format!("; {} only compute shapes", count(nodes, "node")),
    };
    let nodes = count(from.nodes, "node");
    format!("imported from {}{opset}{producer}: {nodes}, {layers}{shapes}", from.format)
}

/// What a network is run on: `input 3x224x224, batch 1, f32`.
pub(super) fn samples(costs: &Costs<'_>, term: TermStyle) -> String {
    let network = costs.network;
    let inputs: Vec<_> =
        network.inputs.iter().map(|input| term.shape(&network.tensor(*input).shape)).collect();
    let inputs = match inputs.as_slice() {
        [] => String::new(),
        [input] => format!("input {input}, "),
        [first @ .., _] if inputs.len() > INPUTS => {
            let first = first.get(..INPUTS - 1).unwrap_or(first);
            let others = inputs.len() - first.len();
            format!("inputs {} and {others} more, ", first.join(", "))
        }
        inputs => format!("inputs {}, ", inputs.join(" and ")),
    };
    let symbol = network.imported.as_ref().and_then(|imported| imported.batch.as_deref());
    // TensorFlow's converter numbers the sizes that it does not know.
    let symbol = symbol.filter(|name| !name.starts_with("unk__"));
    let symbol = symbol.map(|name| format!(" ({})", one_line(name))).unwrap_or_default();
    let batch = format!("{}{symbol}", Grouped(network.batch.into()));
    let in_place = match costs.inplace {
        InPlace::No => "",
        InPlace::Elementwise => ", in place",
        InPlace::Depthwise => ", in place with depthwise convolutions",
    };
    format!("{inputs}batch {batch}, {}{in_place}", dtypes(network))
}

/// The most inputs that are named.
const INPUTS: usize = 8;

/// The element types: `f32`, `f16 (weights int8)`, `int8 (biases int32)`.
pub(super) fn dtypes(network: &Network) -> String {
    let Dtypes { weights, biases, activations } = network.dtype;
    let weights_apart = (weights != activations).then(|| format!("weights {weights}"));
    let biases_apart = biases.filter(|it| *it != weights).map(|it| format!("biases {it}"));
    let apart: Vec<_> = weights_apart.into_iter().chain(biases_apart).collect();
    match apart.is_empty() {
        true => activations.to_string(),
        false => format!("{activations} ({})", apart.join(", ")),
    }
}

/// Figures that belong together.
#[derive(Debug)]
pub(super) struct List {
    /// The titles of the names, the figures and the notes, if there are any.
    pub titles: Option<[&'static str; 3]>,
    /// The lines.
    pub entries: Vec<Entry>,
    /// What follows from them, in one line.
    pub verdict: Option<String>,
}

impl List {
    /// A list without titles and verdict.
    fn of(entries: Vec<Entry>) -> Self {
        List { titles: None, entries, verdict: None }
    }
}

/// A line of a list: a name, its figure, and what is to be said of it.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub name: &'static str,
    pub figure: String,
    pub note: String,
    /// The layer that it comes from.
    pub at: Option<String>,
    /// What it is made of: names, shapes and figures.
    pub parts: Vec<[String; 3]>,
}

impl Entry {
    fn new(name: &'static str, figure: String) -> Self {
        Entry { name, figure, ..Entry::default() }
    }

    fn noted(self, note: String) -> Self {
        Entry { note, ..self }
    }
}

/// The lists under the rows, as far as there is something in them.
pub(super) fn lists(view: &View<'_>, term: TermStyle, digits: Digits) -> Vec<List> {
    let costs = view.costs;
    // What decides whether a network can be used is first.
    let first =
        [Some(stored(costs, term, digits)), costs.device.map(|it| on_device(it, costs, term))];
    let others = [
        totals(view, term, digits),
        operations(costs, term, digits),
        sizes(costs, digits),
        training(view, term, digits),
    ];
    let lists = first.into_iter().flatten().chain(others);
    lists.filter(|list| !list.entries.is_empty()).collect()
}

/// What stands before figures that grow with the operations: the sign of a lower bound where the cost
/// of a layer is not known, otherwise nothing.
pub(super) fn mark(costs: &Costs<'_>, term: TermStyle) -> &'static str {
    if costs.totals.figures.unknown_cost > 0 { term.at_least() } else { "" }
}

/// A figure that grows with the operations.
fn bounded(costs: &Costs<'_>, term: TermStyle, figure: String) -> String {
    format!("{}{figure}", mark(costs, term))
}

/// The sums of the rows that tables show.
fn totals(view: &View<'_>, term: TermStyle, digits: Digits) -> List {
    let totals = &view.costs.totals;
    let layers = Entry::new("layers", digits.count(totals.layers.into()));
    let sums = view.default_columns().into_iter().filter_map(|column| match column {
        Column { kind: ColumnKind::Figure(metric), .. }
            if !metric.is_class() && !metric.needs_device() =>
        {
            let total = (metric.unit.shown)(metric.total(totals), digits);
            let bounded = |total| match metric.is_of_operations() {
                true => bounded(view.costs, term, total),
                false => total,
            };
            Some(Entry::new(metric.title, bounded(total)))
        }
        _ => None,
    });
    List::of(std::iter::once(layers).chain(sums).collect())
}

/// Operations by class, and how many of them layers without parameters carry out.
fn operations(costs: &Costs<'_>, term: TermStyle, digits: Digits) -> List {
    let ops = costs.operations_without_parameters();
    let without_parameters = Figures { ops, ..Figures::default() };
    let classes = metrics::all().filter(|metric| metric.is_class());
    let entries = classes.filter_map(|metric| {
        let all = metric.total(&costs.totals);
        let without = digits.count(metric.row(&without_parameters)?);
        let figure = || bounded(costs, term, digits.count(all));
        (all > 0).then(|| Entry::new(metric.name, figure()).noted(without))
    });
    let titles = ["operations", "in all", "in layers without parameters"];
    List { titles: Some(titles), ..List::of(entries.collect()) }
}

/// The bounds of the time on a device, and whether its memories hold the network.
fn on_device(device: &Device, costs: &Costs<'_>, term: TermStyle) -> List {
    let times = costs.totals.figures.times;
    let mut entries: Vec<_> = [
        ("time, at least", times.lower(), "computing and moving overlap all the way"),
        ("time, layer by layer", times.longer, "in each layer the longer of the two"),
        ("time, without overlap", times.upper(), "computing and moving take turns"),
    ]
    .into_iter()
    .map(|(name, time, note)| {
        let time = bounded(costs, term, duration::rounded(time));
        Entry::new(name, time).noted(note.to_owned())
    })
    .collect();
    if device.bandwidth.is_none() {
        // The three are one: nothing is known of moving.
        entries.truncate(1);
        let note = "computing only: its bandwidth is not known";
        entries.iter_mut().for_each(|entry| entry.note = note.to_owned());
    }
    List { verdict: memories(&device_fit(device, costs).fits), ..List::of(entries) }
}

/// Whether memories hold what lies there: `flash 219,072 + about 110 K of 1 MiB; RAM 73,728 + about 29 K of 320 KiB:
/// fits`; `None` if no memory is known.
pub(super) fn memories(fits: &[MemoryFit]) -> Option<String> {
    let of_one = |it: &MemoryFit| {
        let runtime = match it.about {
            0 => String::new(),
            about => format!(" + {}", estimated_bytes(about.into())),
        };
        let size = memory_size(it.bytes.into());
        format!("{} {}{runtime} of {size}", it.memory, Grouped(it.needed.into()))
    };
    let each: Vec<_> = fits.iter().map(of_one).collect();
    let verdict = if fits.iter().all(|it| it.fits) { "fits" } else { "does not fit" };
    (!each.is_empty()).then(|| format!("{}: {verdict}", each.join("; ")))
}

/// The parameters, and the peak with the layer where it is, if anything is alive.
fn stored(costs: &Costs<'_>, term: TermStyle, digits: Digits) -> List {
    let totals = &costs.totals;
    let network = costs.network;
    let parts = alive(costs, term, digits);
    let at = totals.peak_layer.filter(|_| !parts.is_empty());
    let at = at.map(|layer| network.full_name(network.layer(layer)));
    let peak = size("peak memory of activations", totals.peak_memory, digits);
    let params = size("params size", totals.figures.param_bytes, digits);
    let arena = costs.planner.map(|planner| {
        let arena = size("arena of activations", totals.arena, digits);
        let by = format!("by {planner}");
        let note = [arena.note, by].into_iter().filter(|it| !it.is_empty());
        Entry { note: note.collect::<Vec<_>>().join(" "), ..arena }
    });
    // The tensors that are alive at the peak follow it.
    let deployed = deployment::peak(costs).filter(|deployed| *deployed != totals.peak_memory);
    let deployed = deployed.map(|deployed| size("peak memory as deployed", deployed, digits));
    let entries = [Some(params), deployed, arena, Some(Entry { at, parts, ..peak })];
    List::of(entries.into_iter().flatten().collect())
}

/// What `paddle.summary` and torchinfo print besides: sizes of all tensors together, as for training.
fn sizes(costs: &Costs<'_>, digits: Digits) -> List {
    let totals = &costs.totals;
    let entries = vec![
        size("input size", totals.input_bytes, digits),
        size("forward/backward pass size", totals.pass_bytes(), digits),
        size("estimated total size", totals.estimated_bytes, digits),
    ];
    List::of(entries)
}

/// A number of bytes: in MiB, or in a smaller unit if it is small, and in bytes; if three digits are
/// wanted, in the unit that suits it.
fn size(name: &'static str, bytes: u128, digits: Digits) -> Entry {
    match digits {
        Digits::Full => {
            Entry::new(name, mebibytes(bytes)).noted(format!("{} bytes", Grouped(bytes)))
        }
        Digits::Short => Entry::new(name, digits.bytes(bytes)),
    }
}

/// How many of the tensors alive at the peak are named.
const NAMED: usize = 6;

/// The tensors alive at the peak, the largest first, and how many more there are.
fn alive(costs: &Costs<'_>, term: TermStyle, digits: Digits) -> Vec<[String; 3]> {
    let network = costs.network;
    let alive = costs.alive_at_peak();
    let named = |(tensor, bytes): &(TensorId, u128)| {
        let name = network.tensor_name(*tensor).unwrap_or_else(|| "input".to_owned());
        let shape = term.shape(&network.tensor(*tensor).shape);
        [one_line(name).into_owned(), shape, digits.bytes(*bytes)]
    };
    let mut parts: Vec<_> = alive.iter().take(NAMED).map(named).collect();
    let others = alive.get(NAMED..).unwrap_or_default();
    if !others.is_empty() {
        let bytes = others.iter().map(|(_, bytes)| bytes).sum();
        parts.push([format!("and {} more", others.len()), String::new(), digits.bytes(bytes)]);
    }
    parts
}

/// The figures of training if they are requested.
fn training(view: &View<'_>, term: TermStyle, digits: Digits) -> List {
    let Some(training) = view.training else { return List::of(Vec::new()) };
    let entries = training.parts().into_iter().filter(|part| part.figure > 0);
    let entries = entries.map(|part| match *part.unit == BYTES {
        true => size(part.title, part.figure, digits),
        false => {
            let figure = (part.unit.shown)(part.figure, digits);
            Entry::new(part.title, bounded(view.costs, term, figure))
        }
    });
    let optimizer = Entry::new("training", training.optimizer.name().to_owned());
    List::of(std::iter::once(optimizer).chain(entries).collect())
}

/// What a reader should know of the figures.
pub(super) fn remarks(costs: &Costs<'_>) -> Vec<String> {
    let mut remarks = Vec::new();
    if !costs.uncounted.is_empty() {
        let operations = costs.uncounted.join(", ");
        remarks.push(format!("not counted by {}: {operations}", costs.convention.name));
    }
    remarks.extend(unknown(costs));
    let patterns = costs.network.imported.iter().flat_map(|imported| &imported.patterns);
    let patterns: Vec<String> = patterns.map(|(name, count)| format!("{name} ×{count}")).collect();
    if !patterns.is_empty() {
        let patterns = patterns.join(", ");
        remarks.push(format!("nodes that were read as one operation: {patterns}"));
    }
    let mut not_checked = |count: u64, one: &str, many: &str| {
        if count > 0 {
            let subject = if count == 1 { one } else { many };
            remarks
                .push(format!("{count} {subject} not checked: a setting of the file was changed"));
        }
    };
    not_checked(costs.skipped_claims(), "published figure is", "published figures are");
    not_checked(costs.network.unchecked_claims, "claimed shape is", "claimed shapes are");
    remarks
}

/// Which layers have costs that nobody knows.
fn unknown(costs: &Costs<'_>) -> Option<String> {
    let layers = costs.network.layers.iter().filter(|layer| layer.kind.is_unknown());
    let mut names: Vec<_> = layers.map(|layer| costs.network.full_name(layer)).collect();
    let count = names.len();
    if count == 0 {
        return None;
    }
    names.truncate(NAMED);
    if count > NAMED {
        names.push(format!("and {} more", count - NAMED));
    }
    let layers = if count == 1 { "1 layer" } else { &format!("{count} layers") };
    let names = names.join(", ");
    Some(format!(
        "the cost of {layers} is not known, so that what is counted is a lower bound: {names}"
    ))
}

/// The least width of a list of operations.
const LIST: usize = 16;

/// The flops under every convention: the total, what a multiply-accumulate counts, and the
/// operations that are counted or left out.
pub(super) fn conventions<'a>(
    all: &'a [Comparison],
    mark: &'static str,
    digits: Digits,
) -> Listing<'a> {
    let list = |title: &'static str| Heading::text(title, 0).with_overflow(Overflow::Wrap(LIST));
    let headings = vec![
        Heading::text("convention", 0).with_overflow(Overflow::Keep),
        Heading::numbers("flops", 0),
        Heading::numbers("per mac", 0),
        list("counts").with_width(Width::Measured(LIST..=usize::MAX)),
        list("leaves out"),
    ];
    let row = |each: &Comparison| {
        vec![
            Item::plain(each.convention.name),
            Item::plain(format!("{mark}{}", digits.count(each.flops))),
            Item::plain(each.convention.per_mac.to_string()),
            Item::plain(each.counted.join(", ")),
            Item::plain(each.left_out.join(", ")),
        ]
    };
    Listing::new(headings, all.iter().map(row).collect())
}

/// What the network needs of the memories of devices, and which of these hold it.
pub(super) fn devices<'a>(view: &View<'a>, digits: Digits) -> Listing<'a> {
    let headings = vec![
        Heading::text("device", 0).with_overflow(Overflow::Keep),
        Heading::text("of", 0).with_overflow(Overflow::Keep),
        Heading::numbers("bytes", 0),
        Heading::text("in", 0).with_overflow(Overflow::Keep),
        Heading::numbers("of bytes", 0),
        Heading::text("fits", 0).with_overflow(Overflow::Keep),
    ];
    let rows = |device: &'a Device| {
        let row = move |cells: [String; 5]| {
            let cells = cells.into_iter().map(Item::plain);
            [Item::plain(device.name.as_str())].into_iter().chain(cells).collect::<Vec<_>>()
        };
        let needs = needs::needs_with_runtime(device, view.costs);
        let unknown = || row(["", "", "", "", "not known"].map(str::to_owned));
        let unknown = needs.is_empty().then(unknown);
        let need = move |need: MemoryNeed| {
            let fits = if need.fits() { "yes" } else { "no" };
            let (needed, held) = (digits.bytes(need.needed), digits.bytes(need.bytes.into()));
            row([need.what.to_owned(), needed, need.memory.to_owned(), held, fits.to_owned()])
        };
        needs.into_iter().map(need).chain(unknown).collect::<Vec<_>>()
    };
    Listing::new(headings, view.devices.iter().flat_map(rows).collect())
}
