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
        let row = |index: usize| self.row(&self.figures[index]);
        write(&Grid { columns, rows: self.figures.len(), row: &row, total: None })
    }

    fn row(&self, figure: &Figure) -> Vec<Cell> {
        let mut row = vec![Cell::plain(figure.title.clone())];
        for (index, value) in figure.values.iter().enumerate() {
            row.push(Cell::plain(shown(figure.unit, *value)));
            if index > 0 {
                row.push(self.ratio(*value, figure.values[0]));
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
            let place = ORDER.iter().position(|name| *name == figure.name);
            let rank = place.unwrap_or(ORDER.len()) as u8 + 1;
            columns.push(Column::figures(&figure.title, rank));
            columns.push(Column::figures("ratio", rank));
        }
        let labels = labels(self.compared.sides);
        let row = |index: usize| {
            let mut row = vec![Cell::plain(labels[index])];
            for figure in &self.figures {
                row.push(Cell::plain(shown(figure.unit, figure.values[index])));
                row.push(match index {
                    0 => Cell::default(),
                    _ => self.ratio(figure.values[index], figure.values[0]),
                });
            }
            row
        };
        write(&Grid { columns, rows: self.compared.sides.len(), row: &row, total: None })
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
