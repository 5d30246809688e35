//! `share=`: calls that use the parameters of an earlier one.

use std::ops::Range;

use smallvec::SmallVec;

use super::construction::Construction;
use super::error::{EvalError, Result, wrong_type};
use super::evaluator::Evaluator;
use crate::check::resolve::bind::{Bound, Given};
use crate::diagnostics::name::NameProblem;
use crate::diagnostics::shape::SharingProblem;
use crate::index::Idx;
use crate::network::{LayerId, LayerParameter, Network};
use crate::ops::Inferred;
use crate::source::Span;
use crate::text::nearest::nearest;
use crate::value::Value;

/// The calls of one key within one run of a body.
pub struct Group {
    /// The layers of the first call, which own the parameters.
    owner: Range<usize>,
    /// The first call's key.
    span: Span,
    uses: u32,
}

/// A call with a key that is being run.
pub struct Recorder {
    key: String,
    /// The key of the first call.
    first: Span,
    /// Its first layer.
    start: usize,
    /// The layers whose parameters it uses; none for the first call.
    owner: Option<Range<usize>>,
    /// Whether a layer did not match: those after it are not compared.
    failed: bool,
    /// The first layer that did not match.
    mismatch: Option<Mismatch>,
    /// Whether it is a block, whose layers must be the same operations.
    block: bool,
}

/// A layer that is not the one of the first call.
struct Mismatch {
    /// Which layer of the call, from 0.
    layer: usize,
    /// The operation of the first call's layer, if there is one.
    first: Option<&'static str>,
    /// The operation of this call's layer, if there is one.
    second: Option<&'static str>,
}

impl<'a> Evaluator<'a> {
    /// The key that `share=` gives.
    pub(crate) fn share_key(&mut self, bound: &Bound<'a>) -> Result<String> {
        match (bound.given(), self.given(bound)?) {
            (Given::Branch(_), other) | (_, other @ (Value::Tensor(_) | Value::List(_))) => {
                let problem = wrong_type(
                    "share",
                    "key",
                    "a word, a number or a string",
                    &other,
                    bound.span(),
                );
                Err(problem.into())
            }
            (_, value) if value.is_unknown() => Err(EvalError::Reported),
            (_, Value::String(word)) => Ok(word.to_string()),
            (_, other) => Ok(other.to_string()),
        }
    }

    /// Begins a call with a key, if it has one; gives back whether it has.
    pub(crate) fn start_sharing(&mut self, share: Option<(String, Span)>, block: bool) -> bool {
        let Some((key, span)) = share else { return false };
        let start = self.build.builder.network.layers.len();
        let group = self.stack.frame_mut().shares.get_mut(&key);
        let (owner, first) = match group {
            Some(group) => {
                group.uses += 1;
                (Some(group.owner.clone()), group.span)
            }
            None => (None, span),
        };
        let (failed, mismatch) = (false, None);
        self.build.recorders.push(Recorder { key, first, start, owner, failed, mismatch, block });
        true
    }

    /// Ends the call that `start_sharing` began, with its result.
    pub(crate) fn end_sharing<T>(
        &mut self,
        began: bool,
        call: Span,
        result: Result<T>,
    ) -> Result<T> {
        let Some(mut recorder) = began.then(|| self.build.recorders.pop()).flatten() else {
            return result;
        };
        let result = result?;
        let network = &self.build.builder.network;
        if let Some(mismatch) = recorder.mismatch.take().or_else(|| recorder.missing(network)) {
            let operation = |name: Option<&str>| {
                name.map_or_else(|| "none".to_owned(), |name| format!("`{name}`"))
            };
            return Err(SharingProblem::ShareSequence {
                key: recorder.key,
                layer: mismatch.layer + 1,
                first: operation(mismatch.first),
                second: operation(mismatch.second),
                span: call,
                owner: recorder.first,
            }
            .into());
        }
        if recorder.owner.is_none() {
            let owner = recorder.start..network.layers.len();
            let group = Group { owner, span: recorder.first, uses: 1 };
            self.stack.frame_mut().shares.insert(recorder.key, group);
        }
        Ok(result)
    }

