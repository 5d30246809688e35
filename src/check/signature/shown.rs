//! A signature as messages and the reference show it.

use super::{Parameters, Signature};
use crate::diagnostics::call::CallProblem;
use crate::ops::Kind;
use crate::source::Span;

impl<'a> Signature<'a> {
    /// The problem of a call that does not give a required parameter.
    pub(crate) fn missing(&self, index: usize, call: Span, help: Option<String>) -> CallProblem {
        CallProblem::Missing {
            operation: self.name.to_owned(),
            parameter: self.parameter(index).to_owned(),
            doc: self.doc(index).to_owned(),
            span: call,
            help: help.unwrap_or_else(|| format!("it is written `{}`", self.shown())),
        }
    }

    /// What a parameter is, in a few words.
    pub(crate) fn doc(&self, index: usize) -> &'a str {
        self.built(index).map_or("the block gives it no default", |known| known.doc)
    }

    /// A value that a parameter takes, to show how one is given.
    pub(crate) fn value_for(&self, index: usize) -> &'a str {
        if let Parameters::Block(all, source) = self.parameters {
            let default = all.get(index).and_then(|parameter| parameter.default.as_ref());
            return default.map_or("1", |default| source.part(default.span));
        }
        match (self.words(index).first(), self.kind(index)) {
            (Some(word), _) => word,
            (None, Some(Kind::Text)) => "\"NAME\"",
            (None, Some(Kind::Tensor)) => "it",
            (None, _) => "1",
        }
    }

    /// The whole signature, as the reference shows it.
    pub fn shown(&self) -> String {
        if let Some(operation) = self.operation {
            return operation.signature();
        }
        let written = match self.parameters {
            Parameters::Built(all) => all.iter().map(|known| known.name).collect::<Vec<_>>(),
            Parameters::Block(all, source) => {
                all.iter().map(|known| source.part(known.span).trim_end()).collect()
            }
        };
        format!("{} {}", self.name, written.join(" "))
    }
}
