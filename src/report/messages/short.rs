//! One line a message, as editors' quickfix lists read it.

use std::io::{self, Write};

use crate::diagnostics::Diagnosis;
use crate::source::Sources;

/// Writes `file:line:column: error[code]: message`; without place, what follows it.
pub fn write(out: &mut impl Write, diagnosis: &Diagnosis, sources: &Sources) -> io::Result<()> {
    let labels = super::labels(&diagnosis.problem);
    let primary = labels.iter().find(|label| label.primary());
    if let Some(at) = primary.and_then(|label| sources.locate(super::span(label))) {
        write!(out, "{}:{}:{}: ", at.file, at.line, at.column)?;
    }
    let message = diagnosis.with(sources).to_string().replace(['\r', '\n'], " ");
    writeln!(out, "{}: {message}", super::tag(&diagnosis.problem))
}
