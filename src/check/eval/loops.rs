//! `if`, `repeat` and `for`: bodies that run in line, as often as a value says.

use super::evaluator::{EvalError, Evaluator, Result, wrong_type};
use crate::diagnostics::call::CallProblem;
use crate::source::Span;
use crate::syntax::tree::{Body, Expr, Name, StatementKind};
use crate::value::{Number, Value};

impl<'a> Evaluator<'a> {
    pub(crate) fn choose(
        &mut self,
        arms: &'a [(Expr<'a>, Body<'a>)],
        otherwise: Option<&'a Body<'a>>,
    ) -> Result<()> {
        let mut arms = arms.iter();
        while let Some((condition, body)) = arms.next() {
            match self.condition(condition) {
                Ok(Some(true)) => return self.body(body),
                Ok(Some(false)) => {}
                unknown => {
                    let left = [body].into_iter().chain(arms.map(|(_, body)| body));
                    left.chain(otherwise).for_each(|body| self.forget(body));
                    return unknown.and(Err(EvalError::Reported));
                }
            }
        }
        otherwise.map_or(Ok(()), |body| self.body(body))
    }

    pub(crate) fn repeat(&mut self, count: &'a Expr<'a>, body: &'a Body<'a>) -> Result<()> {
        let times = match self.count(count) {
            Ok(Some(times)) => times,
            unknown => {
                self.forget(body);
                return unknown.and(Err(EvalError::Reported));
            }
        };
        for _ in 0..times {
            self.step(1, count.span)?;
            self.body(body)?;
        }
        Ok(())
    }

    /// How often to repeat; nothing if that is unknown.
    fn count(&mut self, count: &'a Expr<'a>) -> Result<Option<u64>> {
        let value = self.eval(count)?;
        let span = count.span;
        let number = match &value {
            Value::Unknown => return Ok(None),
            Value::Number(number) => *number,
            other => return Err(wrong_type("repeat", "count", "an integer", other, span).into()),
        };
        let Some(integer) = number.to_integer() else {
            return Err(CallProblem::NotInteger {
                operation: "repeat".to_owned(),
                parameter: "count".to_owned(),
                value: number.to_string(),
                span,
                help: "`round(…)` makes it an integer; `//` in place of `/` yields one".to_owned(),
            }
            .into());
        };
        // More turns than fit are more than the steps there may be.
        match u64::try_from(integer) {
            Ok(times) => Ok(Some(times)),
            Err(_) if integer > 0 => Ok(Some(u64::MAX)),
            Err(_) => Err(CallProblem::OutOfRange {
                operation: "repeat".to_owned(),
                parameter: "count".to_owned(),
                bound: "at least 0".to_owned(),
                value: integer.to_string(),
                span,
                help: Some("`max(0, …)` repeats nothing where it would be less".to_owned()),
            }
            .into()),
        }
    }

    pub(crate) fn for_each(
        &mut self,
        pattern: &'a [Name<'a>],
        unpack: bool,
        items: &'a Expr<'a>,
        body: &'a Body<'a>,
    ) -> Result<()> {
        let list = match self.eval(items) {
            Ok(Value::List(list)) => list,
            other => {
                self.forget(body);
                return Err(match other? {
                    Value::Unknown => EvalError::Reported,
                    other => not_a_list(&other, items.span).into(),
                });
            }
        };
        for item in list.iter() {
            self.step(1, items.span)?;
            let names = self.names.len();
            self.unpack(pattern, unpack, item, items.span)?;
            self.body(body)?;
            self.names.truncate(names);
        }
        Ok(())
    }

    /// Names the item of a turn, or its parts.
    fn unpack(
        &mut self,
        pattern: &[Name<'a>],
        unpack: bool,
        item: &Value,
        list: Span,
    ) -> Result<()> {
        let parts = match item {
            _ if !unpack => std::slice::from_ref(item),
            Value::Unknown => &vec![Value::Unknown; pattern.len()],
            Value::Tuple(parts) => parts,
            other => std::slice::from_ref(other),
        };
        if parts.len() != pattern.len() {
            let span = pattern.first().map_or(list, |first| first.span);
            return Err(CallProblem::Pattern {
                names: pattern.len(),
                values: parts.len(),
                span: pattern.last().map_or(span, |last| span.to(last.span)),
                list,
                item: format!("the item is {}", self.shown(item)),
            }
            .into());
        }
        self.names.extend(pattern.iter().map(|name| name.text).zip(parts.iter().cloned()));
        Ok(())
    }

    /// What a body that could not be run would have appended to is unknown from here on.
    fn forget(&mut self, body: &'a Body<'a>) {
        for statement in &body.statements {
            match &statement.kind {
                StatementKind::Append { name, .. } => {
                    let base = self.frame().base;
                    if let Some(held) = self.names.find_mut(base, name.text) {
                        *held = Value::Unknown;
                    }
                }
                StatementKind::For { body, .. } | StatementKind::Repeat { body, .. } => {
                    self.forget(body);
                }
                StatementKind::If { arms, otherwise } => {
                    let bodies = arms.iter().map(|(_, body)| body).chain(otherwise.as_deref());
                    bodies.for_each(|body| self.forget(body));
                }
                _ => {}
            }
        }
    }
}

/// The problem of a loop over something that is no list, with the list that may be meant.
fn not_a_list(found: &Value, span: Span) -> CallProblem {
    let help = match found {
        Value::Number(Number::Int(n)) if *n > 0 => {
            format!("`range({n})` is the list of the integers from 0 to {}", n - 1)
        }
        Value::Tuple(_) => "a list stands in square brackets: `[1, 2, 4]`".to_owned(),
        _ => "a list is written `[1, 2, 4]`, or `range(3)` for 0, 1 and 2".to_owned(),
    };
    CallProblem::NotAList { found: found.described(), span, help }
}
