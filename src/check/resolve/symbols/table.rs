//! The table of symbols.

use super::definition::{Definition, DefinitionId, DefinitionKind};
use super::reference::{CallSite, Reference, Target};
use crate::index::{Idx, IndexVec};
use crate::source::{Sources, Span};

/// The names of a program. Places are those of its sources; nothing of their text is borrowed.
///
/// ```
/// use netcost::Options;
///
/// let text = "input 3x8x8\nlet width = 4\nconv width k3\n";
/// let analysis = netcost::analyze("first.net", text, &Options::new());
/// let symbols = analysis.symbols().ok_or("the text was not read")?;
/// // Where the cursor is: in `conv width`.
/// let width = symbols.definition_at(text.rfind("width").ok_or("no such word")? as u32).ok_or("no name")?;
/// assert_eq!(analysis.sources().text(symbols.definition(width).extent), "let width = 4");
/// assert_eq!(symbols.references_of(width).count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    definitions: IndexVec<DefinitionId, Definition>,
    /// Whether references and calls are kept, not only definitions.
    detailed: bool,
    /// In the order of their places.
    references: Vec<Reference>,
    /// The parameters to which names refer that are those of parameters too, `k` for `k=k`; in order.
    alike: Vec<Reference>,
    /// In the order in which they begin.
    calls: Vec<CallSite>,
    /// The blocks and functions that each file can call, with the place of the file.
    callable: Vec<(Span, Vec<DefinitionId>)>,
}

/// Look-ups.
impl Symbols {
    /// A definition.
    pub fn definition(&self, id: DefinitionId) -> &Definition {
        &self.definitions[id]
    }

    /// All definitions.
    pub fn definitions(&self) -> impl Iterator<Item = (DefinitionId, &Definition)> {
        self.definitions.entries()
    }

    /// All references, in the order of their places.
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// All calls, in the order in which they begin.
    pub fn calls(&self) -> &[CallSite] {
        &self.calls
    }

    /// The reference at an offset, which may be directly after it.
    pub fn reference_at(&self, offset: u32) -> Option<&Reference> {
        let after = self.references.partition_point(|reference| reference.span.start <= offset);
        let before = self.references.get(..after)?;
        before.last().filter(|reference| offset <= reference.span.end)
    }

    /// The definition whose name is at an offset, or to which the name there refers.
    pub fn definition_at(&self, offset: u32) -> Option<DefinitionId> {
        if let Some(Reference { target, .. }) = self.reference_at(offset) {
            return match target {
                Target::Definition(id) => Some(*id),
                _ => None,
            };
        }
        let is_at = |definition: &Definition| {
            definition.name.start <= offset && offset <= definition.name.end
        };
        let mut named = self.definitions().filter(|(_, definition)| !definition.kind.is_file());
        named.find(|(_, definition)| is_at(definition)).map(|(id, _)| id)
    }

