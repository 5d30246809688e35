//! Problems of the area `call`: how an operation or block is called.

use super::fix::Help;
use super::problem::problems;
use crate::source::Span;

problems! {
/// Problems with how an operation or block is called.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum CallProblem {
    /// An argument of another type than its parameter takes.
    #[error("`{parameter}` of `{operation}` takes {expected}, not {found}")]
    #[diagnostic(code(net::call::wrong_type))]
    WrongType {
        operation: String,
        parameter: String,
        /// What it takes, with its article: `an integer`.
        expected: String,
        /// What it got, with its article.
        found: String,
        #[label("{found}")]
        span: Span,
        #[help]
        help: Option<Help>,
    },
    /// A decimal where an integer is required.
    #[error("`{parameter}` of `{operation}` takes an integer, not {value}")]
    #[diagnostic(code(net::call::not_an_integer))]
    NotInteger {
        operation: String,
        parameter: String,
        value: String,
        #[label("this is {value}")]
        span: Span,
        #[help]
        help: String,
    },
    /// A number outside of what its parameter takes: zero stride, negative padding, no channels.
    #[error("`{parameter}` of `{operation}` must be {bound}, not {value}")]
    #[diagnostic(code(net::call::out_of_range))]
    OutOfRange {
        operation: String,
        parameter: String,
        /// What it must be: `at least 1`.
        bound: String,
        value: String,
        #[label("this is {value}")]
        span: Span,
        #[help]
        help: Option<String>,
    },
    /// A required parameter that the call does not give.
    #[error("`{operation}` needs `{parameter}`: {doc}")]
    #[diagnostic(code(net::call::missing_argument))]
    Missing {
        operation: String,
        parameter: String,
        doc: String,
        #[label("`{parameter}` is missing here")]
        span: Span,
        #[help]
        help: String,
    },
    /// More positional arguments than parameters.
    #[error("`{operation}` takes {}", if *most == 0 { "no arguments".to_owned() } else { format!("at most {most} argument{}", if *most == 1 { "" } else { "s" }) })]
    #[diagnostic(code(net::call::too_many_arguments))]
    TooMany {
        operation: String,
        most: usize,
        #[label("too many")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A parameter given twice.
    #[error("`{parameter}` of `{operation}` is given twice")]
    #[diagnostic(code(net::call::argument_twice))]
    Twice {
        operation: String,
        parameter: String,
        #[label("this is `{parameter}`")]
        first: Span,
        #[label("and so is this")]
        second: Span,
        #[help]
        help: Help,
    },
    /// A tensor among the arguments of an operation that works on the current tensor.
    #[error("`{operation}` works on the current tensor and takes no other, such as `{tensor}`")]
    #[diagnostic(code(net::call::tensor_given))]
    TensorGiven {
        operation: String,
        tensor: String,
        #[label("a tensor")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A word that a parameter does not take.
    #[error("`{parameter}` of `{operation}` cannot be `{word}`")]
    #[diagnostic(code(net::call::unknown_word))]
    UnknownWord {
        operation: String,
        parameter: String,
        word: String,
        #[label]
        span: Span,
        #[help]
        help: Help,
    },
    /// A word of `deploy` that is not a pass.
    #[error("{problem}")]
    #[diagnostic(code(net::call::unknown_pass))]
    UnknownPass {
        /// What is wrong with it, as a sentence.
        problem: String,
        #[label]
        span: Span,
        #[help]
        help: Help,
    },
    /// Passes that are not in order.
    #[error("{reason}")]
    #[diagnostic(
        code(net::call::pass_order),
        help("the order is `prune`, `drop`, `fold-bn`, `fuse`, and then `int8` or `int4`")
    )]
    PassOrder {
        name: String,
        /// The reason, as a sentence.
        reason: String,
        #[label("`{name}` is not possible here")]
        span: Span,
    },
    /// A parameter that takes a value, written as if it were a flag.
    #[error("`{parameter}` of `{operation}` is not a flag: it takes a value")]
    #[diagnostic(code(net::call::not_a_flag))]
    NotAFlag {
        operation: String,
        parameter: String,
        #[label("needs a value")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A branch as an argument of an operation that does not take one.
    #[error("`{operation}` does not take a branch")]
    #[diagnostic(
        code(net::call::no_branch),
        help(
            "operations that join tensors, such as `add` and `concat`, take branches; write what runs before or after `{operation}` \
             as a separate statement, as in `conv 64; relu`"
        )
    )]
    NoBranch {
        operation: String,
        #[label("this branch")]
        span: Span,
    },
    /// A setting that the file states twice.
    #[error("`{setting}` is set twice")]
    #[diagnostic(
        code(net::call::setting_twice),
        help("remove one of them: a setting applies to the whole file")
    )]
    SettingTwice {
        /// The setting: `batch`.
        setting: String,
        #[label("first here")]
        first: Span,
        #[label("and here")]
        second: Span,
    },
    /// More labels than outputs.
    #[error("{labels} label{} for {outputs} output{}", if *labels == 1 { "" } else { "s" }, if *outputs == 1 { "" } else { "s" })]
    #[diagnostic(code(net::call::too_many_labels))]
    TooManyLabels {
        labels: usize,
        outputs: usize,
        #[label("has no output to name")]
        span: Span,
        #[help]
        help: String,
    },
    /// `+=` to something that is not a list, or to a list that may not grow here.
    #[error("`+=` appends to a list, but `{name}` is {found}")]
    #[diagnostic(code(net::call::append))]
    AppendToOther {
        name: String,
        found: String,
        #[label("appended to here")]
        span: Span,
        #[label("declared here")]
        declared: Option<Span>,
        #[help]
        help: String,
    },
    /// A loop over something that is not a list.
    #[error("`for` iterates over a list, not {found}")]
    #[diagnostic(code(net::call::not_a_list))]
    NotAList {
        found: String,
        #[label("this is {found}")]
        span: Span,
        #[help]
        help: String,
    },
    /// A pattern of more or fewer names than an item has values.
    #[error("{names} name{} for items of {values} value{}", if *names == 1 { "" } else { "s" }, if *values == 1 { "" } else { "s" })]
    #[diagnostic(code(net::call::pattern))]
    Pattern {
        names: usize,
        values: usize,
        #[label("{names} here")]
        span: Span,
        #[label("{values} in {holder}")]
        list: Span,
        /// What the label marks: `this item`, or `an item of this` list.
        holder: &'static str,
        #[help]
        item: String,
    },
    /// A condition that is neither true nor false.
    #[error("a condition must be `true` or `false`, not {found}")]
    #[diagnostic(
        code(net::call::not_a_condition),
        help("compare it, as in `… > 0`")
    )]
    NotACondition {
        found: String,
        #[label("this is {found}")]
        span: Span,
    },
    /// A name in front of a statement that holds no operation.
    #[error("`{name}` is {found}, not an operation")]
    #[diagnostic(code(net::call::not_callable))]
    NotCallable {
        name: String,
        found: String,
        #[label("called here")]
        span: Span,
        #[help]
        help: String,
    },
    /// A join without operands.
    #[error("`{operation}` joins the current tensor with another one, which is missing")]
    #[diagnostic(
        code(net::call::no_operands),
        help("write `{operation} NAME` or `{operation} {{ … }}`")
    )]
    NoOperands {
        operation: &'static str,
        #[label("nothing to join with")]
        span: Span,
    },
    /// A join of numbers.
    #[error("`{operation}` needs at least one tensor, not only numbers")]
    #[diagnostic(
        code(net::call::numbers_alone),
        help(
            "write a single number to join it with the current tensor, as in `{operation} 2`; before several, write \
             `it`, as in `{operation} it 2 3`"
        )
    )]
    NumbersAlone {
        operation: &'static str,
        #[label("only numbers")]
        span: Span,
    },
    /// Another number of operands than the operation joins.
    #[error("`{operation}` joins {expected} tensors, not {found}")]
    #[diagnostic(code(net::call::operand_count))]
    OperandCount {
        operation: &'static str,
        expected: usize,
        found: usize,
        #[label("{found} here")]
        span: Span,
        #[help]
        help: String,
    },
    /// Two arguments that exclude each other, or none of two of which one is needed.
    #[error("`{operation}` needs exactly one of `{first}` and `{second}`, but has {found}")]
    #[diagnostic(code(net::call::either_or))]
    EitherOr {
        operation: &'static str,
        first: &'static str,
        second: &'static str,
        found: &'static str,
        #[label("{found}")]
        span: Span,
        #[help]
        help: String,
    },
}
}

impl CallProblem {
    /// The problem of more labels than outputs; `span` is the first label too many.
    pub fn too_many_labels(labels: usize, outputs: usize, span: Span) -> Self {
        let help = match outputs {
            0 => "a setting has no output: remove the label".to_owned(),
            1 => format!("`split {labels}` divides a tensor into {labels}"),
            _ => format!("remove the labels after the first {outputs}"),
        };
        CallProblem::TooManyLabels { labels, outputs, span, help }
    }
}
