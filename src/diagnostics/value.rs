//! Problems of the area `value`: the values of expressions.

use super::fix::Help;
use super::problem::problems;
use crate::source::Span;
use crate::tensor::Shape;
use crate::value::ArithmeticError;

problems! {
/// Problems with the values of expressions.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum ValueProblem {
    /// An operator or function given a value that it does not compute with.
    #[error("`{what}` takes {expected}, not {found}")]
    #[diagnostic(code(net::value::wrong_operand))]
    WrongOperand {
        what: &'static str,
        expected: &'static str,
        found: String,
        /// What is computed, the values put in.
        computed: String,
        #[label("{computed}")]
        span: Span,
        /// What does that with such values, if something does.
        #[help]
        help: Option<String>,
    },
    /// A function with too few or too many arguments, or one of another name.
    #[error("`{signature}` {wrong}")]
    #[diagnostic(code(net::value::wrong_arguments))]
    WrongArguments {
        signature: &'static str,
        wrong: String,
        /// What is computed, the values put in.
        computed: String,
        #[label("{computed}")]
        span: Span,
    },
    /// A division by zero.
    #[error("division by zero")]
    #[diagnostic(code(net::value::division_by_zero))]
    DivisionByZero {
        /// What is computed, the values put in.
        computed: String,
        #[label("{computed}")]
        span: Span,
    },
    /// A result that does not fit.
    #[error("the result is too large")]
    #[diagnostic(
        code(net::value::overflow),
        help("integers go up to 2¹²⁷ − 1, about 1.7e38, and decimals up to 1.8e308")
    )]
    Overflow {
        /// What is computed, the values put in.
        computed: String,
        #[label("{computed}")]
        span: Span,
    },
    /// A result that is not among the real numbers.
    #[error("the result is not a real number")]
    #[diagnostic(code(net::value::not_real))]
    NotReal {
        /// What is computed, the values put in.
        computed: String,
        #[label("{computed}")]
        span: Span,
    },
    /// Bytes outside of an `assert`.
    #[error("bytes are only allowed in an `assert` about `total`, on one side of a comparison")]
    #[diagnostic(
        code(net::value::bytes),
        help(
            "write them there, as in `assert total.peak_memory <= {text}`; without the `B`, it is a \
             number with a scale"
        )
    )]
    BytesOutsideClaim {
        text: String,
        #[label("bytes")]
        span: Span,
    },
    /// A time where only numbers are allowed.
    #[error("a time is only allowed in an `assert` about `total`, on one side of a comparison")]
    #[diagnostic(
        code(net::value::time),
        help("write it there, as in `assert total.time(t4) <= {text}`")
    )]
    TimeOutsideClaim {
        text: String,
        #[label("a time")]
        span: Span,
    },
    /// An energy where only numbers are allowed.
    #[error("an energy is only allowed in an `assert` about `total`, on one side of a comparison")]
    #[diagnostic(
        code(net::value::energy),
        help("write it there, as in `assert total.energy <= {text}`")
    )]
    EnergyOutsideClaim {
        text: String,
        #[label("an energy")]
        span: Span,
    },
    /// An attribute of something that is not a tensor.
    #[error("only tensors have `.{name}`, not {found}")]
    #[diagnostic(code(net::value::no_attribute))]
    NoAttribute {
        name: String,
        found: String,
        #[label("this is {found}")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    /// An axis that a tensor does not have.
    #[error("{shape} has no axis `.{name}`")]
    #[diagnostic(
        code(net::value::no_axis),
        help("`[0]`, `[1]` and `[-1]` are the first, second and last axis of any tensor")
    )]
    NoAxis {
        name: String,
        shape: Shape,
        #[label("`.c` is the first axis, `.w` the last, `.h` the one before it")]
        span: Span,
        #[label("makes {shape}")]
        origin: Span,
    },
    /// An index into something that has no items.
    #[error("only tensors, tuples and lists can be indexed, not {found}")]
    #[diagnostic(code(net::value::not_indexed))]
    NotIndexed {
        found: String,
        #[label("this is {found}")]
        span: Span,
    },
    /// An index that is out of range or not an integer.
    #[error("{found} has no item `[{index}]`")]
    #[diagnostic(code(net::value::index_out_of_range))]
    IndexOutOfRange {
        found: String,
        index: String,
        #[label("this is {index}")]
        span: Span,
        items: String,
        #[label("{items}")]
        held: Span,
        #[label("makes {found}")]
        origin: Option<Span>,
        #[help]
        help: Option<Help>,
    },
    /// A default of a param that its `in` does not allow.
    #[error("the default of `{name}` is {value}, which is not in {legal}")]
    #[diagnostic(
        code(net::value::illegal_default),
        help("choose another default, or add {value} to the values after `in`")
    )]
    IllegalDefault {
        name: String,
        value: String,
        legal: String,
        #[label("not allowed")]
        span: Span,
        #[label("the allowed values")]
        declared: Span,
    },
    /// `total` where only numbers are allowed.
    #[error("a total can only be used in arithmetic and comparisons")]
    #[diagnostic(
        code(net::value::total),
        help(
            "compare each total on its own: `total.params <= 5M and total.macs <= 1G`; totals can be operands of operators, `if \
             then else` and built-in functions, but not items of tuples and lists"
        )
    )]
    TotalInValue {
        #[label("this contains a total")]
        span: Span,
    },
}
}

impl ValueProblem {
    /// What is computed, the values put in, if it is a computation that fails: `1 / 0`.
    pub fn computed(&self) -> Option<&str> {
        match self {
            ValueProblem::WrongOperand { computed, .. }
            | ValueProblem::WrongArguments { computed, .. }
            | ValueProblem::DivisionByZero { computed, .. }
            | ValueProblem::Overflow { computed, .. }
            | ValueProblem::NotReal { computed, .. } => Some(computed),
            _ => None,
        }
    }

    /// The problem of an operator or function that has no result for these values.
    pub fn arithmetic(error: ArithmeticError, computed: String, span: Span) -> Self {
        match error {
            ArithmeticError::DivisionByZero => ValueProblem::DivisionByZero { computed, span },
            ArithmeticError::NotReal => ValueProblem::NotReal { computed, span },
            ArithmeticError::Overflow => ValueProblem::Overflow { computed, span },
        }
    }
}
