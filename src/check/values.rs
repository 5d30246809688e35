//! Values that a caller has as text: `0.5`, `2**3`, `[3, 4]`, `relu`.

use thiserror::Error;

use super::arguments::ParamValue;
use super::diagnostics::Diagnostics;
use super::eval::error::EvalError;
use super::eval::evaluator::Evaluator;
use super::eval::overrides::Overrides;
use super::options::Options;
use super::resolve::program::Program;
use super::totals::any;
use crate::diagnostics::DiagnosticKind;
use crate::source::{Source, Sources};
use crate::syntax;
use crate::syntax::tree::{Body, Expr, ExprKind};
use crate::value::{Value, functions};

/// Why a text has no value.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum BadValue {
    /// It is not an expression without names.
    #[error("{0}")]
    NotAValue(String),
    /// Its value cannot be computed.
    #[error("{0}")]
    Failed(Box<DiagnosticKind>),
}

/// The value of a text: an expression without names, or a word.
///
/// ```
/// use netcost::ParamValue;
/// use netcost::internals::check::{BadValue, parse_value};
///
/// let sources = netcost::Sources::new();
/// assert_eq!(parse_value(&sources, "2**3")?, ParamValue::Int(8));
/// assert_eq!(parse_value(&sources, "relu")?, ParamValue::Word("relu".to_owned()));
/// assert_eq!(parse_value(&sources, "[3, 4]")?, ParamValue::from(vec![3, 4]));
/// # Ok::<(), BadValue>(())
/// ```
///
/// A text that is more than a word, a number or dimensions is added to the sources, so that what is
/// wrong with it can be shown.
///
/// # Errors
/// When it is something else, or cannot be computed.
pub fn parse_value(sources: &Sources, text: &str) -> Result<ParamValue, BadValue> {
    if is_word(text) {
        return Ok(match text {
            "none" => ParamValue::None,
            "true" => ParamValue::Bool(true),
            "false" => ParamValue::Bool(false),
            word => ParamValue::Word(word.to_owned()),
        });
    }
    // Most are; then nothing of them stays in the sources, however many there are.
    match syntax::literal(text).map(|literal| literal.kind) {
        Some(ExprKind::Number(number)) => return known(&Value::Number(number.number())),
        Some(ExprKind::Dims(sizes)) => {
            return known(&Value::Tuple(sizes.iter().map(|size| Value::int(*size)).collect()));
        }
        _ => {}
    }
    let not_a_value = |reason: &dyn ToString| BadValue::NotAValue(reason.to_string());
    let source = sources.add("<-D>", text).map_err(|full| not_a_value(&full))?;
    let expr = match syntax::expression(source) {
        Ok(expr) => expr,
        // Such as `400mf`, of a param that holds strings.
        Err(_) if !text.is_empty() && text.chars().all(is_letter) => {
            return Ok(ParamValue::Word(text.to_owned()));
        }
        Err(problem) => return Err(not_a_value(&problem)),
    };
    let reads = any(&expr, &|kind| match kind {
        ExprKind::Name(_) | ExprKind::It | ExprKind::Total => true,
        ExprKind::Call(call) => functions::find(call.function.text).is_none(),
        _ => false,
    });
    if reads {
        return Err(not_a_value(&"it names something of the file"));
    }
    evaluate(sources, source, &expr)
}

/// The value of an expression in which nothing has a name.
fn evaluate(sources: &Sources, source: &Source, expr: &Expr<'_>) -> Result<ParamValue, BadValue> {
    let body = Body { statements: Vec::new(), span: source.span() };
    let program = Program::empty(sources, source, &body);
    let options = Options::default();
    let overrides = Overrides::new(&options).map_err(|it| BadValue::Failed(it.into()))?;
    let mut evaluator = Evaluator::new(&program, &options, overrides, Diagnostics::default());
    match evaluator.eval(expr) {
        Ok(value) => known(&value),
        Err(EvalError::Diagnostic(problem)) => Err(BadValue::Failed(problem)),
        // A limit, which was reported.
        Err(_) => {
            let found = evaluator.reporter.diagnostics.sorted();
            Err(found.into_iter().next().map_or_else(no_value, |it| BadValue::Failed(it.kind)))
        }
    }
}

fn known(value: &Value) -> Result<ParamValue, BadValue> {
    ParamValue::of(value).ok_or_else(no_value)
}

fn no_value() -> BadValue {
    BadValue::NotAValue("it has no value".to_owned())
}

fn is_word(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| is_letter(first) && !first.is_ascii_digit())
        && letters.all(is_letter)
}

fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}
