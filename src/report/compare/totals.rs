//! The totals of networks: a row for each figure, or, if that is too wide, a row for each network.

use anstyle::Style;

use super::layers::{delta, shown};
use super::ratio::ratio;
use super::view::{ComparisonView, Figure, labels};
use crate::report::tabular::{Heading, Item, Listing};
use crate::report::text::term::{FAINT, STRONG, TermStyle};

/// The most networks that have a column each.
const MOST_COLUMNS: usize = 4;

/// The order in which figures are kept if each has a column: the others are dropped first.
const ORDER: [&str; 6] = ["params", "flops", "macs", "activations", "peak_memory", "param_bytes"];

/// The least width of the titles of figures, and of networks.
const TITLE: usize = 12;
const NETWORK: usize = 16;

pub(in crate::report) struct Totals<'a> {
    view: &'a ComparisonView<'a>,
    figures: Vec<Figure>,
    term: TermStyle,
}

impl<'a> Totals<'a> {
    pub fn new(view: &'a ComparisonView<'a>, term: TermStyle) -> Self {
        // The table leaves out operations by class, and what is zero throughout.
        let is_shown = |figure: &Figure| !figure.is_class && figure.values.iter().any(|v| *v > 0);
        let figures = view.figures().into_iter().filter(is_shown).collect();
        Totals { view, figures, term }
    }

    /// Whether a column for each network is too much, whatever the width.
    pub fn has_many(&self) -> bool {
        self.view.sides.len() > MOST_COLUMNS
    }

    /// A row for each figure.
    pub fn by_figure(&self) -> Listing<'_> {
        let mut headings = vec![Heading::text("", TITLE)];
        for (index, label) in labels(self.view.sides).into_iter().enumerate() {
            headings.push(Heading::numbers(label.to_owned(), 1));
            if index > 0 {
                headings.push(Heading::numbers("ratio", 1));
            }
        }
        if let [_, _] = self.view.sides {
            headings.push(Heading::numbers("difference", 2));
        }
        let rows = self.figures.iter().map(|figure| self.figure_row(figure));
        Listing::new(headings, rows.collect()).ruled()
    }

    fn figure_row<'f>(&self, figure: &'f Figure) -> Vec<Item<'f>> {
        let mut row = vec![Item::plain(&*figure.title)];
        for (index, value) in figure.values.iter().enumerate() {
            row.push(self.value(figure, index));
            if index > 0 {
                let first = figure.values.first().unwrap_or(value);
                row.push(self.ratio(*value, *first));
            }
        }
        if let [old, new] = figure.values[..] {
            row.push(delta(figure.unit, old, new, Style::new()));
        }
        row
    }

    /// A row for each network.
    pub fn by_network(&self) -> Listing<'_> {
        let mut headings = vec![Heading::text("network", NETWORK)];
        for figure in &self.figures {
            let rank = (1..).zip(ORDER).find(|(_, name)| *name == figure.name);
            let rank = rank.map_or(u8::MAX, |(rank, _)| rank);
            headings.push(Heading::numbers(figure.title.clone(), rank));
            headings.push(Heading::numbers("ratio", rank));
        }
        let labels = labels(self.view.sides).into_iter().enumerate();
        let rows = labels.map(|(index, label)| self.network_row(index, label));
        Listing::new(headings, rows.collect()).ruled()
    }

    fn network_row<'l>(&self, index: usize, label: &'l str) -> Vec<Item<'l>> {
        let mut row = vec![Item::plain(label)];
        for figure in &self.figures {
            let values = figure.values.get(index).zip(figure.values.first());
            let (value, first) = values.unwrap_or((&0, &0));
            row.push(self.value(figure, index));
            row.push(match index {
                0 => Item::EMPTY,
                _ => self.ratio(*value, *first),
            });
        }
        row
    }

    /// The figure of a network, marked if it is a lower bound.
    fn value(&self, figure: &Figure, index: usize) -> Item<'static> {
        let value = figure.values.get(index).copied().unwrap_or_default();
        let at_least = figure.at_least.get(index) == Some(&true);
        let mark = if at_least { self.term.at_least() } else { "" };
        Item::plain(format!("{mark}{}", shown(figure.unit, value)))
    }

    /// A quotient: `0.0439×`; `=` if the values are equal.
    fn ratio(&self, value: u128, first: u128) -> Item<'static> {
        if value == first {
            return Item::styled("=", FAINT);
        }
        let ratio = ratio(value, first).map_or_else(String::new, |it| it + self.term.times());
        Item::styled(ratio, STRONG)
    }
}
