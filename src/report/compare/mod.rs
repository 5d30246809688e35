//! Networks side by side: totals and ratios, and of two what became of each layer.

pub mod csv;
mod details;
mod grid;
pub mod json;
mod layers;
pub mod markdown;
mod ratio;
mod rows;
pub mod table;
mod totals;

use super::{MOST, WriteError};
use crate::cost::{self, Convention, KEYS, Key, Unit};
use crate::diagnostics::cost::CostProblem;
use crate::diff::{Side, Step};

/// What every format shows of networks that are compared.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The networks, at least one; the others are compared with the first.
    pub sides: &'a [Side<'a>],
    /// What every convention makes of each network, if that is asked for; else empty.
    pub by_convention: &'a [Vec<cost::Comparison>],
    /// What became of the layers of the first in the second, if there are just these two.
    pub steps: Option<&'a [Step]>,
    /// How many levels of blocks are opened, those deeper being folded into one row each; all if
    /// there is none.
    pub depth: Option<usize>,
}

/// A figure of each network.
#[derive(Clone, Debug)]
struct Figure {
    /// What programs call it.
    name: String,
    /// What tables call it.
    title: String,
    unit: Unit,
    values: Vec<u128>,
}

/// What the columns of networks are called: the words without folders, if these are enough to tell
/// them apart.
fn labels<'a>(sides: &[Side<'a>]) -> Vec<&'a str> {
    let short = |side: &Side<'a>| {
        let name = side.file.rsplit(std::path::is_separator).next().unwrap_or_default();
        let folder = side.file.strip_suffix(name).unwrap_or_default();
        side.word.strip_prefix(folder).unwrap_or(side.word)
    };
    let labels: Vec<_> = sides.iter().map(short).collect();
    let is_told = |side: &Side<'_>, label: &&str| {
        let mut others = sides.iter().zip(&labels).filter(|(other, _)| other.word != side.word);
        others.all(|(_, other)| other != label)
    };
    match sides.iter().zip(&labels).all(|(side, label)| is_told(side, label)) {
        true => labels,
        false => sides.iter().map(|side| side.word).collect(),
    }
}

impl Compared<'_> {
    /// The figures that networks have as wholes, in the order of the reports.
    fn figures(&self) -> Vec<Figure> {
        let known = |key: &&Key| self.sides.iter().all(|side| key.is_known(side.costs));
        let keys = KEYS.iter().filter(known).map(|key| Figure {
            name: key.name.to_owned(),
            title: key.title.to_owned(),
            unit: key.unit,
            values: self.sides.iter().map(|side| key.total(&side.costs.totals)).collect(),
        });
        keys.chain(self.flops_by_convention()).collect()
    }

    fn flops_by_convention(&self) -> impl Iterator<Item = Figure> + '_ {
        let first = self.by_convention.first();
        first.into_iter().flatten().enumerate().map(|(index, each)| Figure {
            name: format!("flops_{}", each.convention.name),
            title: format!("flops by {}", each.convention.name),
            unit: Unit::Count,
            values: (self.by_convention.iter().filter_map(|all| all.get(index)))
                .map(|each| each.flops)
                .collect(),
        })
    }

    /// What the flops are: of all networks, or of each where they differ.
    fn conventions(&self) -> Vec<String> {
        let convention = |side: &Side<'_>| side.costs.convention;
        let Some(first) = self.sides.first().map(convention) else { return vec![] };
        if self.sides.iter().all(|side| convention(side).name == first.name) {
            return vec![format!("flops by convention {}: {}", first.name, first.summary)];
        }
        let each = self.sides.iter().map(|side| {
            let Convention { name, summary, .. } = convention(side);
            format!("flops of {} by convention {name}: {summary}", side.word)
        });
        let advice = format!("these flops do not compare; `--convention {}` does", first.name);
        each.chain([advice]).collect()
    }

    /// What is to be said in place of rows where no layer is another.
    fn sameness(&self) -> Option<String> {
        let ([old, _], Some(steps)) = (self.sides, self.steps) else { return None };
        let layers = match old.costs.totals.layers {
            _ if !steps.iter().all(|step| step.is_same()) => return None,
            0 => "there are no layers".to_owned(),
            1 => "the one layer is the same".to_owned(),
            many => format!("all {many} layers are the same"),
        };
        Some(match self.has_equal_totals() {
            true => format!("the networks are equal: {layers}"),
            false => format!("{layers}; what differs is the totals above"),
        })
    }

    /// Whether no network has another total than the first.
    fn has_equal_totals(&self) -> bool {
        let is_equal = |figure: &Figure| {
            figure.values.iter().all(|value| Some(value) == figure.values.first())
        };
        self.figures().iter().all(is_equal)
    }

    /// Refuses figures above what programs read without loss.
    fn check(&self) -> Result<(), WriteError> {
        for figure in self.figures() {
            if let Some(value) = figure.values.iter().find(|value| **value > MOST) {
                let key = KEYS.iter().find(|key| key.name == figure.name);
                let key = key.map_or("flops", |key| key.name);
                return Err(CostProblem::TooLargeToWrite { key, value: *value }.into());
            }
        }
        Ok(())
    }
}
