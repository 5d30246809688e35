//! The totals of networks: a row for each figure, or, if that is too wide, a row for each network.

use anstyle::Style;

use super::layers::{delta, shown};
use super::ratio::ratio;
use super::view::{ComparisonView, Figure, labels};
use crate::cost::needs;
use crate::diff::Side;
use crate::report::tabular::{Heading, Item, Listing, Overflow};
use crate::report::text::term::{FAINT, STRONG, TermStyle};
use crate::text::digits::Digits;

/// The most networks that have a column each.
const MOST_COLUMNS: usize = 4;

/// The order in which figures are kept if each has a column: the others are dropped first.
const ORDER: [&str; 7] =
    ["params", "flops", "macs", "time", "peak_memory", "activations", "param_bytes"];

/// How many of these, and then their ratios, are kept before all others.
const FIRST: u8 = 5;

/// The ranks of a figure and of its ratio if each figure has a column.
fn ranks(figure: &Figure) -> [u8; 2] {
    let place = (0..).zip(ORDER).find(|(_, name)| *name == figure.name);
    match place {
        Some((place, _)) if place < FIRST => [place + 1, place + 1 + FIRST],
        Some((place, _)) => [2 * place + 1, 2 * place + 2],
        None => [u8::MAX; 2],
    }
}

/// The least width of the titles of figures.
const TITLE: usize = 12;

pub(in crate::report) struct Totals<'a> {
    view: &'a ComparisonView<'a>,
    figures: Vec<Figure>,
    term: TermStyle,
    digits: Digits,
}

impl<'a> Totals<'a> {
    pub fn new(view: &'a ComparisonView<'a>, term: TermStyle, digits: Digits) -> Self {
        // Unless they are requested, the table leaves out operations by class, and what is zero
        // throughout.
        let is_shown = |figure: &Figure| {
            !view.figures.is_empty() || !figure.is_class && figure.values.iter().any(|it| *it > 0)
        };
        let figures = view.figures().into_iter().filter(is_shown).collect();
        Totals { view, figures, term, digits }
    }

    /// Whether each network fits into the memories of its device, if there are devices that have any.
    fn fits(&self) -> Option<Vec<&'static str>> {
        let fits = |side: &Side<'_>| {
            let fits = needs::fits(side.costs.device?, side.costs)?;
            Some(if fits { "yes" } else { "no" })
        };
        self.view.sides.iter().map(fits).collect()
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
        let fits = self.fits().map(|fits| {
            let cells = fits.into_iter().enumerate().flat_map(|(index, verdict)| {
                let ratio = (index > 0).then_some(Item::EMPTY);
                [Some(Item::plain(verdict)), ratio].into_iter().flatten()
            });
            let difference = (self.view.sides.len() == 2).then_some(Item::EMPTY);
            [Item::plain("fits")].into_iter().chain(cells).chain(difference).collect()
        });
        Listing::new(headings, rows.chain(fits).collect()).ruled()
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
            row.push(delta(figure.unit, [old, new], self.digits, Style::new()));
        }
        row
    }

    /// A row for each network.
    pub fn by_network(&self) -> Listing<'_> {
        // Columns are dropped before a name is cut.
        let mut headings = vec![Heading::text("network", 0).with_overflow(Overflow::Keep)];
        let fits = self.fits();
        headings.extend(fits.as_ref().map(|_| Heading::text("fits", 4)));
        for figure in &self.figures {
            let [rank, of_ratio] = ranks(figure);
            headings.push(Heading::numbers(figure.title.clone(), rank));
            headings.push(Heading::numbers("ratio", of_ratio));
        }
        let labels = labels(self.view.sides).into_iter().enumerate();
        let rows = labels.map(|(index, label)| {
            let verdict = fits.as_ref().and_then(|fits| fits.get(index));
            self.network_row(index, label, verdict.copied())
        });
        Listing::new(headings, rows.collect()).ruled()
    }

    fn network_row<'l>(
        &self,
        index: usize,
        label: &'l str,
        fits: Option<&'static str>,
    ) -> Vec<Item<'l>> {
        let mut row = vec![Item::plain(label)];
        row.extend(fits.map(Item::plain));
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
        Item::plain(format!("{mark}{}", shown(figure.unit, value, self.digits)))
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
