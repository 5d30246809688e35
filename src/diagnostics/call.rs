//! Problems of this area: how an operation or block is called.

use miette::Diagnostic;
use thiserror::Error;

use super::fix::{Fix, Help};
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
        help: Option<Help>,
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
        /// What to write instead, if that is known.
        #[help]
        help: Option<String>,
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
    /// More positional arguments than parameters.
    #[error("`{operation}` takes {}", if *most == 0 { "no arguments".to_owned() } else { format!("at most {most} argument{}", if *most == 1 { "" } else { "s" }) })]
    #[diagnostic(code(net::call::too_many_arguments))]
    TooMany {
        /// The operation, block or function.
        operation: String,
        /// How many it takes.
        most: usize,
        /// Where.
        #[label("too many")]
        span: Span,
        /// The whole signature.
        #[help]
        help: Help,
    },
    /// A parameter given twice.
    #[error("`{parameter}` of `{operation}` is given twice")]
    #[diagnostic(code(net::call::argument_twice), help("leave one of them out"))]
    Twice {
        /// The operation, block or function.
        operation: String,
        /// The parameter.
        parameter: String,
        /// The first argument.
        #[label("this is `{parameter}`")]
        first: Span,
        /// The second.
        #[label("and so is this")]
        second: Span,
    },
    /// A word that is none of those a parameter takes.
    #[error("`{parameter}` of `{operation}` cannot be `{word}`")]
    #[diagnostic(code(net::call::unknown_word))]
    UnknownWord {
        /// The operation, block or function.
        operation: String,
        /// The parameter.
        parameter: String,
        /// The word.
        word: String,
        /// Where.
        #[label]
        span: Span,
        /// The words there are, or the nearest.
        #[help]
        help: Help,
    },
    /// A parameter that takes a value, written as if it were a flag.
    #[error("`{parameter}` of `{operation}` is no flag: it takes a value")]
    #[diagnostic(code(net::call::not_a_flag))]
    NotAFlag {
        /// The operation, block or function.
        operation: String,
        /// The parameter.
        parameter: String,
        /// Where.
        #[label("needs a value")]
        span: Span,
        /// The parameter with a value that it takes.
        #[help]
        help: Help,
    },
    /// A branch where none is taken.
    #[error("`{operation}` takes no branch")]
    #[diagnostic(
        code(net::call::no_branch),
        help(
            "joins such as `add` and `concat` take branches; what runs before or after `{operation}` is a \
             statement of its own, as in `conv 64; relu`"
        )
    )]
    NoBranch {
        /// The operation, block or function.
        operation: String,
        /// Where.
        #[label("this branch")]
        span: Span,
    },
    /// A setting that the file states twice.
    #[error("`{setting}` is set twice")]
    #[diagnostic(
        code(net::call::setting_twice),
        help("leave one of them out: a setting holds for the whole file")
    )]
    SettingTwice {
        /// The setting: `batch`.
        setting: String,
        /// The first statement's argument.
        #[label("first here")]
        first: Span,
        /// The second's.
        #[label("and here")]
        second: Span,
    },
    /// More labels than outputs.
    #[error("{labels} label{} for {outputs} output{}", if *labels == 1 { "" } else { "s" }, if *outputs == 1 { "" } else { "s" })]
    #[diagnostic(code(net::call::too_many_labels), help("{help}"))]
    TooManyLabels {
        /// How many labels there are.
        labels: usize,
        /// How many outputs there are.
        outputs: usize,
        /// The first label too many.
        #[label("names nothing")]
        span: Span,
        /// What makes several outputs.
        help: String,
    },
    /// A list that is none, or not one that may grow here.
    #[error("`+=` to `{name}`, which is {found}")]
    #[diagnostic(code(net::call::append), help("{help}"))]
    AppendToOther {
        /// The name.
        name: String,
        /// What it is.
        found: String,
        /// Where.
        #[label("appended to here")]
        span: Span,
        /// Where it is declared.
        #[label("declared here")]
        declared: Option<Span>,
        /// What may be meant.
        help: String,
    },
    /// A loop over something that is no list.
    #[error("`for` goes through a list, not {found}")]
    #[diagnostic(code(net::call::not_a_list), help("{help}"))]
    NotAList {
        /// What it was given.
        found: String,
        /// Where.
        #[label("this is {found}")]
        span: Span,
        /// A list that may be meant.
        help: String,
    },
    /// A pattern of more or fewer names than an item has values.
    #[error("{names} name{} for items of {values} value{}", if *names == 1 { "" } else { "s" }, if *values == 1 { "" } else { "s" })]
    #[diagnostic(code(net::call::pattern))]
    Pattern {
        /// Names in the pattern.
        names: usize,
        /// Values in the item.
        values: usize,
        /// The pattern.
        #[label("{names} here")]
        span: Span,
        /// The list.
        #[label("{values} in an item of this")]
        list: Span,
        /// The item.
        #[help]
        item: String,
    },
    /// A condition that is neither true nor false.
    #[error("a condition is true or false, not {found}")]
    #[diagnostic(
        code(net::call::not_a_condition),
        help("compare it, as in `… > 0`, or make it `true` or `false`")
    )]
    NotACondition {
        /// What it is.
        found: String,
        /// Where.
        #[label("this is {found}")]
        span: Span,
    },
    /// A name in front of a statement that holds no operation.
    #[error("`{name}` is {found}, not an operation")]
    #[diagnostic(code(net::call::not_callable), help("{help}"))]
    NotCallable {
        /// The name.
        name: String,
        /// What it holds.
        found: String,
        /// Where.
        #[label("called here")]
        span: Span,
        /// What to do with what it holds.
        help: String,
    },
    /// A join without operands.
    #[error("`{operation}` joins the current tensor with another, and none is given")]
    #[diagnostic(
        code(net::call::no_operands),
        help("write `{operation} NAME` or `{operation} {{ … }}`")
    )]
    NoOperands {
        /// The operation.
        operation: &'static str,
        /// Where.
        #[label("joins with nothing")]
        span: Span,
    },
    /// A join of numbers.
    #[error("`{operation}` of numbers alone joins no tensor")]
    #[diagnostic(
        code(net::call::numbers_alone),
        help(
            "a single number joins with the current tensor, as in `{operation} 2`; so do several behind \
             `it`, as in `{operation} it 2`"
        )
    )]
    NumbersAlone {
        /// The operation.
        operation: &'static str,
        /// Where.
        #[label("only numbers")]
        span: Span,
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
    #[error("`{operation}` takes `{first}` or `{second}`, and has {found} here")]
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
        #[label("{found} of them")]
        span: Span,
        /// An example of each.
        #[help]
        help: String,
    },
}

impl CallProblem {
    /// The change of the text that answers it, where there is one.
    pub fn fix(&self) -> Option<&Fix> {
        match self {
            CallProblem::WrongType { help, .. } => help.as_ref()?.fix(),
            CallProblem::NotAFlag { help, .. }
            | CallProblem::TooMany { help, .. }
            | CallProblem::UnknownWord { help, .. } => help.fix(),
            _ => None,
        }
    }

    /// The problem of more labels than outputs; `span` is the first label too many.
    pub fn too_many_labels(labels: usize, outputs: usize, span: Span) -> Self {
        let help = match outputs {
            0 => "a setting yields no tensor: leave the label out".to_owned(),
            1 => format!("`split {labels}` makes {labels} tensors of one"),
            _ => format!("leave out the labels after the {outputs} that have a tensor"),
        };
        CallProblem::TooManyLabels { labels, outputs, span, help }
    }
}
