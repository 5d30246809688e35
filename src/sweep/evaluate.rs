//! Points of a space, costed.

use std::ops::Range;

use super::condition::Condition;
use super::row::{Failure, Row, figures};
use super::sample::Permutation;
use super::space::{Point, Space};
use crate::check::{Checked, KnownCalls, Options, Program};
use crate::cost::claims::{self, Margin};
use crate::cost::metrics::{self, Needs};
use crate::cost::{Costing, Costs, KnownFigures, Metric};
use crate::diagnostics::Result;
use crate::network::{Network, Outline};
use crate::whatif::Deployed;

/// What to compute for the points of a space: the common settings, the figures to keep, and the networks to leave out.
#[derive(Clone, Debug)]
pub struct Sweep<'d> {
    /// The options that the space does not set.
    pub options: Options,
    /// The costing that the space does not set.
    pub costing: Costing<'d>,
    /// The space.
    pub space: Space,
    /// The figures to keep.
    pub(crate) metrics: Vec<&'static Metric>,
    /// The condition that networks must fulfil.
    pub(crate) condition: Option<Condition>,
    /// Whether the file's claims about totals must hold, apart from published figures.
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

/// The current network, which consecutive points may share, and what is known of the calls of blocks of those before.
#[derive(Default)]
struct Made {
    group: Option<u64>,
    outline: Option<Outline>,
    /// The whole network, if the outline does not suffice.
    network: Option<Network>,
    known_calls: KnownCalls,
    known_figures: KnownFigures,
}

impl Made {
    /// The whole network.
    fn whole(&mut self) -> Option<&Network> {
        if let Some(outline) = self.outline.take() {
            self.network = Some(outline.unfold().0);
        }
        self.network.as_ref()
    }
}

impl Sweep<'_> {
    /// A sweep over all points that keeps the figures that every network has.
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

    /// The rows of the points at these places, in order, without those that a condition leaves out; `None` if `stop`
    /// returns true before the end.
    pub(crate) fn evaluate(
        &self,
        program: &Program<'_>,
        places: Range<u64>,
        stop: &dyn Fn() -> bool,
    ) -> Option<Vec<Row>> {
        let (mut rows, mut made) = (Vec::new(), Made::default());
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
    fn row(&self, program: &Program<'_>, id: u64, made: &mut Made) -> Option<Row> {
        let point = self.space.point(id);
        let group = id / self.space.same_network();
        if made.group != Some(group) {
            let options = point.options(&self.options);
            made.outline = program.outline(&options, &mut made.known_calls);
            (made.network, made.group) = (None, Some(group));
        }
        let kept =
            |costs: &Costs<'_>| Ok(self.keeps(costs)?.then(|| figures(costs, &self.metrics)));
        let known = self.outlined(&point, made, kept).or_else(|| {
            let network = made.whole()?;
            self.costed(network, &point, kept).ok()
        });
        let figures = match known {
            Some(figures) => Ok(figures),
            // Something is wrong: this says what.
            None => {
                let checked = program.instantiate(&point.options(&self.options));
                checked_network(&checked).and_then(|network| self.costed(network, &point, kept))
            }
        };
        figures.transpose().map(|outcome| Row { id, outcome })
    }

    /// Applies a function to the costs of a point's network in outline; `None` if that does not suffice, or something is
    /// wrong.
    fn outlined<T>(
        &self,
        point: &Point<'_>,
        made: &mut Made,
        of: impl FnOnce(&Costs<'_>) -> Result<T>,
    ) -> Option<T> {
        let outline = made.outline.as_ref()?;
        let network = &outline.network;
        let claims = network.claims.iter().filter(|_| self.claims);
        let only_totals = self.condition.as_ref().is_none_or(Condition::asks_only_totals)
            && claims.clone().all(claims::asks_only_totals);
        if !only_totals || !network.deploy.with(&point.passes()).is_empty() {
            return None;
        }
        let costing = point.costing(self.costing);
        let costs = Costs::outlined(outline, &costing, &mut made.known_figures)?;
        of(&costs).ok()
    }

    /// Applies a function to the costs of a point's network, after the passes that its text states and its own.
    fn costed<T>(
        &self,
        network: &Network,
        point: &Point<'_>,
        of: impl FnOnce(&Costs<'_>) -> Result<T>,
    ) -> std::result::Result<T, Failure> {
        let deployed = Deployed::new(network, &point.passes());
        let costs = Costs::new(&deployed.network, &point.costing(self.costing));
        costs.and_then(|costs| of(&costs)).map_err(|problem| Failure::of(&problem))
    }

    /// The figures of a point, and the margin of each part of the condition.
    pub(crate) fn margins(
        &self,
        program: &Program<'_>,
        id: u64,
    ) -> std::result::Result<(Row, Vec<(String, Margin)>), Failure> {
        let point = self.space.point(id);
        let checked = program.instantiate(&point.options(&self.options));
        self.costed(checked_network(&checked)?, &point, |costs| {
            let margins = self.condition.as_ref().map(|condition| condition.margins(costs));
            let row = Row { id, outcome: Ok(figures(costs, &self.metrics)) };
            Ok((row, margins.transpose()?.unwrap_or_default()))
        })
    }

    /// Whether a network fulfils the condition and the claims.
    fn keeps(&self, costs: &Costs<'_>) -> Result<bool> {
        if let Some(condition) = &self.condition
            && !condition.holds(costs)?
        {
            return Ok(false);
        }
        Ok(!self.claims || claims::open_hold(costs))
    }
}

/// The network of a point, or why there is none.
fn checked_network(checked: &Checked) -> std::result::Result<&Network, Failure> {
    checked.network.as_ref().ok_or_else(|| Failure::first(&checked.diagnostics))
}
