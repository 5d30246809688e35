//! What a message format is, and what it makes of messages.

use std::io::{self, Write};

use super::message::Message;
use super::summary::Summary;

/// A format of messages. Each is a file with its `FORMAT`, and a line in [`FORMATS`](super::FORMATS).
#[derive(Clone, Copy, Debug)]
pub struct MessageFormat {
    /// The word that asks for it.
    pub name: &'static str,
    /// What it is, in a line.
    pub summary: &'static str,
    /// Whether people read it: after the first messages the rest is only counted.
    pub(super) for_people: bool,
    pub(super) renderer: fn(Style) -> Box<dyn Renderer>,
}

/// What the terminal can show. Only the human format asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns.
    pub width: usize,
    /// Whether there are colours.
    pub color: bool,
    /// Whether frames are drawn with more than ASCII.
    pub unicode: bool,
}

/// What a format makes of messages.
pub(super) trait Renderer {
    /// Writes a message.
    fn message(&mut self, out: &mut dyn Write, message: &Message<'_>) -> io::Result<()>;

    /// Writes a remark on the run, which is about no place and no mistake. Formats for programs leave
    /// it out.
    fn note(&mut self, _: &mut dyn Write, _: &str) -> io::Result<()> {
        Ok(())
    }

    /// Writes what comes after the last message.
    fn end(&mut self, _: &mut dyn Write, _: &Summary) -> io::Result<()> {
        Ok(())
    }
}
