//! Devices for people: a list of them, and the numbers of one with their sources.

use std::io::{self, Write};

use super::grid;
use super::term::TermStyle;
use crate::device::{Amount, Device, Unit};
use crate::report::tabular::{Heading, Item, Listing};
use crate::text::digits;
use crate::text::wrap::wrap;

/// Writes a line for each device: its name, its title, and the types that it has a peak for.
///
/// # Errors
/// When the output cannot be written.
pub fn write_list<'d>(devices: &'d [Device], out: &mut dyn Write) -> io::Result<()> {
    let headings = vec![Heading::text("", 0); 3];
    let row = |device: &'d Device| {
        let Device { name, title, peak, .. } = device;
        let types: Vec<_> = peak.keys().map(|dtype| dtype.name()).collect();
        vec![Item::plain(name.as_str()), Item::plain(title.as_str()), Item::plain(types.join(" "))]
    };
    let table = Listing::new(headings, devices.iter().map(row).collect());
    grid::write(&table, usize::MAX, TermStyle::default(), out)
}

/// Writes the numbers of a device with their sources, in lines of a width.
///
/// # Errors
/// When the output cannot be written.
pub fn write_page(device: &Device, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: {}", device.name, device.title)?;
    for (what, unit, amount) in device.amounts() {
        writeln!(out, "\n{what}: {}", shown(unit, amount))?;
        for line in wrap(amount.source.as_deref().unwrap_or("no source"), width.saturating_sub(2)) {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

/// Writes all devices as Markdown.
///
/// # Errors
/// When the output cannot be written.
#[cfg(feature = "internals")]
pub fn write_markdown(devices: &[Device], out: &mut dyn Write) -> io::Result<()> {
    for (index, device) in devices.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "## `{}`\n\n{}\n", device.name, device.title)?;
        writeln!(out, "| | | source |\n| --- | --- | --- |")?;
        for (what, unit, amount) in device.amounts() {
            let source = amount.source.as_deref().unwrap_or_default();
            writeln!(out, "| {what} | {} | {source} |", shown(unit, amount))?;
        }
    }
    Ok(())
}

/// A number with its unit: `65 Top/s`, `320 GB/s`.
fn shown(unit: Unit, amount: &Amount) -> String {
    let unit = match unit {
        Unit::Operations => "op/s",
        Unit::BytesPerSecond => "B/s",
        Unit::Bytes => "B",
    };
    format!("{}{unit}", digits::prefixed(amount.value.into()))
}
