//! The energy of a network as a table: what it does, how often, and what that takes at least.

use super::tabular::{Heading, Item, Listing, Overflow};
use crate::cost::{Costs, metrics};
use crate::text::digits::Digits;

/// What is said below the table.
pub(super) const SOURCE: &str = "energies at 45 nm and 0.9 V by Horowitz, ISSCC 2014; a lower bound: every byte \
    comes from a cache of 8 KB, and divisions, special functions and operations in 64 bits are left out";

/// The table.
pub(super) fn table<'a>(costs: &'a Costs<'a>, digits: Digits) -> Listing<'a> {
    let headings = vec![
        Heading::text("energy, at least", 0).with_overflow(Overflow::Keep),
        Heading::numbers("count", 0),
        Heading::numbers("each", 0),
        Heading::numbers("in all", 0),
    ];
    let parts = metrics::energy::parts(costs);
    let all = parts.iter().map(|part| part.energy()).fold(0, u128::saturating_add);
    let rows = parts.iter().map(|part| {
        vec![
            Item::plain(part.what.clone()),
            Item::plain(digits.count(part.count)),
            Item::plain(metrics::energy::with_prefix(part.each)),
            Item::plain(metrics::energy::with_prefix(part.energy())),
        ]
    });
    let empty = || Item::plain("");
    let total = vec![
        Item::plain("total"),
        empty(),
        empty(),
        Item::plain(metrics::energy::with_prefix(all)),
    ];
    Listing::new(headings, rows.chain([total]).collect())
}
