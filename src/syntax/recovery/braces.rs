//! Which braces are at fault in a text whose braces do not match.
//!
//! The order of the braces alone does not show it: where an inner `}` is missing, the outer one takes
//! its place. So a `}` at the beginning of a line closes the `{` whose line is indented as it is, as far as
//! that explains what is missing: never more braces are found at fault than the order alone shows.

use super::damage::NESTING;
use super::lines::{Brace, Line, Lines};

/// A `{` that is never closed.
pub(super) struct UnclosedBrace {
    pub(super) at: usize,
    /// The index of the line before which its body ends at the latest; that after the last one for the
    /// end of the text.
    pub(super) end: usize,
}

/// The braces that are at fault.
#[derive(Default)]
pub(super) struct Faults {
    pub(super) unclosed: Vec<UnclosedBrace>,
    /// The offsets of those that close nothing.
    pub(super) stray: Vec<usize>,
}

/// An open brace.
struct Open {
    at: usize,
    line: usize,
    indent: usize,
    /// The first line that does not belong to the body by its indentation.
    dedent: Option<usize>,
}

/// How many braces of the order alone have no other half and are not found yet.
struct Missing {
    closers: usize,
    openers: usize,
}

/// Finds the braces at fault. `unclosed` and `stray` are how many there are by their order.
pub(super) fn faults(lines: &Lines, unclosed: usize, stray: usize) -> Faults {
    let mut search = Search {
        lines,
        open: Vec::new(),
        missing: Missing { closers: unclosed, openers: stray },
        faults: Faults::default(),
    };
    let mut count = 0;
    for (index, line) in lines.iter() {
        search.line(index, line);
        count = index + 1;
    }
    search.give_up(0, count);
    search.faults
}

struct Search<'l> {
    lines: &'l Lines,
    open: Vec<Open>,
    missing: Missing,
    faults: Faults,
}

impl Search<'_> {
    fn line(&mut self, index: usize, line: &Line) {
        if line.begins_statement {
            for open in self.innermost().filter(|open| open.indent >= line.indent) {
                open.dedent.get_or_insert(index);
            }
        }
        for brace in self.lines.braces(line) {
            if brace.opens {
                let Line { indent, .. } = *line;
                self.open.push(Open { at: brace.at, line: index, indent, dedent: None });
            } else {
                self.close(*brace, index, line);
            }
        }
    }

    /// The open braces that are looked at, innermost first; no more, so that time stays linear.
    fn innermost(&mut self) -> impl Iterator<Item = &mut Open> {
        self.open.iter_mut().rev().take(NESTING)
    }

    fn close(&mut self, brace: Brace, index: usize, line: &Line) {
        let Some(top) = self.open.last() else {
            self.missing.openers = self.missing.openers.saturating_sub(1);
            return self.faults.stray.push(brace.at);
        };
        let (top_line, top_indent) = (top.line, top.indent);
        if top_line != index {
            let begins_line = brace.at == line.first.start;
            let aligned = self.innermost().position(|open| open.indent == line.indent);
            match aligned.filter(|_| begins_line) {
                Some(above) if above <= self.missing.closers => {
                    self.missing.closers -= above;
                    self.give_up(self.open.len() - above, index);
                }
                Some(_) => {}
                None if self.missing.openers > 0 && self.goes_on(top_indent, index) => {
                    self.missing.openers -= 1;
                    return self.faults.stray.push(brace.at);
                }
                None => {}
            }
        }
        let Some(closed) = self.open.pop() else { return };
        // What is between these two belongs together, whatever its indentation.
        for open in self.innermost().filter(|open| open.dedent > Some(closed.line)) {
            open.dedent = None;
        }
    }

    /// Whether a body with this indentation goes on after a line, or its own `}` follows.
    fn goes_on(&self, indent: usize, line: usize) -> bool {
        self.lines.get(line + 1).is_some_and(|next| {
            next.indent > indent || next.indent == indent && next.begins_with_closer
        })
    }

    /// Gives up the braces from a depth on, which are not closed before a line.
    fn give_up(&mut self, depth: usize, line: usize) {
        let unclosed = self.open.drain(depth..);
        self.faults.unclosed.extend(
            unclosed.map(|open| UnclosedBrace { at: open.at, end: open.dedent.unwrap_or(line) }),
        );
    }
}
