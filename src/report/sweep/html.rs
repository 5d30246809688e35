//! Sweeps as a page for browsers: that of several networks that are compared.

use std::io::Write;

use super::columns::SweepColumn;
use super::document::Texts;
use super::format::{SweepFormat, SweepView, SweepWriter};
use super::tally::Tally;
use crate::cost::Metric;
use crate::report::cell::Cell;
use crate::report::format::{Audience, WriteError};
use crate::report::html;
use crate::report::page::{Compared, ComparisonPage, Setting, Total, times};
use crate::report::text::term::TermStyle;
use crate::sweep::Row;
use crate::text::digits::Grouped;

/// For browsers.
pub(super) const FORMAT: SweepFormat = SweepFormat {
    name: "html",
    about: "For browsers: the networks by two of their figures, and a table, in one file",
    audience: Audience::Document,
    start: |view, style, out| {
        let texts = Texts::new(view, TERM, style.digits);
        Ok(Box::new(Page { texts, rows: Vec::new(), more: 0, out }))
    },
};

const TERM: TermStyle = TermStyle { color: false, unicode: true };

/// The most rows that a page has: a browser draws each as a point.
const ROWS: usize = 1000;

/// The fewest networks and figures that make a picture.
const PICTURE: (usize, usize) = (3, 2);

struct Page<'a> {
    texts: Texts<'a>,
    rows: Vec<Row>,
    /// How many rows are not shown.
    more: u64,
    out: &'a mut dyn Write,
}

impl SweepWriter for Page<'_> {
    fn row(&mut self, row: &Row) -> Result<(), WriteError> {
        if self.rows.len() < ROWS {
            self.texts.add(row);
            self.rows.push(row.clone());
        } else {
            self.more += 1;
        }
        Ok(())
    }

    fn finish(&mut self, tally: &Tally) -> Result<(), WriteError> {
        let view = self.texts.view;
        let mut remarks = tally.lines(view.space);
        if self.more > 0 {
            let (shown, more) = (Grouped(ROWS as u128), Grouped(self.more.into()));
            remarks.push(format!("the first {shown} rows are shown; there are {more} more"));
        }
        let networks = networks(view, &self.rows);
        let figures = networks.first().map_or(0, |network| network.totals.len());
        let is_picture = networks.len() >= PICTURE.0 && figures >= PICTURE.1;
        let page = is_picture.then(|| ComparisonPage::of_totals(networks, remarks.clone()));
        let table = self.texts.listing();
        html::listing(view.file, &remarks, &table, page.as_ref(), self.out)
    }
}

/// The networks of rows, with the figures that all of them have.
fn networks(view: &SweepView<'_>, rows: &[Row]) -> Vec<Compared> {
    let rows: Vec<_> = rows.iter().filter(|row| row.outcome.is_ok()).collect();
    let figures: Vec<_> = view
        .columns
        .iter()
        .filter_map(|column| Some((column, column.metric()?)))
        .filter(|(_, metric)| rows.iter().all(|row| row.figure(metric.name).is_some()))
        .collect();
    rows.iter().map(|row| network(view, row, rows.first().copied(), &figures)).collect()
}

fn network(
    view: &SweepView<'_>,
    row: &Row,
    first: Option<&Row>,
    figures: &[(&SweepColumn, &'static Metric)],
) -> Compared {
    let settings = view.space.point(row.id).settings;
    let arguments = settings
        .iter()
        .map(|(setting, choice)| Setting::plain(&setting.name(), choice.to_string()));
    let value = |metric: &Metric| row.figure(metric.name).unwrap_or_default();
    let total = |(column, metric): &(&SweepColumn, &'static Metric)| Total {
        at_least: matches!(column.cell(row), Cell::AtLeast(..)),
        ..Total::of(metric, value(metric))
    };
    let ratio = |(_, metric): &(&SweepColumn, &'static Metric)| {
        let first = first.filter(|first| first.id != row.id)?.figure(metric.name)?;
        times(value(metric), first)
    };
    let label = view.space.shown(row.id);
    Compared {
        word: label.clone(),
        label,
        network: view.file.to_owned(),
        file: view.file.to_owned(),
        settings: Vec::new(),
        arguments: arguments.collect(),
        fits: None,
        totals: figures.iter().map(total).collect(),
        ratios: figures.iter().map(ratio).collect(),
    }
}
