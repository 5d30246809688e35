//! Selecting and sorting rows: the Pareto front of several objectives, or the best rows of one.

use std::cmp::Ordering;

use super::axis::Setting;
use super::row::Row;
use super::space::Space;
use crate::cost::Metric;
use crate::value::Number;

/// A number of a row to minimise or maximise.
#[derive(Clone, Debug)]
pub(crate) struct Objective {
    /// The number.
    pub of: Subject,
    /// Whether it is maximised.
    pub largest: bool,
}

/// A number of a row.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    /// A figure.
    Figure(&'static Metric),
    /// A setting whose values are numbers.
    Setting(Setting),
}

/// Which rows are kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    /// Keep the rows that no other row dominates in these objectives.
    pub front: Vec<Objective>,
    /// Sort by this; ties, or everything without it, by the number of the point.
    pub sort: Option<Objective>,
    /// Keep at most this many rows.
    pub top: Option<usize>,
}

/// The rows that are kept so far.
#[derive(Debug)]
pub(crate) struct Selected<'s> {
    selection: &'s Selection,
    space: &'s Space,
    rows: Vec<(Vec<Number>, Row)>,
}

impl Objective {
    /// The number of a row, negated if it is maximised, so that less is better.
    fn number(&self, row: &Row, space: &Space) -> Option<Number> {
        let number = match &self.of {
            Subject::Figure(metric) => number(row.figure(metric.name)?),
            Subject::Setting(setting) => {
                let point = space.point(row.id);
                point.settings.iter().find(|(other, _)| *other == setting)?.1.number()?
            }
        };
        if self.largest { number.negated().ok() } else { Some(number) }
    }
}

/// A figure as a number: a decimal from 2¹²⁷ on.
#[expect(clippy::cast_precision_loss, reason = "decimals of the language are rounded so")]
fn number(figure: u128) -> Number {
    i128::try_from(figure).map_or(Number::Dec(figure as f64), Number::Int)
}

impl Selection {
    /// Whether rows are kept as they come.
    pub fn is_empty(&self) -> bool {
        self.front.is_empty() && self.sort.is_none() && self.top.is_none()
    }

    /// The figures that it reads.
    pub fn metrics(&self) -> impl Iterator<Item = &'static Metric> {
        let objectives = self.front.iter().chain(&self.sort);
        objectives.filter_map(|objective| match objective.of {
            Subject::Figure(metric) => Some(metric),
            Subject::Setting(_) => None,
        })
    }
}

impl<'s> Selected<'s> {
    /// No rows yet.
    pub fn new(selection: &'s Selection, space: &'s Space) -> Self {
        Selected { selection, space, rows: Vec::new() }
    }

    /// Considers another row. A row without one of the numbers is dropped.
    pub fn add(&mut self, row: Row) {
        let Selection { front, sort, top } = self.selection;
        if row.outcome.is_err() {
            return;
        }
        let objectives = if front.is_empty() { sort.as_slice() } else { front };
        let numbers = objectives.iter().map(|it| it.number(&row, self.space)).collect();
        let Some(numbers): Option<Vec<Number>> = numbers else { return };
        if front.is_empty() {
            self.rows.push((numbers, row));
            let most = top.unwrap_or(usize::MAX);
            // Sorting from time to time costs no more than a heap.
            if self.rows.len() >= most.saturating_mul(2).max(SOME) {
                self.sort();
            }
        } else if !self.rows.iter().any(|(other, _)| dominates(other, &numbers)) {
            self.rows.retain(|(other, _)| !dominates(&numbers, other));
            self.rows.push((numbers, row));
        }
    }

    /// The rows that are kept, in order.
    pub fn finish(mut self) -> Vec<Row> {
        if !self.selection.front.is_empty() {
            let sort = self.selection.sort.as_ref();
            for (numbers, row) in &mut self.rows {
                *numbers = sort.and_then(|it| it.number(row, self.space)).into_iter().collect();
            }
        }
        self.sort();
        self.rows.into_iter().map(|(_, row)| row).collect()
    }

    fn sort(&mut self) {
        self.rows.sort_by(|(a, one), (b, other)| {
            let numbers = a.iter().zip(b).map(|(a, b)| a.compare(*b));
            numbers.fold(Ordering::Equal, Ordering::then).then(one.id.cmp(&other.id))
        });
        self.rows.truncate(self.selection.top.unwrap_or(usize::MAX));
    }
}

/// The least number of rows to collect before they are sorted and cut.
const SOME: usize = 4096;

/// Whether the first numbers dominate the others: none is worse, and one is better.
fn dominates(one: &[Number], other: &[Number]) -> bool {
    let orders = || one.iter().zip(other).map(|(one, other)| one.compare(*other));
    orders().all(Ordering::is_le) && orders().any(Ordering::is_lt)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objective(metric: &str, largest: bool) -> Objective {
        Objective { of: Subject::Figure(Metric::named(metric).unwrap()), largest }
    }

    fn rows(figures: &[[u128; 2]]) -> Vec<Row> {
        let row = |(id, [params, macs]): (usize, &[u128; 2])| Row {
            id: id as u64,
            outcome: Ok(vec![("params", *params), ("macs", *macs)]),
        };
        figures.iter().enumerate().map(row).collect()
    }

    fn selected(selection: &Selection, rows: &[Row]) -> Vec<u64> {
        let space = Space::new();
        let mut selected = Selected::new(selection, &space);
        rows.iter().for_each(|row| selected.add(row.clone()));
        selected.finish().iter().map(|row| row.id).collect()
    }

    /// Figures by chance: a linear congruential generator.
    fn some(count: usize, seed: u64) -> Vec<[u128; 2]> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            u128::from(state >> 59)
        };
        (0..count).map(|_| [next(), next()]).collect()
    }

    #[test]
    fn the_front_is_what_comparing_all_pairs_finds() {
        for seed in 0..50 {
            for largest in [false, true] {
                let front = vec![objective("params", false), objective("macs", largest)];
                let selection = Selection { front, ..Selection::default() };
                let figures = some(60, seed);
                let better = |a: &[u128; 2], b: &[u128; 2]| {
                    let macs = if largest { b[1].cmp(&a[1]) } else { a[1].cmp(&b[1]) };
                    a[0] <= b[0] && macs.is_le() && (a[0] < b[0] || macs.is_lt())
                };
                let is_best = |one: &[u128; 2]| !figures.iter().any(|other| better(other, one));
                let ids = figures.iter().enumerate().filter(|(_, it)| is_best(it));
                let ids: Vec<_> = ids.map(|(id, _)| id as u64).collect();
                assert_eq!(selected(&selection, &rows(&figures)), ids);
            }
        }
    }

    #[test]
    fn the_best_come_first_and_ties_by_number() {
        let figures = some(10_000, 3);
        let mut expected: Vec<_> = figures.iter().enumerate().map(|(id, it)| (it[1], id)).collect();
        expected.sort_unstable();
        let expected: Vec<_> = expected.iter().take(20).map(|(_, id)| *id as u64).collect();
        let sort = Some(objective("macs", false));
        let selection = Selection { sort, top: Some(20), ..Selection::default() };
        assert_eq!(selected(&selection, &rows(&figures)), expected);
        let first = Selection { top: Some(2), ..Selection::default() };
        assert_eq!(selected(&first, &rows(&figures)), [0, 1]);
    }
}