    /// The places that refer to a definition, in order, without that of its own name. A name that is an
    /// argument for the parameter of its own name, `k` for `k=k`, refers to both.
    pub fn references_of(&self, id: DefinitionId) -> impl Iterator<Item = Span> + '_ {
        let is_it = move |reference: &&Reference| reference.target == Target::Definition(id);
        let both = self.references.iter().chain(&self.alike);
        let mut places: Vec<_> = both.filter(is_it).map(|reference| reference.span).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter()
    }

    /// The parameter that a name at this place also names, which is an argument for it: `k` for `k=k`.
    pub fn parameter_alike(&self, place: Span) -> Option<Target> {
        let at = self.alike.binary_search_by_key(&place, |reference| reference.span).ok()?;
        self.alike.get(at).map(|reference| reference.target)
    }

    /// What to write at which places, in order, so that a definition has another name.
    pub fn rename(&self, id: DefinitionId, to: &str, sources: &Sources) -> Vec<(Span, String)> {
        let renamed = Target::Definition(id);
        let written = |place: Span| match self.parameter_alike(place) {
            None => to.to_owned(),
            Some(parameter) => {
                let name = self.reference_at(place.start).map(|reference| reference.target);
                let new = |it: bool| if it { to } else { sources.text(place) };
                format!("{}={}", new(parameter == renamed), new(name == Some(renamed)))
            }
        };
        let mut places: Vec<_> = self.references_of(id).collect();
        places.push(self.definition(id).name);
        places.sort_unstable();
        places.into_iter().map(|place| (place, written(place))).collect()
    }

    /// The innermost call around an offset.
    pub fn call_at(&self, offset: u32) -> Option<&CallSite> {
        let after = self.calls.partition_point(|call| call.span.start <= offset);
        self.calls.get(..after)?.iter().rev().find(|call| offset <= call.span.end)
    }

    /// The definitions whose names can be used at an offset. A name that a block or function defines
    /// itself goes before one of the file of the same name.
    pub fn visible_at(&self, offset: u32) -> Vec<DefinitionId> {
        let owner = self.owner_at(offset);
        let file = self.callable.iter().find(|(file, _)| holds(*file, offset));
        let Some((file, callable)) = file else { return Vec::new() };
        let own = self.definitions().filter(|(_, definition)| match definition.kind {
            DefinitionKind::Block
            | DefinitionKind::File
            | DefinitionKind::Function
            | DefinitionKind::ShareKey => false,
            _ if owner.is_some() && definition.shared => holds(*file, definition.name.start),
            _ => definition.owner == owner && holds(definition.visible, offset),
        });
        own.map(|(id, _)| id).chain(callable.iter().copied()).collect()
    }

    /// The block or function whose parameters or body are at an offset.
    fn owner_at(&self, offset: u32) -> Option<DefinitionId> {
        let owner = self.definitions().find(|(_, definition)| {
            let Definition { kind, name, extent, .. } = definition;
            // At the end of a function its expression may go on; a block ends with its `}`.
            let end = extent.end - u32::from(*kind == DefinitionKind::Block);
            kind.is_callable() && name.end < offset && offset <= end
        });
        owner.map(|(id, _)| id)
    }

    /// The definitions that nothing reads.
    pub fn unused(&self) -> impl Iterator<Item = &Definition> {
        self.definitions.iter().filter(|definition| !definition.is_read())
    }

    /// The parameter of a block or function.
    pub fn parameter(&self, callable: DefinitionId, index: usize) -> Option<DefinitionId> {
        let id = DefinitionId::at(callable.index() + 1 + index);
        let definition = self.definitions.lookup(id)?;
        let is_it = definition.kind == DefinitionKind::Parameter;
        (is_it && definition.owner == Some(callable)).then_some(id)
    }
}

fn holds(place: Span, offset: u32) -> bool {
    place.start <= offset && offset <= place.end
}

/// What the resolver adds.
impl Symbols {
    /// An empty table, which keeps references and calls too if it is detailed.
    pub(crate) fn new(detailed: bool) -> Self {
        Symbols { detailed, ..Symbols::default() }
    }

    /// Whether references and calls are kept.
    pub(crate) fn is_detailed(&self) -> bool {
        self.detailed
    }

    /// Adds a definition. The parameters of a block or function are to follow it directly, so that
    /// they are found by their index.
    pub(crate) fn define(
        &mut self,
        kind: DefinitionKind,
        name: Span,
        extent: Span,
        visible: Span,
        owner: Option<DefinitionId>,
    ) -> DefinitionId {
        self.definitions.push(Definition {
            kind,
            name,
            extent,
            visible,
            owner,
            shared: false,
            reads: 0,
        })
    }

    /// Notes that blocks and functions see a definition of their file.
    pub(crate) fn share(&mut self, id: DefinitionId) {
        self.definitions[id].shared = true;
    }

    /// Counts a place that reads a definition.
    pub(crate) fn read(&mut self, id: DefinitionId) {
        let reads = &mut self.definitions[id].reads;
        *reads = reads.saturating_add(1);
    }

    /// Adds a reference, if they are kept.
    pub(crate) fn refer(&mut self, span: Span, target: Target) {
        if self.detailed {
            self.references.push(Reference { span, target });
        }
    }

    /// Adds the parameter that a name is too, if references are kept.
    pub(crate) fn refer_alike(&mut self, span: Span, target: Target) {
        if self.detailed {
            self.alike.push(Reference { span, target });
        }
    }

    /// Adds a call, if they are kept.
    pub(crate) fn call(&mut self, call: CallSite) {
        if self.detailed {
            self.calls.push(call);
        }
    }

    /// Adds the blocks and functions that a file can call, if references are kept.
    pub(crate) fn add_callable(
        &mut self,
        file: Span,
        callable: impl Iterator<Item = DefinitionId>,
    ) {
        if self.detailed {
            let mut callable: Vec<_> = callable.collect();
            callable.sort_unstable();
            self.callable.push((file, callable));
        }
    }

    /// Brings all into the order of their places.
    pub(crate) fn sort(&mut self) {
        self.references.sort_by_key(|reference| reference.span);
        self.alike.sort_by_key(|reference| reference.span);
        self.calls.sort_by_key(|call| call.span.start);
    }
}
