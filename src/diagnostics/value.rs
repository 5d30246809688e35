//! Problems of this area: what expressions yield.

use miette::Diagnostic;
use thiserror::Error;

use crate::dtype::UnknownDtype;
use crate::number::ArithmeticError;
use crate::operators::Misuse;
use crate::shape::Shape;
use crate::source::Span;

/// Problems with what expressions yield.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum ValueProblem {
    /// An operator or function given what it does not take.
    #[error("{misuse}")]
    #[diagnostic(code(net::value::misuse))]
    Misuse {
        /// What is wrong.
        misuse: Misuse,
        /// Where.
        #[label]
        span: Span,
    },
    /// Arithmetic without a result.
    #[error("{error}")]
    #[diagnostic(code(net::value::arithmetic))]
    Arithmetic {
        /// What is wrong.
        error: ArithmeticError,
        /// Where.
        #[label("{error}")]
        span: Span,
    },
    /// Bytes outside of a claim.
    #[error("bytes stand only in an `assert` about `total`, on one side of a comparison")]
    #[diagnostic(
        code(net::value::bytes),
        help("`K`, `M`, `G` and `Ki`, `Mi`, `Gi` without `B` scale any number")
    )]
    BytesOutsideClaim {
        /// Where.
        #[label("bytes")]
        span: Span,
    },
    /// An attribute of something that is no tensor.
    #[error("`.{name}` is of tensors, and this is {found}")]
    #[diagnostic(code(net::value::no_attribute))]
    NoAttribute {
        /// The attribute.
        name: String,
        /// What it is.
        found: String,
        /// Where.
        #[label]
        span: Span,
    },
    /// An axis that a tensor does not have.
    #[error("{shape} has no axis `.{name}`")]
    #[diagnostic(
        code(net::value::no_axis),
        help("`[0]`, `[1]`, `[-1]` are the axes of any tensor")
    )]
    NoAxis {
        /// The attribute.
        name: String,
        /// The shape.
        shape: Shape,
        /// What makes it.
        #[label("makes {shape}")]
        origin: Span,
        /// Where.
        #[label("`.c` is the first axis, `.w` the last, `.h` the one before it")]
        span: Span,
    },
    /// An index into something that has no items.
    #[error("only tensors, tuples and lists have items, not {found}")]
    #[diagnostic(code(net::value::not_indexed))]
    NotIndexed {
        /// What it is.
        found: String,
        /// Where.
        #[label("this is {found}")]
        span: Span,
    },
    /// An index beyond the last item, or no integer.
    #[error("no item {index} among {length}")]
    #[diagnostic(code(net::value::index_out_of_range), help("the first is `[0]`, the last `[-1]`"))]
    IndexOutOfRange {
        /// The index.
        index: String,
        /// How many items there are.
        length: usize,
        /// Where.
        #[label]
        span: Span,
    },
    /// A name that is no element type.
    #[error("{unknown}")]
    #[diagnostic(code(net::value::dtype))]
    Dtype {
        /// The name.
        unknown: UnknownDtype,
        /// Where.
        #[label]
        span: Span,
    },
    /// A default of a param that is not legal.
    #[error("the default of `{name}` is {value}, which is not in {legal}")]
    #[diagnostic(code(net::value::illegal_default))]
    IllegalDefault {
        /// The param.
        name: String,
        /// Its default.
        value: String,
        /// What is legal.
        legal: String,
        /// Where.
        #[label]
        span: Span,
    },
    /// `total` where only numbers can stand.
    #[error("`total` can only be compared and computed with")]
    #[diagnostic(
        code(net::value::total),
        help("operators, `if then else` and the built-in functions take it")
    )]
    TotalInValue {
        /// Where.
        #[label("`total` in here")]
        span: Span,
    },
}

impl ValueProblem {
    /// The problem of an operator or function that has no result.
    pub fn of(misuse: Misuse, span: Span) -> Self {
        match misuse {
            Misuse::Arithmetic(error) => ValueProblem::Arithmetic { error, span },
            misuse => ValueProblem::Misuse { misuse, span },
        }
    }
}
