//! Claims of shapes: `->`.
//!
//! A claim says what its author expects. Where it does not hold, or its statement fails, evaluation
//! goes on with the claimed shape: the rest of the file was written for that, so one mistake stays
//! one message.

use super::construction::Construction;
use super::error::{EvalError, Result};
use super::evaluator::Evaluator;
use crate::check::as_written::Claimed;
use crate::check::hints::past::Disputed;
use crate::check::totals::any;
use crate::diagnostics::claim::ClaimProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::source::Span;
use crate::syntax::tree::{self, ClaimedShape, ExprKind, Statement};
use crate::tensor::{Shape, TensorId};
use crate::value::Value;

impl<'a> Evaluator<'a> {
    /// Checks the `-> SHAPE` of a statement against what it yields; gives the value to go on with.
    pub(crate) fn claim(&mut self, statement: &'a Statement<'a>, yielded: Value) -> Result<Value> {
        let Some(claim) = &statement.claim else { return Ok(yielded) };
        let claimed = self.claimed(claim)?;
        let id = match yielded {
            Value::Tensor(id) => Some(id),
            Value::Unknown => None,
            other => {
                let found = other.described();
                self.report(ClaimProblem::NotATensor { found, span: claim.span });
                return Ok(other);
            }
        };
        match (claimed, id) {
            (Some(claimed), Some(id))
                if !self.shape_claims.holds(claim.span, &claimed, self.build.shape(id)) =>
            {
                let problem = self.differs(&claimed, id, claim.span);
                self.report(problem);
                Ok(self.build.claimed(&claimed, Some(id), statement.span))
            }
            (Some(claimed), None) => Ok(self.build.claimed(&claimed, None, statement.span)),
            (_, Some(id)) => Ok(Value::Tensor(id)),
            (None, None) => Ok(Value::Unknown),
        }
    }

    /// What a statement that failed yields: a tensor of the shape that it claims, unknown otherwise.
    pub(crate) fn claimed_alone(&mut self, statement: &'a Statement<'a>) -> Result<Value> {
        let Some(claim) = &statement.claim else { return Ok(Value::Unknown) };
        // `it` would be the output that there is not, and calls would report their mistakes twice.
        if let ClaimedShape::Expr(expr) = &claim.shape
            && any(expr, &|kind| matches!(kind, ExprKind::It | ExprKind::Call(_)))
        {
            return Ok(Value::Unknown);
        }
        match self.claimed(claim) {
            Ok(Some(claimed)) => Ok(self.build.claimed(&claimed, None, statement.span)),
            Err(EvalError::Stop) => Err(EvalError::Stop),
            // The statement has a message already.
            Ok(None) | Err(_) => Ok(Value::Unknown),
        }
    }

    /// The problem of a claim that a tensor does not fulfil.
    fn differs(&self, claimed: &Claimed, id: TensorId, span: Span) -> ShapeProblem {
        let sizes: Vec<String> = claimed
            .iter()
            .map(|size| size.map_or_else(|| "?".to_owned(), |size| size.to_string()))
            .collect();
        let found = self.build.shape(id);
        let Disputed { origin, made, help } = self.past(None).disputed(id, claimed);
        let origin = origin.unwrap_or_default();
        ShapeProblem::Claim { claimed: sizes.join("×"), found, span, origin, made, help }
    }

    /// The sizes that a claim states; nothing if they are unknown.
    fn claimed(&mut self, claim: &'a tree::Claim<'a>) -> Result<Option<Claimed>> {
        let expr = match &claim.shape {
            ClaimedShape::Axes(axes) => {
                return Ok(Some(axes.iter().map(|axis| axis.map(i128::from)).collect()));
            }
            ClaimedShape::Expr(expr) => expr,
        };
        let value = self.eval(expr)?;
        let sizes = match &value {
            value if value.is_unknown() => return Ok(None),
            Value::Number(_) => std::slice::from_ref(&value),
            Value::Tuple(sizes) => sizes,
            Value::Tensor(id) => {
                let axes = self.build.shape(*id);
                return Ok(Some(axes.axes().iter().map(|axis| Some(i128::from(*axis))).collect()));
            }
            _ => &[],
        };
        let sizes: Option<Vec<_>> = sizes
            .iter()
            .map(|size| match size {
                Value::Number(number) => number.to_integer().map(Some),
                _ => None,
            })
            .collect();
        match sizes {
            Some(sizes) if !sizes.is_empty() => Ok(Some(sizes)),
            _ => {
                let found = value.described();
                Err(ClaimProblem::NotAShape { found, span: claim.span }.into())
            }
        }
    }
}

impl Construction {
    /// A tensor of the shape that a claim states, in place of another where there is one, from
    /// which it takes the sizes that the claim leaves open. Unknown if these are not known.
    fn claimed(&mut self, claimed: &Claimed, replaced: Option<TensorId>, span: Span) -> Value {
        let known = replaced.map(|id| self.shape(id));
        let known = known.filter(|shape| shape.rank() == claimed.len());
        let size = |(index, size): (usize, &Option<i128>)| match size {
            Some(size) => u64::try_from(*size).ok(),
            None => known?.axis(index).map(u64::from),
        };
        let sizes: Option<Vec<u64>> = claimed.iter().enumerate().map(size).collect();
        match sizes.map(|sizes| Shape::new(&sizes)) {
            Some(Ok(shape)) => Value::Tensor(self.builder.claimed(shape, replaced, span)),
            _ => Value::Unknown,
        }
    }
}
