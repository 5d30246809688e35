//! Sources and places in them.
//!
//! All files of a run share one address space: each file is given a range of offsets, one after
//! the other, so that a [`Span`] is two numbers that also say which file is meant, and one
//! [`Sources`] serves every diagnostic, whatever files its labels lie in.

mod files;
mod window;

use std::ops::Range;
use std::sync::OnceLock;

pub use files::{Disk, Files, LIMIT_MIB, NoFiles, ReadError, ReadErrorKind, read};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
pub use window::{Forward, Stream, Window};

/// A place in the sources: byte offsets in the address space of [`Sources`], the end excluded.
///
/// ```
/// use netcost::Options;
///
/// let analysis = netcost::analyze("net.net", "input 3x8x8\nconv 4 k33 p0\n", &Options::new());
/// let place = analysis.diagnostics()[0].kind.place();
/// assert_eq!(analysis.sources().text(place), "conv");
/// let location = analysis.sources().locate(place).ok_or("no place")?;
/// assert_eq!((location.file, location.line, location.column), ("net.net", 2, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The place from `start` up to, not including, `end`.
    pub fn new(start: u32, end: u32) -> Self {
        Span { start, end }
    }

    /// The place of a range of a text whose first byte is at `base`.
    pub(crate) fn within(base: u32, range: Range<usize>) -> Self {
        Span::new(base + offset(range.start), base + offset(range.end))
    }

    /// From the start of `self` to the end of `other`.
    pub fn to(self, other: Span) -> Self {
        Span::new(self.start, other.end)
    }

    /// Its first bytes: so many, or all of it.
    pub fn first(self, bytes: usize) -> Self {
        let end = u32::try_from(bytes).ok().and_then(|bytes| self.start.checked_add(bytes));
        Span::new(self.start, end.map_or(self.end, |end| end.min(self.end)))
    }
}

/// A number of bytes of a text as part of the address space.
#[expect(
    clippy::cast_possible_truncation,
    reason = "`Sources::add` keeps all texts together under 4 GiB"
)]
pub(crate) fn offset(bytes: usize) -> u32 {
    bytes as u32
}

impl From<Span> for SourceSpan {
    fn from(span: Span) -> Self {
        SourceSpan::new((span.start as usize).into(), (span.end - span.start) as usize)
    }
}

/// One text with the name it is shown under, at its place in the address space.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    base: u32,
    /// Offsets in `text` at which lines begin; found when first asked for.
    lines: OnceLock<Vec<u32>>,
    /// How many characters there are before each block of the text; found when first asked for.
    characters: OnceLock<Vec<usize>>,
}

/// Bytes in a block: what is counted at most to find a column, however long the line is.
const BLOCK: usize = 64;

/// A place as people count it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location<'a> {
    /// The name of the file as shown.
    pub file: &'a str,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Source {
    /// The name that messages show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The offset of the text's first byte in the address space.
    pub fn base(&self) -> u32 {
        self.base
    }

    /// The place of the whole text.
    pub fn span(&self) -> Span {
        Span::within(self.base, 0..self.text.len())
    }

    /// Whether a place lies in this text.
    pub fn holds(&self, span: Span) -> bool {
        self.base <= span.start && span.end <= self.span().end
    }

    /// The characters at a place in this text.
    pub fn part(&self, span: Span) -> &str {
        let (start, end) = (span.start.checked_sub(self.base), span.end.checked_sub(self.base));
        let range = start.zip(end).map(|(start, end)| start as usize..end as usize);
        range.and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    /// The text with others in the places of parts of it, which are in order and do not overlap.
    pub(crate) fn with<'n>(&self, edits: impl IntoIterator<Item = (Span, &'n str)>) -> String {
        let mut text = String::with_capacity(self.text.len());
        let mut kept = self.base;
        for (place, new) in edits {
            text.push_str(self.part(Span::new(kept, place.start)));
            text.push_str(new);
            kept = place.end;
        }
        text + self.part(Span::new(kept, self.span().end))
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| offset(at + 1))).collect()
        })
    }

    /// How many characters begin before the offset `at` of this text.
    fn characters_before(&self, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let begin = |bytes: &[u8]| bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count();
        let blocks = self.characters.get_or_init(|| {
            let sums = bytes.chunks(BLOCK).scan(0, |sum, block| {
                *sum += begin(block);
                Some(*sum)
            });
            std::iter::once(0).chain(sums).collect()
        });
        Some(blocks.get(at / BLOCK)? + begin(bytes.get(at - at % BLOCK..at)?))
    }

    /// The index of the line that holds the offset `at` of this text.
    fn line_of(&self, at: u32) -> usize {
        self.lines().partition_point(|start| *start <= at) - 1
    }
}

