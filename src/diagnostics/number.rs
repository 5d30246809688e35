//! Problems of the area `syntax` with numbers, and with what begins like one.

use miette::Diagnostic;
use thiserror::Error;

use super::fix::{Fix, Help};
use crate::source::Span;

/// Problems with a number, or with what a digit stands in.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum NumberProblem {
    /// A number or dimensions that can't be read.
    #[error("`{text}` is no number")]
    #[diagnostic(code(net::syntax::bad_number))]
    BadNumber {
        /// As written.
        text: String,
        /// Where it stands.
        #[label("not a number")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `7B`, which is neither billions nor bytes.
    #[error("`{text}` has no meaning: `B` stands for bytes, behind a scale")]
    #[diagnostic(code(net::syntax::bytes_without_scale))]
    BytesWithoutScale {
        /// As written.
        text: String,
        /// The number.
        #[label("billions, or bytes?")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `3a: conv 64`.
    #[error("the label `{text}` begins with a digit")]
    #[diagnostic(code(net::syntax::label_with_digit))]
    LabelWithDigit {
        /// The label.
        text: String,
        /// Where it stands.
        #[label("names begin with a letter or `_`")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// `4c`.
    #[error("`{text}` is neither a number nor a name")]
    #[diagnostic(code(net::syntax::number_before_name))]
    NumberBeforeName {
        /// As written.
        text: String,
        /// Where it stands.
        #[label("begins with a digit")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
    /// A number that can't be held exactly.
    #[error("the number `{text}` is out of range")]
    #[diagnostic(code(net::syntax::number_out_of_range), help("{range}"))]
    NumberOutOfRange {
        /// As written.
        text: String,
        /// What may be written.
        range: &'static str,
        /// Where it stands.
        #[label("out of range")]
        span: Span,
    },
    /// `p0.5`.
    #[error("`{text}` is no shorthand: those are letters, then an integer or dimensions")]
    #[diagnostic(code(net::syntax::shorthand_decimal))]
    ShorthandDecimal {
        /// As written.
        text: String,
        /// Where it stands.
        #[label("holds a decimal")]
        span: Span,
        /// What to do.
        #[help]
        help: Help,
    },
}

impl NumberProblem {
    /// The change of the text that answers it, where there is one.
    pub fn fix(&self) -> Option<&Fix> {
        match self {
            NumberProblem::BadNumber { help, .. }
            | NumberProblem::BytesWithoutScale { help, .. }
            | NumberProblem::LabelWithDigit { help, .. }
            | NumberProblem::NumberBeforeName { help, .. }
            | NumberProblem::ShorthandDecimal { help, .. } => help.fix(),
            NumberProblem::NumberOutOfRange { .. } => None,
        }
    }
}
