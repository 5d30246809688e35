//! Places of a snapshot as the client counts them.

use gen_lsp_types as lsp;

use crate::ide::{Encoding, Lines, Place, Position, Snapshot};
use crate::source::{Source, Span};

/// Places of a snapshot as the client counts them.
pub struct Ranges<'a> {
    pub(super) snapshot: &'a Snapshot,
    main: Option<(&'a Source, Lines<'a>)>,
    encoding: Encoding,
    uri_of: &'a dyn Fn(&str) -> String,
}

impl<'a> Ranges<'a> {
    /// Those of a snapshot; `uri_of` has the URI of a file.
    pub fn new(
        snapshot: &'a Snapshot,
        encoding: Encoding,
        uri_of: &'a dyn Fn(&str) -> String,
    ) -> Self {
        let main = snapshot.main().map(|main| (main, Lines::new(main.text())));
        Ranges { snapshot, main, encoding, uri_of }
    }

    /// The place of the sources that a client means in the text itself.
    pub fn offset(&self, position: Position) -> u32 {
        let offset = self.main.as_ref().map(|(_, lines)| lines.offset(position, self.encoding));
        self.snapshot.place(offset.unwrap_or_default())
    }

    /// A place in the text itself.
    pub(super) fn range(&self, span: Span) -> lsp::Range {
        match &self.main {
            Some((source, lines)) if source.holds(span) => self.of(source, lines, span),
            _ => lsp::Range::default(),
        }
    }

    /// The file and the range of a place; `None` if it lies in no file.
    pub(super) fn location(&self, span: Span) -> Option<lsp::Location> {
        Place::of(self.snapshot, span)?;
        let source = self.snapshot.sources().source(span)?;
        let range = match self.snapshot.holds(span) {
            true => self.range(span),
            false => self.of(source, &Lines::new(source.text()), span),
        };
        Some(lsp::Location { uri: (self.uri_of)(source.name()).into(), range })
    }

    fn of(&self, source: &Source, lines: &Lines<'_>, span: Span) -> lsp::Range {
        let at = |at: u32| {
            let at = lines.position((at - source.base()) as usize, self.encoding);
            lsp::Position { line: at.line, character: at.column }
        };
        lsp::Range { start: at(span.start), end: at(span.end) }
    }
}
