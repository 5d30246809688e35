//! Problems of this area: text that is no statement.

use miette::Diagnostic;
use thiserror::Error;

use super::bracket::BracketProblem;
use super::fix::{Fix, Help};
use super::limit::LimitProblem;
use super::number::NumberProblem;
use crate::source::Span;

/// Problems with text that is no statement.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum SyntaxProblem {
    /// `x = …` as in other languages.
    #[error("`{name} = …` is no statement")]
    #[diagnostic(code(net::syntax::assignment_without_let))]
    AssignmentWithoutLet {
        /// The name.
        name: String,
        /// The `=`.
        #[label("names are given by `let` and labels")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `if x:` as in Python.
    #[error("a body stands in `{{ }}`, not after `:`")]
    #[diagnostic(code(net::syntax::body_with_colon))]
    BodyWithColon {
        /// The colon.
        #[label("expected `{{`")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `let x = conv 3`.
    #[error("`let` names a value, and a call is none")]
    #[diagnostic(code(net::syntax::call_as_value))]
    CallAsValue {
        /// The first argument of the call.
        #[label("so this can't follow")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `conv(96)` as in other languages.
    #[error("the arguments of `{operation}` stand without brackets")]
    #[diagnostic(code(net::syntax::call_in_brackets))]
    CallInBrackets {
        /// What is called.
        operation: String,
        /// The opening bracket.
        #[label("no bracket here")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `a < b < c`.
    #[error("comparisons can't be chained: `{first}` and `{second}` stand in a row")]
    #[diagnostic(code(net::syntax::chained_comparison))]
    ChainedComparison {
        /// The first operator.
        first: &'static str,
        /// Where it stands.
        #[label("and again")]
        span: Span,
        /// Where it stands.
        #[label("compares once")]
        first_span: Span,
        /// The second operator.
        second: &'static str,
        /// What to do.
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
        /// The claim.
        #[label("nothing to claim here")]
        span: Span,
    },
    /// `conv 64, 3`.
    #[error("arguments are separated by blanks, not commas")]
    #[diagnostic(code(net::syntax::comma_between_arguments))]
    CommaBetweenArguments {
        /// The comma.
        #[label("no comma here")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `// note` as in C.
    #[error("comments begin with `#`, not `{found}`")]
    #[diagnostic(code(net::syntax::comment_sign))]
    CommentSign {
        /// The sign that was written.
        found: String,
        /// Where it stands.
        #[label("no comment, and no argument")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `conv if a then b else c`, `and`, `or` and `not` in an argument without brackets.
    #[error("`{word}` in an argument needs brackets round the whole argument")]
    #[diagnostic(code(net::syntax::condition_in_argument))]
    ConditionInArgument {
        /// The word.
        word: String,
        /// Where it stands.
        #[label("a blank ends an argument")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `{`, `->` or `else` where there is nothing to go on with.
    #[error("`{word}` continues no statement{reason}")]
    #[diagnostic(code(net::syntax::continues_nothing))]
    ContinuesNothing {
        /// What was written.
        word: &'static str,
        /// Why, with a colon in front.
        reason: &'static str,
        /// Where it stands.
        #[label("begins no statement")]
        span: Span,
        /// Where the statement above ends.
        #[label("the statement above ends here")]
        above: Option<Span>,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `(1, , 2)`.
    #[error("an item is missing between commas")]
    #[diagnostic(code(net::syntax::empty_item))]
    EmptyItem {
        /// The comma with nothing before it.
        #[label("nothing stands before this")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// A keyword of another language.
    #[error("`{word}` is no word of this language")]
    #[diagnostic(code(net::syntax::foreign_word))]
    ForeignWord {
        /// The word.
        word: String,
        /// Where it stands.
        #[label("unknown here")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// A label before a statement that takes none.
    #[error("`{keyword}` takes no label")]
    #[diagnostic(code(net::syntax::label_on_statement))]
    LabelOnStatement {
        /// What the statement begins with.
        keyword: String,
        /// The label.
        #[label("labels name a layer's output")]
        span: Span,
        /// What to do.
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
        /// The `not`.
        #[label("needs brackets")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// Two statements on a line.
    #[error("two statements on one line need a `;` between them")]
    #[diagnostic(code(net::syntax::missing_semicolon))]
    MissingSemicolon {
        /// What the second begins with.
        found: String,
        /// Where it begins.
        #[label("begins another statement")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// A letter or sign beyond ASCII.
    #[error("`{found}` is not ASCII, as names, numbers and operators are")]
    #[diagnostic(code(net::syntax::non_ascii))]
    NonAscii {
        /// The word that holds it.
        found: String,
        /// Where it stands.
        #[label("beyond ASCII")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `0..3` outside of a `param`.
    #[error("`..` stands only in `param … in a..b`")]
    #[diagnostic(code(net::syntax::range_elsewhere))]
    RangeElsewhere {
        /// Where it stands.
        #[label("no range here")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// A reserved word where a name is wanted.
    #[error("`{word}` is reserved and can't name anything")]
    #[diagnostic(code(net::syntax::reserved_word))]
    ReservedWord {
        /// The word.
        word: String,
        /// Where it stands.
        #[label("reserved")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `-> 3x3 -> 4x4`.
    #[error("a statement has one claim at most")]
    #[diagnostic(code(net::syntax::second_claim))]
    SecondClaim {
        /// The second.
        #[label("and again")]
        span: Span,
        /// The first.
        #[label("claimed here")]
        first: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `=` where values are compared.
    #[error("`=` compares nothing")]
    #[diagnostic(code(net::syntax::single_equals))]
    SingleEquals {
        /// The sign.
        #[label("gives names to values and arguments")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `stride = 2` in a call.
    #[error("no blank stands round the `=` of an argument")]
    #[diagnostic(code(net::syntax::spaced_equals))]
    SpacedEquals {
        /// From the name to the value.
        #[label("a blank ends an argument")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `conv c * 2`.
    #[error("no blank stands round an operator in an argument")]
    #[diagnostic(code(net::syntax::spaced_operator))]
    SpacedOperator {
        /// From one operand to the other.
        #[label("a blank ends an argument")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// A character that means nothing.
    #[error("`{found}` means nothing here")]
    #[diagnostic(code(net::syntax::stray_character))]
    StrayCharacter {
        /// The character.
        found: String,
        /// Where it stands.
        #[label("stray")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// Text that the grammar has no reading for.
    #[error("expected {expected}, found {found}")]
    #[diagnostic(code(net::syntax::unexpected))]
    Unexpected {
        /// What could stand there, in the language's words.
        expected: String,
        /// What stands there.
        found: String,
        /// Where it stands.
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
        /// What it is.
        found: String,
        /// Where it stands.
        #[label("no statement begins like this")]
        span: Span,
    },
}

impl SyntaxProblem {
    /// A statement that begins at `span` on the line of another; between them only blanks.
    pub fn missing_semicolon(found: &str, span: Span, between: Span) -> Self {
        let help = format!("write `; {found}`, or begin a new line");
        let help = Fix::safe(between, "; ").said(help);
        SyntaxProblem::MissingSemicolon { found: found.to_owned(), span, help }
    }

    /// The change of the text that answers it, where there is one.
    pub fn fix(&self) -> Option<&Fix> {
        match self {
            SyntaxProblem::Bracket(problem) => problem.fix(),
            SyntaxProblem::Number(problem) => problem.fix(),
            SyntaxProblem::AssignmentWithoutLet { help, .. }
            | SyntaxProblem::BodyWithColon { help, .. }
            | SyntaxProblem::CallAsValue { help, .. }
            | SyntaxProblem::CallInBrackets { help, .. }
            | SyntaxProblem::ChainedComparison { help, .. }
            | SyntaxProblem::CommaBetweenArguments { help, .. }
            | SyntaxProblem::CommentSign { help, .. }
            | SyntaxProblem::ConditionInArgument { help, .. }
            | SyntaxProblem::ContinuesNothing { help, .. }
            | SyntaxProblem::EmptyItem { help, .. }
            | SyntaxProblem::ForeignWord { help, .. }
            | SyntaxProblem::LabelOnStatement { help, .. }
            | SyntaxProblem::MisplacedNot { help, .. }
            | SyntaxProblem::MissingSemicolon { help, .. }
            | SyntaxProblem::NonAscii { help, .. }
            | SyntaxProblem::RangeElsewhere { help, .. }
            | SyntaxProblem::ReservedWord { help, .. }
            | SyntaxProblem::SecondClaim { help, .. }
            | SyntaxProblem::SingleEquals { help, .. }
            | SyntaxProblem::SpacedEquals { help, .. }
            | SyntaxProblem::SpacedOperator { help, .. }
            | SyntaxProblem::StrayCharacter { help, .. } => help.fix(),
            _ => None,
        }
    }
}