/// The sources do not fit into the address space of 4 GiB.
#[derive(Debug, thiserror::Error)]
#[error("the sources hold more than 4 GiB in all")]
pub struct AddressSpaceFull;

/// Every text of a run. Texts are added and never changed or removed, so that what borrows from
/// one stays valid while others are read.
#[derive(Default)]
pub struct Sources {
    files: elsa::sync::FrozenVec<Box<Source>>,
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter().map(Source::name)).finish()
    }
}

impl Sources {
    /// No texts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under the name that messages show.
    ///
    /// # Errors
    /// When all texts together exceed 4 GiB.
    pub fn add(
        &self,
        name: impl Into<String>,
        text: impl Into<String>,
    ) -> Result<&Source, AddressSpaceFull> {
        let (name, text) = (name.into(), text.into());
        // One byte is left free between files, so that the end of one is not the start of the next.
        let last = self.files.len().checked_sub(1).and_then(|last| self.files.get(last));
        let base = last.map_or(0, |last| last.span().end + 1);
        let end = u64::from(base) + text.len() as u64;
        if end >= u64::from(u32::MAX) {
            return Err(AddressSpaceFull);
        }
        Ok(self.files.push_get(Box::new(Source {
            name,
            text,
            base,
            lines: OnceLock::new(),
            characters: OnceLock::new(),
        })))
    }

    /// The texts in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        (0..self.files.len()).filter_map(|index| self.files.get(index))
    }

    /// The source that contains a place.
    pub fn source(&self, span: impl Into<Option<Span>>) -> Option<&Source> {
        let span = span.into()?;
        self.iter().find(|source| source.holds(span))
    }

    /// The characters at a place; none without one.
    pub fn text(&self, span: impl Into<Option<Span>>) -> &str {
        let text = span.into().and_then(|span| Some(self.source(span)?.part(span)));
        text.unwrap_or_default()
    }

    /// File, line and column of the start of a place.
    pub fn locate(&self, span: impl Into<Option<Span>>) -> Option<Location<'_>> {
        let span = span.into()?;
        let source = self.source(span)?;
        let at = span.start - source.base;
        let line = source.line_of(at);
        let start = *source.lines().get(line)?;
        let before = source.characters_before(start as usize)?;
        let column = source.characters_before(at as usize)? - before + 1;
        Some(Location { file: &source.name, line: line + 1, column })
    }
}

impl SourceCode for Sources {
    /// The lines round a place of one file; a place that crosses files is out of bounds, which
    /// makes miette show its labels in a frame for each file.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset().checked_add(span.len());
        let place = u32::try_from(span.offset()).ok().zip(end.and_then(|end| end.try_into().ok()));
        let place = place.map(|(start, end)| Span::new(start, end));
        let (place, source) = place
            .and_then(|place| Some((place, self.source(place)?)))
            .ok_or(MietteError::OutOfBounds)?;
        let lines = source.lines();
        let first = source.line_of(place.start - source.base);
        let last = source.line_of((place.end - source.base).max(place.start + 1 - source.base) - 1);
        let shown_first = first.saturating_sub(context_lines_before);
        let start_of = |line: usize| lines.get(line).map_or(source.text.len(), |at| *at as usize);
        let line_end = |line: usize| start_of(line + 1);
        let from = start_of(shown_first);
        // Blank lines at the end tell nothing; the line break after the place is kept, since a
        // label may point at it.
        let context = from..line_end(last + context_lines_after);
        let context = source.text.get(context).unwrap_or_default();
        let shown = context.trim_end().len().max(line_end(last) - from);
        // As miette's own sources do, the column is that of the place where it is asked for alone.
        let before = start_of(first)..(place.start - source.base) as usize;
        let before = source.text.get(before).unwrap_or_default();
        let column = if context_lines_before == 0 { before.chars().count() } else { 0 };
        Ok(Box::new(MietteSpanContents::new_named(
            source.name.clone(),
            context.get(..shown).unwrap_or(context).as_bytes(),
            (source.base as usize + from, shown).into(),
            shown_first,
            column,
            last + context_lines_after - shown_first + 1,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::{Sources, Span};

    #[test]
    fn columns_of_a_long_line_are_counted_in_characters() {
        let sources = Sources::new();
        let text = format!("# ä\n{}", "é; relu; ".repeat(100));
        let source = sources.add("x.net", text.clone()).expect("room");
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let at = u32::try_from(at).expect("short");
            let found = sources.locate(Span::new(at, at)).expect("it lies there");
            let column = source.part(Span::new(line as u32, at)).chars().count() + 1;
            assert_eq!((found.line, found.column), (1 + usize::from(line > 0), column));
        }
    }
}
