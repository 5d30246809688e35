//! Closed forms of the figures of a family, by its params.

use std::collections::BTreeMap;

use super::evaluate::Sweep;
use super::row::Row;
use super::sample::Permutation;
use crate::check::Program;
use crate::closed::{Axis, Polynomial, degree, interpolate};
use crate::cost::Metric;
use crate::diagnostics::setting::SettingProblem;

/// A setting that figures depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variable {
    /// Its name.
    pub name: String,
    /// Its numbers.
    pub axis: Axis,
    /// The distance between the numbers of two points that differ by one step of it.
    stride: u64,
}

/// A polynomial, and the numbers of the variables for which it holds.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// For each variable the remainder that its numbers leave.
    pub classes: Vec<Class>,
    /// The polynomial.
    pub polynomial: Polynomial,
}

/// The numbers of a variable that leave a remainder on division by a modulus; all numbers, if its period is 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Class {
    /// How many steps the modulus has.
    period: u64,
    /// The modulus.
    pub modulus: i128,
    /// The remainder.
    pub remainder: i128,
}

/// Why a figure has no closed form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoForm {
    /// The network of a point does not have the figure, for a reason.
    Missing(u64, String),
    /// It is not a polynomial in a variable, neither for all numbers nor for those of equal remainders.
    NotIn(String),
    /// It differs at a point from what was found at others.
    Differs(u64),
    /// 128 bits do not hold a coefficient.
    TooLarge,
}

/// The closed form of a figure: a polynomial, or one for each remainder.
pub(crate) type Form = Result<Vec<Piece>, NoForm>;

/// The points that were looked at.
pub(crate) struct Probe<'p> {
    sweep: &'p Sweep<'p>,
    program: &'p Program<'p>,
    variables: &'p [Variable],
    rows: BTreeMap<u64, Row>,
}

/// How many points by chance a closed form is checked at.
const CHECKS: u64 = 32;

/// The periods that are tried, in steps: what strides divide.
const PERIODS: [u64; 7] = [1, 2, 4, 8, 16, 32, 64];

/// The most polynomials that a closed form has.
const PIECES: u64 = 64;

/// The fewest numbers of a variable that show something.
const LEAST: u64 = 3;

impl Class {
    /// The numbers of an axis of this period and first index.
    fn new(axis: &Axis, period: u64) -> Option<Self> {
        let modulus = i128::try_from(axis.step.unsigned_abs()).ok()?;
        Some(Class { period, modulus, remainder: axis.first.checked_rem_euclid(modulus)? })
    }

    /// Whether it has a number.
    fn holds(&self, number: i128) -> bool {
        self.is_all() || number.checked_rem_euclid(self.modulus) == Some(self.remainder)
    }

    /// Whether it has all numbers of the variable.
    pub fn is_all(&self) -> bool {
        self.period == 1
    }
}

impl Piece {
    fn holds(&self, numbers: &[i128]) -> bool {
        self.classes.iter().zip(numbers).all(|(class, number)| class.holds(*number))
    }
}

impl Sweep<'_> {
    /// The settings that vary.
    ///
    /// # Errors
    /// When none does, or the values of one are not three or more whole numbers at equal distances.
    pub(crate) fn variables(&self) -> Result<Vec<Variable>, SettingProblem> {
        let (mut stride, mut variables) = (1u64, Vec::new());
        for axis in self.space.axes().iter().rev() {
            let count = axis.count().unwrap_or(u64::MAX);
            if count > 1 {
                let names: Vec<_> = axis.settings().iter().map(|it| it.name()).collect();
                let name = names.join(", ");
                let Some((first, step)) = axis.progression().filter(|_| count >= LEAST) else {
                    let why = format!("`{name}` has other values");
                    return Err(SettingProblem::NotSpaced { why });
                };
                variables.push(Variable { name, axis: Axis { first, step, count }, stride });
            }
            stride = stride.saturating_mul(count);
        }
        if variables.is_empty() {
            return Err(SettingProblem::NotSpaced { why: "no setting varies".to_owned() });
        }
        variables.reverse();
        Ok(variables)
    }
}

