//! Problems of this area: limits, and the option that raises each.

use super::problem::problems;
use crate::source::Span;
use crate::text::digits::Grouped;

problems! {
/// Problems with limits, and the option that raises each.
///
/// The limits of syntax keep the parser's stack and memory small. No option raises them: a network
/// that meets one is better said in another way, which the help shows.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum LimitProblem {
    /// A tensor of more axes than shapes can have.
    #[error("a tensor has at most {most} axes, not {axes}")]
    #[diagnostic(
        code(net::limit::too_many_axes),
        help("the batch is not written; axes that stay together can be one, as in `reshape`")
    )]
    Axes {
        axes: usize,
        most: usize,
        #[label("makes {axes} axes")]
        span: Span,
    },
    /// An axis that is larger than axes can be.
    #[error(
        "axis {axis} would be {} large; an axis is at most {}",
        Grouped(u128::from(*size)),
        Grouped(u128::from(*most))
    )]
    #[diagnostic(
        code(net::limit::axis_too_large),
        help("make it smaller, or keep it as several axes")
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
    #[error("more than {} layers", Grouped(u128::from(*limit)))]
    #[diagnostic(code(net::limit::layers))]
    Layers {
        limit: u64,
        #[label("one too many")]
        span: Span,
    },
    /// More steps than allowed.
    #[error(
        "more than {} steps: statements, turns of loops, function calls and list items",
        Grouped(u128::from(*limit))
    )]
    #[diagnostic(code(net::limit::steps))]
    Steps {
        limit: u64,
        #[label("gets no further than here")]
        span: Span,
    },
    /// Calls within each other, deeper than allowed.
    #[error("more than {limit} calls of blocks and functions within each other")]
    #[diagnostic(code(net::limit::calls))]
    Calls {
        limit: u64,
        #[label("one too many")]
        span: Span,
    },
    /// Bodies and expressions within each other, over several calls, deeper than the stack allows.
    #[error("bodies and expressions lie too deep within each other")]
    #[diagnostic(
        code(net::limit::depth),
        help("name inner parts with `let`, or call fewer blocks within each other")
    )]
    Depth {
        #[label("too deep here")]
        span: Span,
    },
    /// Files that use each other, deeper than allowed.
    #[error("more than {limit} files that use each other in a row")]
    #[diagnostic(
        code(net::limit::uses),
        help("let one file `use` the others side by side, or put their blocks together")
    )]
    Uses {
        limit: usize,
        #[label("one too many")]
        span: Span,
    },
    /// Conditions one after the other: `else if`.
    #[error("{found} conditions in one `if`, of which {limit} are read")]
    #[diagnostic(
        code(net::limit::conditions),
        help("`for` over a list of cases, or an operation held by a name, says it in fewer")
    )]
    Conditions {
        found: usize,
        limit: usize,
        #[label("one too many")]
        span: Span,
    },
    /// A statement that is too long, its bodies included or not.
    #[error("a statement of more than {limit} KiB")]
    #[diagnostic(code(net::limit::long_statement))]
    LongStatement {
        /// The most that is read, in KiB.
        limit: usize,
        #[help]
        help: &'static str,
        #[label("too long here")]
        span: Span,
    },
    /// Brackets and conditions within each other.
    #[error("more than {limit} brackets and conditions within each other")]
    #[diagnostic(
        code(net::limit::nesting),
        help("name inner parts with `let`, or make inner bodies blocks of their own")
    )]
    Nesting {
        limit: usize,
        #[label("one too many")]
        span: Span,
    },
    /// Operators in one expression.
    #[error("{found} operators in one expression, of which {limit} are read")]
    #[diagnostic(code(net::limit::operators), help("name parts of it with `let`"))]
    Operators {
        found: usize,
        limit: usize,
        #[label("one too many")]
        span: Span,
    },
    /// Signs, or `not`s, in front of one value.
    #[error("more than {limit} signs in front of a value")]
    #[diagnostic(code(net::limit::signs), help("two of the same undo each other"))]
    Signs {
        limit: usize,
        #[label("one too many")]
        span: Span,
    },
    /// More problems with a file's syntax than anyone reads.
    #[error("more than {limit} problems with the syntax; the rest is not shown")]
    #[diagnostic(code(net::limit::syntax_problems), help("is this file a network?"))]
    SyntaxProblems {
        limit: usize,
        #[label("and from here on")]
        span: Span,
    },
}
}
