//! Devices for people: a list of them, and the numbers of one with their sources.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::device::{Amount, Device, Unit};
use crate::text::digits;
use crate::text::wrap::wrap;

/// Writes each device with what it is, and the types that it has a peak for.
///
/// # Errors
/// When the output cannot be written.
pub fn write_list(devices: &[Device], out: &mut dyn Write) -> io::Result<()> {
    let widest = |text: fn(&Device) -> &str| devices.iter().map(|d| text(d).width()).max();
    let name = widest(|device| &device.name).unwrap_or_default();
    let title = widest(|device| &device.title).unwrap_or_default();
    for device in devices {
        let types: Vec<_> = device.peak.keys().map(|dtype| dtype.name()).collect();
        let Device { name: id, title: about, .. } = device;
        writeln!(out, "{id:<name$}  {about:<title$}  {}", types.join(" "))?;
    }
    Ok(())
}

/// Writes what is known of a device, and who says so, in lines of a width.
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

/// Writes all of them as Markdown.
///
/// # Errors
/// When the output cannot be written.
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
