//! Brackets, braces and quotes that lack their other half.

use crate::diagnostics::fix::Help;
use crate::diagnostics::problem::problems;
use crate::source::Span;

problems! {
/// Problems with a bracket, brace or quote that lacks its other half.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum BracketProblem {
    /// `(a]`.
    #[error("`{open}` is closed by `{close}`")]
    #[diagnostic(code(net::syntax::mismatched_bracket))]
    MismatchedBracket {
        open: String,
        close: String,
        #[label("closes another kind")]
        close_span: Span,
        #[label("opened here")]
        open_span: Span,
        #[help]
        help: Help,
    },
    /// A closing bracket too many.
    #[error("`{close}` closes nothing")]
    #[diagnostic(code(net::syntax::stray_bracket))]
    StrayBracket {
        close: String,
        #[label("nothing is open here")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A `{` without its `}`.
    #[error("`{{` is never closed")]
    #[diagnostic(code(net::syntax::unclosed_brace), help("write the `}}` that ends the body"))]
    UnclosedBrace {
        #[label("opens a body")]
        span: Span,
        /// What stands in the file's own body only, before which a `}` is missing.
        #[label("a `}}` is missing before this")]
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
        #[label("not closed up to here")]
        end: Span,
        #[help]
        help: &'static str,
    },
    /// A string without its second quote.
    #[error("a string ends on its line")]
    #[diagnostic(code(net::syntax::unclosed_string), help(r#"write the `"` that ends it"#))]
    UnclosedString {
        #[label("no second `\"` on this line")]
        span: Span,
    },
}
}
