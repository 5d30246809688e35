//! What every format reads: the figures of a network, and what of them is to be shown.

use super::columns::{Column, ColumnKind, OWN_NAME};
use super::options::{GroupBy, RowOptions};
use crate::cost::training::Training;
use crate::cost::{Comparison, Costs, Metric, metrics};
use crate::device::Device;
use crate::diagnostics::cost::CostProblem;
use crate::ops::CallRecord;
use crate::source::Sources;

/// The figures of a network, and what of them is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The network's figures.
    pub costs: &'a Costs<'a>,
    /// The sources that the spans of layers refer to.
    pub sources: &'a Sources,
    /// The file, by its name in the sources.
    pub file: &'a str,
    /// The flops under every convention if they are requested; else empty.
    pub by_convention: &'a [Comparison],
    /// The devices of which it is asked whether they hold the network.
    pub devices: &'a [Device],
    /// The figures of training if they are requested.
    pub training: Option<&'a Training>,
    /// Whether there is a table of energies.
    pub energy: bool,
    /// For each claim of the network whether it holds; `None` for one that is not checked.
    pub claims: &'a [Option<bool>],
    /// How the first layers were made, for derivations.
    pub call_records: &'a [CallRecord],
    /// Which rows there are, and in which order.
    pub rows: &'a RowOptions,
    /// The columns, from left to right; if empty, the format chooses.
    pub columns: &'a [&'static Column],
}

/// The largest count that formats for programs write.
pub(super) const MAX_COUNT: u128 = i64::MAX as u128;

/// Columns up to this rank are shown even if all their figures are zero.
const ALWAYS: u8 = 4;

