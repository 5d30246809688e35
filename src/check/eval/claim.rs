//! What a file claims: shapes with `->`, conditions with `assert`, and budgets on `total.`.

use miette::Diagnostic;

use super::block::FrameKind;
use super::evaluator::{EvalError, Evaluator, Result};
use crate::diagnostics::claim::ClaimProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::diagnostics::value::ValueProblem;
use crate::network::{Claim, ClaimExpr, Constant, Origin, Total};
use crate::ops::conv;
use crate::syntax::tree::{self, ClaimedShape, Expr, ExprKind, Member, Name, Statement};
use crate::value::operators::Binary;
use crate::value::{Value, functions};

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
        let shape = self.shape(id);
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
        let tensor = self.build.network.tensor(id);
        let help = match tensor.origin {
            Origin::Layer(layer) => conv::differs(&self.build.network.layer(layer).kind, &claimed),
            _ => None,
        };
        let (origin, claimed) = (self.origin(id), sizes.join("×"));
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
                let axes = self.shape(*id);
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

    /// Checks a condition on the spot, or keeps it for after costing if it speaks of `total.`.
    pub(crate) fn assert(
        &mut self,
        condition: &'a Expr<'a>,
        message: Option<&'a str>,
    ) -> Result<()> {
        if names_total(condition) {
            return self.assert_total(condition, message);
        }
        match self.condition(condition)? {
            Some(true) | None => Ok(()),
            Some(false) => {
                let message = message.map(str::to_owned);
                let values = self.sides(condition)?.unwrap_or_else(|| "this is false".to_owned());
                let written = self.written(condition.span);
                let help = format!("the block asserts `{written}`: {values}");
                self.report_standard_block(message.as_deref().unwrap_or_default(), help)?;
                Err(ClaimProblem::Assert { message, values, span: condition.span }.into())
            }
        }
    }

    /// The default of a parameter; where a standard block has none for what it is given, its call is
    /// to blame.
    pub(crate) fn default_value(&mut self, default: &'a Expr<'a>) -> Result<Value> {
        match self.eval(default) {
            Err(EvalError::DiagnosticKind(problem)) => {
                let label = problem.labels().and_then(|mut labels| labels.next());
                let label = label.and_then(|label| label.label().map(str::to_owned));
                let written = self.written(default.span);
                let help = format!("the block computes `{written}`: {}", label.unwrap_or_default());
                self.report_standard_block(&problem.to_string(), help)?;
                Err(EvalError::DiagnosticKind(problem))
            }
            value => value,
        }
    }

    /// Diagnostics what stops a standard block as what it is to the user: a call that it is not made for.
    fn report_standard_block(&mut self, rule: &str, help: String) -> Result<()> {
        let prelude = self.program.prelude();
        let outside = self.frames.calls.iter().rposition(|frame| frame.unit != prelude);
        let (users, standard) = self.frames.calls.split_at(outside.map_or(0, |last| last + 1));
        let caller = users.last().unwrap_or(&self.frames.file);
        let (Some(called), Some(Value::Tensor(id))) = (standard.first(), &caller.current) else {
            return Ok(());
        };
        let FrameKind::Block(block) = called.kind else { return Ok(()) };
        let tensor = self.build.network.tensor(*id);
        let problem = ShapeProblem::StandardBlock {
            block: self.program.blocks[block].name.text.to_owned(),
            shape: tensor.shape,
            rule: rule.to_owned(),
            span: called.call,
            origin: self.origin(*id),
            help,
        };
        let calls = self.trace_of(users.len());
        self.reports.add(problem.into(), calls);
        Err(EvalError::StandardBlock)
    }

    /// Both sides of a comparison with their values, for the message.
    fn sides(&mut self, condition: &'a Expr<'a>) -> Result<Option<String>> {
        let ExprKind::Chain(chain) = &condition.kind else { return Ok(None) };
        let [(operator, _, second)] = &*chain.rest else { return Ok(None) };
        if !operator.is_comparison() {
            return Ok(None);
        }
        let (left, right) = (self.eval(&chain.first)?, self.eval(second)?);
        let (left, right) = (self.shown(&left), self.shown(&right));
        Ok(Some(format!("{left} {} {right} does not hold", operator.text())))
    }

    fn assert_total(&mut self, condition: &'a Expr<'a>, message: Option<&'a str>) -> Result<()> {
        let claim = Claim {
            condition: self.formula(condition)?,
            message: message.map(str::to_owned),
            published: is_published_figure(condition),
            span: condition.span,
        };
        self.build.network.claims.push(claim);
        Ok(())
    }

    /// A condition with everything but the totals evaluated.
    fn formula(&mut self, expr: &'a Expr<'a>) -> Result<ClaimExpr> {
        if let Some(total) = total(expr) {
            return Ok(ClaimExpr::Total(total));
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
                Ok(fold(operands, &operators))
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
            Value::Operation(_) => Constant::Text(self.shown(value)),
            Value::Tensor(_) | Value::Unknown => return None,
        })
    }

    fn constants(&self, items: &[Value]) -> Option<Vec<Constant>> {
        items.iter().map(|item| self.constant(item)).collect()
    }
}

