//! The figures by name: what JSON writes and what claims name, in one table.

use super::{Costs, Figures, Totals, bytes};
use crate::network::{Layer, Network};

/// A figure, by its name.
#[derive(Debug)]
pub struct Key {
    /// Its name: `total.NAME` in a claim, and in the JSON.
    pub name: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// How a network comes by it.
    pub of: Of,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes: a claim may compare it with `320KiB`.
    Bytes,
    /// Arithmetic operations of one class: JSON puts these together under `ops`.
    Class,
    /// Anything else.
    Count,
}

/// How a network comes by a figure.
#[derive(Debug)]
pub enum Of {
    /// Each row has it, and their sum is the total's.
    Rows(fn(&Figures) -> u128),
    /// It is one of the whole network's.
    Whole {
        /// Its value.
        total: fn(&Totals) -> u128,
        /// What a layer adds to it, where it is a sum over layers; `None` if 128 bits are too few.
        layer: Option<fn(&Network, &Layer) -> Option<u128>>,
    },
}

/// Every figure, in the order of the JSON.
pub static KEYS: &[Key] = &[
    whole("layers", Unit::Count, |totals| u128::from(totals.layers), None),
    rows("params", Unit::Count, |figures| figures.params),
    rows("buffers", Unit::Count, |figures| figures.buffers),
    rows("macs", Unit::Count, |figures| figures.macs),
    rows("flops", Unit::Count, |figures| figures.flops),
    rows("mul", Unit::Class, |figures| figures.ops.mul),
    rows("add", Unit::Class, |figures| figures.ops.add),
    rows("div", Unit::Class, |figures| figures.ops.div),
    rows("cmp", Unit::Class, |figures| figures.ops.cmp),
    rows("special", Unit::Class, |figures| figures.ops.special),
    rows("activations", Unit::Count, |figures| figures.activations),
    rows("read_bytes", Unit::Bytes, |figures| figures.read_bytes),
    rows("write_bytes", Unit::Bytes, |figures| figures.write_bytes),
    whole("input_bytes", Unit::Bytes, |totals| totals.input_bytes, None),
    whole("activation_bytes", Unit::Bytes, |totals| totals.activation_bytes, Some(bytes::outputs)),
    whole("param_bytes", Unit::Bytes, |totals| totals.param_bytes, Some(|_, l| Some(l.own_bytes))),
    whole("peak_memory", Unit::Bytes, |totals| totals.peak_memory, None),
];

const fn rows(name: &'static str, unit: Unit, figure: fn(&Figures) -> u128) -> Key {
    Key { name, unit, of: Of::Rows(figure) }
}

const fn whole(
    name: &'static str,
    unit: Unit,
    total: fn(&Totals) -> u128,
    layer: Option<fn(&Network, &Layer) -> Option<u128>>,
) -> Key {
    Key { name, unit, of: Of::Whole { total, layer } }
}

impl Key {
    /// The figure of this name; a class of operations also by its path in the JSON, `ops.mul`.
    pub fn named(name: &str) -> Option<&'static Key> {
        match name.strip_prefix("ops.") {
            Some(class) => KEYS.iter().find(|key| key.name == class && key.unit == Unit::Class),
            None => KEYS.iter().find(|key| key.name == name),
        }
    }

    /// The whole network's.
    pub fn total(&self, totals: &Totals) -> u128 {
        match self.of {
            Of::Rows(figure) => figure(&totals.figures),
            Of::Whole { total, .. } => total(totals),
        }
    }

    /// That of a row; nothing for one of the whole network's.
    pub fn row(&self, figures: &Figures) -> Option<u128> {
        match self.of {
            Of::Rows(figure) => Some(figure(figures)),
            Of::Whole { .. } => None,
        }
    }

    /// What a layer adds to it; nothing where it is no sum over layers.
    pub fn layer(&self, costs: &Costs<'_>, layer: &Layer) -> Option<u128> {
        match self.of {
            Of::Rows(figure) => Some(figure(&costs.figures(layer))),
            Of::Whole { layer: share, .. } => share?(costs.network, layer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KEYS, Key, Unit};

    #[test]
    fn names_are_unique_and_bytes_are_told_apart() {
        for (index, key) in KEYS.iter().enumerate() {
            assert!(KEYS[..index].iter().all(|other| other.name != key.name), "{}", key.name);
            assert_eq!(
                key.unit == Unit::Bytes,
                key.name.ends_with("_bytes") || key.name == "peak_memory",
                "{}",
                key.name
            );
        }
        assert!(Key::named("macs").is_some() && Key::named("ops").is_none());
    }
}
