//! The names that a text defines, as a tree; and those of all its files that a query finds.

use super::navigation::Place;
use super::snapshot::Snapshot;
use crate::check::symbols::{Definition, DefinitionId, DefinitionKind};
use crate::source::Span;
use crate::text::plain::one_line;

/// A name of the outline.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The name.
    pub name: String,
    /// How it is defined, in a line.
    pub detail: String,
    /// What defines it.
    pub kind: DefinitionKind,
    /// All that defines it.
    pub extent: Span,
    /// The name itself.
    pub place: Span,
    /// What is defined within it.
    pub children: Vec<Item>,
}

/// The params, inputs, blocks, functions, `let`s and labels of the text, in order.
pub fn outline(snapshot: &Snapshot) -> Vec<Item> {
    items(snapshot, None)
}

fn items(snapshot: &Snapshot, owner: Option<DefinitionId>) -> Vec<Item> {
    let definitions = snapshot.symbols().into_iter().flat_map(|symbols| symbols.definitions());
    let own = definitions.filter(|(_, definition)| {
        definition.owner == owner && is_listed(definition.kind) && snapshot.holds(definition.name)
    });
    let mut items: Vec<Item> = own.map(|(id, definition)| item(snapshot, id, definition)).collect();
    items.sort_by_key(|item| item.place);
    items
}

fn item(snapshot: &Snapshot, id: DefinitionId, definition: &Definition) -> Item {
    let text = |span| snapshot.sources().text(span);
    let Definition { name, extent, kind, .. } = *definition;
    let first = text(extent).lines().next().unwrap_or_default();
    let is_callable = matches!(kind, DefinitionKind::Block | DefinitionKind::Function);
    Item {
        name: text(name).to_owned(),
        detail: one_line(first.trim_end_matches('{').trim_end()).into_owned(),
        kind,
        extent: Span::new(extent.start.min(name.start), extent.end.max(name.end)),
        place: name,
        children: if is_callable { items(snapshot, Some(id)) } else { Vec::new() },
    }
}

/// A name that a file defines.
#[derive(Clone, Debug, PartialEq)]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// What defines it.
    pub kind: DefinitionKind,
    /// Where it is.
    pub place: Place,
    /// The block or function within which it is defined.
    pub owner: Option<String>,
}

/// The names that the text and the files it uses define, in which the letters of a query come in its order.
pub fn symbols(snapshot: &Snapshot, query: &str) -> Vec<Symbol> {
    let all = snapshot.symbols().into_iter().flat_map(|symbols| {
        let listed = symbols.definitions().filter(|(_, definition)| is_listed(definition.kind));
        listed.map(move |(_, definition)| (symbols, definition))
    });
    let found = all.filter_map(|(symbols, definition)| {
        let text = |place: Span| snapshot.sources().text(place).to_owned();
        let name = text(definition.name);
        let place = is_found(&name, query).then(|| Place::of(snapshot, definition.name))??;
        let owner = definition.owner.map(|id| text(symbols.definition(id).name));
        Some(Symbol { name, kind: definition.kind, place, owner })
    });
    found.collect()
}

/// Whether the letters of a query come in a name, in their order.
fn is_found(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|letter| letters.any(|it| it == letter))
}

fn is_listed(kind: DefinitionKind) -> bool {
    match kind {
        DefinitionKind::Block
        | DefinitionKind::Function
        | DefinitionKind::Input
        | DefinitionKind::Label
        | DefinitionKind::Let
        | DefinitionKind::Param => true,
        DefinitionKind::File
        | DefinitionKind::LoopVariable
        | DefinitionKind::Parameter
        | DefinitionKind::ShareKey => false,
    }
}
