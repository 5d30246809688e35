//! What can be called, as far as its arguments go: operations, blocks and settings alike.

use crate::ops::{DefaultValue, Kind, Operation, ParameterSpec, Takes};
use crate::source::Source;
use crate::syntax::tree::{ExprKind, Formal};

/// What may be called, as far as its arguments go.
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
    Formals(&'a [Formal<'a>], &'a Source),
}

impl<'a> Signature<'a> {
    /// That of an operation.
    pub fn operation(operation: &'static Operation) -> Self {
        Signature {
            name: operation.name,
            parameters: Parameters::Built(operation.parameters),
            operation: Some(operation),
        }
    }

    /// That of a block, which stands in this source.
    pub fn block(name: &'a str, formals: &'a [Formal<'a>], source: &'a Source) -> Self {
        Signature { name, parameters: Parameters::Formals(formals, source), operation: None }
    }

    /// That of a setting.
    pub fn setting(name: &'static str, parameters: &'static [ParameterSpec]) -> Self {
        Signature { name, parameters: Parameters::Built(parameters), operation: None }
    }

    pub(crate) fn len(&self) -> usize {
        match self.parameters {
            Parameters::Built(all) => all.len(),
            Parameters::Formals(all, _) => all.len(),
        }
    }

    /// A parameter, unless it is a block's.
    fn built(&self, index: usize) -> Option<&'static ParameterSpec> {
        match self.parameters {
            Parameters::Built(all) => all.get(index),
            Parameters::Formals(..) => None,
        }
    }

    /// A parameter of a block.
    fn formal(&self, index: usize) -> Option<&'a Formal<'a>> {
        match self.parameters {
            Parameters::Built(_) => None,
            Parameters::Formals(all, _) => all.get(index),
        }
    }

    /// What a parameter takes, unless it is a block's.
    fn kind(&self, index: usize) -> Option<Kind> {
        self.built(index).map(|known| known.kind)
    }

    /// The name of a parameter; none of one that there is not.
    pub fn parameter(&self, index: usize) -> &'a str {
        match self.parameters {
            Parameters::Built(all) => all.get(index).map_or("", |known| known.name),
            Parameters::Formals(all, _) => all.get(index).map_or("", |formal| formal.name.text),
        }
    }

    /// The names of all parameters, PyTorch's too.
    pub(crate) fn all_names(&self) -> impl Iterator<Item = &'a str> {
        let (built, formals) = match self.parameters {
            Parameters::Built(all) => (all, &[][..]),
            Parameters::Formals(all, _) => (&[][..], all),
        };
        let built =
            built.iter().flat_map(|known| std::iter::once(&known.name).chain(known.aliases));
        built.copied().chain(formals.iter().map(|known| known.name.text))
    }

    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        match self.parameters {
            Parameters::Built(all) => {
                all.iter().position(|known| known.name == name || known.aliases.contains(&name))
            }
            Parameters::Formals(all, _) => all.iter().position(|known| known.name.text == name),
        }
    }

    pub(crate) fn is_flag(&self, index: usize) -> bool {
        let default = self.formal(index).and_then(|formal| formal.default.as_ref());
        self.kind(index) == Some(Kind::Flag)
            || default.is_some_and(|default| matches!(default.kind, ExprKind::Bool(_)))
    }

    pub(crate) fn words(&self, index: usize) -> &'static [&'static str] {
        self.built(index).map_or(&[], |known| known.words)
    }

    /// Whether the last parameter is a shape.
    pub(crate) fn ends_with_shape(&self) -> bool {
        matches!(self.parameters, Parameters::Built([.., last]) if last.kind == Kind::Shape)
    }

    /// Whether a bare word may be meant for a parameter, so that it is no shorthand of another.
    pub(crate) fn takes_word(&self, index: usize) -> bool {
        self.kind(index) == Some(Kind::Text) || !self.words(index).is_empty()
    }

    /// Whether a parameter takes nothing but its words.
    pub(crate) fn takes_only_words(&self, index: usize) -> bool {
        self.kind(index) == Some(Kind::Word)
    }

    /// Whether the parameter at an index may be given the name of an operation, or of a word: one of
    /// a block that is no number or flag by its default.
    pub(crate) fn takes_operation(&self, index: usize, word: &str) -> bool {
        let formal = self.formal(index).is_some_and(|formal| {
            let default = formal.default.as_ref().map(|default| &default.kind);
            !matches!(default, Some(ExprKind::Bool(_) | ExprKind::Number(_)))
        });
        formal || self.words(index).contains(&word) || self.is_setting()
    }

    pub(crate) fn takes_branch(&self, index: usize) -> bool {
        self.kind(index).is_none_or(|kind| kind == Kind::Tensor)
    }

    pub(crate) fn is_required(&self, index: usize) -> bool {
        self.built(index).is_some_and(|known| known.default == DefaultValue::Required)
            || self.formal(index).is_some_and(|formal| formal.default.is_none())
    }

    /// What a parameter is, in a few words.
    pub(crate) fn doc(&self, index: usize) -> &'a str {
        self.built(index).map_or("the block gives it no default", |known| known.doc)
    }

    /// A value that a parameter takes, to show how one is given.
    pub(crate) fn value_for(&self, index: usize) -> &'a str {
        if let Parameters::Formals(all, source) = self.parameters {
            let default = all.get(index).and_then(|formal| formal.default.as_ref());
            return default.map_or("1", |default| source.part(default.span));
        }
        match (self.words(index).first(), self.kind(index)) {
            (Some(word), _) => word,
            (None, Some(Kind::Text)) => "\"NAME\"",
            (None, Some(Kind::Tensor)) => "it",
            (None, _) => "1",
        }
    }

    pub(crate) fn is_setting(&self) -> bool {
        self.operation.is_none() && matches!(self.parameters, Parameters::Built(_))
    }

    /// The whole signature, as the reference shows it.
    pub fn shown(&self) -> String {
        if let Some(operation) = self.operation {
            return operation.signature();
        }
        let written = match self.parameters {
            Parameters::Built(all) => all.iter().map(|known| known.name).collect::<Vec<_>>(),
            Parameters::Formals(all, source) => {
                all.iter().map(|known| source.part(known.span).trim_end()).collect()
            }
        };
        format!("{} {}", self.name, written.join(" "))
    }

    /// Whether positional arguments are operands, axes or tensors, any number of them.
    pub(crate) fn takes_rest(&self) -> bool {
        self.operation.is_some_and(|operation| operation.rest.is_some())
    }

    /// Whether those may be branches.
    pub(crate) fn takes_operands(&self) -> bool {
        let takes = self.operation.map(|operation| operation.takes);
        matches!(takes, Some(Takes::Operands { .. } | Takes::Names))
    }
}
