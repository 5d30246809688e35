//! Claims of shapes: `->`.

use super::error::Result;
use super::evaluator::Evaluator;
use crate::diagnostics::claim::ClaimProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::network::Origin;
use crate::ops::conv;
use crate::syntax::tree::{self, ClaimedShape, Statement};
use crate::value::Value;

impl<'a> Evaluator<'a> {
    /// Checks the `-> shape` behind a statement against what it yields.
    pub(crate) fn claim(&mut self, statement: &'a Statement<'a>, yielded: &Value) -> Result<()> {
        let Some(claim) = &statement.claim else { return Ok(()) };
        let claimed = self.claimed(claim)?;
        let id = match yielded {
            Value::Tensor(id) => *id,
            Value::Unknown => return Ok(()),
            other => {
                let found = other.described();
                return Err(ClaimProblem::NotATensor { found, span: claim.span }.into());
            }
        };
        let Some(claimed) = claimed else { return Ok(()) };
        let shape = self.build.shape(id);
        let holds = shape.rank() == claimed.len()
            && shape
                .axes()
                .iter()
                .zip(&claimed)
                .all(|(axis, size)| size.is_none_or(|size| size == i128::from(*axis)));
        if holds {
            return Ok(());
        }
        let sizes: Vec<String> = claimed
            .iter()
            .map(|size| size.map_or_else(|| "?".to_owned(), |size| size.to_string()))
            .collect();
        let tensor = self.build.builder.network.tensor(id);
        let help = match tensor.origin {
            Origin::Layer(layer) => {
                conv::differs(&self.build.builder.network.layer(layer).kind, &claimed)
            }
            _ => None,
        };
        let (origin, claimed) = (tensor.span, sizes.join("×"));
        // The layer stands; what follows is checked with the shape that it has.
        self.report(ShapeProblem::Claim { claimed, found: shape, span: claim.span, origin, help });
        Ok(())
    }

    /// The sizes that a claim states, `None` for any; nothing if they are unknown.
    fn claimed(&mut self, claim: &'a tree::Claim<'a>) -> Result<Option<Vec<Option<i128>>>> {
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
