//! Problems of the area `syntax` with what stands in pairs: brackets, braces and quotes.

use miette::Diagnostic;
use thiserror::Error;

use super::fix::{Fix, Help};
use crate::source::Span;

/// Problems with a bracket, brace or quote that lacks its other half.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum BracketProblem {
    /// `(a]`.
    #[error("`{open}` is closed by `{close}`")]
    #[diagnostic(code(net::syntax::mismatched_bracket))]
    MismatchedBracket {
        /// The opening bracket.
        open: String,
        /// The closing one.
        close: String,
        /// Where the closing one stands.
        #[label("closes another kind")]
        close_span: Span,
        /// Where the opening one stands.
        #[label("opened here")]
        open_span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// A closing bracket too many.
    #[error("`{close}` closes nothing")]
    #[diagnostic(code(net::syntax::stray_bracket))]
    StrayBracket {
        /// The bracket.
        close: String,
        /// Where it stands.
        #[label("nothing is open here")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// A `{` without its `}`.
    #[error("`{{` is never closed")]
    #[diagnostic(code(net::syntax::unclosed_brace), help("write the `}}` that ends the body"))]
    UnclosedBrace {
        /// The brace.
        #[label("opens a body")]
        span: Span,
        /// What stands in the file's own body only, before which a `}` is missing.
        #[label("a `}}` is missing before this")]
        declaration: Option<Span>,
    },
    /// A `(` or `[` without its other half.
    #[error("`{open}` is never closed")]
    #[diagnostic(code(net::syntax::unclosed_bracket), help("{help}"))]
    UnclosedBracket {
        /// The bracket.
        open: String,
        /// Where it stands.
        #[label("opened here")]
        open_span: Span,
        /// Where it should have been closed at the latest.
        #[label("not closed up to here")]
        end: Span,
        /// What may not stand in it.
        help: &'static str,
    },
    /// A string without its second quote.
    #[error("a string ends on its line")]
    #[diagnostic(code(net::syntax::unclosed_string), help(r#"write the `"` that ends it"#))]
    UnclosedString {
        /// The quote.
        #[label("no second `\"` on this line")]
        span: Span,
    },
}

impl BracketProblem {
    /// The change of the text that answers it, where there is one.
    pub fn fix(&self) -> Option<&Fix> {
        match self {
            BracketProblem::MismatchedBracket { help, .. }
            | BracketProblem::StrayBracket { help, .. } => help.fix(),
            BracketProblem::UnclosedBrace { .. }
            | BracketProblem::UnclosedBracket { .. }
            | BracketProblem::UnclosedString { .. } => None,
        }
    }
}
