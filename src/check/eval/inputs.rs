//! Inputs of the network, with the shapes that the caller sets instead of the file's.

use super::error::{EvalError, Result};
use super::evaluator::Evaluator;
use super::overrides::dimensions;
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::setting::SettingProblem;
use crate::ops::{Argument, Context};
use crate::tensor::Dtype;
use crate::value::{Value, Values};

impl<'a> Evaluator<'a> {
    /// An `input`, with the shape that the caller gives instead of the file's.
    pub(crate) fn input(
        &mut self,
        context: &Context<'_>,
        dtype: Option<Dtype>,
        label: Option<&'a str>,
    ) -> Result<Values> {
        let mut applied = (context.operation.infer)(context)?;
        let set = match self.overrides.next_input(label) {
            Ok(set) => set,
            Err(problem) => {
                self.report(problem);
                return Err(EvalError::Stop);
            }
        };
        if let Some(sizes) = set {
            let value = Value::Tuple(sizes.iter().map(|size| Value::int(*size)).collect());
            let arguments = [Some(Argument { value, span: context.span })];
            let overridden = Context { arguments: &arguments, ..*context };
            let set = (context.operation.infer)(&overridden);
            let set = set.map_err(|problem| bad_input(sizes, &problem))?;
            self.overrides.overridden |= set.outputs != applied.outputs;
            applied = set;
        }
        let mut input = |shape| self.build.builder.input(shape, dtype, label, Some(context.span));
        Ok(applied.outputs.into_iter().map(|shape| Value::Tensor(input(shape))).collect())
    }
}

fn bad_input(sizes: &[u64], problem: &DiagnosticKind) -> SettingProblem {
    SettingProblem::BadInput { shape: dimensions(sizes), reason: problem.to_string() }
}
