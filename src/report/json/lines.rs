//! How the documents are laid out.

use std::io::{self, Write};

use serde_json::ser::Formatter;

/// Compact JSON, but for a new line before each value of the outermost object's arrays, and after
/// the last: inputs, outputs and layers.
#[derive(Default)]
pub(super) struct Lines {
    /// How many objects and arrays are open.
    open: usize,
}

/// Layers are items of an array in an object.
const LAYERS: usize = 2;

impl Formatter for Lines {
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open += 1;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open -= 1;
        writer.write_all(b"}")
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open += 1;
        writer.write_all(b"[")
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(match (self.open == LAYERS, first) {
            (true, true) => b"\n",
            (true, false) => b",\n",
            (false, true) => b"",
            (false, false) => b",",
        })
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open -= 1;
        writer.write_all(if self.open + 1 == LAYERS { b"\n]" } else { b"]" })
    }
}
