//! The parameters that many callees have: `share=`, `dtype=` and the like.

use super::Slot;
use crate::ops;
use crate::tensor::Dtype;
use crate::text::nearest::listed;

/// Which callees have a common parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callees {
    /// Operations and blocks.
    All,
    /// Operations.
    Operations,
    /// Operations that learn a weight.
    WithWeights,
}

/// A parameter that many callees have, beside their own.
#[derive(Debug)]
pub struct CommonParameter {
    /// Its name.
    pub name: &'static str,
    /// What an argument of that name fills.
    pub slot: Slot,
    /// What it is, in a few words.
    pub doc: &'static str,
    /// The only words that it takes, if it does not take any word.
    pub words: &'static [&'static str],
    /// Which callees have it.
    pub of: Callees,
    /// Whether it is a flag.
    pub flag: bool,
    /// Whether no block may declare a parameter of its name; that of a block goes before it otherwise.
    pub reserved: bool,
}

/// The parameters that many callees have, in the order of their slots.
pub static COMMON: [CommonParameter; 5] = [
    CommonParameter {
        name: "share",
        slot: Slot::Share,
        doc: "a key: calls with the same key use the same parameters",
        words: &[],
        of: Callees::All,
        flag: false,
        reserved: true,
    },
    CommonParameter {
        name: "dtype",
        slot: Slot::Dtype,
        doc: "the element type of this layer",
        words: Dtype::NAMES,
        of: Callees::Operations,
        flag: false,
        reserved: true,
    },
    CommonParameter {
        name: "weights",
        slot: Slot::Weights,
        doc: "the element type of the parameters of this layer",
        words: Dtype::NAMES,
        of: Callees::Operations,
        flag: false,
        reserved: false,
    },
    CommonParameter {
        name: "frozen",
        slot: Slot::Frozen,
        doc: "whether training leaves the parameters as they are",
        words: &[],
        of: Callees::All,
        flag: true,
        reserved: false,
    },
    CommonParameter {
        name: "sparsity",
        slot: Slot::Sparsity,
        doc: "the rate of the values of its weights that are zero",
        words: &[],
        of: Callees::WithWeights,
        flag: false,
        reserved: false,
    },
];

impl CommonParameter {
    /// Which callees have it, for one that does not.
    pub(crate) fn help(&self) -> String {
        let name = self.name;
        match self.of {
            Callees::All => format!("operations and blocks take `{name}`"),
            Callees::Operations => {
                format!("only operations take `{name}`: write it in the body of the block")
            }
            Callees::WithWeights => {
                let all = ops::all().filter(|operation| operation.has_weights);
                let names = all.map(|operation| operation.name);
                format!("only operations with weights take `{name}`: {}", listed(names))
            }
        }
    }
}

/// The common parameter of a slot.
pub(crate) fn common(slot: Slot) -> Option<&'static CommonParameter> {
    COMMON.iter().find(|known| known.slot == slot)
}