impl View<'_> {
    /// The title of a column in tables.
    pub(super) fn title(&self, column: &Column) -> &'static str {
        match (column.kind, self.rows.by) {
            (ColumnKind::Name, Some(GroupBy::Op)) => "operation",
            (ColumnKind::Name, Some(GroupBy::Block)) => "block",
            _ => column.title,
        }
    }

    /// Whether rows or columns are requested, so that there are other rows than one for each layer
    /// with everything there is.
    pub(super) fn is_custom(&self) -> bool {
        !self.rows.is_default() || !self.columns.is_empty()
    }

    /// The columns of formats for programs: the requested ones, or all.
    pub(super) fn data_columns(&self) -> Vec<&'static Column> {
        let own = |column: &'static Column| match column.kind {
            ColumnKind::Name => &OWN_NAME,
            _ => column,
        };
        if !self.columns.is_empty() {
            return self.columns.iter().copied().map(own).collect();
        }
        let grouped = self.rows.by.is_some();
        let shown = |column: &&Column| {
            (!grouped || column.is_of_groups())
                && (!column.needs_device() || self.costs.device.is_some())
                && !column.is_on_request()
                && !column.is_absent(self.costs)
        };
        Column::all().iter().filter(shown).map(own).collect()
    }

    /// The columns of a document: the requested ones, or of the default ones those up to a rank.
    pub(super) fn document_columns(&self, rank: u8) -> Vec<&'static Column> {
        if !self.columns.is_empty() {
            return self.columns.to_vec();
        }
        let mut columns = self.default_columns();
        columns.retain(|column| column.rank.is_none_or(|it| it <= rank));
        columns
    }

    /// The columns of a table unless others are requested: those that apply to all rows, and are
    /// not zero throughout.
    pub(super) fn default_columns(&self) -> Vec<&'static Column> {
        let totals = &self.costs.totals;
        let grouped = self.rows.by.is_some();
        let shown = |column: &&Column| match (column.rank, column.kind) {
            (_, ColumnKind::Layers) => grouped,
            _ if !self.is_known(column) || column.is_absent(self.costs) => false,
            (None, _) => false,
            (Some(_), _) if grouped && !column.is_of_groups() => false,
            (Some(rank), ColumnKind::Figure(key)) => rank <= ALWAYS || key.total(totals) > 0,
            (Some(_), ColumnKind::Share) => totals.figures.flops > 0,
            (Some(_), _) => true,
        };
        Column::all().iter().filter(shown).collect()
    }

    /// Whether a column has cells: those of times need a device, and some of them its bandwidth.
    fn is_known(&self, column: &Column) -> bool {
        let device = self.costs.device;
        match column.kind {
            ColumnKind::Figure(metric) => metric.is_known(self.costs),
            ColumnKind::Bound => device.is_some_and(|device| device.bandwidth.is_some()),
            _ => device.is_some() || !column.needs_device(),
        }
    }

    /// Refuses totals that formats for programs cannot hold. No row has a figure larger than its
    /// total.
    ///
    /// # Errors
    /// When a total is above 2⁶³ − 1.
    pub(super) fn check_counts(&self) -> Result<(), CostProblem> {
        let is_written = |metric: &&Metric| {
            metric.is_reported(self.costs)
                || self.columns.iter().any(|column| column.name == metric.name)
        };
        let totals = metrics::all().filter(is_written);
        let totals = totals.map(|metric| (metric.name, metric.total(&self.costs.totals)));
        let conventions = self.by_convention.iter().map(|each| ("flops", each.flops));
        let training = self.training.map(Training::parts).into_iter().flatten();
        let training = training.map(|part| (part.name, part.figure));
        match totals.chain(conventions).chain(training).find(|(_, value)| *value > MAX_COUNT) {
            Some((key, value)) => Err(CostProblem::TooLargeToWrite { key, value }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::Costing;

    /// The figure that is refused of a network that adds this many numbers, with these columns.
    fn refused(additions: u64, columns: &[&str]) -> Option<(&'static str, u128)> {
        let sources = Sources::new();
        let main = sources.add("x.net", format!("input 4\ncustom \"x\" 4 add={additions}\n"));
        let options = crate::Options::default();
        let checked = crate::check::check(&sources, main.unwrap(), &options, &crate::NoFiles);
        let network = checked.network.unwrap();
        let costs = Costs::new(&network, &Costing::default()).unwrap();
        let named = |name: &&str| Column::all().iter().find(|column| column.name == *name).unwrap();
        let view = View {
            costs: &costs,
            sources: &sources,
            file: "x.net",
            by_convention: &[],
            devices: &[],
            training: None,
            energy: false,
            claims: &[],
            call_records: &[],
            rows: &RowOptions::default(),
            columns: &columns.iter().map(named).collect::<Vec<_>>(),
        };
        match view.check_counts() {
            Ok(()) => None,
            Err(CostProblem::TooLargeToWrite { key, value }) => Some((key, value)),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_figure_that_is_only_there_on_request_is_refused_beyond_63_bits() {
        // An addition takes 900 fJ, so that these take 2⁶³ − 8 fJ, the largest multiple of 900 below
        // 2⁶³ − 1, and 900 fJ more.
        let most = (i64::MAX as u64 - 7) / 900;
        assert_eq!(u128::from(most) * 900, MAX_COUNT - 7);
        let energy = ["name", "energy_compute"];
        assert_eq!(refused(most, &energy), None);
        let beyond = Some(("energy_compute", MAX_COUNT - 7 + 900));
        assert_eq!(refused(most + 1, &energy), beyond);
        // Who does not ask for it gets all there is.
        assert_eq!(refused(most + 1, &[]), None);
        assert_eq!(refused(most + 1, &["name", "macs"]), None);
    }

    #[test]
    fn a_figure_of_every_report_is_refused_beyond_63_bits() {
        // The convention `exact` counts additions.
        let most = i64::MAX as u64;
        assert_eq!(refused(most, &[]), None);
        assert_eq!(refused(most + 1, &[]), Some(("flops", MAX_COUNT + 1)));
        assert_eq!(refused(most + 1, &["name", "macs"]), Some(("flops", MAX_COUNT + 1)));
    }
}
