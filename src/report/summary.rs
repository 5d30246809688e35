//! What stands above and below the rows: settings, totals, operations by class, memory.

use std::io::{self, Write};

use super::look::{self, Look, STRONG, mebibytes};
use super::table::Options;
use super::wrap::wrap;
use super::{Report, comparison};
use crate::cost::{Costs, Operations};
use crate::digits::Grouped;
use crate::network::Network;

/// The title, and what the figures hold for.
pub(super) fn head(report: &Report<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let (costs, look) = (report.costs, options.look);
    let network = costs.network;
    writeln!(out, "{}", look.paint(STRONG, &look::plain(&network.name)))?;
    wrapped(&settings(network, look), options.width, out)?;
    let convention = costs.convention;
    let flops = format!("flops by convention {}: {}", convention.name, convention.summary);
    wrapped(&flops, options.width, out)
}

/// What the figures hold for: `input 3x224x224, batch 1, f32`.
pub(super) fn settings(network: &Network, look: Look) -> String {
    let inputs: Vec<_> =
        network.inputs.iter().map(|input| look.shape(&network.tensor(*input).shape)).collect();
    let inputs = match inputs.as_slice() {
        [] => String::new(),
        [input] => format!("input {input}, "),
        inputs => format!("inputs {}, ", inputs.join(" and ")),
    };
    format!("{inputs}batch {}, {}", Grouped(network.batch.into()), dtypes(network))
}

fn dtypes(network: &Network) -> String {
    let dtype = network.dtype;
    if dtype.weights == dtype.activations {
        dtype.activations.to_string()
    } else {
        format!("{} (weights {})", dtype.activations, dtype.weights)
    }
}

/// A line of a list: a name, its figure, and what is to be said of it.
#[derive(Debug, Default)]
struct Entry {
    name: String,
    figure: String,
    note: String,
}

impl Entry {
    fn new(name: &str, figure: impl ToString) -> Self {
        Entry { name: name.to_owned(), figure: figure.to_string(), note: String::new() }
    }

    fn noted(self, note: impl ToString) -> Self {
        Entry { note: note.to_string(), ..self }
    }
}

/// The lists under the rows, and remarks.
pub(super) fn tail(report: &Report<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let costs = report.costs;
    let lists = [totals(costs), operations(costs), memory(costs)];
    let entries = || lists.iter().flatten();
    // A name without a figure may be as long as it likes.
    let names = entries().filter(|entry| !entry.figure.is_empty());
    let name = names.map(|entry| look::width(&entry.name)).max().unwrap_or(0);
    let figure = entries().map(|entry| look::width(&entry.figure)).max().unwrap_or(0);
    for (index, list) in lists.iter().filter(|list| !list.is_empty()).enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let note = list.iter().map(|entry| look::width(&entry.note)).max().unwrap_or(0);
        for entry in list {
            let text =
                format!("{:name$}  {:>figure$}  {:>note$}", entry.name, entry.figure, entry.note);
            writeln!(out, "{}", text.trim_end())?;
        }
    }
    if !report.by_convention.is_empty() {
        writeln!(out)?;
        comparison::write(report.by_convention, options, out)?;
    }
    for remark in remarks(costs) {
        writeln!(out)?;
        wrapped(&remark, options.width, out)?;
    }
    Ok(())
}

/// The sums of the rows.
fn totals(costs: &Costs<'_>) -> Vec<Entry> {
    let sums = &costs.totals.figures;
    let mut entries = vec![
        Entry::new("layers", Grouped(costs.totals.layers.into())),
        Entry::new("params", Grouped(sums.params)),
    ];
    if sums.buffers > 0 {
        entries.push(Entry::new("buffers", Grouped(sums.buffers)));
    }
    entries.extend([
        Entry::new("macs", Grouped(sums.macs)),
        Entry::new("flops", Grouped(sums.flops)),
        Entry::new("activations", Grouped(sums.activations)),
        Entry::new("bytes read", Grouped(sums.read_bytes)),
        Entry::new("bytes written", Grouped(sums.write_bytes)),
    ]);
    entries
}

/// Operations by class, and how many of them layers without parameters carry out.
fn operations(costs: &Costs<'_>) -> Vec<Entry> {
    let network = costs.network;
    let unlearned = network.layers.iter().filter(|layer| layer.reads == 0);
    let unlearned = unlearned
        .map(|layer| costs.figures(layer).ops)
        // It fits, since the sum over all layers does.
        .fold(Operations::default(), |sum, ops| sum.plus(ops).unwrap_or(sum));
    let all = costs.totals.figures.ops;
    let entries = [
        ("mul", all.mul, unlearned.mul),
        ("add", all.add, unlearned.add),
        ("div", all.div, unlearned.div),
        ("cmp", all.cmp, unlearned.cmp),
        ("special", all.special, unlearned.special),
    ];
    let mut list: Vec<_> = entries
        .into_iter()
        .filter(|(_, all, _)| *all > 0)
        .map(|(name, all, unlearned)| Entry::new(name, Grouped(all)).noted(Grouped(unlearned)))
        .collect();
    if !list.is_empty() {
        list.insert(0, Entry::new("operations", "in all").noted("in layers without parameters"));
    }
    list
}

/// The four lines of `paddle.summary`, and the peak with the layer where it is.
fn memory(costs: &Costs<'_>) -> Vec<Entry> {
    let totals = &costs.totals;
    let sizes = [
        ("input size", totals.input_bytes),
        ("forward/backward pass size", totals.pass_bytes()),
        ("params size", totals.param_bytes),
        ("estimated total size", totals.estimated_bytes),
        ("peak memory of activations", totals.peak_memory),
    ];
    let sizes = sizes.into_iter().map(|(name, bytes)| {
        Entry::new(name, mebibytes(bytes)).noted(format!("{} bytes", Grouped(bytes)))
    });
    let network = costs.network;
    let at = totals.peak_layer.map(|layer| network.full_name(network.layer(layer)));
    sizes.chain(at.map(|name| Entry::new(&format!("  at {name}"), ""))).collect()
}

/// What a reader should know of the figures.
fn remarks(costs: &Costs<'_>) -> Vec<String> {
    let mut remarks = Vec::new();
    if !costs.uncounted.is_empty() {
        let operations = costs.uncounted.join(", ");
        remarks.push(format!("not counted by {}: {operations}", costs.convention.name));
    }
    let skipped = costs.network.skipped_claims;
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
