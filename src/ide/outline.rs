//! The names that a text defines, as a tree.

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
