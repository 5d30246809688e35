//! Problems of this area: how an operation or block is called.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with how an operation or block is called.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum CallProblem {
    /// An argument of another type than its parameter takes.
    #[error("`{parameter}` of `{operation}` takes {expected}, not {found}")]
    #[diagnostic(code(net::call::wrong_type))]
    WrongType {
        /// The operation or block.
        operation: String,
        /// The parameter.
        parameter: String,
        /// What it takes, with its article: `an integer`.
        expected: String,
        /// What it got, with its article.
        found: String,
        /// The argument.
        #[label("{found}")]
        span: Span,
        /// What to write instead, if that is known.
        #[help]
        help: Option<String>,
    },
    /// A decimal where an integer is required.
    #[error("`{parameter}` of `{operation}` takes an integer, not {value}")]
    #[diagnostic(code(net::call::not_an_integer))]
    NotInteger {
        /// The operation or block.
        operation: String,
        /// The parameter.
        parameter: String,
        /// The value it got.
        value: String,
        /// The argument.
        #[label("this is {value}")]
        span: Span,
        /// How to make it an integer.
        #[help]
        help: String,
    },
    /// A number outside of what its parameter takes: zero stride, negative padding, no channels.
    #[error("`{parameter}` of `{operation}` must be {bound}, not {value}")]
    #[diagnostic(code(net::call::out_of_range))]
    OutOfRange {
        /// The operation or block.
        operation: String,
        /// The parameter.
        parameter: String,
        /// What it must be: `at least 1`.
        bound: String,
        /// The value it got.
        value: String,
        /// The argument.
        #[label("this is {value}")]
        span: Span,
    },
    /// A parameter without default that the call does not give.
    #[error("`{operation}` needs `{parameter}`: {doc}")]
    #[diagnostic(code(net::call::missing_argument))]
    Missing {
        /// The operation or block.
        operation: String,
        /// The parameter.
        parameter: String,
        /// What the parameter is.
        doc: String,
        /// The call.
        #[label("`{parameter}` is missing here")]
        span: Span,
        /// The whole signature.
        #[help]
        help: String,
    },
    /// Another number of operands than the operation joins.
    #[error("`{operation}` joins {expected} tensors, not {found}")]
    #[diagnostic(code(net::call::operand_count))]
    OperandCount {
        /// The operation.
        operation: &'static str,
        /// How many it joins.
        expected: usize,
        /// How many it got.
        found: usize,
        /// The call.
        #[label("{found} here")]
        span: Span,
        /// What to write instead.
        #[help]
        help: String,
    },
    /// Two arguments that exclude each other, or none of two of which one is needed.
    #[error("`{operation}` takes either `{first}` or `{second}`, not {found}")]
    #[diagnostic(code(net::call::either_or))]
    EitherOr {
        /// The operation.
        operation: &'static str,
        /// A parameter.
        first: &'static str,
        /// The parameter that excludes it.
        second: &'static str,
        /// `both` or `neither`.
        found: &'static str,
        /// The call.
        #[label("{found} here")]
        span: Span,
        /// An example of each.
        #[help]
        help: String,
    },
}
