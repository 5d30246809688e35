//! Numbers, and words that contain digits.

use crate::diagnostics::fix::Help;
use crate::diagnostics::problem::problems;
use crate::source::Span;

problems! {
/// Problems with a number, or with a word that contains a digit.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum NumberProblem {
    /// A number or dimensions that can't be read.
    #[error("`{text}` is not a number")]
    #[diagnostic(code(net::syntax::bad_number))]
    BadNumber {
        text: String,
        #[label("not a number")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `7B`, which is neither billions nor bytes.
    #[error("`{text}` is ambiguous: `B` means bytes, and follows a scale")]
    #[diagnostic(code(net::syntax::bytes_without_scale))]
    BytesWithoutScale {
        text: String,
        #[label("billions, or bytes?")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `3a: conv 64`.
    #[error("the label `{text}` starts with a digit")]
    #[diagnostic(code(net::syntax::label_with_digit))]
    LabelWithDigit {
        text: String,
        #[label("names start with a letter or `_`")]
        span: Span,
        #[help]
        help: Help,
    },
    /// `4c`.
    #[error("`{text}` is neither a number nor a name")]
    #[diagnostic(code(net::syntax::number_before_name))]
    NumberBeforeName {
        text: String,
        #[label("starts with a digit")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A number that can't be held exactly.
    #[error("the number `{text}` is out of range")]
    #[diagnostic(code(net::syntax::number_out_of_range))]
    NumberOutOfRange {
        text: String,
        /// What may be written.
        #[help]
        range: &'static str,
        #[label("out of range")]
        span: Span,
    },
    /// `p0.5`.
    #[error("`{text}` is not a valid shorthand: letters, then an integer or dimensions")]
    #[diagnostic(code(net::syntax::shorthand_decimal))]
    ShorthandDecimal {
        text: String,
        #[label("has a decimal")]
        span: Span,
        #[help]
        help: Help,
    },
}
}
