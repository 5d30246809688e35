//! Text that is not a statement.

use super::brackets::BracketProblem;
use super::numbers::NumberProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::problem::problems;
use crate::source::Span;

problems! {
/// Problems with text that is not a statement.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum SyntaxProblem {
    /// `x = …` as in other languages.
    #[error("`{name} = …` is not a statement")]
    #[diagnostic(code(net::syntax::assignment_without_let))]
    AssignmentWithoutLet {
        name: String,
        #[label("use `let` or a label to name something")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `if x:` as in Python.
    #[error("a block body is written in `{{ }}`, not after `:`")]
    #[diagnostic(code(net::syntax::body_with_colon))]
    BodyWithColon {
        #[label("expected `{{`")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `let x = conv 3`.
    #[error("`let` expects a value, but this is a call")]
    #[diagnostic(code(net::syntax::call_as_value))]
    CallAsValue {
        #[label("unexpected argument")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `conv(96)` as in other languages.
    #[error("the arguments of `{operation}` are written without parentheses")]
    #[diagnostic(code(net::syntax::call_in_brackets))]
    CallInBrackets {
        operation: String,
        #[label("unexpected parenthesis")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `a < b < c`.
    #[error("comparisons cannot be chained: `{first}` is followed by `{second}`")]
    #[diagnostic(code(net::syntax::chained_comparison))]
    ChainedComparison {
        first: &'static str,
        #[label("and again")]
        span: Span,
        #[label("first comparison")]
        first_span: Span,
        second: &'static str,
        #[help]
        help: Help,
    },
    /// A claim after a statement without an output.
    #[error("`->` claims the shape of a tensor, but this statement has no output")]
    #[diagnostic(
        code(net::syntax::claim_without_tensor),
        help("write the claim after a call, `if`, `for`, `repeat` or `let NAME = {{ … }}`")
    )]
    ClaimWithoutTensor {
        #[label("no output to claim the shape of")]
        span: Span,
    },
    /// `conv 64, 3`.
    #[error("arguments are separated by spaces, not commas")]
    #[diagnostic(code(net::syntax::comma_between_arguments))]
    CommaBetweenArguments {
        #[label("unexpected comma")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `// note` as in C.
    #[error("comments start with `#`, not `{found}`")]
    #[diagnostic(code(net::syntax::comment_sign))]
    CommentSign {
        found: String,
        #[label("not a comment")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `conv if a then b else c`, `and`, `or` and `not` in an argument without parentheses.
    #[error("an argument with `{word}` needs parentheses around the whole argument")]
    #[diagnostic(code(net::syntax::condition_in_argument))]
    ConditionInArgument {
        word: String,
        #[label("a space ends an argument")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `{`, `->` or `else` where there is nothing to continue.
    #[error("`{word}` has no statement to continue{reason}")]
    #[diagnostic(code(net::syntax::continues_nothing))]
    ContinuesNothing {
        word: &'static str,
        reason: &'static str,
        #[label("a statement cannot start with this")]
        span: Span,
        #[label("the statement above ends here")]
        above: Option<Span>,
        #[help]
        help: Help,
    },
    /// `(1, , 2)`.
    #[error("an item is missing between commas")]
    #[diagnostic(code(net::syntax::empty_item))]
    EmptyItem {
        #[label("expected an item before this")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A whole file of another format.
    #[error("this is {format}, not a network in this language")]
    #[diagnostic(code(net::syntax::foreign_format))]
    ForeignFormat {
        /// Its name with its article: `a Darknet cfg`.
        format: &'static str,
        #[label("a line of {format}")]
        span: Span,
        #[help]
        help: String,
    },
    /// A keyword of another language.
    #[error("`{word}` is not a keyword of this language")]
    #[diagnostic(code(net::syntax::foreign_word))]
    ForeignWord {
        word: String,
        #[label("unknown")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A label before a statement that cannot have one.
    #[error("`{keyword}` cannot have a label")]
    #[diagnostic(code(net::syntax::label_on_statement))]
    LabelOnStatement {
        keyword: String,
        #[label("labels name the output of a layer")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A bracket or quote without its other half.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Bracket(#[from] BracketProblem),
    /// A limit of the parser.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Limit(#[from] LimitProblem),
    /// A number, or what was meant as one.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Number(#[from] NumberProblem),
    /// `a == not b`.
    #[error("`not` has a lower precedence than the operator before it")]
    #[diagnostic(code(net::syntax::misplaced_not))]
    MisplacedNot {
        #[label("needs parentheses")]
        span: Span,
        #[help]
        help: Help,
    },
    /// Two statements on a line.
    #[error("expected `;` between two statements on one line")]
    #[diagnostic(code(net::syntax::missing_semicolon))]
    MissingSemicolon {
        found: String,
        #[label("another statement starts here")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A character that is not ASCII.
    #[error("`{found}` is not ASCII, but names, numbers and operators are")]
    #[diagnostic(code(net::syntax::non_ascii))]
    NonAscii {
        found: String,
        #[label("not ASCII")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A sign of a word processor or an input method.
    #[error("{found}, {name}, is not ASCII, but names, numbers and operators are")]
    #[diagnostic(code(net::syntax::non_ascii))]
    TypographicSign {
        /// The sign in backticks, or its number.
        found: String,
        /// What it is, with its article: `an en dash`.
        name: &'static str,
        #[label("not ASCII")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `0..3` outside of a `param`.
    #[error("`..` is only allowed in `param … in a..b`")]
    #[diagnostic(code(net::syntax::range_elsewhere))]
    RangeElsewhere {
        #[label("unexpected range")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A reserved word where a name is expected.
    #[error("`{word}` is a reserved word and cannot be a name")]
    #[diagnostic(code(net::syntax::reserved_word))]
    ReservedWord {
        word: String,
        #[label("reserved word")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `-> 3x3 -> 4x4`.
    #[error("a statement can have only one claim")]
    #[diagnostic(code(net::syntax::second_claim))]
    SecondClaim {
        #[label("and again")]
        span: Span,
        #[label("first claim")]
        first: Span,
        #[help]
        help: Help,
    },
    /// `=` where values are compared.
    #[error("`=` does not compare values")]
    #[diagnostic(code(net::syntax::single_equals))]
    SingleEquals {
        #[label("assigns names to values and arguments")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `stride = 2` in a call.
    #[error("remove the spaces around `=` in this argument")]
    #[diagnostic(code(net::syntax::spaced_equals))]
    SpacedEquals {
        #[label("a space ends an argument")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `conv c * 2`.
    #[error("remove the spaces around the operator in this argument")]
    #[diagnostic(code(net::syntax::spaced_operator))]
    SpacedOperator {
        #[label("a space ends an argument")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A character that is not part of the language.
    #[error("unexpected character `{found}`")]
    #[diagnostic(code(net::syntax::stray_character))]
    StrayCharacter {
        found: String,
        #[label("unexpected")]
        span: Span,
        #[help]
        help: Help,
    },
    /// Text that the grammar does not accept.
    #[error("expected {expected}, found {found}")]
    #[diagnostic(code(net::syntax::unexpected))]
    Unexpected {
        /// What is allowed there.
        expected: String,
        found: String,
        #[label("expected {expected}")]
        span: Span,
        #[help]
        help: Option<Help>,
    },
    /// A statement that starts with something that cannot start one.
    #[error("a statement cannot start with {found}")]
    #[diagnostic(code(net::syntax::no_statement))]
    WordBeginsNothing {
        found: String,
        #[label("expected a statement")]
        span: Span,
        #[help]
        help: Help,
    },
}
}

impl SyntaxProblem {
    /// A statement that starts at `span` on the line of another one; between them are only spaces.
    pub fn missing_semicolon(found: &str, span: Span, between: Span) -> Self {
        let help = format!("write `; {found}`, or start a new line");
        let help = Fix::safe(between, "; ").said(help);
        SyntaxProblem::MissingSemicolon { found: found.to_owned(), span, help }
    }
}
