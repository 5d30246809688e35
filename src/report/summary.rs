//! What stands above and below the rows: settings, totals, operations by class, memory.

use std::io::{self, Write};

use super::columns::{Column, Shows};
use super::look::{self, Look, STRONG};
use super::table::{self, Options};
use super::{Report, comparison};
use crate::cost::bytes::ParameterTotals;
use crate::cost::{Costs, Figures, KEYS, Unit, roofline};
use crate::device::Device;
use crate::network::Network;
use crate::tensor::TensorId;
use crate::text::digits::{Digits, Grouped, mebibytes};
use crate::text::duration;
use crate::text::plain::one_line;
use crate::text::wrap::wrap;

/// The title, and what the figures hold for.
pub(super) fn head(report: &Report<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let look = options.look;
    let title = one_line(&report.costs.network.name);
    writeln!(out, "{}", look.paint(STRONG, &title))?;
    for line in settings(report, look) {
        wrapped(&line, options.width, out)?;
    }
    Ok(())
}

/// What the figures hold for, a sentence each.
pub(super) fn settings(report: &Report<'_>, look: Look) -> Vec<String> {
    let costs = report.costs;
    let convention = costs.convention;
    let flops = format!("flops by convention {}: {}", convention.name, convention.summary);
    let times = costs.device.map(|device| {
        format!("times by the roofline of {}: {}", device.name, one_line(&device.title))
    });
    [samples(costs, look), flops].into_iter().chain(times).collect()
}

/// What a network is run on: `input 3x224x224, batch 1, f32`.
pub(super) fn samples(costs: &Costs<'_>, look: Look) -> String {
    let network = costs.network;
    let inputs: Vec<_> =
        network.inputs.iter().map(|input| look.shape(&network.tensor(*input).shape)).collect();
    let inputs = match inputs.as_slice() {
        [] => String::new(),
        [input] => format!("input {input}, "),
        inputs => format!("inputs {}, ", inputs.join(" and ")),
    };
    let batch = Grouped(network.batch.into());
    let in_place = if costs.inplace { ", in place" } else { "" };
    format!("{inputs}batch {batch}, {}{in_place}", dtypes(network))
}

fn dtypes(network: &Network) -> String {
    let dtype = network.dtype;
    if dtype.weights == dtype.activations {
        dtype.activations.to_string()
    } else {
        format!("{} (weights {})", dtype.activations, dtype.weights)
    }
}

