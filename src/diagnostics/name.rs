//! Problems of this area: names.

use miette::Diagnostic;
use thiserror::Error;

use super::fix::{Fix, Help};
use crate::source::Span;

/// Problems with names.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum NameProblem {
    /// A word that begins a statement and is no operation.
    #[error("there is no operation `{name}`")]
    #[diagnostic(code(net::name::unknown_operation))]
    UnknownOperation {
        /// The name.
        name: String,
        /// Where.
        #[label("not known")]
        span: Span,
        /// What may be meant.
        #[help]
        help: Help,
    },
    /// A name that nothing here has.
    #[error("there is no `{name}` here")]
    #[diagnostic(code(net::name::unknown))]
    UnknownName {
        /// The name.
        name: String,
        /// Where.
        #[label("not known")]
        span: Span,
        /// What may be meant.
        #[help]
        help: Option<Help>,
    },
    /// A function that there is not.
    #[error("there is no function `{name}`")]
    #[diagnostic(code(net::name::unknown_function))]
    UnknownFunction {
        /// The name.
        name: String,
        /// Where.
        #[label("not known")]
        span: Span,
        /// What may be meant.
        #[help]
        help: Help,
    },
    /// A parameter that the operation does not have.
    #[error("`{operation}` has no parameter `{parameter}`")]
    #[diagnostic(code(net::name::unknown_parameter))]
    UnknownParameter {
        /// The operation, block or function.
        operation: String,
        /// The name in front of `=`.
        parameter: String,
        /// Where.
        #[label("not known")]
        span: Span,
        /// What may be meant.
        #[help]
        help: Help,
    },
    /// A kind of advice that there is not.
    #[error("there is no advice `{name}`")]
    #[diagnostic(code(net::name::unknown_advice))]
    UnknownAdvice {
        /// The name.
        name: String,
        /// Where.
        #[label("not known")]
        span: Span,
        /// What may be meant.
        #[help]
        help: String,
    },
    /// An attribute that tensors do not have.
    #[error("a tensor has no `.{name}`")]
    #[diagnostic(code(net::name::unknown_attribute))]
    UnknownAttribute {
        /// The name.
        name: String,
        /// Where.
        #[label("not known")]
        span: Span,
        /// What may be meant.
        #[help]
        help: Help,
    },
    /// A name used before the statement that makes it.
    #[error("`{name}` is named further down")]
    #[diagnostic(
        code(net::name::named_later),
        help("statements run in order: name it above this line")
    )]
    NamedLater {
        /// The name.
        name: String,
        /// Where it is used.
        #[label("used here, before it is named")]
        span: Span,
        /// Where it is named.
        #[label("named here")]
        declared: Span,
    },
    /// A param used by a block that runs before it.
    #[error("the param `{name}` has no value yet")]
    #[diagnostic(code(net::name::param_too_late), help("move the `param` above the call"))]
    ParamTooLate {
        /// The name.
        name: String,
        /// Where it is used.
        #[label("used here")]
        span: Span,
        /// Its statement.
        #[label("gets its value here, after the call")]
        declared: Span,
    },
    /// A name that would hide another of the same body.
    #[error("there is a `{name}` already")]
    #[diagnostic(
        code(net::name::hides),
        help("no name hides another in the same body: give one of them another name")
    )]
    Hides {
        /// The name.
        name: String,
        /// The second.
        #[label("and again here")]
        second: Span,
        /// The first.
        #[label("named here first")]
        first: Span,
    },
    /// A `let` of the file in a block or function.
    #[error("blocks and functions do not see `{name}`, which the file's own body makes")]
    #[diagnostic(code(net::name::let_of_the_file))]
    LetOfTheFile {
        /// The name.
        name: String,
        /// Where it is used.
        #[label("used here")]
        span: Span,
        /// Where it is made.
        #[label("made here")]
        declared: Span,
        /// What to make of it.
        #[help]
        help: String,
    },
    /// A tensor of the file in a block or function.
    #[error("blocks and functions do not see the tensor `{name}` of the file")]
    #[diagnostic(
        code(net::name::tensor_of_the_file),
        help("pass it as an argument: give the block a parameter and call it with `{name}`")
    )]
    TensorOfTheFile {
        /// The name.
        name: String,
        /// Where it is used.
        #[label("used here")]
        span: Span,
        /// Where it is made.
        #[label("made here")]
        declared: Span,
    },
    /// A word with two readings.
    #[error("`{word}` can be read in two ways")]
    #[diagnostic(code(net::name::two_readings), help("it is {first}, or {second}"))]
    TwoReadings {
        /// The word.
        word: String,
        /// One reading, with its spelling.
        first: String,
        /// The other.
        second: String,
        /// Where.
        #[label("which one is it?")]
        span: Span,
    },
    /// A block that hides a built-in operation.
    #[error("the block `{name}` hides the operation of that name")]
    #[diagnostic(
        code(net::name::hides_operation),
        severity(Warning),
        help("another name, such as `my_{name}`, leaves the operation as it is")
    )]
    HidesOperation {
        /// The name.
        name: String,
        /// Where.
        #[label("in this file `{name}` is the block from here on")]
        span: Span,
    },
    /// A block with the name of a setting.
    #[error("a block cannot be called `{name}`, which is a setting")]
    #[diagnostic(
        code(net::name::setting_as_block),
        help("take another name, such as `{name}_block`")
    )]
    SettingAsBlock {
        /// The name.
        name: String,
        /// Where.
        #[label("a statement that begins with `{name}` sets it")]
        span: Span,
    },
    /// A parameter of a block with a name that every call has.
    #[error("no block can have a parameter `{name}`: every call has one of that name")]
    #[diagnostic(code(net::name::taken_parameter), help("take another name, such as `my_{name}`"))]
    TakenParameter {
        /// The name.
        name: String,
        /// Where.
        #[label("in a call, `{name}=` means something else")]
        span: Span,
    },
    /// A name that two used files declare.
    #[error("two used files declare `{name}`")]
    #[diagnostic(
        code(net::name::from_two_files),
        help("rename one, or declare your own `{name}` in this file")
    )]
    FromTwoFiles {
        /// The name.
        name: String,
        /// The second `use`.
        #[label("and from here")]
        second: Span,
        /// The first.
        #[label("from here")]
        first: Span,
    },
    /// A statement of the file's own body inside another body.
    #[error("`{word}` stands in the file's own body only")]
    #[diagnostic(
        code(net::name::not_in_a_body),
        help("move it out of the braces; what one block alone needs may be a parameter of it")
    )]
    NotInABody {
        /// The word it begins with.
        word: String,
        /// Where.
        #[label("stands inside `{{ }}`")]
        span: Span,
    },
    /// A statement that a used file may not hold.
    #[error("a file that is used holds `block`, `fn`, `use` and `allow`, and nothing else")]
    #[diagnostic(
        code(net::name::not_in_a_used_file),
        help("move this, and what else makes layers or settings, into the file that uses it")
    )]
    NotInAUsedFile {
        /// The first such statement.
        #[label("not in a used file")]
        span: Span,
    },
    /// `it` in a function.
    #[error("a function has no current tensor")]
    #[diagnostic(
        code(net::name::it_in_function),
        help("give it a parameter for what it needs, and call it with `it.c`")
    )]
    ItInFunction {
        /// Where.
        #[label("no `it` here")]
        span: Span,
    },
    /// `total` outside of an `assert`.
    #[error("`total` stands only in an `assert`")]
    #[diagnostic(
        code(net::name::total_outside),
        help("write the condition where it is claimed, as in `assert total.params <= 5M`")
    )]
    TotalOutside {
        /// Where.
        #[label("known only when all is costed")]
        span: Span,
    },
    /// A key of `share=` that one call alone has.
    #[error("only one call has the key `{key}`, so nothing is shared")]
    #[diagnostic(code(net::name::lone_share), severity(Warning))]
    LoneShare {
        /// The key.
        key: String,
        /// Where.
        #[label("its only use")]
        span: Span,
        /// A key much like it.
        #[label("is this the other?")]
        near: Option<Span>,
        /// What may be meant.
        #[help]
        help: Option<String>,
    },
}

impl NameProblem {
    /// The change of the text that answers it, where there is one.
    pub fn fix(&self) -> Option<&Fix> {
        match self {
            NameProblem::UnknownName { help, .. } => help.as_ref()?.fix(),
            NameProblem::UnknownAttribute { help, .. }
            | NameProblem::UnknownFunction { help, .. }
            | NameProblem::UnknownOperation { help, .. }
            | NameProblem::UnknownParameter { help, .. } => help.fix(),
            _ => None,
        }
    }
}
