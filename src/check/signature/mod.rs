//! What can be called, as far as its arguments go: operations, blocks and settings alike.

mod common;
mod reading;
mod shown;

use crate::ops::{DefaultValue, Kind, Operation, ParameterSpec, Takes};
use crate::source::Source;
use crate::syntax::tree::{self, ExprKind};

pub use common::Callees;
pub(crate) use common::{COMMON, CommonParameter, common};
pub(crate) use reading::{Reading, is_dimensions, shorthand};

/// What an argument fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A parameter, by its index.
    Parameter(usize),
    /// One of any number of operands or axes.
    Rest,
    /// `share=`, which operations and blocks have in common.
    Share,
    /// `dtype=`, which operations have in common.
    Dtype,
    /// `weights=`, which operations have in common.
    Weights,
    /// `frozen`, which operations and blocks have in common.
    Frozen,
    /// `sparsity=`, which operations with weights have in common.
    Sparsity,
}

/// What a call needs to know of its callee to bind its arguments.
#[derive(Clone, Copy)]
pub struct Signature<'a> {
    /// Its name.
    pub name: &'a str,
    parameters: Parameters<'a>,
    /// The operation, unless it is a block or setting.
    pub operation: Option<&'static Operation>,
}

#[derive(Clone, Copy)]
enum Parameters<'a> {
    Built(&'static [ParameterSpec]),
    Block(&'a [tree::Parameter<'a>], &'a Source),
}

impl<'a> Signature<'a> {
    /// The signature of an operation.
    pub fn operation(operation: &'static Operation) -> Self {
        Signature {
            name: operation.name,
            parameters: Parameters::Built(operation.parameters),
            operation: Some(operation),
        }
    }

    /// The signature of a block, which is declared in this source.
    pub fn block(name: &'a str, parameters: &'a [tree::Parameter<'a>], source: &'a Source) -> Self {
        Signature { name, parameters: Parameters::Block(parameters, source), operation: None }
    }

    /// The signature of a setting.
    pub fn setting(name: &'static str, parameters: &'static [ParameterSpec]) -> Self {
        Signature { name, parameters: Parameters::Built(parameters), operation: None }
    }

    pub(crate) fn len(&self) -> usize {
        match self.parameters {
            Parameters::Built(all) => all.len(),
            Parameters::Block(all, _) => all.len(),
        }
    }

    /// A parameter, unless it is a block's.
    fn built(&self, index: usize) -> Option<&'static ParameterSpec> {
        match self.parameters {
            Parameters::Built(all) => all.get(index),
            Parameters::Block(..) => None,
        }
    }

    /// A parameter of a block.
    fn declared(&self, index: usize) -> Option<&'a tree::Parameter<'a>> {
        match self.parameters {
            Parameters::Built(_) => None,
            Parameters::Block(all, _) => all.get(index),
        }
    }

    /// What a parameter takes, unless it is a block's.
    fn kind(&self, index: usize) -> Option<Kind> {
        self.built(index).map(|known| known.kind)
    }

