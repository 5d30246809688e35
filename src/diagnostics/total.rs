//! Problems of this area: claims about the totals of a network that do not hold, or cannot.

use miette::{Diagnostic, LabeledSpan};
use thiserror::Error;

use super::fix::{Fix, Help};
use crate::source::Span;

/// Problems with claims about totals.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum TotalProblem {
    /// A claim that does not hold.
    #[error("{}{claim}", message.as_ref().map(|text| format!("{text}: ")).unwrap_or_default())]
    #[diagnostic(code(net::claim::total))]
    Fails {
        /// What the file says of it.
        message: Option<String>,
        /// What is and what is claimed: `total.params` is 62,378,344, not at most 5,000,000.
        claim: String,
        /// The condition.
        #[label("{verdict}")]
        span: Span,
        /// How far it is from holding.
        verdict: String,
        /// The totals in it, with their values.
        #[label(collection)]
        totals: Vec<LabeledSpan>,
        /// The layers that weigh most in them.
        #[help]
        heaviest: Option<String>,
    },
    /// Bytes where they have no meaning.
    #[error("bytes are {wrong}")]
    #[diagnostic(
        code(net::claim::bytes),
        help("they stand alone on one side of a comparison with one of {keys}")
    )]
    Bytes {
        /// What is done with them: `compared with a count`.
        wrong: &'static str,
        /// The keys that count bytes.
        keys: String,
        /// The condition.
        #[label("in this condition")]
        span: Span,
    },
    /// Times where they have no meaning, or something else than a time beside one.
    #[error("a time is {wrong}")]
    #[diagnostic(
        code(net::claim::time),
        help(
            "a time such as `5ms` stands alone on one side of a comparison with one of {keys}; \
             these are compared with times only"
        )
    )]
    Time {
        /// What is done with it: `compared with a count`.
        wrong: &'static str,
        /// The keys that count time.
        keys: String,
        /// The condition.
        #[label("in this condition")]
        span: Span,
    },
    /// A time on no device.
    #[error("`total.{key}` is a time on a device, and this names none")]
    #[diagnostic(
        code(net::claim::no_device),
        help("write `total.{key}(t4)`; `netcost devices` lists them")
    )]
    NoDevice {
        /// The key.
        key: String,
        /// The total.
        #[label("on which device?")]
        span: Span,
    },
    /// A convention or device behind a total that depends on none.
    #[error("`total.{key}` depends on no convention and on no device")]
    #[diagnostic(code(net::claim::no_basis))]
    NoBasis {
        /// The key.
        key: String,
        /// The convention or device.
        #[label("this is one too many")]
        span: Span,
        /// The total without it.
        #[help]
        help: Help,
    },
    /// A condition that is no boolean.
    #[error("a claim is true or false, and this is {found}")]
    #[diagnostic(
        code(net::claim::not_a_condition),
        help("compare it with something, as in `assert total.params <= 5M`")
    )]
    NotACondition {
        /// What it is, with its article.
        found: &'static str,
        /// The condition.
        #[label("{found}")]
        span: Span,
    },
    /// A condition that has no value.
    #[error("this claim has no value: {why}")]
    #[diagnostic(code(net::claim::no_value))]
    NoValue {
        /// Why it has none.
        why: String,
        /// The condition.
        #[label("in this condition")]
        span: Span,
        /// The totals in it, with their values.
        #[label(collection)]
        totals: Vec<LabeledSpan>,
    },
    /// A key that the totals do not have.
    #[error("the totals have no `{key}`")]
    #[diagnostic(code(net::claim::unknown_total))]
    Unknown {
        /// The key.
        key: String,
        /// The nearest one, or all.
        #[help]
        help: Help,
        /// The key with `total.` before it.
        #[label("no such total")]
        span: Span,
    },
}

impl TotalProblem {
    /// The change of the text that answers it, where there is one.
    pub fn fix(&self) -> Option<&Fix> {
        match self {
            TotalProblem::NoBasis { help, .. } | TotalProblem::Unknown { help, .. } => help.fix(),
            _ => None,
        }
    }
}
