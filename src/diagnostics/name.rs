//! Problems of the area `name`.

use super::fix::Help;
use super::problem::problems;
use crate::source::Span;

problems! {
/// Problems with names.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum NameProblem {
    /// A word that begins a statement and is not an operation.
    #[error("there is no operation `{name}`")]
    #[diagnostic(code(net::name::unknown_operation))]
    UnknownOperation {
        name: String,
        #[label("unknown")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A name that is not defined here.
    #[error("there is no `{name}` here")]
    #[diagnostic(code(net::name::unknown))]
    UnknownName {
        name: String,
        #[label("unknown")]
        span: Span,
        #[help]
        help: Option<Help>,
    },
    /// A lens without a block that replaces something.
    #[error("the lens `{name}` replaces nothing")]
    #[diagnostic(
        code(net::name::empty_lens),
        help("declare a block with the name of an operation or standard block: `block conv(out, k=1) {{ … }}`")
    )]
    EmptyLens {
        name: String,
        #[label("no block has the name of an operation or standard block")]
        span: Span,
    },
    /// A block of a lens with the name of an operation that no block can replace.
    #[error("a lens cannot replace `{name}`")]
    #[diagnostic(
        code(net::name::not_replaceable),
        help("it can replace operations that take the current tensor alone, and standard blocks")
    )]
    NotReplaceable {
        name: String,
        #[label("`{name}` takes other tensors, or makes no layer")]
        span: Span,
    },
    /// A function that does not exist.
    #[error("there is no function `{name}`")]
    #[diagnostic(code(net::name::unknown_function))]
    UnknownFunction {
        name: String,
        #[label("unknown")]
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
        #[label("unknown")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A kind of advice that does not exist.
    #[error("there is no advice `{name}`")]
    #[diagnostic(code(net::name::unknown_advice))]
    UnknownAdvice {
        name: String,
        #[label("unknown")]
        span: Span,
        #[help]
        help: String,
    },
    /// An attribute that tensors do not have.
    #[error("a tensor has no `.{name}`")]
    #[diagnostic(code(net::name::unknown_attribute))]
    UnknownAttribute {
        name: String,
        #[label("unknown")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A name used before the statement that defines it.
    #[error("`{name}` is used before it is defined")]
    #[diagnostic(
        code(net::name::named_later),
        help("statements run in order: define it above this line")
    )]
    NamedLater {
        name: String,
        #[label("used here")]
        span: Span,
        #[label("defined here")]
        declared: Span,
    },
    /// A param or `let` of the file used by a block that runs before it.
    #[error("`{name}` of the file has no value yet")]
    #[diagnostic(code(net::name::param_too_late), help("move its statement above the call"))]
    ParamTooLate {
        name: String,
        #[label("used here")]
        span: Span,
        #[label("gets its value here, after the call")]
        declared: Span,
    },
    /// A name that would hide another one of the same block body.
    #[error("`{name}` is already defined")]
    #[diagnostic(
        code(net::name::hides),
        help("names cannot be redefined in the same block body: rename one of them")
    )]
    Hides {
        name: String,
        #[label("and again here")]
        second: Span,
        #[label("first defined here")]
        first: Span,
    },
    /// A `let` of the file in a block or function.
    #[error("blocks and functions cannot use `{name}`, which is defined at the top level of the file")]
    #[diagnostic(code(net::name::let_of_the_file))]
    LetOfTheFile {
        name: String,
        #[label("used here")]
        span: Span,
        #[label("defined here")]
        declared: Span,
        #[help]
        help: String,
    },
    /// A tensor of the file in a block or function.
    #[error("blocks and functions cannot use the tensor `{name}`, which is defined at the top level of the file")]
    #[diagnostic(
        code(net::name::tensor_of_the_file),
        help("pass it as an argument: give the block a parameter, and call it with `{name}`")
    )]
    TensorOfTheFile {
        name: String,
        #[label("used here")]
        span: Span,
        #[label("defined here")]
        declared: Span,
    },
    /// A word with two meanings.
    #[error("`{word}` is ambiguous")]
    #[diagnostic(code(net::name::two_readings), help("it can mean {first}, or {second}"))]
    TwoReadings {
        word: String,
        first: String,
        second: String,
        #[label("which one is meant?")]
        span: Span,
    },
    /// A block that hides a built-in operation and does not use it itself.
    #[error("the block `{name}` hides the operation of that name")]
    #[diagnostic(
        code(net::name::hides_operation),
        severity(Warning),
        help("choose another name, such as `my_{name}`, to keep the operation available")
    )]
    HidesOperation {
        name: String,
        #[label("outside of its body, `{name}` means the block")]
        span: Span,
    },
    /// A block with the name of a setting.
    #[error("a block cannot be named `{name}`, because that is a setting")]
    #[diagnostic(
        code(net::name::setting_as_block),
        help("choose another name, such as `{name}_block`")
    )]
    SettingAsBlock {
        name: String,
        #[label("a statement that begins with `{name}` sets it")]
        span: Span,
    },
    /// A parameter of a block with a name that every call has.
    #[error("a block cannot have a parameter `{name}`, because every call has one")]
    #[diagnostic(code(net::name::taken_parameter), help("choose another name, such as `my_{name}`"))]
    TakenParameter {
        name: String,
        #[label("in calls, `{name}=` has another meaning")]
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
    /// A statement of the top level of a file inside a block body.
    #[error("`{word}` is only allowed at the top level of a file")]
    #[diagnostic(
        code(net::name::not_in_a_body),
        help("move it out of the braces; a value that only one block needs can be a parameter of that block")
    )]
    NotInABody {
        word: String,
        #[label("inside `{{ }}`")]
        span: Span,
    },
    /// A statement that a used file may not hold.
    #[error("a file that is used may only contain `block`, `fn`, `use` and `allow`")]
    #[diagnostic(
        code(net::name::not_in_a_used_file),
        help("move this, and everything else that makes layers or settings, into the file that uses it")
    )]
    NotInAUsedFile {
        #[label("not allowed in a used file")]
        span: Span,
    },
    /// `it` in a function.
    #[error("a function has no current tensor")]
    #[diagnostic(
        code(net::name::it_in_function),
        help("give the function a parameter, and pass for example `it.c`")
    )]
    ItInFunction {
        #[label("no `it` here")]
        span: Span,
    },
    /// `total` outside of an `assert`.
    #[error("`total` is only available in an `assert`")]
    #[diagnostic(
        code(net::name::total_outside),
        help("write the condition in an `assert`, as in `assert total.params <= 5M`")
    )]
    TotalOutside {
        #[label("known only once the whole network is costed")]
        span: Span,
    },
    /// A key of `share=` that only one call has.
    #[error("only one call has the key `{key}`, so nothing is shared")]
    #[diagnostic(code(net::name::lone_share), severity(Warning))]
    LoneShare {
        key: String,
        #[label("its only use")]
        span: Span,
        #[label("is this the other one?")]
        near: Option<Span>,
        #[help]
        help: Option<String>,
    },
}
}
