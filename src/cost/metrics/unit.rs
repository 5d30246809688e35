//! What figures count, and how they are written.

use crate::text::digits::{Digits, Grouped};
use crate::text::duration;
use crate::value::UnitLiteral;

/// What a metric counts. A metric of another kind brings a unit of its own along.
#[derive(Debug)]
pub struct Unit {
    /// The word after a figure; empty for plain counts.
    pub name: &'static str,
    /// A figure to the last digit.
    pub exact: fn(u128) -> String,
    /// A figure as tables show it.
    pub shown: fn(u128, Digits) -> String,
    /// The literals that claims compare such a figure with, besides plain numbers.
    pub literal: Option<UnitLiteral>,
    /// Whether claims compare such a figure with literals of its unit only.
    pub only_literals: bool,
}

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Unit {}

/// Things: values, layers, operations.
pub static COUNT: Unit = Unit {
    name: "",
    exact: |count| Grouped(count).to_string(),
    shown: |count, digits| digits.count(count),
    literal: None,
    only_literals: false,
};

/// Bytes: a claim may compare them with `320KiB`.
pub static BYTES: Unit = Unit {
    name: "bytes",
    exact: |bytes| Grouped(bytes).to_string(),
    shown: |bytes, digits| digits.bytes(bytes),
    literal: Some(UnitLiteral::Bytes),
    only_literals: false,
};

/// Picoseconds: a claim compares them with `5ms`, since their number means nothing to anybody.
pub static TIME: Unit = Unit {
    name: "ps",
    exact: duration::exact,
    shown: |picoseconds, _| duration::rounded(picoseconds),
    literal: Some(UnitLiteral::Time),
    only_literals: true,
};
