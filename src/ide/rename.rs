//! Another name for what is defined.

use std::collections::BTreeMap;
use std::path::Path;

use super::navigation::{Place, defined_at};
use super::snapshot::Snapshot;
use crate::check::symbols::DefinitionKind;
use crate::source::{Files, Span};
use crate::syntax::is_reserved;

/// Why a name cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no name at the cursor, or it is built in.
    #[error("there is no name here that a file defines")]
    NoName,
    /// The new name is none.
    #[error("`{0}` is not a name: letters, digits and `_`, and no digit first")]
    Malformed(String),
    /// The new name is a word of the language.
    #[error("`{0}` is a word of the language")]
    Reserved(String),
    /// The text would mean something else.
    #[error("with the name `{0}` the network would be another, or have errors: it is taken")]
    Taken(String),
}

/// The name at an offset, and where it is defined.
///
/// # Errors
/// When no file defines the name there.
pub fn prepare(snapshot: &Snapshot, at: u32) -> Result<(Span, Place), Refusal> {
    let symbols = snapshot.symbols().ok_or(Refusal::NoName)?;
    let id = symbols.definition_at(at).ok_or(Refusal::NoName)?;
    let definition = symbols.definition(id);
    let place = Place::of(snapshot, definition.name).ok_or(Refusal::NoName)?;
    if definition.kind == DefinitionKind::File {
        return Err(Refusal::NoName);
    }
    let written = symbols.reference_at(at).map_or(definition.name, |reference| reference.span);
    Ok((written, place))
}

/// What to write where, so that what is defined at a place has another name in all texts that are open
/// and those that they use.
///
/// # Errors
/// When the new name is none, or the texts would mean something else.
pub fn rename(
    snapshots: &[&Snapshot],
    defined: &Place,
    to: &str,
    files: &dyn Files,
) -> Result<BTreeMap<Place, String>, Refusal> {
    check_name(to)?;
    let mut edits = BTreeMap::new();
    for snapshot in snapshots {
        let Some(id) = defined_at(snapshot, defined) else { continue };
        let Some(symbols) = snapshot.symbols() else { continue };
        for (span, text) in symbols.rename(id, to, snapshot.sources()) {
            edits.extend(Place::of(snapshot, span).map(|place| (place, text)));
        }
    }
    let edited = Edited { edits: &edits, files, snapshots };
    let same = |snapshot: &&Snapshot| {
        defined_at(snapshot, defined).is_none() || edited.means_the_same(snapshot, defined)
    };
    match snapshots.iter().all(same) {
        true => Ok(edits),
        false => Err(Refusal::Taken(to.to_owned())),
    }
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let is_start = |c: char| c.is_ascii_alphabetic() || c == '_';
    let is_name =
        name.starts_with(is_start) && name.chars().all(|c| is_start(c) || c.is_ascii_digit());
    if !is_name {
        return Err(Refusal::Malformed(name.to_owned()));
    }
    if is_reserved(name) {
        return Err(Refusal::Reserved(name.to_owned()));
    }
    Ok(())
}

/// The texts with the new name.
struct Edited<'a> {
    edits: &'a BTreeMap<Place, String>,
    files: &'a dyn Files,
    snapshots: &'a [&'a Snapshot],
}

impl Edited<'_> {
    /// Whether a text has as many messages, layers and references as before.
    fn means_the_same(&self, before: &Snapshot, defined: &Place) -> bool {
        let Some(main) = before.main() else { return false };
        let (advice, text) = (before.options().pedantic, self.text(main.name(), main.text()));
        let Some(after) = before.edited(&text, advice, self) else { return false };
        let moved = self.moved(defined);
        let said = |snapshot: &Snapshot| snapshot.analysis().diagnostics().len();
        let layers =
            |snapshot: &Snapshot| snapshot.known().map(|(network, _)| network.layers.len());
        let total = |snapshot: &Snapshot| snapshot.sums().map(|sums| sums.total());
        let references = |snapshot: &Snapshot, defined: &Place| {
            let id = defined_at(snapshot, defined)?;
            Some(snapshot.symbols()?.references_of(id).count())
        };
        said(before) == said(&after)
            && layers(before) == layers(&after)
            && total(before) == total(&after)
            && references(before, defined) == references(&after, &moved)
    }

    /// A text with the edits.
    fn text(&self, file: &str, text: &str) -> String {
        let mut edited = text.to_owned();
        for (place, new) in self.edits.iter().rev().filter(|(place, _)| place.file == file) {
            if edited.get(place.start..place.end).is_some() {
                edited.replace_range(place.start..place.end, new);
            }
        }
        edited
    }

    /// Where the definition is then.
    fn moved(&self, defined: &Place) -> Place {
        let before = |place: &&Place| place.file == defined.file && place.start < defined.start;
        let edits = self.edits.iter().filter(|(place, _)| before(place));
        let (gone, new) = edits.fold((0, 0), |(gone, new), (place, text)| {
            (gone + place.end - place.start, new + text.len())
        });
        let start = defined.start + new - gone;
        let length = self.edits.get(defined).map_or(0, String::len);
        Place { file: defined.file.clone(), start, end: start + length }
    }
}

impl Files for Edited<'_> {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        let name = path.display().to_string();
        let known = self.snapshots.iter().flat_map(|snapshot| snapshot.sources().iter());
        match known.into_iter().find(|source| source.name() == name) {
            Some(source) => Ok(self.text(&name, source.text()).into_bytes()),
            None => self.files.read(path),
        }
    }
}