    /// The name of a parameter; empty if there is none of this index.
    pub fn parameter(&self, index: usize) -> &'a str {
        match self.parameters {
            Parameters::Built(all) => all.get(index).map_or("", |known| known.name),
            Parameters::Block(all, _) => all.get(index).map_or("", |parameter| parameter.name.text),
        }
    }

    /// The names of all parameters, including those of PyTorch.
    pub(crate) fn all_names(&self) -> impl Iterator<Item = &'a str> {
        let (built, parameters) = match self.parameters {
            Parameters::Built(all) => (all, &[][..]),
            Parameters::Block(all, _) => (&[][..], all),
        };
        let built =
            built.iter().flat_map(|known| std::iter::once(&known.name).chain(known.aliases));
        built.copied().chain(parameters.iter().map(|known| known.name.text))
    }

    /// The names of the common parameters that it has.
    pub(crate) fn common_names(&self) -> impl Iterator<Item = &'a str> {
        self.common().map(|known| known.name)
    }

    /// The common parameters that it has. A parameter of its own goes before one of the same name.
    pub(crate) fn common(&self) -> impl Iterator<Item = &'static CommonParameter> {
        COMMON.iter().filter(|known| self.has_common(known))
    }

    /// What an argument of this name fills.
    pub(crate) fn slot(&self, name: &str) -> Option<Slot> {
        self.find(name).map(Slot::Parameter).or_else(|| self.common_slot(name))
    }

    /// The common parameter that an argument of this name fills.
    pub(crate) fn common_slot(&self, name: &str) -> Option<Slot> {
        self.common().find(|known| known.name == name).map(|known| known.slot)
    }

    fn has_common(&self, known: &CommonParameter) -> bool {
        match known.of {
            Callees::All => !self.is_setting(),
            Callees::Operations => self.operation.is_some(),
            Callees::WithWeights => self.operation.is_some_and(|operation| operation.has_weights),
        }
    }

    /// The name of the parameter that a slot is.
    pub(crate) fn slot_name(&self, slot: Slot) -> &'a str {
        match slot {
            Slot::Parameter(index) => self.parameter(index),
            slot => common(slot).map_or("", |known| known.name),
        }
    }

    /// The words that a slot takes, and whether it takes nothing else.
    pub(crate) fn slot_words(&self, slot: Slot) -> (&'static [&'static str], bool) {
        match slot {
            Slot::Parameter(index) => (self.words(index), self.takes_only_words(index)),
            slot => (common(slot).map_or(&[], |known| known.words), true),
        }
    }

    /// The parameter of this name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        match self.parameters {
            Parameters::Built(all) => {
                all.iter().position(|known| known.name == name || known.aliases.contains(&name))
            }
            Parameters::Block(all, _) => all.iter().position(|known| known.name.text == name),
        }
    }

    pub(crate) fn is_flag(&self, index: usize) -> bool {
        let default = self.declared(index).and_then(|parameter| parameter.default.as_ref());
        self.kind(index) == Some(Kind::Flag)
            || default.is_some_and(|default| matches!(default.kind, ExprKind::Bool(_)))
    }

    /// The names of all flags.
    pub(crate) fn flags(&self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).filter(|index| self.is_flag(*index)).map(|index| self.parameter(index))
    }

    pub(crate) fn words(&self, index: usize) -> &'static [&'static str] {
        self.built(index).map_or(&[], |known| known.words)
    }

    /// Whether a parameter may be a tensor, whose size or shape is meant.
    pub(crate) fn takes_tensor(&self, index: usize) -> bool {
        matches!(self.kind(index), Some(Kind::Tensor | Kind::Size | Kind::Shape))
    }

    /// Whether the last parameter is a shape.
    pub(crate) fn ends_with_shape(&self) -> bool {
        matches!(self.parameters, Parameters::Built([.., last]) if last.kind == Kind::Shape)
    }

    /// Whether a bare word may be the value of a parameter, rather than a shorthand of another one.
    pub(crate) fn takes_word(&self, index: usize) -> bool {
        self.kind(index) == Some(Kind::Text) || !self.words(index).is_empty()
    }

    /// Whether a parameter takes nothing but its words.
    pub(crate) fn takes_only_words(&self, index: usize) -> bool {
        self.kind(index) == Some(Kind::Word)
    }

    /// Whether the value of a parameter may be an operation, or this word. That of a block's parameter
    /// may be one unless its default is a number or a boolean.
    pub(crate) fn takes_operation(&self, index: usize, word: &str) -> bool {
        let parameter = self.declared(index).is_some_and(|parameter| {
            let default = parameter.default.as_ref().map(|default| &default.kind);
            !matches!(default, Some(ExprKind::Bool(_) | ExprKind::Number(_)))
        });
        parameter || self.words(index).contains(&word) || self.is_setting()
    }

    pub(crate) fn takes_branch(&self, index: usize) -> bool {
        self.kind(index).is_none_or(|kind| kind == Kind::Tensor)
    }

    pub(crate) fn is_required(&self, index: usize) -> bool {
        self.built(index).is_some_and(|known| known.default == DefaultValue::Required)
            || self.declared(index).is_some_and(|parameter| parameter.default.is_none())
    }

    pub(crate) fn is_setting(&self) -> bool {
        self.operation.is_none() && matches!(self.parameters, Parameters::Built(_))
    }

    /// Whether positional arguments are operands, axes or tensors, any number of them.
    pub(crate) fn takes_rest(&self) -> bool {
        self.operation.is_some_and(|operation| operation.rest.is_some())
    }

    /// Whether positional arguments may be branches.
    pub(crate) fn takes_operands(&self) -> bool {
        let takes = self.operation.map(|operation| operation.takes);
        matches!(takes, Some(Takes::Operands { .. } | Takes::Names))
    }
}
