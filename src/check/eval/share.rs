//! `share=`: calls that use the parameters of an earlier one.

use smallvec::SmallVec;

use super::construction::Construction;
use super::error::{EvalError, Result, wrong_type};
use super::evaluator::Evaluator;
use super::shared_calls::{Group, SharedCall};
use crate::check::resolve::bind::{Bound, Given};
use crate::diagnostics::name::NameProblem;
use crate::diagnostics::shape::SharingProblem;
use crate::network::{LayerParameter, Sparsity};
use crate::ops::Inferred;
use crate::source::Span;
use crate::text::nearest::{did_you_mean, nearest};
use crate::value::Value;

/// The key that `share=` gives.
pub(crate) fn share_key(bound: &Bound<'_>, value: Value) -> Result<String> {
    match (bound.given(), value) {
        (Given::Branch(_), other) | (_, other @ (Value::Tensor(_) | Value::List(_))) => {
            let expected = "a word, a number or a string";
            Err(wrong_type("share", "key", expected, &other, bound.span()).into())
        }
        (_, value) if value.is_unknown() => Err(EvalError::Reported),
        (_, Value::String(word)) => Ok(word.to_string()),
        (_, other) => Ok(other.to_string()),
    }
}

impl Evaluator<'_> {
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
        self.build.shared_calls.push(SharedCall {
            key,
            first,
            start,
            owner,
            failed,
            mismatch,
            block,
        });
        true
    }

    /// Ends the call that `start_sharing` began, with its result.
    pub(crate) fn end_sharing<T>(
        &mut self,
        began: bool,
        call: Span,
        result: Result<T>,
    ) -> Result<T> {
        let Some(mut shared) = began.then(|| self.build.shared_calls.pop()).flatten() else {
            return result;
        };
        let result = result?;
        let network = &self.build.builder.network;
        if let Some(mismatch) = shared.mismatch.take().or_else(|| shared.missing(network)) {
            let operation = |name: Option<&str>| {
                name.map_or_else(|| "none".to_owned(), |name| format!("`{name}`"))
            };
            return Err(SharingProblem::ShareSequence {
                key: shared.key,
                layer: mismatch.layer + 1,
                first: operation(mismatch.first),
                second: operation(mismatch.second),
                span: call,
                owner: shared.first,
            }
            .into());
        }
        if shared.owner.is_none() {
            let owner = shared.start..network.layers.len();
            let group = Group { owner, span: shared.first, uses: 1 };
            self.stack.frame_mut().shares.insert(shared.key, group);
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
            let help = near.map(|(_, near, _)| did_you_mean([format!("share={near}").as_str()]));
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
        sparsity: Option<Sparsity>,
        span: Span,
    ) -> Result<SmallVec<[LayerParameter; 4]>> {
        let new = inferred.parameters.iter();
        let new = new.map(|inferred| inferred.parameter.of_sparsity(sparsity).into());
        let mut parameters: SmallVec<[LayerParameter; 4]> = new.collect();
        for call in &mut self.shared_calls {
            let shared = call.share(&self.builder.network, operation, &mut parameters, span);
            call.failed |= shared.is_err();
            shared?;
        }
        Ok(parameters)
    }
}
