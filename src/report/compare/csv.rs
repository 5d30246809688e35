//! The totals of networks as CSV: a line of names, a line for each network.

use std::io::Write;

use super::Compared;
use crate::report::WriteError;
use crate::report::csv::{harmless, io_error};

/// Writes the lines.
///
/// # Errors
/// When a count is above 2⁶³ − 1 (nothing is written then), and when the output does not take it.
pub fn write(compared: &Compared<'_>, out: &mut dyn Write) -> Result<(), WriteError> {
    compared.check()?;
    let figures = compared.figures();
    let mut writer = csv::Writer::from_writer(out);
    let names = figures.iter().map(|figure| figure.name.clone());
    let first = std::iter::once("network".to_owned());
    writer.write_record(first.chain(names)).map_err(io_error)?;
    for (index, side) in compared.sides.iter().enumerate() {
        let values = figures.iter().filter_map(|figure| figure.values.get(index));
        let values = values.map(u128::to_string);
        let first = std::iter::once(harmless(side.word));
        writer.write_record(first.chain(values)).map_err(io_error)?;
    }
    writer.flush().map_err(WriteError::Io)
}
