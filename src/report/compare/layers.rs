//! What became of each layer, a row each; those that are the same follow each other in one.

use anstyle::{AnsiColor, Style};

use super::Compared;
use super::details::{self, In};
use super::grid::{Cell, Column, Grid};
use super::rows::{self, Row};
use crate::cost::{Figures, Unit};
use crate::diff::{Side, Step};
use crate::report::look::{FAINT, Look, STRONG};
use crate::text::digits::Grouped;
use crate::text::duration;

/// What stands before a row, and how it looks.
type Mark = (&'static str, Style);

const SAME: Mark = ("", FAINT);
const REMOVED: Mark = ("-", AnsiColor::Red.on_default());
const ADDED: Mark = ("+", AnsiColor::Green.on_default());
const CHANGED: Mark = ("~", AnsiColor::Yellow.on_default());

type Figure = fn(&Figures) -> u128;

/// The figures whose differences are shown, and where they stand among what gives way.
static FIGURES: [(&str, u8, Figure); 3] = [
    ("params", 1, |figures| figures.params),
    ("macs", 2, |figures| figures.macs),
    ("flops", 1, |figures| figures.flops),
];

/// Two networks and what became of the layers.
pub(super) struct Layers<'a> {
    sides: [&'a Side<'a>; 2],
    rows: Vec<Row<'a>>,
    look: Look,
}

impl<'a> Layers<'a> {
    /// Of two networks; of more there is no such thing.
    pub fn new(compared: &Compared<'a>, look: Look) -> Option<Self> {
        match (compared.sides, compared.steps) {
            ([old, new], Some(steps)) => {
                let sides = [old, new];
                let rows = rows::rows(sides, steps, compared.depth);
                Some(Layers { sides, rows, look })
            }
            _ => None,
        }
    }

    /// Hands the table to what writes it.
    pub fn with_grid<R>(&self, write: impl FnOnce(&Grid<'_>) -> R) -> R {
        let texts =
            [Column::text("", 1), Column::text("layer", 16), Column::text("difference", 20)];
        let figures = FIGURES.iter().map(|(title, rank, _)| Column::figures(title, *rank));
        let [old, new] = self.sides.map(|side| side.costs.totals.figures);
        let mut total = vec![Cell::default(), Cell::new("total", STRONG), Cell::default()];
        total.extend(deltas(&old, &new, STRONG));
        write(&Grid {
            columns: texts.into_iter().chain(figures).collect(),
            rows: &|| {
                Box::new(self.rows.iter().map(|row| match row {
                    Row::Step(step) => self.step(*step),
                    Row::Block(path, steps) => self.block(path, steps),
                }))
            },
            total: Some(total),
        })
    }

    fn step(&self, step: Step) -> Vec<Cell> {
        let layers = details::layers(self.sides, step);
        if let Step::Same { layers, .. } = step {
            return same(layers);
        }
        let texts = [self.name(layers), self.difference(layers)];
        row(mark(step), texts, &rows::figures(self.sides, step))
    }

    /// The steps of a block in one row.
    fn block(&self, path: &str, steps: &[Step]) -> Vec<Cell> {
        let mut marks: Vec<_> =
            steps.iter().filter(|step| !step.is_same()).map(|it| mark(*it)).collect();
        marks.dedup();
        let mark = if let [mark] = marks[..] { mark } else { CHANGED };
        let texts = [path.to_owned(), counted(steps)];
        row(mark, texts, &rows::sum(self.sides, steps))
    }

    /// The name in the new network, with the one in the old if it had another.
    fn name(&self, layers: [Option<In<'_>>; 2]) -> String {
        match layers.map(|it| it.map(|it| it.name())) {
            [Some(old), Some(new)] if old != new => format!("{old} {} {new}", self.look.arrow()),
            [old, new] => new.or(old).unwrap_or_default(),
        }
    }

    fn difference(&self, layers: [Option<In<'_>>; 2]) -> String {
        match layers {
            [Some(old), Some(new)] => details::differences(old, new, self.look),
            [old, new] => new.or(old).map_or_else(String::new, |it| it.described(self.look)),
        }
    }
}

/// The mark of a step before its row.
fn mark(step: Step) -> Mark {
    match step {
        Step::Same { .. } => SAME,
        Step::Changed(..) => CHANGED,
        Step::Removed(_) => REMOVED,
        Step::Added(_) => ADDED,
    }
}

fn row((mark, style): Mark, texts: [String; 2], [old, new]: &[Figures; 2]) -> Vec<Cell> {
    let texts = [mark.to_owned()].into_iter().chain(texts);
    let mut row: Vec<_> = texts.map(|text| Cell::new(text, style)).collect();
    row.extend(deltas(old, new, Style::new()));
    row
}

fn same(layers: usize) -> Vec<Cell> {
    let text = format!("{} the same", many(layers));
    let mut row = vec![Cell::default(), Cell::new("...", FAINT), Cell::new(text, FAINT)];
    row.extend(FIGURES.iter().map(|_| Cell::default()));
    row
}

/// A number of layers.
fn many(layers: usize) -> String {
    match layers {
        1 => "1 layer".to_owned(),
        _ => format!("{layers} layers"),
    }
}

/// What became of the layers of a block: `6 layers changed, 2 layers added`.
fn counted(steps: &[Step]) -> String {
    let words = ["changed", "removed", "added", "the same"];
    let mut counts = [0; 4];
    for step in steps {
        match step {
            Step::Changed(..) => counts[0] += 1,
            Step::Removed(_) => counts[1] += 1,
            Step::Added(_) => counts[2] += 1,
            Step::Same { layers, .. } => counts[3] += layers,
        }
    }
    let there = counts.iter().zip(words).filter(|(count, _)| **count > 0);
    there.map(|(count, word)| format!("{} {word}", many(*count))).collect::<Vec<_>>().join(", ")
}

/// By how much each figure grows.
fn deltas(old: &Figures, new: &Figures, style: Style) -> Vec<Cell> {
    let cell = |figure: Figure| delta(Unit::Count, figure(old), figure(new), style);
    FIGURES.iter().map(|(_, _, figure)| cell(*figure)).collect()
}

/// A figure with all its digits; of a time four.
pub(super) fn shown(unit: Unit, value: u128) -> String {
    match unit {
        Unit::Time => duration::rounded(value),
        Unit::Bytes | Unit::Class | Unit::Count => Grouped(value).to_string(),
    }
}

/// By how much a figure grows: `+1,024`, `-1,024`, `0`.
pub(super) fn delta(unit: Unit, old: u128, new: u128, style: Style) -> Cell {
    let sign = match new.cmp(&old) {
        std::cmp::Ordering::Less => "-",
        std::cmp::Ordering::Equal => return Cell::new("0", FAINT),
        std::cmp::Ordering::Greater => "+",
    };
    Cell::new(format!("{sign}{}", shown(unit, new.abs_diff(old))), style)
}
