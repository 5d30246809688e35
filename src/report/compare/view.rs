//! What every format reads of networks that are compared.

use crate::cost::{COUNT, Comparison, Convention, Metric, Unit, metrics};
use crate::diagnostics::cost::CostProblem;
use crate::diff::{Side, Step, folded_norms};
use crate::report::view::MAX_COUNT;

/// Networks that are compared, and what of them is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct ComparisonView<'a> {
    /// The networks, at least one; the others are compared with the first.
    pub sides: &'a [Side<'a>],
    /// The flops of each network under every convention if they are requested; else empty.
    pub by_convention: &'a [Vec<Comparison>],
    /// What changed from the layers of the first to those of the second, if there are only two.
    pub steps: Option<&'a [Step]>,
    /// How many parts the path of a row has at most: a block of that many is folded into one row, and
    /// with 0 there are only totals. All blocks are open if it is `None`.
    pub depth: Option<usize>,
    /// The totals that are shown, in this order; if empty, the format chooses.
    pub figures: &'a [&'static Metric],
}

/// A figure of each network.
#[derive(Clone, Debug)]
pub(in crate::report) struct Figure {
    /// Its name for programs.
    pub name: String,
    /// Its title in tables.
    pub title: String,
    pub unit: &'static Unit,
    /// Whether it is a class of operations.
    pub is_class: bool,
    /// That of each network.
    pub values: Vec<u128>,
    /// Whether that of each network is a lower bound, since the cost of a layer is not known.
    pub at_least: Vec<bool>,
}

/// The titles of the networks' columns: their words without folders, if these are distinct.
pub(in crate::report) fn labels<'a>(sides: &[Side<'a>]) -> Vec<&'a str> {
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

impl ComparisonView<'_> {
    /// The totals of the networks, in the order of the reports.
    pub(in crate::report) fn figures(&self) -> Vec<Figure> {
        let reported = |metric: &&Metric| {
            self.sides.iter().all(|side| metric.is_known(side.costs))
                && self.sides.iter().any(|side| metric.is_reported(side.costs))
        };
        let figure = |metric: &'static Metric| Figure {
            name: metric.name.to_owned(),
            title: metric.title.to_owned(),
            unit: metric.unit,
            is_class: metric.is_class(),
            values: self.sides.iter().map(|side| metric.total(&side.costs.totals)).collect(),
            at_least: self.unknown(metric.is_of_operations()),
        };
        if !self.figures.is_empty() {
            return self.figures.iter().copied().map(figure).collect();
        }
        let figures = metrics::all().filter(reported).map(figure);
        figures.chain(self.flops_by_convention()).collect()
    }

    /// Whether the cost of a layer of each network is not known, for figures that grow with it.
    fn unknown(&self, grows: bool) -> Vec<bool> {
        let unknown = |side: &Side<'_>| side.costs.totals.figures.unknown_cost > 0;
        self.sides.iter().map(|side| grows && unknown(side)).collect()
    }

    fn flops_by_convention(&self) -> impl Iterator<Item = Figure> + '_ {
        let first = self.by_convention.first();
        first.into_iter().flatten().enumerate().map(|(index, each)| Figure {
            name: format!("flops_{}", each.convention.name),
            title: format!("flops by {}", each.convention.name),
            unit: &COUNT,
            is_class: false,
            values: (self.by_convention.iter().filter_map(|all| all.get(index)))
                .map(|each| each.flops)
                .collect(),
            at_least: self.unknown(true),
        })
    }

    /// What `flops` counts: in all networks, or in each if their conventions differ.
    pub(in crate::report) fn conventions(&self) -> Vec<String> {
        let Some(first) = self.sides.first().map(|side| side.costs.convention) else {
            return vec![];
        };
        if self.has_one_convention() {
            return vec![format!("flops by convention {}: {}", first.name, first.summary)];
        }
        let each = self.sides.iter().map(|side| {
            let Convention { name, summary, .. } = side.costs.convention;
            format!("flops of {} by convention {name}: {summary}", side.word)
        });
        each.chain(["these flops are not comparable".to_owned()]).collect()
    }

    /// Whether the flops of all networks follow the same convention.
    pub fn has_one_convention(&self) -> bool {
        let mut names = self.sides.iter().map(|side| side.costs.convention.name);
        names.next().is_none_or(|first| names.all(|name| name == first))
    }

    /// What is shown instead of rows if no layer has changed.
    pub(in crate::report) fn sameness(&self) -> Option<String> {
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

    /// What is said below the rows if folded norms are all that differs.
    pub(in crate::report) fn folding(&self) -> Option<String> {
        let folded = folded_norms(self.sides, self.steps?)?;
        Some(match folded {
            1 => {
                "they differ in a norm that is folded into the layer before it, and in nothing else"
                    .to_owned()
            }
            many => format!(
                "they differ in {many} norms that are folded into the layers before them, and in nothing else"
            ),
        })
    }

    /// Whether all networks have the same totals.
    fn has_equal_totals(&self) -> bool {
        let is_equal = |figure: &Figure| {
            figure.values.iter().all(|value| Some(value) == figure.values.first())
        };
        self.figures().iter().all(is_equal)
    }

    /// Refuses figures that formats for programs cannot hold.
    ///
    /// # Errors
    /// When a total is above 2⁶³ − 1.
    pub(in crate::report) fn check_counts(&self) -> Result<(), CostProblem> {
        for figure in self.figures() {
            if let Some(value) = figure.values.iter().find(|value| **value > MAX_COUNT) {
                let key = Metric::named(&figure.name).map_or("flops", |metric| metric.name);
                return Err(CostProblem::TooLargeToWrite { key, value: *value });
            }
        }
        Ok(())
    }
}
