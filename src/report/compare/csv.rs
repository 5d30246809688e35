//! The totals of networks as CSV (RFC 4180): a line of names, a line for each network.

use std::io::{self, Write};

use super::Compared;
use crate::report::WriteError;

/// Writes the lines.
///
/// # Errors
/// When a count is above 2⁶³ − 1 (nothing is written then), and when the output does not take it.
pub fn write(compared: &Compared<'_>, out: &mut dyn Write) -> Result<(), WriteError> {
    compared.check()?;
    let figures = compared.figures();
    let names = figures.iter().map(|figure| figure.name.clone());
    line(["network".to_owned()].into_iter().chain(names), out)?;
    for (index, side) in compared.sides.iter().enumerate() {
        let values = figures.iter().map(|figure| figure.values[index].to_string());
        line([quoted(side.word)].into_iter().chain(values), out)?;
    }
    Ok(())
}

fn line(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", cells.collect::<Vec<_>>().join(","))
}

/// A text in a cell of its own, and one that no spreadsheet takes for a formula.
fn quoted(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = format!("{}{text}", if formula { "'" } else { "" });
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn cells_hold_what_they_hold() {
        assert_eq!(quoted("alexnet"), "alexnet");
        assert_eq!(quoted("x.net@a=1,b=\"c\""), "\"x.net@a=1,b=\"\"c\"\"\"");
        assert_eq!(quoted("=1.net"), "'=1.net");
    }
}
