//! Problems of the area `limit`.

use super::problem::problems;
use crate::source::Span;
use crate::text::digits::Grouped;

problems! {
/// Limits that a network exceeds.
///
/// The limits of syntax keep the stack and memory of the parser small. They cannot be raised: a network
/// that exceeds one is better written in another way, which the help shows.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum LimitProblem {
    /// A tensor of more axes than shapes can have.
    #[error("a tensor has at most {most} axes, not {axes}")]
    #[diagnostic(
        code(net::limit::too_many_axes),
        help("leave out the batch, and merge axes with `reshape`")
    )]
    Axes {
        axes: usize,
        most: usize,
        #[label("makes {axes} axes")]
        span: Span,
    },
    /// An axis that is larger than axes can be.
    #[error(
        "axis {axis} would have size {}, more than the limit of {}",
        Grouped(u128::from(*size)),
        Grouped(u128::from(*most))
    )]
    #[diagnostic(
        code(net::limit::axis_too_large),
        help("make it smaller, or split it into several axes")
    )]
    AxisSize {
        axis: usize,
        size: u64,
        most: u32,
        #[label("makes an axis of {}", Grouped(u128::from(*size)))]
        span: Span,
    },
    /// A tensor of more elements than can be counted.
    #[error("a tensor of {shape} has more than {} elements", Grouped(u128::from(*most)))]
    #[diagnostic(code(net::limit::too_many_elements), help("make one of the axes smaller"))]
    Elements {
        /// All sizes, as `2147483647×2147483647×4`.
        shape: String,
        most: u64,
        #[label("makes {shape}")]
        span: Span,
    },
    /// More layers than allowed.
    #[error("the network has more than {} layers", Grouped(u128::from(*limit)))]
    #[diagnostic(code(net::limit::layers))]
    Layers {
        limit: u64,
        #[label("one too many")]
        span: Span,
    },
    /// More steps than allowed.
    #[error(
        "the network takes more than {} steps: statements, loop iterations, function calls and list items",
        Grouped(u128::from(*limit))
    )]
    #[diagnostic(code(net::limit::steps))]
    Steps {
        limit: u64,
        #[label("stopped here")]
        span: Span,
    },
    /// Calls nested deeper than allowed.
    #[error("calls of blocks and functions are nested more than {limit} deep")]
    #[diagnostic(code(net::limit::calls))]
    Calls {
        limit: u64,
        #[label("one too many")]
        span: Span,
    },
    /// Block bodies and expressions nested deeper than the stack allows, over several calls.
    #[error("block bodies and expressions are nested too deeply")]
    #[diagnostic(
        code(net::limit::depth),
        help("name inner parts with `let`, or nest fewer calls")
    )]
    Depth {
        #[label("too deep here")]
        span: Span,
    },
    /// Files that use each other, deeper than allowed.
    #[error("files use each other more than {limit} deep")]
    #[diagnostic(
        code(net::limit::uses),
        help("let one file `use` the others directly, or put their blocks into one file")
    )]
    Uses {
        limit: usize,
        #[label("one too many")]
        span: Span,
    },
    /// Conditions one after the other: `else if`.
    #[error("{found} conditions in one `if`, more than the limit of {limit}")]
    #[diagnostic(
        code(net::limit::conditions),
        help("use `for` over a list of cases, or a name that holds an operation")
    )]
    Conditions {
        found: usize,
        limit: usize,
        #[label("one too many")]
        span: Span,
    },
    /// A statement that is too long, its bodies included or not.
    #[error("this statement is longer than {limit} KiB")]
    #[diagnostic(code(net::limit::long_statement))]
    LongStatement {
        /// The most that is read, in KiB.
        limit: usize,
        #[help]
        help: &'static str,
        #[label("too long here")]
        span: Span,
    },
    /// Nested brackets and conditions.
    #[error("brackets and conditions are nested more than {limit} deep")]
    #[diagnostic(
        code(net::limit::nesting),
        help("name inner parts with `let`, or move inner bodies into blocks")
    )]
    Nesting {
        limit: usize,
        #[label("one too many")]
        span: Span,
    },
    /// Operators in one expression.
    #[error("{found} operators in one expression, more than the limit of {limit}")]
    #[diagnostic(code(net::limit::operators), help("name parts of the expression with `let`"))]
    Operators {
        found: usize,
        limit: usize,
        #[label("one too many")]
        span: Span,
    },
    /// Signs, or `not`s, in front of one value.
    #[error("more than {limit} signs in front of a value")]
    #[diagnostic(code(net::limit::signs), help("two of the same cancel out"))]
    Signs {
        limit: usize,
        #[label("one too many")]
        span: Span,
    },
    /// More syntax errors than anyone reads.
    #[error("more than {limit} syntax errors; the rest are not shown")]
    #[diagnostic(code(net::limit::syntax_problems), help("is this file a network?"))]
    SyntaxProblems {
        limit: usize,
        #[label("and more from here on")]
        span: Span,
    },
}
}

impl LimitProblem {
    /// Whether the network ends where it was found, and what comes after was not looked at.
    pub fn stops(&self) -> bool {
        matches!(self, LimitProblem::Layers { .. } | LimitProblem::Steps { .. })
    }
}
