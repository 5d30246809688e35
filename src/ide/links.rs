//! The places of a text that name a file.

use super::snapshot::Snapshot;
use crate::check::symbols::{DefinitionKind, Target};
use crate::source::Span;

/// A place that names a file which was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The place.
    pub place: Span,
    /// The name of the file.
    pub file: String,
}

/// The files that the text uses, in order.
pub fn links(snapshot: &Snapshot) -> Vec<Link> {
    let Some(symbols) = snapshot.symbols() else { return Vec::new() };
    let places = symbols.references().iter().filter(|it| snapshot.holds(it.span));
    let links = places.filter_map(|reference| {
        let Target::Definition(id) = reference.target else { return None };
        let file = symbols.definition(id);
        let source = snapshot.sources().source(file.name)?;
        let is_file = file.kind == DefinitionKind::File;
        is_file.then(|| Link { place: reference.span, file: source.name().to_owned() })
    });
    links.collect()
}
