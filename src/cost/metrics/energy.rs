//! The energy of arithmetic and of memory accesses, from the table that Horowitz published for 45 nm at 0.9 V ("Computing's Energy Problem (and what we can do about it)", ISSCC 2014,
//! figure 1.1.9). The paper itself could not be opened; the numbers are as others repeat them: all of them
//! gist.github.com/V0XNIHILI/2b6fa61edd4c06d9ffce5551065124c1, those of `int32`, `f32` and the cache also table 3 of PMC8934428.
//!
//! A multiplication takes that of its type, an addition or comparison that of an addition. The table
//! has neither divisions nor special functions, which are left out: the figure is a lower bound. A type
//! without a row takes the next wider row of its kind; `f64` and `int64` have none.
//!
//! A byte takes an eighth of a 64-bit access to a cache of 8 KB, the cheapest memory in that table. Larger memories take
//! more, up to 2.6 nJ for an access to DRAM.

use super::{Basis, Metric, Needs, Source, UNKNOWN, Unit};
use crate::cost::{Costs, Figures};
use crate::network::{Layer, Network};
use crate::tensor::Dtype;
use crate::text::digits::Grouped;
use crate::value::UnitLiteral;

/// The energy of the multiplications, additions and comparisons.
pub(super) const ENERGY_COMPUTE: Metric = Metric {
    name: "energy_compute",
    title: "compute energy",
    unit: &FEMTOJOULES,
    about: "the energy of multiplications, additions and comparisons at 45 nm (Horowitz 2014)",
    source: Source::Derived(energy),
    basis: Basis::Network,
    needs: Needs::Request,
    rank: None,
};

/// The energy of the bytes that are read and written.
pub(super) const ENERGY_MEMORY: Metric = Metric {
    name: "energy_memory",
    title: "memory energy",
    about: "a lower bound: the bytes read and written, all from a cache of 8 KB at 45 nm (Horowitz 2014)",
    source: Source::PerLayer(memory),
    ..ENERGY_COMPUTE
};

/// Both; not known where one of them is not.
pub(super) const ENERGY: Metric = Metric {
    name: "energy",
    title: "energy",
    about: "a lower bound: compute energy and memory energy together",
    source: Source::PerLayer(|figures| {
        ENERGY_COMPUTE.row(figures).unwrap_or(UNKNOWN).saturating_add(memory(figures))
    }),
    ..ENERGY_COMPUTE
};

/// Femtojoules, in which every energy of the table is whole.
static FEMTOJOULES: Unit = Unit {
    name: "fJ",
    exact: |energy| format!("{} fJ", Grouped(energy)),
    shown: |energy, _| with_prefix(energy),
    literal: Some(UnitLiteral::Energy),
    only_literals: true,
};

/// The femtojoules of an addition and of a multiplication.
fn of_operation(dtype: Dtype) -> Option<(u128, u128)> {
    Some(match dtype {
        Dtype::Bool | Dtype::Int1 | Dtype::Int4 | Dtype::Int8 => (30, 200),
        Dtype::Int16 | Dtype::Int32 => (100, 3_100),
        Dtype::F8 | Dtype::F16 | Dtype::Bf16 => (400, 1_100),
        Dtype::Tf32 | Dtype::F32 => (900, 3_700),
        Dtype::F64 | Dtype::Int64 => return None,
    })
}

/// Something that takes energy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is: `multiplications in int8`.
    pub what: String,
    /// How often it is done.
    pub count: u128,
    /// The femtojoules that it takes each time.
    pub each: u128,
}

impl Part {
    /// The femtojoules of all; the largest number if 128 bits do not hold it.
    pub fn energy(&self) -> u128 {
        self.count.saturating_mul(self.each)
    }
}

/// What takes energy in a network: the operations of each type, those of a type without a row left out, and the bytes that
/// are moved.
pub fn parts(costs: &Costs<'_>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut add = |what: String, count: u128, each: u128| match parts
        .iter_mut()
        .find(|part| part.what == what)
    {
        Some(part) => part.count = part.count.saturating_add(count),
        None if count > 0 => parts.push(Part { what, count, each }),
        None => {}
    };
    for layer in &costs.network.layers {
        let dtype = costs.network.computes_in(layer);
        let Some((addition, multiplication)) = of_operation(dtype) else { continue };
        let ops = costs.figures(layer).ops;
        add(format!("multiplications in {dtype}"), ops.mul, multiplication);
        add(format!("additions in {dtype}"), ops.add.saturating_add(ops.cmp), addition);
    }
    let figures = &costs.totals.figures;
    let bytes = figures.read_bytes.saturating_add(figures.write_bytes);
    add("bytes read or written".to_owned(), bytes, BYTE);
    parts
}

