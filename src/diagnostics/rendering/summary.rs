//! What people read after the last message.

use std::io::{self, Write};

use super::tally::Tally;

/// How many messages a run shows to people; those after them are only counted.
pub(super) const SHOWN: u64 = 50;

/// What is known at the end of the messages.
#[derive(Debug, Default)]
pub(super) struct Summary {
    pub tally: Tally,
    /// The command that explains the first error.
    pub explain: Option<String>,
}

impl Summary {
    /// Writes how many messages there were and how many of them were not shown, if there were several,
    /// and how to learn more about the first error.
    pub fn write(
        &self,
        out: &mut dyn Write,
        bold: impl Fn(&str) -> String,
        command: impl Fn(&str) -> String,
    ) -> io::Result<()> {
        let count = self.tally.all();
        if count > SHOWN {
            writeln!(out, "and {} more\n", count - SHOWN)?;
        }
        if count > 1 {
            writeln!(out, "{}", bold(&self.tally.to_string()))?;
        }
        match &self.explain {
            Some(explain) => writeln!(out, "for more: {}", command(explain)),
            None => Ok(()),
        }
    }
}
