//! Text that is not a statement.

use super::brackets::BracketProblem;
use super::numbers::NumberProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::problem::problems;
use crate::source::Span;

problems! {
/// Problems with text that is no statement.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum SyntaxProblem {
    /// `x = …` as in other languages.
    #[error("`{name} = …` is no statement")]
    #[diagnostic(code(net::syntax::assignment_without_let))]
    AssignmentWithoutLet {
        name: String,
        #[label("names are given by `let` and labels")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `if x:` as in Python.
    #[error("a body stands in `{{ }}`, not after `:`")]
    #[diagnostic(code(net::syntax::body_with_colon))]
    BodyWithColon {
        #[label("expected `{{`")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `let x = conv 3`.
    #[error("`let` names a value, and a call is none")]
    #[diagnostic(code(net::syntax::call_as_value))]
    CallAsValue {
        #[label("so this can't follow")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `conv(96)` as in other languages.
    #[error("the arguments of `{operation}` stand without brackets")]
    #[diagnostic(code(net::syntax::call_in_brackets))]
    CallInBrackets {
        operation: String,
        #[label("no bracket here")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `a < b < c`.
    #[error("comparisons can't be chained: `{first}` and `{second}` stand in a row")]
    #[diagnostic(code(net::syntax::chained_comparison))]
    ChainedComparison {
        first: &'static str,
        #[label("and again")]
        span: Span,
        #[label("compares once")]
        first_span: Span,
        second: &'static str,
        #[help]
        help: Help,
    },
    /// A claim behind a statement that yields no tensor.
    #[error("`->` claims the shape of a tensor, and this statement yields none")]
    #[diagnostic(
        code(net::syntax::claim_without_tensor),
        help("a claim stands behind a call, `if`, `for`, `repeat` or `let NAME = {{ … }}`")
    )]
    ClaimWithoutTensor {
        #[label("nothing to claim here")]
        span: Span,
    },
    /// `conv 64, 3`.
    #[error("arguments are separated by blanks, not commas")]
    #[diagnostic(code(net::syntax::comma_between_arguments))]
    CommaBetweenArguments {
        #[label("no comma here")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `// note` as in C.
    #[error("comments begin with `#`, not `{found}`")]
    #[diagnostic(code(net::syntax::comment_sign))]
    CommentSign {
        found: String,
        #[label("no comment, and no argument")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `conv if a then b else c`, `and`, `or` and `not` in an argument without brackets.
    #[error("`{word}` in an argument needs brackets round the whole argument")]
    #[diagnostic(code(net::syntax::condition_in_argument))]
    ConditionInArgument {
        word: String,
        #[label("a blank ends an argument")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `{`, `->` or `else` where there is nothing to go on with.
    #[error("`{word}` continues no statement{reason}")]
    #[diagnostic(code(net::syntax::continues_nothing))]
    ContinuesNothing {
        word: &'static str,
        reason: &'static str,
        #[label("begins no statement")]
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
        #[label("nothing stands before this")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A keyword of another language.
    #[error("`{word}` is no word of this language")]
    #[diagnostic(code(net::syntax::foreign_word))]
    ForeignWord {
        word: String,
        #[label("unknown here")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A label before a statement that takes none.
    #[error("`{keyword}` takes no label")]
    #[diagnostic(code(net::syntax::label_on_statement))]
    LabelOnStatement {
        keyword: String,
        #[label("labels name a layer's output")]
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
    #[error("`not` binds less tightly than what stands before it")]
    #[diagnostic(code(net::syntax::misplaced_not))]
    MisplacedNot {
        #[label("needs brackets")]
        span: Span,
        #[help]
        help: Help,
    },
    /// Two statements on a line.
    #[error("two statements on one line need a `;` between them")]
    #[diagnostic(code(net::syntax::missing_semicolon))]
    MissingSemicolon {
        found: String,
        #[label("begins another statement")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A letter or sign beyond ASCII.
    #[error("`{found}` is not ASCII, as names, numbers and operators are")]
    #[diagnostic(code(net::syntax::non_ascii))]
    NonAscii {
        found: String,
        #[label("beyond ASCII")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `0..3` outside of a `param`.
    #[error("`..` stands only in `param … in a..b`")]
    #[diagnostic(code(net::syntax::range_elsewhere))]
    RangeElsewhere {
        #[label("no range here")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A reserved word where a name is wanted.
    #[error("`{word}` is reserved and can't name anything")]
    #[diagnostic(code(net::syntax::reserved_word))]
    ReservedWord {
        word: String,
        #[label("reserved")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `-> 3x3 -> 4x4`.
    #[error("a statement has one claim at most")]
    #[diagnostic(code(net::syntax::second_claim))]
    SecondClaim {
        #[label("and again")]
        span: Span,
        #[label("claimed here")]
        first: Span,
        #[help]
        help: Help,
    },
    /// `=` where values are compared.
    #[error("`=` compares nothing")]
    #[diagnostic(code(net::syntax::single_equals))]
    SingleEquals {
        #[label("gives names to values and arguments")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `stride = 2` in a call.
    #[error("no blank stands round the `=` of an argument")]
    #[diagnostic(code(net::syntax::spaced_equals))]
    SpacedEquals {
        #[label("a blank ends an argument")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `conv c * 2`.
    #[error("no blank stands round an operator in an argument")]
    #[diagnostic(code(net::syntax::spaced_operator))]
    SpacedOperator {
        #[label("a blank ends an argument")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A character that means nothing.
    #[error("`{found}` means nothing here")]
    #[diagnostic(code(net::syntax::stray_character))]
    StrayCharacter {
        found: String,
        #[label("stray")]
        span: Span,
        #[help]
        help: Help,
    },
    /// Text that the grammar has no reading for.
    #[error("expected {expected}, found {found}")]
    #[diagnostic(code(net::syntax::unexpected))]
    Unexpected {
        /// What could stand there, in the language's words.
        expected: String,
        found: String,
        #[label("expected {expected}")]
        span: Span,
    },
    /// A statement that begins with what none begins with.
    #[error("{found} begins no statement")]
    #[diagnostic(
        code(net::syntax::no_statement),
        help(
            "a statement begins with an operation, a label or a keyword: `conv 64`, `c4: conv 64`, `let c = 64`"
        )
    )]
    WordBeginsNothing {
        found: String,
        #[label("no statement begins like this")]
        span: Span,
    },
}
}

impl SyntaxProblem {
    /// A statement that begins at `span` on the line of another; between them only blanks.
    pub fn missing_semicolon(found: &str, span: Span, between: Span) -> Self {
        let help = format!("write `; {found}`, or begin a new line");
        let help = Fix::safe(between, "; ").said(help);
        SyntaxProblem::MissingSemicolon { found: found.to_owned(), span, help }
    }
}
