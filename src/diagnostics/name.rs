//! Problems of this area: names.

use super::fix::Help;
use super::problem::problems;
use crate::source::Span;

problems! {
/// Problems with names.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum NameProblem {
    /// A word that begins a statement and is no operation.
    #[error("there is no operation `{name}`")]
    #[diagnostic(code(net::name::unknown_operation))]
    UnknownOperation {
        name: String,
        #[label("not known")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A name that nothing here has.
    #[error("there is no `{name}` here")]
    #[diagnostic(code(net::name::unknown))]
    UnknownName {
        name: String,
        #[label("not known")]
        span: Span,
        #[help]
        help: Option<Help>,
    },
    /// A function that there is not.
    #[error("there is no function `{name}`")]
    #[diagnostic(code(net::name::unknown_function))]
    UnknownFunction {
        name: String,
        #[label("not known")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A parameter that the operation does not have.
    #[error("`{operation}` has no parameter `{parameter}`")]
    #[diagnostic(code(net::name::unknown_parameter))]
    UnknownParameter {
        operation: String,
        parameter: String,
        #[label("not known")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A kind of advice that there is not.
    #[error("there is no advice `{name}`")]
    #[diagnostic(code(net::name::unknown_advice))]
    UnknownAdvice {
        name: String,
        #[label("not known")]
        span: Span,
        #[help]
        help: String,
    },
    /// An attribute that tensors do not have.
    #[error("a tensor has no `.{name}`")]
    #[diagnostic(code(net::name::unknown_attribute))]
    UnknownAttribute {
        name: String,
        #[label("not known")]
        span: Span,
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
        name: String,
        #[label("used here, before it is named")]
        span: Span,
        #[label("named here")]
        declared: Span,
    },
    /// A param used by a block that runs before it.
    #[error("the param `{name}` has no value yet")]
    #[diagnostic(code(net::name::param_too_late), help("move the `param` above the call"))]
    ParamTooLate {
        name: String,
        #[label("used here")]
        span: Span,
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
        name: String,
        #[label("and again here")]
        second: Span,
        #[label("named here first")]
        first: Span,
    },
    /// A `let` of the file in a block or function.
    #[error("blocks and functions do not see `{name}`, which the file's own body makes")]
    #[diagnostic(code(net::name::let_of_the_file))]
    LetOfTheFile {
        name: String,
        #[label("used here")]
        span: Span,
        #[label("made here")]
        declared: Span,
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
        name: String,
        #[label("used here")]
        span: Span,
        #[label("made here")]
        declared: Span,
    },
    /// A word with two readings.
    #[error("`{word}` can be read in two ways")]
    #[diagnostic(code(net::name::two_readings), help("it is {first}, or {second}"))]
    TwoReadings {
        word: String,
        first: String,
        second: String,
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
        name: String,
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
        name: String,
        #[label("a statement that begins with `{name}` sets it")]
        span: Span,
    },
    /// A parameter of a block with a name that every call has.
    #[error("no block can have a parameter `{name}`: every call has one of that name")]
    #[diagnostic(code(net::name::taken_parameter), help("take another name, such as `my_{name}`"))]
    TakenParameter {
        name: String,
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
        name: String,
        #[label("and from here")]
        second: Span,
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
        word: String,
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
        #[label("known only when all is costed")]
        span: Span,
    },
    /// A key of `share=` that one call alone has.
    #[error("only one call has the key `{key}`, so nothing is shared")]
    #[diagnostic(code(net::name::lone_share), severity(Warning))]
    LoneShare {
        key: String,
        #[label("its only use")]
        span: Span,
        #[label("is this the other?")]
        near: Option<Span>,
        #[help]
        help: Option<String>,
    },
}
}