    /// Warns of keys that only one call of this run of the body has.
    pub(crate) fn report_lone_shares(&mut self) {
        // A mistake may have kept the other call from being reached.
        if self.reporter.diagnostics.has_errors() {
            return;
        }
        let shares = self.stack.frame().shares.iter();
        let mut keys: Vec<(Span, String, u32)> =
            shares.map(|(key, group)| (group.span, key.clone(), group.uses)).collect();
        keys.sort();
        let mut explained: Vec<&str> = Vec::new();
        for (span, key, _) in keys.iter().rev().filter(|(.., uses)| *uses == 1) {
            // Two spellings of a key are one mistake.
            if explained.contains(&key.as_str()) {
                continue;
            }
            let others = keys.iter().filter(|(_, other, _)| other != key);
            let near = nearest(key, others.map(|(_, other, _)| other.as_str()));
            let near = keys.iter().find(|(_, other, _)| near.first() == Some(&other.as_str()));
            explained.extend(near.map(|(_, near, _)| near.as_str()));
            let help = near.map(|(_, near, _)| format!("did you mean `share={near}`?"));
            let (key, near) = (key.clone(), near.map(|(span, ..)| *span));
            self.report(NameProblem::LoneShare { key, span: *span, near, help });
        }
    }
}

impl Construction {
    /// The parameters of a layer that is about to be added: its own, or those of layers of earlier
    /// calls.
    pub(crate) fn layer_parameters(
        &mut self,
        operation: &'static str,
        inferred: &Inferred,
        span: Span,
    ) -> Result<SmallVec<[LayerParameter; 4]>> {
        let new = inferred.parameters.iter().map(|inferred| inferred.parameter.into());
        let mut parameters: SmallVec<[LayerParameter; 4]> = new.collect();
        for recorder in &mut self.recorders {
            let shared = recorder.share(&self.builder.network, operation, &mut parameters, span);
            recorder.failed |= shared.is_err();
            shared?;
        }
        Ok(parameters)
    }
}

impl Recorder {
    /// Makes the next layer share the parameters that the layer of the first call has.
    fn share(
        &mut self,
        network: &Network,
        operation: &'static str,
        parameters: &mut [LayerParameter],
        span: Span,
    ) -> Result<()> {
        let Some(owner) = self.owner.clone().filter(|_| !self.failed) else { return Ok(()) };
        let layer = network.layers.len() - self.start;
        let first = owner.clone().nth(layer).map(|index| network.layer(LayerId::at(index)));
        let Some(first) = first.filter(|first| !self.block || first.operation == operation) else {
            let first = first.map(|first| first.operation);
            self.mismatch = Some(Mismatch { layer, first, second: Some(operation) });
            self.failed = true;
            return Ok(());
        };
        for parameter in parameters {
            let (name, shape, copies) = match parameter {
                LayerParameter::Own(new) => (new.name, new.shape, new.copies),
                LayerParameter::Shared(id) => {
                    let shared = network.parameters.get(*id);
                    (shared.name, shared.shape, shared.copies)
                }
            };
            let mut theirs = network.parameters_of(first);
            let Some(theirs) = theirs.find(|theirs| theirs.parameter.name == name) else {
                continue;
            };
            let same = (theirs.parameter.shape, theirs.parameter.copies) == (shape, copies);
            if !same {
                return Err(SharingProblem::ShareDiffers {
                    key: self.key.clone(),
                    parameter: name.to_owned(),
                    first: theirs.parameter.shape,
                    second: shape,
                    span,
                    owner: self.first,
                }
                .into());
            }
            if let LayerParameter::Own(_) = parameter {
                *parameter = LayerParameter::Shared(theirs.id);
            }
        }
        Ok(())
    }

    /// The first layer that the first call has and this one does not.
    fn missing(&self, network: &Network) -> Option<Mismatch> {
        let owner = self.owner.clone().filter(|_| !self.failed)?;
        let layer = network.layers.len() - self.start;
        let first = network.layer(LayerId::at(owner.clone().nth(layer)?)).operation;
        Some(Mismatch { layer, first: Some(first), second: None })
    }
}
