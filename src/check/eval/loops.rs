//! `if`, `repeat` and `for`: bodies that run in line, as many times as a value says.

use super::error::{EvalError, Result, wrong_type};
use super::evaluator::Evaluator;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::source::Span;
use crate::syntax::tree::{Body, Expr, ExprKind, Name};
use crate::value::{Number, Value};

/// How many names are tried as the index of a list.
const NAMES: usize = 4;

impl<'a> Evaluator<'a> {
    /// Runs the first arm of an `if` whose condition holds, or its `else`.
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
                    left.chain(otherwise).for_each(|body| self.stack.forget_lists(body));
                    return unknown.and(Err(EvalError::Reported));
                }
            }
        }
        otherwise.map_or(Ok(()), |body| self.body(body))
    }

    /// Runs a body as many times as `count` says.
    pub(crate) fn repeat(&mut self, count: &'a Expr<'a>, body: &'a Body<'a>) -> Result<()> {
        let times = match self.count(count) {
            Ok(Some(times)) => times,
            unknown => {
                self.stack.forget_lists(body);
                return unknown.and(Err(EvalError::Reported));
            }
        };
        for _ in 0..times {
            self.step(1, count.span)?;
            self.body(body)?;
        }
        Ok(())
    }

    /// How many times to repeat; nothing if that is unknown.
    fn count(&mut self, count: &'a Expr<'a>) -> Result<Option<u64>> {
        let value = self.eval(count)?;
        let span = count.span;
        let number = match &value {
            Value::Unknown => return Ok(None),
            Value::Number(number) => *number,
            Value::List(_) => return Err(self.repeated_list(&value, span).into()),
            other => return Err(wrong_type("repeat", "count", "an integer", other, span).into()),
        };
        let Some(integer) = number.to_integer() else {
            return Err(CallProblem::NotInteger {
                operation: "repeat".to_owned(),
                parameter: "count".to_owned(),
                value: number.to_string(),
                span,
                help: "round it with `round(…)`, or divide with `//` instead of `/`".to_owned(),
            }
            .into());
        };
        // More iterations than fit are more than the limit of steps.
        match u64::try_from(integer) {
            Ok(times) => Ok(Some(times)),
            Err(_) if integer > 0 => Ok(Some(u64::MAX)),
            Err(_) => Err(CallProblem::OutOfRange {
                operation: "repeat".to_owned(),
                parameter: "count".to_owned(),
                bound: "at least 0".to_owned(),
                value: integer.to_string(),
                span,
                help: Some("`max(0, …)` replaces a negative count by 0".to_owned()),
            }
            .into()),
        }
    }

    /// The problem of a list as the count of a `repeat`: one of its items may be meant.
    fn repeated_list(&self, list: &Value, span: Span) -> CallProblem {
        let written = self.written(span);
        let words = format!(
            "write one of its items, as in `repeat {written}[0]`; `for n in {written} {{ … }}` runs over all"
        );
        let names = self.past(None).names.into_iter().rev().take(NAMES);
        let items = names.map(|(name, _)| Fix::guess(span, format!("{written}[{name}]")).write());
        let help = Help::first_of(items, words.clone());
        let found = list.described();
        let (operation, parameter) = ("repeat".to_owned(), "count".to_owned());
        let expected = "an integer".to_owned();
        CallProblem::WrongType { operation, parameter, expected, found, span, help: Some(help) }
    }

    /// Runs a body for each item of a list.
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
                self.stack.forget_lists(body);
                return Err(match other? {
                    Value::Unknown => EvalError::Reported,
                    other => not_a_list(&other, items.span).into(),
                });
            }
        };
        for (index, item) in list.iter().enumerate() {
            self.step(1, items.span)?;
            let names = self.stack.names.len();
            if let Err(values) = self.stack.unpack(pattern, unpack, item) {
                let item = format!("the item is {}", self.shown(item));
                let written = match &items.kind {
                    ExprKind::List(items) => items.get(index).map(|item| item.span),
                    _ => None,
                };
                let list = (written.unwrap_or(items.span), written.is_some());
                return Err(not_unpacked(pattern, values, list, item).into());
            }
            self.body(body)?;
            self.stack.names.truncate(names);
        }
        Ok(())
    }
}

/// The problem of an item whose number of parts differs from the number of names in the pattern.
fn not_unpacked(
    pattern: &[Name<'_>],
    values: usize,
    (list, is_item): (Span, bool),
    item: String,
) -> CallProblem {
    let span = pattern.first().map_or(list, |first| first.span);
    let span = pattern.last().map_or(span, |last| span.to(last.span));
    let holder = if is_item { "this item" } else { "an item of this" };
    CallProblem::Pattern { names: pattern.len(), values, span, list, holder, item }
}

/// The problem of a loop over something that is not a list, with the list that may be meant.
fn not_a_list(found: &Value, span: Span) -> CallProblem {
    let help = match found {
        Value::Number(Number::Int(n)) if *n > 0 => {
            format!("`range({n})` is the list of the integers from 0 to {}", n - 1)
        }
        Value::Tuple(_) => "a list is written in square brackets: `[1, 2, 4]`".to_owned(),
        _ => "a list is written `[1, 2, 4]`, or `range(3)` for 0, 1 and 2".to_owned(),
    };
    CallProblem::NotAList { found: found.described(), span, help }
}
