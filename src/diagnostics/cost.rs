//! Problems of the area `cost`: figures too large to be held or written, or that a device has no numbers for.

use super::problem::problems;
use crate::source::Span;
use crate::tensor::Dtype;
use crate::text::digits::Grouped;

problems! {
/// Problems with figures that are too large, or that a device has no numbers for.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum CostProblem {
    /// A layer computes in a type that the device has no peak for.
    #[error("`{device}` has no peak for {dtype}")]
    #[diagnostic(
        code(net::cost::no_peak),
        help("it has a peak for {known}; `dtype` sets the type of the network")
    )]
    NoPeak {
        device: String,
        dtype: Dtype,
        known: String,
        #[label("this computes in {dtype}")]
        span: Option<Span>,
        /// The claim's word that asks for the device, if it is a claim.
        #[label("asked for here")]
        asked: Option<Span>,
    },
    /// A figure that 128 bits do not hold.
    #[error("the figures of this network do not fit into 128 bits")]
    #[diagnostic(
        code(net::cost::too_large),
        help("the batch is {}: lower it, or make the tensors smaller", Grouped(u128::from(*batch)))
    )]
    TooLarge {
        batch: u64,
        /// The first layer or input with which the sums no longer fit.
        #[label("up to here the sums exceed 2¹²⁸ − 1")]
        span: Option<Span>,
    },
    /// A layer that stores more values than can be counted.
    #[error("`{operation}` stores more than 2⁶⁴ − 1 values")]
    #[diagnostic(code(net::limit::stored), help("make one of its sizes smaller"))]
    Stored {
        /// The operation.
        operation: &'static str,
        /// Where.
        #[label("too many to count")]
        span: Option<Span>,
    },
    /// Layers that cannot run in patches.
    #[error("{what}")]
    #[diagnostic(code(net::cost::patches))]
    Patches {
        what: String,
        #[label("this layer")]
        span: Option<Span>,
        #[help]
        help: Option<String>,
    },
    /// A total above 2⁶³ − 1, which readers of JSON and CSV would round.
    #[error(
        "`total.{key}` is {}, and JSON and CSV hold counts up to {}",
        Grouped(*value),
        Grouped(i64::MAX as u128)
    )]
    #[diagnostic(
        code(net::cost::too_large_to_write),
        help("lower the batch")
    )]
    TooLargeToWrite {
        key: &'static str,
        value: u128,
    },
}
}
