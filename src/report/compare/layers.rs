//! What changed layer by layer: a row for each change, and one for each run of unchanged layers.

use anstyle::{AnsiColor, Style};

use super::details::{self, LayerOf};
use super::rows::{self, Row};
use super::view::ComparisonView;
use crate::cost::{COUNT, Figures, Unit};
use crate::diff::{Side, Step};
use crate::report::tabular::{Heading, Item, Tabular};
use crate::report::text::term::{FAINT, STRONG, TermStyle};
use crate::text::digits::Digits;

/// What is before a row, and its style.
type Mark = (&'static str, Style);

const SAME: Mark = ("", FAINT);
const REMOVED: Mark = ("-", AnsiColor::Red.on_default());
const ADDED: Mark = ("+", AnsiColor::Green.on_default());
const CHANGED: Mark = ("~", AnsiColor::Yellow.on_default());

type Figure = fn(&Figures) -> u128;

/// The figures whose differences are shown, and the ranks of their columns.
static FIGURES: [(&str, u8, Figure); 3] = [
    ("params", 1, |figures| figures.params),
    ("macs", 2, |figures| figures.macs),
    ("flops", 1, |figures| figures.flops),
];

/// The least width of the mark, of names, and of differences.
const MARK: usize = 1;
const NAME: usize = 16;
const DIFFERENCE: usize = 20;

/// What changed from the layers of one network to those of another.
pub(in crate::report) struct Layers<'a> {
    sides: [&'a Side<'a>; 2],
    rows: Vec<Row<'a>>,
    headings: Vec<Heading>,
    term: TermStyle,
    digits: Digits,
}

impl<'a> Layers<'a> {
    /// The changes between two networks; `None` for more.
    pub fn new(view: &ComparisonView<'a>, term: TermStyle, digits: Digits) -> Option<Self> {
        let ([old, new], Some(steps)) = (view.sides, view.steps) else { return None };
        let sides = [old, new];
        let rows = rows::rows(sides, steps, view.depth);
        let texts = [("", MARK), ("layer", NAME), ("difference", DIFFERENCE)];
        let texts = texts.into_iter().map(|(title, least)| Heading::text(title, least));
        let figures = FIGURES.iter().map(|(title, rank, _)| Heading::numbers(*title, *rank));
        Some(Layers { sides, rows, headings: texts.chain(figures).collect(), term, digits })
    }

    fn step(&self, step: Step) -> Vec<Item<'static>> {
        let layers = details::layers(self.sides, step);
        if let Step::Same { layers, .. } = step {
            return same(layers);
        }
        let texts = [self.name(layers), self.difference(layers)];
        row(mark(step), texts, &rows::figures(self.sides, step), self.digits)
    }

    /// The steps of a block in one row.
    fn block(&self, path: &str, steps: &[Step]) -> Vec<Item<'static>> {
        let mut marks: Vec<_> =
            steps.iter().filter(|step| !step.is_same()).map(|it| mark(*it)).collect();
        marks.dedup();
        let mark = if let [mark] = marks[..] { mark } else { CHANGED };
        let texts = [path.to_owned(), counted(steps)];
        row(mark, texts, &rows::sum(self.sides, steps), self.digits)
    }

    /// The name in the new network, with the one in the old if it had another.
    fn name(&self, layers: [Option<LayerOf<'_>>; 2]) -> String {
        match layers.map(|it| it.map(|it| it.name())) {
            [Some(old), Some(new)] if old != new => format!("{old} {} {new}", self.term.arrow()),
            [old, new] => new.or(old).unwrap_or_default(),
        }
    }

    fn difference(&self, layers: [Option<LayerOf<'_>>; 2]) -> String {
        match layers {
            [Some(old), Some(new)] => details::differences(old, new, self.term),
            [old, new] => new.or(old).map_or_else(String::new, |it| it.described(self.term)),
        }
    }
}

impl<'a> Tabular for Layers<'a> {
    type Row = Vec<Item<'static>>;

    fn headings(&self) -> &[Heading] {
        &self.headings
    }

    fn rows(&self) -> impl Iterator<Item = Vec<Item<'static>>> {
        self.rows.iter().map(|row| match row {
            Row::Step(step) => self.step(*step),
            Row::Block(path, steps) => self.block(path, steps),
        })
    }

    fn item<'r>(&'r self, row: &'r Vec<Item<'static>>, column: usize) -> Item<'r> {
        row.get(column).map_or(Item::EMPTY, Item::by_ref)
    }

    fn total(&self) -> Option<Vec<Item<'_>>> {
        let [old, new] = self.sides.map(|side| side.costs.totals.figures);
        let texts = [Item::EMPTY, Item::styled("total", STRONG), Item::EMPTY];
        Some(texts.into_iter().chain(deltas(&old, &new, self.digits, STRONG)).collect())
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

fn row(
    (mark, style): Mark,
    texts: [String; 2],
    [old, new]: &[Figures; 2],
    digits: Digits,
) -> Vec<Item<'static>> {
    let texts = [mark.to_owned()].into_iter().chain(texts);
    let mut row: Vec<_> = texts.map(|text| Item::styled(text, style)).collect();
    row.extend(deltas(old, new, digits, Style::new()));
    row
}

fn same(layers: usize) -> Vec<Item<'static>> {
    let text = format!("{} the same", many(layers));
    let mut row = vec![Item::EMPTY, Item::styled("...", FAINT), Item::styled(text, FAINT)];
    row.extend(FIGURES.iter().map(|_| Item::EMPTY));
    row
}

/// A number of layers.
fn many(layers: usize) -> String {
    match layers {
        1 => "1 layer".to_owned(),
        _ => format!("{layers} layers"),
    }
}

/// What changed in a block: `6 layers changed, 2 layers added`.
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
fn deltas(old: &Figures, new: &Figures, digits: Digits, style: Style) -> Vec<Item<'static>> {
    let cell = |figure: Figure| delta(&COUNT, [figure(old), figure(new)], digits, style);
    FIGURES.iter().map(|(_, _, figure)| cell(*figure)).collect()
}

/// A figure as tables show it.
pub(super) fn shown(unit: &Unit, value: u128, digits: Digits) -> String {
    (unit.shown)(value, digits)
}

/// By how much a figure grows: `+1,024`, `-1,024`, `0`.
pub(super) fn delta(
    unit: &Unit,
    [old, new]: [u128; 2],
    digits: Digits,
    style: Style,
) -> Item<'static> {
    let sign = match new.cmp(&old) {
        std::cmp::Ordering::Less => "-",
        std::cmp::Ordering::Equal => return Item::styled("0", FAINT),
        std::cmp::Ordering::Greater => "+",
    };
    Item::styled(format!("{sign}{}", shown(unit, new.abs_diff(old), digits)), style)
}
