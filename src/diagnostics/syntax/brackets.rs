//! Brackets, braces and quotes that lack their other half.

use crate::diagnostics::fix::Help;
use crate::diagnostics::problem::problems;
use crate::source::Span;

problems! {
/// Problems with a bracket, brace or quote that lacks its other half.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum BracketProblem {
    /// `(a]`.
    #[error("`{open}` is closed by a mismatched `{close}`")]
    #[diagnostic(code(net::syntax::mismatched_bracket))]
    MismatchedBracket {
        open: String,
        close: String,
        #[label("does not match")]
        close_span: Span,
        #[label("opened here")]
        open_span: Span,
        #[help]
        help: Help,
    },
    /// A closing bracket without its opening one.
    #[error("unexpected closing `{close}`")]
    #[diagnostic(code(net::syntax::stray_bracket))]
    StrayBracket {
        close: String,
        #[label("nothing to close")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A `{` without its `}`.
    #[error("`{{` is never closed")]
    #[diagnostic(code(net::syntax::unclosed_brace), help("write the closing `}}`"))]
    UnclosedBrace {
        #[label("opened here")]
        span: Span,
        /// A statement of the top level, before which a `}` is missing.
        #[label("expected a `}}` before this")]
        declaration: Option<Span>,
    },
    /// A `(` or `[` without its other half.
    #[error("`{open}` is never closed")]
    #[diagnostic(code(net::syntax::unclosed_bracket))]
    UnclosedBracket {
        open: String,
        #[label("opened here")]
        open_span: Span,
        /// Where it should have been closed at the latest.
        #[label("expected to be closed by here")]
        end: Span,
        #[help]
        help: Help,
    },
    /// A string without its closing quote.
    #[error("this string is not closed")]
    #[diagnostic(code(net::syntax::unclosed_string), help(r#"write the closing `"` on the same line"#))]
    UnclosedString {
        #[label("no second `\"` on this line")]
        span: Span,
    },
}
}
