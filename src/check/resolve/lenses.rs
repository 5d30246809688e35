//! What the lenses of a program replace.

use std::collections::BTreeSet;

use foldhash::HashMap;

use super::ids::UnitId;
use super::prelude;
use super::program::{Block, Program};
use crate::check::diagnostics::Diagnostics;
use crate::check::lens::Lens;
use crate::diagnostics::name::NameProblem;
use crate::diagnostics::setting::SettingProblem;
use crate::ops::{self, Kind, Operation, Role, Takes};
use crate::syntax::tree::Name;
use crate::text::nearest::suggest_or_list;
use crate::value::BlockId;

/// A lens of a program.
pub struct Replacements<'a> {
    /// The lens.
    pub lens: &'a Lens,
    /// The file of its text.
    pub unit: UnitId,
    /// Its blocks that replace operations and standard blocks, by the names of these.
    pub blocks: HashMap<&'a str, BlockId>,
}

impl<'a> Program<'a> {
    /// Adds a lens. Within it, the names of what its blocks replace keep their meaning.
    pub(super) fn add_lens(&mut self, lens: &'a Lens, unit: UnitId, diagnostics: &mut Diagnostics) {
        let mut replaced = HashMap::default();
        for (name, id) in &self.units[unit].blocks {
            if let Some(known) = known(name) {
                replaced.insert(known, *id);
            }
        }
        self.units[unit].blocks.retain(|name, _| known(name).is_none());
        let blocks = replaced.values().map(|id| &self.blocks[*id]);
        for Block { name: Name { text, span }, .. } in blocks.clone() {
            if ops::find(text).is_some_and(|operation| !is_replaceable(operation)) {
                let (name, span) = (text.to_string(), *span);
                diagnostics.add_plain(NameProblem::NotReplaceable { name, span });
            }
        }
        let parameters: BTreeSet<&str> =
            blocks.flat_map(|block| block.parameters).map(|known| known.name.text).collect();
        if replaced.is_empty() {
            let span = self.units[unit].source.span();
            diagnostics.add_plain(NameProblem::EmptyLens { name: lens.name.clone(), span });
        }
        for option in &lens.options {
            if !replaced.is_empty() && !parameters.contains(option.name.as_str()) {
                let (lens, name) = (lens.name.clone(), option.name.clone());
                let help = suggest_or_list(&name, parameters.iter().copied());
                diagnostics.add_plain(SettingProblem::UnknownLensOption { lens, name, help });
            }
        }
        self.lenses.push(Replacements { lens, unit, blocks: replaced });
    }

    /// The lens whose text a file is.
    pub(crate) fn lens_of(&self, unit: UnitId) -> Option<&'a Lens> {
        self.lenses.iter().find(|lens| lens.unit == unit).map(|lens| lens.lens)
    }
}

/// The operation or standard block of a name, by the name that reports show.
fn known(name: &str) -> Option<&'static str> {
    let operation = ops::find(name).map(|operation| operation.name);
    operation.or_else(|| prelude::names().find(|standard| *standard == name))
}

/// Whether a block can take the place of an operation: it works on the current tensor alone.
fn is_replaceable(operation: &Operation) -> bool {
    let reads_more = operation.parameters.iter().any(|known| known.kind == Kind::Tensor);
    operation.role == Role::Layer
        && operation.takes == Takes::Current
        && operation.rest.is_none()
        && !reads_more
}
