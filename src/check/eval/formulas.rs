//! Claims about totals: conditions in which everything is evaluated except the totals, which are
//! known after costing.

use super::error::{EvalError, Result};
use super::evaluator::Evaluator;
use crate::check::totals::{Asked, fits, is_published_figure, names_quantity, names_total, total};
use crate::diagnostics::value::ValueProblem;
use crate::network::{Claim, ClaimExpr, Constant, Qualifier, Total};
use crate::syntax::tree::{Expr, ExprKind, Name};
use crate::value::operators::Binary;
use crate::value::{Value, functions};

impl<'a> Evaluator<'a> {
    /// Keeps a claim about totals.
    pub(crate) fn assert_total(
        &mut self,
        condition: &'a Expr<'a>,
        message: Option<&'a str>,
    ) -> Result<()> {
        let claim = Claim {
            condition: self.formula(condition)?,
            message: message.map(str::to_owned),
            published: is_published_figure(condition),
            span: condition.span,
        };
        self.build.builder.network.claims.push(claim);
        Ok(())
    }

    /// A condition with everything except the totals evaluated.
    fn formula(&mut self, expr: &'a Expr<'a>) -> Result<ClaimExpr> {
        if let Some((key, under)) = total(expr) {
            let under = under.map(|asked| self.qualifier(&asked)).transpose()?;
            return Ok(ClaimExpr::Total(Total { key, under, span: expr.span }));
        }
        if let Some(asked) = fits(&expr.kind) {
            return self.qualifier(&asked).map(ClaimExpr::Fits);
        }
        match &expr.kind {
            ExprKind::Quantity(quantity, number) => {
                Ok(ClaimExpr::Constant(Constant::Quantity(*quantity, number.number())))
            }
            _ if !names_total(expr) && !names_quantity(expr) => {
                let value = self.eval(expr)?;
                self.constant(&value).map(ClaimExpr::Constant).ok_or(EvalError::Reported)
            }
            // Formulas of two nest where the tree has a row, so each operator counts as a level.
            ExprKind::Chain(chain) => {
                self.deeper(chain.rest.len(), expr.span, |this| this.composed_formula(expr))
            }
            _ => self.deeper(1, expr.span, |this| this.composed_formula(expr)),
        }
    }

    /// What a claim asks of; a file that describes a device was read with the program.
    fn qualifier(&self, asked: &Asked<'_>) -> Result<Qualifier> {
        let Asked { name, is_file, span } = *asked;
        if !is_file {
            return Ok(Qualifier { name: name.to_owned(), description: None, base: 0, span });
        }
        let file = self.program.units[self.stack.unit()].devices.get(name);
        let file = file.ok_or(EvalError::Reported)?;
        let (name, text) = (file.name().to_owned(), file.text().to_owned());
        Ok(Qualifier { name, description: Some(text), base: file.base(), span })
    }

    fn composed_formula(&mut self, expr: &'a Expr<'a>) -> Result<ClaimExpr> {
        match &expr.kind {
            ExprKind::Chain(chain) => {
                let mut operands = vec![self.formula(&chain.first)?];
                let mut operators = Vec::new();
                for (operator, _, operand) in &chain.rest {
                    if operands.last().is_some_and(|last| decides(*operator, last)) {
                        break;
                    }
                    operators.push(*operator);
                    operands.push(self.formula(operand)?);
                }
                Ok(ClaimExpr::chain(operands, &operators))
            }
            ExprKind::Conditional(conditional) => {
                let mut open = Vec::new();
                let mut last = None;
                for (condition, value) in &conditional.arms {
                    match self.formula(condition)? {
                        ClaimExpr::Constant(Constant::Bool(false)) => {}
                        ClaimExpr::Constant(Constant::Bool(true)) => {
                            last = Some(self.formula(value)?);
                            break;
                        }
                        condition => open.push((condition, self.formula(value)?)),
                    }
                }
                let last = match last {
                    Some(last) => last,
                    None => self.formula(&conditional.otherwise)?,
                };
                let wrap = |rest, (condition, value)| {
                    ClaimExpr::Conditional(Box::new([condition, value, rest]))
                };
                Ok(open.into_iter().rev().fold(last, wrap))
            }
            ExprKind::Unary(prefixed) => {
                let value = self.formula(&prefixed.value)?;
                let wrap = |inner, sign: &_| ClaimExpr::Unary(*sign, Box::new(inner));
                Ok(prefixed.prefixes.iter().rev().fold(value, wrap))
            }
            ExprKind::Call(call) => self.function_formula(call.function, &call.arguments),
            _ => Err(ValueProblem::TotalInValue { span: expr.span }.into()),
        }
    }

    fn function_formula(
        &mut self,
        function: Name<'a>,
        arguments: &'a [(Option<Name<'a>>, Expr<'a>)],
    ) -> Result<ClaimExpr> {
        let built_in = functions::find(function.text);
        let positional = arguments.iter().all(|(name, _)| name.is_none());
        if built_in.is_none() || !positional {
            return Err(ValueProblem::TotalInValue { span: function.span }.into());
        }
        let arguments: Vec<ClaimExpr> =
            arguments.iter().map(|(_, argument)| self.formula(argument)).collect::<Result<_>>()?;
        Ok(ClaimExpr::Function(function.text.to_owned(), arguments))
    }

    /// A value as a claim or the report keeps it; nothing for unknown ones.
    pub(crate) fn constant(&self, value: &Value) -> Option<Constant> {
        Some(match value {
            Value::Bool(value) => Constant::Bool(*value),
            Value::Number(number) => Constant::Number(*number),
            Value::String(text) => Constant::Text(text.to_string()),
            Value::Tuple(items) => Constant::List(self.constants(items)?),
            Value::List(items) => Constant::List(self.constants(items)?),
            Value::None | Value::Operation(_) => Constant::Text(self.shown(value)),
            Value::Tensor(_) | Value::Unknown => return None,
        })
    }

    fn constants(&self, items: &[Value]) -> Option<Vec<Constant>> {
        items.iter().map(|item| self.constant(item)).collect()
    }
}

/// Whether an operand of `and` or `or` decides, so that those after it are not evaluated.
fn decides(operator: Binary, operand: &ClaimExpr) -> bool {
    match operand {
        ClaimExpr::Constant(Constant::Bool(value)) => {
            operator == if *value { Binary::Or } else { Binary::And }
        }
        _ => false,
    }
}
