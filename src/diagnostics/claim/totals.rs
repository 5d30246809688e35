//! Claims about the totals of a network, which are checked once it is costed.

use miette::LabeledSpan;

use crate::diagnostics::fix::Help;
use crate::diagnostics::problem::problems;
use crate::source::Span;

problems! {
/// Problems with claims about totals.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum TotalProblem {
    /// A claim that does not hold.
    #[error("{}{claim}", message.as_ref().map(|text| format!("{text}: ")).unwrap_or_default())]
    #[diagnostic(code(net::claim::total))]
    Fails {
        message: Option<String>,
        /// What is and what is claimed: `total.params` is 62,378,344, not at most 5,000,000.
        claim: String,
        #[label("{verdict}")]
        span: Span,
        verdict: String,
        #[label(collection)]
        totals: Vec<LabeledSpan>,
        #[help]
        heaviest: Option<String>,
    },
    /// Bytes where they are not allowed.
    #[error("bytes are {wrong}")]
    #[diagnostic(code(net::claim::bytes))]
    Bytes {
        /// What is done with them: `compared with a count`.
        wrong: &'static str,
        #[label("in this condition")]
        span: Span,
        #[help]
        help: Help,
    },
    /// Times where they are not allowed, or a time compared with something else.
    #[error("a time is {wrong}")]
    #[diagnostic(
        code(net::claim::time),
        help(
            "write a time such as `5ms` alone on one side of a comparison with one of {keys}; \
             these can only be compared with times"
        )
    )]
    Time {
        /// What is done with it: `compared with a count`.
        wrong: &'static str,
        keys: String,
        #[label("in this condition")]
        span: Span,
    },
    /// An energy where it is no bound, or an energy compared with something else.
    #[error("an energy is {wrong}")]
    #[diagnostic(
        code(net::claim::energy),
        help(
            "write an energy such as `3mJ` alone on one side of a comparison with one of {keys}; \
             these can only be compared with energies"
        )
    )]
    Energy {
        /// What is done with it: `compared with a count`.
        wrong: &'static str,
        keys: String,
        #[label("in this condition")]
        span: Span,
    },
    /// A time without a device.
    #[error("`total.{key}` is a time on a device, but no device is named")]
    #[diagnostic(
        code(net::claim::no_device),
        help("name one, as in `total.{key}(t4)`")
    )]
    NoDevice {
        key: String,
        #[label("on which device?")]
        span: Span,
    },
    /// A convention or device after a total that depends on none.
    #[error("`total.{key}` does not depend on a convention or device")]
    #[diagnostic(code(net::claim::no_basis))]
    NoBasis {
        key: String,
        #[label("unexpected")]
        span: Span,
        #[help]
        help: Help,
    },
    /// A network that a device does not hold.
    #[error(
        "{}the network does not fit `{device}`: {needed}, and {held}",
        message.as_ref().map(|text| format!("{text}: ")).unwrap_or_default()
    )]
    #[diagnostic(code(net::claim::does_not_fit))]
    DoesNotFit {
        message: Option<String>,
        device: String,
        /// What needs how much: `weights take 2,097,152 bytes`.
        needed: String,
        /// What there is: `its flash holds 1,048,576`.
        held: String,
        verdict: String,
        /// The claim; none if the caller demands it.
        #[label("{verdict}")]
        span: Option<Span>,
        #[help]
        heaviest: Option<String>,
    },
    /// A device of which it is not known how much it holds.
    #[error("it is not known how much memory `{device}` has")]
    #[diagnostic(
        code(net::claim::no_memory),
        help("describe it in a file of your own, with `[memory]`, or `[flash]` and `[ram]`")
    )]
    NoMemory {
        device: String,
        #[label("a device without a memory")]
        span: Option<Span>,
    },
    /// A condition that is not a boolean.
    #[error("an assertion must be `true` or `false`, not {found}")]
    #[diagnostic(
        code(net::claim::not_a_condition),
        help("compare it, as in `assert total.params <= 5M`")
    )]
    NotACondition {
        /// What it is, with its article.
        found: &'static str,
        #[label("{found}")]
        span: Span,
    },
    /// A condition that has no value.
    #[error("this claim cannot be evaluated: {why}")]
    #[diagnostic(code(net::claim::no_value))]
    NoValue {
        why: String,
        #[label("in this condition")]
        span: Span,
        #[label(collection)]
        totals: Vec<LabeledSpan>,
    },
    /// A total that does not exist.
    #[error("the totals have no `{key}`")]
    #[diagnostic(code(net::claim::unknown_total))]
    Unknown {
        key: String,
        #[help]
        help: Help,
        #[label("no such total")]
        span: Span,
    },
}
}
