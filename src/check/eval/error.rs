//! Why evaluating something yields nothing, and the problems that several kinds of it share.

use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::call::CallProblem;
use crate::source::Span;
use crate::value::Value;

/// Why evaluating a statement or an expression yields nothing.
#[derive(Debug)]
pub enum EvalError {
    /// A problem to report.
    Diagnostic(Box<DiagnosticKind>),
    /// It was reported already, further in.
    Reported,
    /// A standard block cannot work on its tensor, which is reported: its call yields nothing.
    StandardBlock,
    /// A limit was reached and reported: nothing more is run.
    Stop,
}

/// The result of evaluating something.
pub type Result<T, E = EvalError> = std::result::Result<T, E>;

impl<P: Into<Box<DiagnosticKind>>> From<P> for EvalError {
    fn from(problem: P) -> Self {
        EvalError::Diagnostic(problem.into())
    }
}

/// The problem of a value whose type is not the expected one.
pub(crate) fn wrong_type(
    operation: &str,
    parameter: &str,
    expected: &str,
    found: &Value,
    span: Span,
) -> CallProblem {
    CallProblem::WrongType {
        operation: operation.to_owned(),
        parameter: parameter.to_owned(),
        expected: expected.to_owned(),
        found: found.described(),
        span,
        help: None,
    }
}
