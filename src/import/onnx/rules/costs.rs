//! What a `custom` costs, by the classes of operations that the language counts.

use crate::import::call::ArgValue;
use crate::import::graph::Node;
use crate::import::lower::{Draft, Lowering};
use crate::import::rule::Failure;

/// How many operations of each class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Costs {
    /// Multiplications with an addition each.
    pub macs: u64,
    pub mul: u64,
    pub add: u64,
    pub div: u64,
    pub cmp: u64,
    /// Exponentials, logarithms, roots, roundings and the like.
    pub special: u64,
}

impl Costs {
    /// Nothing: data is moved.
    pub(super) const NONE: Costs = Costs { macs: 0, mul: 0, add: 0, div: 0, cmp: 0, special: 0 };

    /// The same so many times.
    pub(super) fn times(self, count: u64) -> Result<Costs, Failure> {
        let each = |one: u64| one.checked_mul(count).ok_or_else(too_many);
        Ok(Costs {
            macs: each(self.macs)?,
            mul: each(self.mul)?,
            add: each(self.add)?,
            div: each(self.div)?,
            cmp: each(self.cmp)?,
            special: each(self.special)?,
        })
    }

    /// Both.
    pub(super) fn plus(self, other: Costs) -> Costs {
        Costs {
            macs: self.macs.saturating_add(other.macs),
            mul: self.mul.saturating_add(other.mul),
            add: self.add.saturating_add(other.add),
            div: self.div.saturating_add(other.div),
            cmp: self.cmp.saturating_add(other.cmp),
            special: self.special.saturating_add(other.special),
        }
    }

    /// The parameters of `custom` with their values.
    fn named(self) -> [(&'static str, u64); 6] {
        [
            ("macs", self.macs),
            ("mul", self.mul),
            ("add", self.add),
            ("div", self.div),
            ("cmp", self.cmp),
            ("special", self.special),
        ]
    }

    /// The arguments of a `custom`.
    pub(super) fn of<'l, 'g>(self, call: Draft<'l, 'g>) -> Draft<'l, 'g> {
        let some = self.named().into_iter().filter(|(_, count)| *count > 0);
        some.fold(call, |call, (name, count)| call.named(name, count))
    }
}

fn too_many() -> Failure {
    Failure::invalid("it takes more than 2⁶⁴ operations")
}

/// A node as a `custom` with its name, which reads all of its operands that are tensors of the text.
pub(super) fn custom(
    lowering: &mut Lowering<'_>,
    node: &Node,
    costs: Costs,
) -> Result<(), Failure> {
    let costs = costs.named().map(|(name, count)| (name, Some(count)));
    lowering.opaque(node, ArgValue::Text(node.op.clone()), &costs);
    Ok(())
}

/// The same, which also reads these inputs if they are stored: they become a `weight` each.
pub(super) fn custom_with(
    lowering: &mut Lowering<'_>,
    node: &Node,
    stored: impl IntoIterator<Item = usize>,
    costs: Costs,
) -> Result<(), Failure> {
    for input in stored {
        if node.has(input) {
            lowering.operand(node, input)?;
        }
    }
    custom(lowering, node, costs)
}