/// Whether an operand of `and` or `or` decides, so that those behind it are not looked at.
fn decides(operator: Binary, operand: &ClaimExpr) -> bool {
    match operand {
        ClaimExpr::Constant(Constant::Bool(value)) => {
            operator == if *value { Binary::Or } else { Binary::And }
        }
        _ => false,
    }
}

/// Operands of one level as formulas of two: from the left, powers from the right.
fn fold(operands: Vec<ClaimExpr>, operators: &[Binary]) -> ClaimExpr {
    let join = |operator: Binary, left, right| ClaimExpr::Binary(operator, Box::new([left, right]));
    if operators.first() == Some(&Binary::Pow) {
        let mut operands = operands.into_iter().rev();
        let last = operands.next().unwrap_or(ClaimExpr::Constant(Constant::Bool(false)));
        return operands.fold(last, |right, left| join(Binary::Pow, left, right));
    }
    let mut operands = operands.into_iter();
    let first = operands.next().unwrap_or(ClaimExpr::Constant(Constant::Bool(false)));
    operands.zip(operators).fold(first, |left, (right, operator)| join(*operator, left, right))
}

/// The total that an expression is: `total.KEY`, or `total.KEY(NAME)`.
pub(crate) fn total(expr: &Expr<'_>) -> Option<Total> {
    match &expr.kind {
        ExprKind::Attribute(member) if holds_keys(&member.value) => {
            let Member { value, name } = &**member;
            let class = value.kind != ExprKind::Total;
            let key = if class { format!("ops.{}", name.text) } else { name.text.to_owned() };
            Some(Total { key, under: None, span: expr.span })
        }
        ExprKind::Under(member) => {
            let Member { value, name } = &**member;
            let under = Some((name.text.to_owned(), name.span));
            Some(Total { under, span: expr.span, ..total(value)? })
        }
        _ => None,
    }
}

/// `total.KEY == NUMBER`: a published figure of the file as written.
fn is_published_figure(condition: &Expr<'_>) -> bool {
    let ExprKind::Chain(chain) = &condition.kind else { return false };
    let [(Binary::Eq, _, second)] = &*chain.rest else { return false };
    total(&chain.first).is_some() && super::expression::is_literal(second)
}

/// `total`, or `total.ops`, where JSON puts the classes of operations together.
fn holds_keys(expr: &Expr<'_>) -> bool {
    match &expr.kind {
        ExprKind::Attribute(member) => {
            member.value.kind == ExprKind::Total && member.name.text == "ops"
        }
        kind => *kind == ExprKind::Total,
    }
}

pub(crate) fn names_total(expr: &Expr<'_>) -> bool {
    any(expr, &|kind| matches!(kind, ExprKind::Total))
}

fn names_quantity(expr: &Expr<'_>) -> bool {
    any(expr, &|kind| matches!(kind, ExprKind::Quantity(..)))
}

/// Whether anything in an expression is of a kind.
pub(crate) fn any(expr: &Expr<'_>, kind: &dyn Fn(&ExprKind<'_>) -> bool) -> bool {
    let mut found = kind(&expr.kind);
    expr.each_part(&mut |part| found = found || any(part, kind));
    found
}