impl<'p> Probe<'p> {
    /// No points yet.
    pub fn new(sweep: &'p Sweep<'p>, program: &'p Program<'p>, variables: &'p [Variable]) -> Self {
        Probe { sweep, program, variables, rows: BTreeMap::new() }
    }

    /// How many points were looked at.
    pub fn points(&self) -> usize {
        self.rows.len()
    }

    /// The closed form of each figure, which is right at all points that were looked at.
    pub fn forms(&mut self, metrics: &[&'static Metric]) -> Vec<(&'static Metric, Form)> {
        let forms: Vec<_> = metrics.iter().map(|metric| (*metric, self.form(metric))).collect();
        // Points that were looked at for one figure check the others.
        let checked = forms
            .into_iter()
            .map(|(metric, form)| (metric, form.and_then(|pieces| self.confirmed(metric, pieces))));
        checked.collect()
    }

    fn form(&mut self, metric: &'static Metric) -> Form {
        let mut periods = Vec::new();
        for variable in self.variables {
            periods.push(self.period(metric, variable)?);
        }
        if periods.iter().copied().fold(1, u64::saturating_mul) > PIECES {
            let names: Vec<_> = self.variables.iter().map(|it| it.name.as_str()).collect();
            return Err(NoForm::NotIn(names.join(", ")));
        }
        let mut pieces = Vec::new();
        for starts in starts(&periods) {
            pieces.push(self.piece(metric, &periods, &starts)?);
        }
        let size = self.variables.iter().map(|it| it.axis.count).fold(1, u64::saturating_mul);
        let order = Permutation::new(size, 1);
        for id in (0..CHECKS.min(size)).map(|place| order.at(place)).chain([size - 1]) {
            self.figure(metric, id)?;
        }
        self.confirmed(metric, pieces)
    }

    /// The least period at which a figure is a polynomial of a variable for each remainder. The other variables
    /// have their first numbers, and then their second ones, since a factor may be 0 at the first.
    fn period(&mut self, metric: &'static Metric, variable: &Variable) -> Result<u64, NoForm> {
        let others = self.variables.iter().filter(|other| *other != variable);
        let second: u64 = others.map(|other| other.stride).sum();
        for period in PERIODS.into_iter().filter(|period| period * LEAST <= variable.axis.count) {
            if self.is_period(metric, variable, period, second)? {
                return Ok(period);
            }
        }
        Err(NoForm::NotIn(variable.name.clone()))
    }

    /// Whether a figure is a polynomial of a variable for each remainder, while the others are as in point 0, and
    /// as in point `second`.
    fn is_period(
        &mut self,
        metric: &'static Metric,
        variable: &Variable,
        period: u64,
        second: u64,
    ) -> Result<bool, NoForm> {
        for base in [0, second] {
            for start in 0..period {
                if self.degree(metric, variable, [base, period, start])?.is_none() {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// The degree in every `period`-th number of a variable from `start` on, where the others are as in point `base`.
    fn degree(
        &mut self,
        metric: &'static Metric,
        variable: &Variable,
        [base, period, start]: [u64; 3],
    ) -> Result<Option<usize>, NoForm> {
        let mut problem = None;
        let count = variable.axis.count.saturating_sub(start).div_ceil(period);
        let found = degree(count, &mut |index| {
            let id = base + (start + index * period) * variable.stride;
            self.figure(metric, id).map_err(|missing| problem = Some(missing)).ok()
        });
        problem.map_or(Ok(found), Err)
    }

    /// The polynomial of every `period`-th number of each variable, from these indices on.
    fn piece(
        &mut self,
        metric: &'static Metric,
        periods: &[u64],
        starts: &[u64],
    ) -> Result<Piece, NoForm> {
        let (mut axes, mut classes, mut degrees) = (Vec::new(), Vec::new(), Vec::new());
        for ((variable, period), start) in self.variables.iter().zip(periods).zip(starts) {
            let axis = variable.axis.every(*period, *start).ok_or(NoForm::TooLarge)?;
            classes.push(Class::new(&axis, *period).ok_or(NoForm::TooLarge)?);
            axes.push(axis);
            // The others at the first numbers of this piece, and at its second ones.
            let base = |index| self.id(periods, starts, variable, index);
            let mut highest = 0;
            for base in [base(0), base(1)] {
                let found = self.degree(metric, variable, [base, *period, *start])?;
                highest = highest.max(found.ok_or_else(|| NoForm::NotIn(variable.name.clone()))?);
            }
            degrees.push(highest);
        }
        let mut problem = None;
        let polynomial = interpolate(&axes, &degrees, &mut |indices| {
            let each = indices.iter().zip(periods).zip(starts).zip(self.variables);
            let id =
                each.map(|(((index, period), start), it)| (start + index * period) * it.stride);
            let id = id.sum();
            self.figure(metric, id).map_err(|missing| problem = Some(missing)).ok()
        });
        match (polynomial, problem) {
            (_, Some(problem)) => Err(problem),
            (None, None) => Err(NoForm::TooLarge),
            (Some(polynomial), None) => Ok(Piece { classes, polynomial }),
        }
    }

    /// The number of the point at an index of a piece in all variables but one.
    fn id(&self, periods: &[u64], starts: &[u64], but: &Variable, index: u64) -> u64 {
        let each = self.variables.iter().zip(periods).zip(starts);
        let others = each.filter(|((variable, _), _)| *variable != but);
        others.map(|((variable, period), start)| (start + index * period) * variable.stride).sum()
    }

    /// The closed form, if it is right at all points that were looked at.
    fn confirmed(&self, metric: &'static Metric, pieces: Vec<Piece>) -> Form {
        for (id, row) in &self.rows {
            let numbers: Option<Vec<_>> = self.numbers(*id).collect();
            let numbers = numbers.ok_or(NoForm::TooLarge)?;
            let piece = pieces.iter().find(|piece| piece.holds(&numbers));
            let value = piece.and_then(|piece| piece.polynomial.value(&numbers));
            if value.is_none() || value != known(row, metric)? {
                return Err(NoForm::Differs(*id));
            }
        }
        Ok(pieces)
    }

    /// The numbers of the variables at a point.
    fn numbers(&self, id: u64) -> impl Iterator<Item = Option<i128>> {
        self.variables
            .iter()
            .map(move |Variable { axis, stride, .. }| axis.number(id / stride % axis.count))
    }

    /// A figure of a point.
    fn figure(&mut self, metric: &'static Metric, id: u64) -> Result<i128, NoForm> {
        let (sweep, program) = (self.sweep, self.program);
        let row = self.rows.entry(id).or_insert_with(|| {
            let rows = sweep.evaluate(program, id..id.saturating_add(1), &|| false);
            rows.and_then(|mut rows| rows.pop()).unwrap_or(Row { id, outcome: Ok(Vec::new()) })
        });
        known(row, metric)?.ok_or(NoForm::TooLarge)
    }
}

/// A figure of a row; `None` if 127 bits do not hold it.
fn known(row: &Row, metric: &'static Metric) -> Result<Option<i128>, NoForm> {
    if let Err(failure) = &row.outcome {
        return Err(NoForm::Missing(row.id, failure.message.clone()));
    }
    let missing = |reason: String| NoForm::Missing(row.id, reason);
    if metric.is_of_operations() && row.figure("unknown_cost").is_some_and(|layers| layers > 0) {
        return Err(missing("the cost of a layer is not known".to_owned()));
    }
    let unknown = || missing(format!("`{}` is not known", metric.name));
    Ok(i128::try_from(row.figure(metric.name).ok_or_else(unknown)?).ok())
}

/// The first indices of each remainder of some periods.
fn starts(periods: &[u64]) -> Vec<Vec<u64>> {
    periods.iter().fold(vec![Vec::new()], |all, period| {
        let longer = |starts: &Vec<u64>| {
            let starts = starts.clone();
            (0..*period).map(move |start| [starts.as_slice(), &[start]].concat())
        };
        all.iter().flat_map(longer).collect()
    })
}
