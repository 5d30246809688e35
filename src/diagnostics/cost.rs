//! Problems of this area: figures too large to be held or written.

use miette::Diagnostic;
use thiserror::Error;

use crate::digits::Grouped;
use crate::source::Span;

/// Problems with figures that are too large.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum CostProblem {
    /// A figure that 128 bits do not hold.
    #[error("the figures of this network do not fit into 128 bits")]
    #[diagnostic(
        code(net::cost::too_large),
        help("the batch is {}; lower it, or the sizes that this makes", Grouped(u128::from(*batch)))
    )]
    TooLarge {
        /// Samples in a batch.
        batch: u64,
        /// The first layer or input with which the sums no longer fit.
        #[label("up to here the sums exceed 2¹²⁸ − 1")]
        span: Span,
    },
    /// A total above 2⁶³ − 1, which readers of JSON and CSV would round.
    #[error(
        "`total.{key}` is {}, and JSON and CSV hold counts up to {}",
        Grouped(*value),
        Grouped(i64::MAX as u128)
    )]
    #[diagnostic(
        code(net::cost::too_large_to_write),
        help("write it with `--format table`, or lower the batch")
    )]
    TooLargeToWrite {
        /// The key of the totals.
        key: &'static str,
        /// Its value.
        value: u128,
    },
}
