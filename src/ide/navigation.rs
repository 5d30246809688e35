//! From a name to its definition and to the places that refer to it.

use super::snapshot::Snapshot;
use crate::check::symbols::{DefinitionId, DefinitionKind};
use crate::source::Span;

/// A place in a file, whatever else is analysed with it: the name of the file, and offsets in its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The name of the file.
    pub file: String,
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Place {
    /// A place of a snapshot; `None` if it lies in no file, such as that of a standard block.
    pub fn of(snapshot: &Snapshot, span: Span) -> Option<Self> {
        let source = snapshot.sources().source(span)?;
        let [start, end] = [span.start, span.end].map(|at| (at - source.base()) as usize);
        let is_file = !source.name().starts_with('<');
        is_file.then(|| Place { file: source.name().to_owned(), start, end })
    }

    /// The place in the sources of a snapshot; `None` if the file is not among them.
    pub fn within(&self, snapshot: &Snapshot) -> Option<Span> {
        let source = snapshot.sources().iter().find(|source| source.name() == self.file)?;
        let span = Span::within(source.base(), self.start..self.end);
        source.holds(span).then_some(span)
    }
}

/// A place that has to do with the name at the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// The place.
    pub place: Span,
    /// Whether it defines the name.
    pub defines: bool,
}

/// Where the name at an offset is defined. That of a `use` is the file.
pub fn definition(snapshot: &Snapshot, at: u32) -> Option<Place> {
    let symbols = snapshot.symbols()?;
    Place::of(snapshot, symbols.definition(symbols.definition_at(at)?).name)
}

/// The places in this snapshot that refer to what is defined at a place, in order; with that place itself
/// if it is wanted.
pub fn references(snapshot: &Snapshot, defined: &Place, with_definition: bool) -> Vec<Place> {
    let Some(id) = defined_at(snapshot, defined) else { return Vec::new() };
    let places = snapshot.symbols().into_iter().flat_map(|symbols| symbols.references_of(id));
    let places = places.filter_map(|span| Place::of(snapshot, span));
    places.chain(with_definition.then(|| defined.clone())).collect()
}

/// The places in the text itself that have to do with the name at an offset.
pub fn highlights(snapshot: &Snapshot, at: u32) -> Vec<Highlight> {
    let Some(symbols) = snapshot.symbols() else { return Vec::new() };
    let Some(id) = symbols.definition_at(at) else { return Vec::new() };
    let definition = symbols.definition(id);
    let is_file = definition.kind == DefinitionKind::File;
    let name = Some(definition.name).filter(|_| !is_file);
    let places = symbols.references_of(id).map(|place| Highlight { place, defines: false });
    let all = places.chain(name.map(|place| Highlight { place, defines: true }));
    all.filter(|highlight| snapshot.holds(highlight.place)).collect()
}

/// The definition whose name is at a place.
pub fn defined_at(snapshot: &Snapshot, defined: &Place) -> Option<DefinitionId> {
    let span = defined.within(snapshot)?;
    let mut all = snapshot.symbols()?.definitions();
    all.find(|(_, definition)| definition.name == span).map(|(id, _)| id)
}