/// Figures that belong together.
#[derive(Debug)]
pub(super) struct List {
    /// What stands over the names, the figures and the notes, if anything does.
    pub titles: Option<[&'static str; 3]>,
    /// The lines.
    pub entries: Vec<Entry>,
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
pub(super) fn lists(report: &Report<'_>, look: Look, digits: Digits) -> Vec<List> {
    let costs = report.costs;
    let lists = [
        totals(report, digits),
        operations(costs, digits),
        memory(costs, look, digits),
        training(report, digits),
    ];
    let device = costs.device.map(|device| on_device(device, costs));
    let lists = lists.into_iter().chain(device);
    lists.filter(|list| !list.entries.is_empty()).collect()
}

/// Writes the lists, and remarks.
pub(super) fn tail(report: &Report<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let lists = lists(report, options.look, options.digits);
    let lines: Vec<Vec<[&str; 3]>> = lists.iter().map(lines).collect();
    let [name, figure, _] = look::widths(lines.iter().flatten());
    for (index, (list, lines)) in lists.iter().zip(&lines).enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let [_, _, note] = look::widths(lines);
        for [title, value, remark] in lines {
            let text = format!("{title:name$}  {value:>figure$}  {remark:>note$}");
            writeln!(out, "{}", text.trim_end())?;
        }
        for entry in &list.entries {
            place(entry, options, out)?;
        }
    }
    if !report.by_convention.is_empty() {
        writeln!(out)?;
        comparison::write(report.by_convention, options, out)?;
    }
    for remark in remarks(report.costs) {
        writeln!(out)?;
        wrapped(&remark, options.width, out)?;
    }
    Ok(())
}

/// Where a figure comes from, and what it is made of.
fn place(entry: &Entry, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let Some(at) = &entry.at else { return Ok(()) };
    writeln!(out, "  at {at}, where these are alive:")?;
    let [names, shapes, figures] = look::widths(&entry.parts);
    let rest = shapes + figures + 3 * look::GAP + 2;
    let names = names.min(options.width.saturating_sub(rest)).max(NAME);
    for [name, shape, figure] in &entry.parts {
        let name = look::cut(name, names, options.look);
        let line = format!("    {name:names$}  {shape:shapes$}  {figure:>figures$}");
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn lines(list: &List) -> Vec<[&str; 3]> {
    let entries = list.entries.iter();
    let entries = entries.map(|entry| [entry.name, &entry.figure, &entry.note]);
    list.titles.into_iter().chain(entries).collect()
}

/// The sums of the rows that tables show.
fn totals(report: &Report<'_>, digits: Digits) -> List {
    let totals = &report.costs.totals;
    let layers = Entry::new("layers", digits.count(totals.layers.into()));
    let sums = table::defaults(report).into_iter().filter_map(|column| match column {
        Column { shows: Shows::Figure(key), .. }
            if !matches!(key.unit, Unit::Class | Unit::Time) =>
        {
            let total = key.total(totals);
            let figure = match key.unit {
                Unit::Bytes => digits.bytes(total),
                _ => digits.count(total),
            };
            Some(Entry::new(key.title, figure))
        }
        _ => None,
    });
    List { titles: None, entries: std::iter::once(layers).chain(sums).collect() }
}

/// Operations by class, and how many of them layers without parameters carry out.
fn operations(costs: &Costs<'_>, digits: Digits) -> List {
    let network = costs.network;
    let unlearned =
        network.layers.iter().filter(|layer| ParameterTotals::of(network, layer).reads == 0);
    let unlearned = unlearned
        .map(|layer| costs.figures(layer))
        // It fits, since the sum over all layers does.
        .fold(Figures::default(), |sum, figures| sum.plus(figures).unwrap_or(sum));
    let classes = KEYS.iter().filter(|key| key.unit == Unit::Class);
    let entries = classes.filter_map(|key| {
        let all = key.total(&costs.totals);
        let without = digits.count(key.row(&unlearned)?);
        (all > 0).then(|| Entry::new(key.name, digits.count(all)).noted(without))
    });
    let titles = ["operations", "in all", "in layers without parameters"];
    List { titles: Some(titles), entries: entries.collect() }
}

/// The bounds of the time on a device, and whether its memories hold the network.
fn on_device(device: &Device, costs: &Costs<'_>) -> List {
    let times = costs.totals.figures.times;
    let mut entries: Vec<_> = [
        ("time, at least", times.lower(), "computing and moving overlap all the way"),
        ("time, layer by layer", times.longer, "in each layer the longer of the two"),
        ("time, without overlap", times.upper(), "computing and moving take turns"),
    ]
    .into_iter()
    .map(|(name, time, note)| Entry::new(name, duration::rounded(time)).noted(note.to_owned()))
    .collect();
    if device.bandwidth.is_none() {
        // The three are one: nothing is known of moving.
        entries.truncate(1);
        let note = "computing only: its bandwidth is not known";
        entries.iter_mut().for_each(|entry| entry.note = note.to_owned());
    }
    entries.extend(roofline::rooms(device, costs).into_iter().map(|room| {
        let verdict = if room.fits() { "of" } else { "too much for" };
        let note =
            format!("{verdict} {} of {}", Digits::Short.bytes(room.bytes.into()), room.memory);
        Entry::new(room.what, Digits::Short.bytes(room.needed)).noted(note)
    }));
    List { titles: None, entries }
}

/// The four lines of `paddle.summary`, and the peak with the layer where it is, if anything is alive.
fn memory(costs: &Costs<'_>, look: Look, digits: Digits) -> List {
    let totals = &costs.totals;
    let size = |name, bytes| size(name, bytes, digits);
    let network = costs.network;
    let parts = alive(costs, look, digits);
    let at = totals.peak_layer.filter(|_| !parts.is_empty());
    let at = at.map(|layer| network.full_name(network.layer(layer)));
    let entries = vec![
        size("input size", totals.input_bytes),
        size("forward/backward pass size", totals.pass_bytes()),
        size("params size", totals.figures.param_bytes),
        size("estimated total size", totals.estimated_bytes),
        Entry { at, parts, ..size("peak memory of activations", totals.peak_memory) },
    ];
    List { titles: None, entries }
}

/// A number of bytes in MiB, and in bytes if all digits are wanted.
fn size(name: &'static str, bytes: u128, digits: Digits) -> Entry {
    let entry = Entry::new(name, mebibytes(bytes));
    match digits {
        Digits::Full => entry.noted(format!("{} bytes", Grouped(bytes))),
        Digits::Short => entry,
    }
}

/// How many of the tensors alive at the peak are named.
const NAMED: usize = 6;

/// The least room for their names.
const NAME: usize = 8;

/// The tensors alive at the peak, the largest first, and how many more there are.
fn alive(costs: &Costs<'_>, look: Look, digits: Digits) -> Vec<[String; 3]> {
    let network = costs.network;
    let alive = costs.alive_at_peak();
    let named = |(tensor, bytes): &(TensorId, u128)| {
        let name = network.tensor_name(*tensor).unwrap_or_else(|| "input".to_owned());
        let shape = look.shape(&network.tensor(*tensor).shape);
        [one_line(&name), shape, digits.bytes(*bytes)]
    };
    let mut parts: Vec<_> = alive.iter().take(NAMED).map(named).collect();
    let others = alive.get(NAMED..).unwrap_or_default();
    if !others.is_empty() {
        let bytes = others.iter().map(|(_, bytes)| bytes).sum();
        parts.push([format!("and {} more", others.len()), String::new(), digits.bytes(bytes)]);
    }
    parts
}

/// What training takes, if that is asked for.
fn training(report: &Report<'_>, digits: Digits) -> List {
    let Some(training) = report.training else { return List { titles: None, entries: Vec::new() } };
    let entries = training.parts().into_iter().filter(|part| part.figure > 0);
    let entries = entries.map(|part| match part.unit {
        Unit::Bytes => size(part.title, part.figure, digits),
        _ => Entry::new(part.title, digits.count(part.figure)),
    });
    let optimizer = Entry::new("training", training.optimizer.name().to_owned());
    List { titles: None, entries: std::iter::once(optimizer).chain(entries).collect() }
}

/// What a reader should know of the figures.
pub(super) fn remarks(costs: &Costs<'_>) -> Vec<String> {
    let mut remarks = Vec::new();
    if !costs.uncounted.is_empty() {
        let operations = costs.uncounted.join(", ");
        remarks.push(format!("not counted by {}: {operations}", costs.convention.name));
    }
    let skipped = costs.skipped_claims();
    if skipped > 0 {
        let claims = if skipped == 1 { "figure is" } else { "figures are" };
        remarks.push(format!(
            "{skipped} published {claims} not checked: a setting of the file was changed"
        ));
    }
    remarks
}

/// Writes a text in lines of so many columns.
pub(super) fn wrapped(text: &str, most: usize, out: &mut dyn Write) -> io::Result<()> {
    wrap(text, most).into_iter().try_for_each(|line| writeln!(out, "{line}"))
}
