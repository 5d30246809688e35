//! Points of a space, costed.

use std::ops::Range;

use super::condition::Condition;
use super::row::{Failure, Row, figures};
use super::sample::Permutation;
use super::space::Space;
use crate::check::{Checked, Options, Program};
use crate::cost::claims::{self, Margin};
use crate::cost::metrics::{self, Needs};
use crate::cost::{Costing, Costs, Metric};
use crate::diagnostics::Result;

/// What to do with the points of a space: what is the same for all of them, which figures to keep, and
/// which networks to leave out.
#[derive(Clone, Debug)]
pub struct Sweep<'d> {
    /// What to instantiate, where the space says nothing.
    pub options: Options,
    /// How to cost it, where the space says nothing.
    pub costing: Costing<'d>,
    /// The space.
    pub space: Space,
    /// The figures to keep.
    pub(crate) metrics: Vec<&'static Metric>,
    /// What networks must fulfil.
    pub(crate) condition: Option<Condition>,
    /// Whether the file's claims about totals must hold, but for published figures.
    pub(crate) claims: bool,
    /// Which points, if not all: a sample.
    pub(crate) sample: Option<Sample>,
}

/// A sample of a space.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// How many points.
    pub count: u64,
    /// The order in which they come.
    pub order: Permutation,
}

/// The network of the points that are being costed, of which some in a row may share it.
struct Made {
    group: u64,
    checked: Checked,
}

impl Sweep<'_> {
    /// A sweep over all points that keeps the figures every network has.
    ///
    /// ```
    /// use netcost::sweep::{Space, Sweep};
    /// use netcost::Options;
    ///
    /// let text = "param width = 64 in 8..64\ninput 3x32x32\nconv width k3 p1; relu\n";
    /// let program = netcost::analyze("net.net", text, &Options::new()).program().ok_or("errors")?;
    /// let sweep = Sweep::new(Space::new().param("width", [16, 32, 128]));
    /// let rows = program.sweep(&sweep, 0..3);
    /// let params: Vec<_> = rows.iter().map(|row| row.figure("params")).collect();
    /// assert_eq!(params, [Some(448), Some(896), None]);
    /// assert_eq!(rows[2].status().name(), "illegal");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(space: Space) -> Self {
        let always = |metric: &&Metric| matches!(metric.needs, Needs::Nothing);
        Sweep {
            options: Options::default(),
            costing: Costing::default(),
            space,
            metrics: metrics::all().filter(always).collect(),
            condition: None,
            claims: false,
            sample: None,
        }
    }

    /// How many points there are; `None` if 64 bits do not hold that.
    pub fn points(&self) -> Option<u64> {
        match self.sample {
            Some(Sample { count, .. }) => Some(count),
            None => self.space.size(),
        }
    }

    /// The rows of the points at these places, in their order, without those that a condition leaves out;
    /// `None` if it is to stop before all are made.
    pub(crate) fn evaluate(
        &self,
        program: &Program<'_>,
        places: Range<u64>,
        stop: &dyn Fn() -> bool,
    ) -> Option<Vec<Row>> {
        let (mut rows, mut made) = (Vec::new(), None);
        for place in places {
            if stop() {
                return None;
            }
            rows.extend(self.row(program, self.id(place), &mut made));
        }
        Some(rows)
    }

    /// The number of the point at a place.
    fn id(&self, place: u64) -> u64 {
        self.sample.map_or(place, |sample| sample.order.at(place))
    }

    /// The row of a point; `None` if a condition leaves it out.
    fn row(&self, program: &Program<'_>, id: u64, made: &mut Option<Made>) -> Option<Row> {
        let point = self.space.point(id);
        let group = id / self.space.same_network();
        let Made { checked, .. } = match made {
            Some(known) if known.group == group => known,
            _ => {
                let checked = program.instantiate(&point.options(&self.options));
                made.insert(Made { group, checked })
            }
        };
        let failed = |failure| Some(Row { id, outcome: Err(failure) });
        let Some(network) = &checked.network else {
            return failed(Failure::first(&checked.diagnostics));
        };
        let figures = Costs::new(network, &point.costing(self.costing))
            .and_then(|costs| Ok(self.keeps(&costs)?.then(|| figures(&costs, &self.metrics))));
        match figures {
            Ok(figures) => figures.map(|figures| Row { id, outcome: Ok(figures) }),
            Err(problem) => failed(Failure::of(&problem)),
        }
    }

    /// How far the network of a point is from the other verdict on each part of the condition, with its figures.
    pub(crate) fn margins(
        &self,
        program: &Program<'_>,
        id: u64,
    ) -> std::result::Result<(Row, Vec<(String, Margin)>), Failure> {
        let point = self.space.point(id);
        let checked = program.instantiate(&point.options(&self.options));
        let Some(network) = &checked.network else {
            return Err(Failure::first(&checked.diagnostics));
        };
        let known = Costs::new(network, &point.costing(self.costing)).and_then(|costs| {
            let margins = self.condition.as_ref().map(|condition| condition.margins(&costs));
            let row = Row { id, outcome: Ok(figures(&costs, &self.metrics)) };
            Ok((row, margins.transpose()?.unwrap_or_default()))
        });
        known.map_err(|problem| Failure::of(&problem))
    }

    /// Whether a network fulfils what it must.
    fn keeps(&self, costs: &Costs<'_>) -> Result<bool> {
        if let Some(condition) = &self.condition
            && !condition.holds(costs)?
        {
            return Ok(false);
        }
        Ok(!self.claims || claims::open_hold(costs))
    }
}
