//! The totals of all networks: a row a figure, or, where that is too wide, a row a network.

use anstyle::Style;

use super::grid::{Cell, Column, Grid};
use super::layers::{delta, shown};
use super::ratio::ratio;
use super::{Compared, Figure, labels};
use crate::cost::Unit;
use crate::report::look::{FAINT, Look, STRONG};

/// The most networks that have a column each.
const MOST_COLUMNS: usize = 4;

/// The order in which figures give way where each has a column: what is not named goes first.
const ORDER: [&str; 6] = ["params", "flops", "macs", "activations", "peak_memory", "param_bytes"];

pub(super) struct Totals<'a> {
    compared: &'a Compared<'a>,
    figures: Vec<Figure>,
    look: Look,
}

impl<'a> Totals<'a> {
    pub fn new(compared: &'a Compared<'a>, look: Look) -> Self {
        // Of each class, and zero throughout: what the table can do without.
        let is_shown =
            |figure: &Figure| figure.unit != Unit::Class && figure.values.iter().any(|v| *v > 0);
        let figures = compared.figures().into_iter().filter(is_shown).collect();
        Totals { compared, figures, look }
    }

    /// Whether a column for each network is too much, whatever the width.
    pub fn has_many(&self) -> bool {
        self.compared.sides.len() > MOST_COLUMNS
    }

    /// A row for each figure.
    pub fn with_grid<R>(&self, write: impl FnOnce(&Grid<'_>) -> R) -> R {
        let mut columns = vec![Column::text("", 12)];
        for (index, label) in labels(self.compared.sides).into_iter().enumerate() {
            columns.push(Column::figures(label, 1));
            if index > 0 {
                columns.push(Column::figures("ratio", 1));
            }
        }
        if let [_, _] = self.compared.sides {
            columns.push(Column::figures("difference", 2));
        }
        let rows = || -> Box<dyn Iterator<Item = _>> {
            Box::new(self.figures.iter().map(|figure| self.row(figure)))
        };
        write(&Grid { columns, rows: &rows, total: None })
    }

    fn row(&self, figure: &Figure) -> Vec<Cell> {
        let mut row = vec![Cell::plain(figure.title.clone())];
        if let [first, others @ ..] = figure.values.as_slice() {
            row.push(Cell::plain(shown(figure.unit, *first)));
            for value in others {
                row.push(Cell::plain(shown(figure.unit, *value)));
                row.push(self.ratio(*value, *first));
            }
        }
        if let [old, new] = figure.values[..] {
            row.push(delta(figure.unit, old, new, Style::new()));
        }
        row
    }

    /// A row for each network.
    pub fn with_turned<R>(&self, write: impl FnOnce(&Grid<'_>) -> R) -> R {
        let mut columns = vec![Column::text("network", 16)];
        for figure in &self.figures {
            let rank = (1..).zip(ORDER).find(|(_, name)| *name == figure.name);
            let rank = rank.map_or(u8::MAX, |(rank, _)| rank);
            columns.push(Column::figures(&figure.title, rank));
            columns.push(Column::figures("ratio", rank));
        }
        let rows = || -> Box<dyn Iterator<Item = _>> {
            let labels = labels(self.compared.sides).into_iter().enumerate();
            Box::new(labels.map(|(index, label)| self.turned(index, label)))
        };
        write(&Grid { columns, rows: &rows, total: None })
    }

    fn turned(&self, index: usize, label: &str) -> Vec<Cell> {
        let mut row = vec![Cell::plain(label)];
        for figure in &self.figures {
            let values = figure.values.get(index).zip(figure.values.first());
            let (value, first) = values.unwrap_or((&0, &0));
            row.push(Cell::plain(shown(figure.unit, *value)));
            row.push(match index {
                0 => Cell::default(),
                _ => self.ratio(*value, *first),
            });
        }
        row
    }

    /// A quotient: `0.0439×`; `=` for equal ones.
    fn ratio(&self, value: u128, first: u128) -> Cell {
        if value == first {
            return Cell::new("=", FAINT);
        }
        let times = if self.look.unicode { "×" } else { "x" };
        Cell::new(ratio(value, first).map_or_else(String::new, |it| it + times), STRONG)
    }
}