/// The energy of a layer in femtojoules, at the type that it computes in; `None` if it computes in a type
/// without a row.
fn energy(network: &Network, layer: &Layer, figures: &Figures) -> Option<u128> {
    let additions = figures.ops.add.checked_add(figures.ops.cmp)?;
    let multiplications = figures.ops.mul;
    if additions == 0 && multiplications == 0 {
        return Some(0);
    }
    let (add, mul) = of_operation(network.computes_in(layer))?;
    multiplications.checked_mul(mul)?.checked_add(additions.checked_mul(add)?)
}

/// The femtojoules of a byte: an access of 64 bits takes 10 pJ.
const BYTE: u128 = 10_000 / 8;

/// The energy of the bytes that are moved, in femtojoules; the largest number if 128 bits do not hold it.
fn memory(figures: &Figures) -> u128 {
    figures.read_bytes.saturating_add(figures.write_bytes).saturating_mul(BYTE)
}

/// An energy in the largest unit that makes at least one of it: `2.93 mJ`.
pub fn with_prefix(energy: u128) -> String {
    const UNITS: [(&str, u32); 5] = [("J", 15), ("mJ", 12), ("uJ", 9), ("nJ", 6), ("pJ", 3)];
    let fits = |(_, power): &&(&str, u32)| energy >= 10u128.pow(*power);
    let Some((unit, power)) = UNITS.iter().find(fits) else { return format!("{energy} fJ") };
    let hundredths = energy / 10u128.pow(power - 2);
    format!("{}.{:02} {unit}", Grouped(hundredths / 100), hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::with_prefix;
    use crate::cost::testing::Build;
    use crate::cost::{Costing, Costs, Metric};

    #[test]
    fn energies_are_those_of_the_table() {
        let text = "conv 2 k3\nrelu\n";
        let mut build = Build::new("x", text);
        let input = build.input(&[1, 4, 4]);
        let conv = build.conv("conv 2 k3", input, 2, 3, 1, 0);
        build.relu(conv);
        let costs = Costs::new(&build.network, &Costing::default()).unwrap();
        let energy = Metric::named("energy_compute").unwrap();
        let layers: Vec<_> =
            build.network.layers.iter().map(|layer| energy.row(&costs.figures(layer))).collect();
        // 72 multiplications and, with the bias, 72 additions; 8 comparisons.
        assert_eq!(layers, [Some(72 * 3_700 + 72 * 900), Some(8 * 900)]);
        assert_eq!(energy.total(&costs.totals), 72 * 4_600 + 8 * 900);
        // 16 values and 20 parameters read, 8 written; 8 read and 8 written.
        let total = |name| Metric::named(name).unwrap().total(&costs.totals);
        let bytes = 4 * (16 + 20 + 8) + 4 * 16;
        assert_eq!(total("energy_memory"), bytes * 1_250);
        assert_eq!(total("energy"), total("energy_compute") + bytes * 1_250);
    }

    #[test]
    fn a_type_without_a_row_leaves_the_total_unknown_if_it_computes() {
        let known = |text: &str| {
            let sources = crate::Sources::new();
            let main = sources.add("x.net", text).unwrap();
            let options = crate::Options::default();
            let checked = crate::check::check(&sources, main, &options, &crate::NoFiles);
            let network = checked.network.unwrap();
            let costs = Costs::new(&network, &Costing::default()).unwrap();
            Metric::named("energy_compute").unwrap().is_known(&costs)
        };
        assert!(known("input 4\nrelu\nidentity dtype=f64\n"), "a view computes nothing");
        assert!(!known("input 4\nrelu dtype=f64\n"));
    }

    #[test]
    fn energies_have_prefixes() {
        let shown = [0, 999, 1_000, 338_400, 2_930_000_000_000, 4_000_000_000_000_000_000];
        let expected = ["0 fJ", "999 fJ", "1.00 pJ", "338.40 pJ", "2.93 mJ", "4,000.00 J"];
        assert_eq!(shown.map(with_prefix), expected);
    }
}
