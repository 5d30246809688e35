//! `share=`: calls that use the parameters of an earlier one.

use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use super::build::Storage;
use super::error::{EvalError, Result, wrong_type};
use super::evaluator::Evaluator;
use crate::check::resolve::bind::{Bound, Given};
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::name::NameProblem;
use crate::diagnostics::shape::SharingProblem;
use crate::ops::Stored;
use crate::source::Span;
use crate::tensor::Dtype;
use crate::text::nearest::nearest;
use crate::value::Value;

/// What a layer stores, with the name of its operation.
type Layer = (&'static str, Vec<Stored>);

/// The calls of one key within one run of a body.
pub struct Group {
    /// The layers of the first call, which own the parameters.
    owner: Arc<Vec<Layer>>,
    /// The first call's key.
    span: Span,
    uses: u32,
}

/// A call with a key that is being run.
pub struct Recorder {
    key: String,
    /// The key of the first call.
    first: Span,
    /// The layers so far.
    layers: Vec<Layer>,
    /// The layers whose parameters these use; none for the first call.
    owner: Option<Arc<Vec<Layer>>>,
    /// Whether a layer did not match: those after it are not compared.
    failed: bool,
    /// The layers that did not match, of the first call and of this one.
    mismatch: Option<(String, String)>,
    /// Whether it is a block, whose layers must be the same operations.
    block: bool,
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
        let group = self.stack.frame_mut().shares.get_mut(&key);
        let (owner, first) = match group {
            Some(group) => {
                group.uses += 1;
                (Some(group.owner.clone()), group.span)
            }
            None => (None, span),
        };
        self.build.recorders.push(Recorder {
            key,
            first,
            layers: Vec::new(),
            owner,
            failed: false,
            mismatch: None,
            block,
        });
        true
    }

    /// Ends the call that `start_sharing` began, with what came of it.
    pub(crate) fn end_sharing<T>(
        &mut self,
        began: bool,
        call: Span,
        result: Result<T>,
    ) -> Result<T> {
        let Some(recorder) = began.then(|| self.build.recorders.pop()).flatten() else {
            return result;
        };
        let Recorder { key, first: span, layers, owner, failed, mismatch, .. } = recorder;
        let result = result?;
        let missing = owner.as_ref().filter(|_| !failed).and_then(|owner| owner.get(layers.len()));
        let missing = missing.map(|(first, _)| (format!("`{first}`"), "none".to_owned()));
        if let Some((first, second)) = mismatch.or(missing) {
            let layer = layers.len() + 1;
            return Err(SharingProblem::ShareSequence {
                key,
                layer,
                first,
                second,
                span: call,
                owner: span,
            }
            .into());
        }
        if owner.is_none() {
            let group = Group { owner: Arc::new(layers), span, uses: 1 };
            self.stack.frame_mut().shares.insert(key, group);
        }
        Ok(result)
    }

    /// What a layer stores itself, and which of what it stores it shares with layers of earlier calls.
    pub(crate) fn storage(
        &mut self,
        operation: &'static str,
        stored: &[Stored],
        reads: Option<u64>,
        dtype: Dtype,
        span: Span,
    ) -> Result<(Storage, SmallVec<[bool; 8]>)> {
        let mut shared = smallvec![false; stored.len()];
        for recorder in &mut self.build.recorders {
            let noted = recorder.layer(operation, stored, &mut shared, span);
            recorder.failed |= noted.is_err();
            noted?;
        }
        let mut all = stored.iter().zip(&shared);
        let sum = all
            .try_fold(Storage::default(), |sum, (stored, shared)| sum.with(stored, *shared, dtype));
        match sum {
            Some(sum) => Ok((Storage { reads: reads.unwrap_or(sum.reads), ..sum }, shared)),
            None => Err(LimitProblem::Stored { operation, span }.into()),
        }
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

impl Recorder {
    /// Notes a layer, and which of what it stores belongs to the owner.
    fn layer(
        &mut self,
        operation: &'static str,
        stored: &[Stored],
        shared: &mut [bool],
        span: Span,
    ) -> Result<()> {
        if self.failed {
            return Ok(());
        }
        if let Some(owner) = &self.owner {
            let theirs = owner.get(self.layers.len());
            let same = |(expected, _): &&Layer| !self.block || *expected == operation;
            let Some((_, theirs)) = theirs.filter(same) else {
                let first = theirs.map_or("none".to_owned(), |(first, _)| format!("`{first}`"));
                self.mismatch = Some((first, format!("`{operation}`")));
                self.failed = true;
                return Ok(());
            };
            for (mine, shared) in stored.iter().zip(shared) {
                match theirs.iter().find(|their| their.name == mine.name) {
                    Some(their) if (their.shape, their.count) != (mine.shape, mine.count) => {
                        return Err(SharingProblem::ShareDiffers {
                            key: self.key.clone(),
                            parameter: mine.name.to_owned(),
                            first: their.shape,
                            second: mine.shape,
                            span,
                            owner: self.first,
                        }
                        .into());
                    }
                    Some(_) => *shared = true,
                    None => {}
                }
            }
        }
        self.layers.push((operation, stored.to_vec()));
        Ok(())
    }
}
