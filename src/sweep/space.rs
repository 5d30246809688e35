//! A space of networks: its axes, and its points by their numbers.

use std::borrow::Cow;

use super::axis::{Axis, Choice, Setting};
use crate::check::{Argument, Options, ParamValue};
use crate::cost::Costing;
use crate::network::Passes;

/// All combinations of the values of some axes, each of which makes a network of the same text. They are numbered
/// from 0 in mixed radix; the last axis varies fastest.
#[derive(Clone, Debug, Default)]
pub struct Space {
    axes: Vec<Axis>,
}

/// A point of a space: the value of each setting.
#[derive(Clone, Debug)]
pub(crate) struct Point<'s> {
    /// The settings with their values, in the order of the axes.
    pub settings: Vec<(&'s Setting, Cow<'s, Choice>)>,
}

impl Space {
    /// A single point: the network as it is written.
    pub fn new() -> Self {
        Space::default()
    }

    /// The space with a param that takes these values. Params that are added later vary faster.
    #[must_use]
    pub fn param<V: Into<ParamValue>>(
        self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let choices = values.into_iter().map(|value| Choice::Param(value.into()));
        self.axis(Axis::listed(Setting::Param(name.into()), choices))
    }

    /// The space with these batch sizes, which vary faster than params.
    #[must_use]
    pub fn batch(self, values: impl IntoIterator<Item = u64>) -> Self {
        self.axis(Axis::listed(Setting::Batch, values.into_iter().map(Choice::Batch)))
    }

    /// The space with another axis, after those of its kind.
    pub(crate) fn axis(mut self, axis: Axis) -> Self {
        let rank = |axis: &Axis| axis.settings().first().map_or(0, Setting::rank);
        let place = self.axes.partition_point(|earlier| rank(earlier) <= rank(&axis));
        self.axes.insert(place, axis);
        self
    }

    /// How many points it has; `None` if 64 bits do not hold that.
    pub fn size(&self) -> Option<u64> {
        self.axes.iter().try_fold(1u64, |size, axis| size.checked_mul(axis.count()?))
    }

    /// The axes, the fastest one last.
    pub(crate) fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// What the axes set, in their order.
    pub(crate) fn settings(&self) -> impl Iterator<Item = &Setting> {
        self.axes.iter().flat_map(Axis::settings)
    }

    /// For each axis of growing or falling numbers, the number of the point that differs from this one by the
    /// next larger number on it.
    pub(crate) fn larger(&self, id: u64) -> Vec<u64> {
        let (mut stride, mut found) = (1u64, Vec::new());
        for axis in self.axes.iter().rev() {
            let count = axis.count().unwrap_or(u64::MAX).max(1);
            let index = (id / stride) % count;
            let number = |index: u64| axis.choices(index).first().and_then(|it| it.1.number());
            let ways = [index.checked_add(1).filter(|next| *next < count), index.checked_sub(1)];
            let next = ways.into_iter().flatten().find(|next| {
                let pair = number(*next).zip(number(index));
                pair.is_some_and(|(next, this)| next.compare(this).is_gt())
            });
            found.extend(next.map(|next| id - index * stride + next * stride));
            stride = stride.saturating_mul(count);
        }
        found.reverse();
        found
    }

    /// The one setting that takes several values, if these are growing numbers.
    pub(crate) fn growing(&self) -> Option<&Setting> {
        let mut varying = self.axes.iter().filter(|axis| axis.count() != Some(1));
        let (axis, None) = (varying.next()?, varying.next()) else { return None };
        let [setting] = axis.settings() else { return None };
        let number = |index: u64| axis.choices(index).first().and_then(|it| it.1.number());
        let (first, last) = (number(0)?, number(axis.count()?.checked_sub(1)?)?);
        (axis.numbers(0).is_some() && last.compare(first).is_gt()).then_some(setting)
    }

    /// Whether the setting at a place among all of them takes several values.
    pub(crate) fn varies(&self, place: usize) -> bool {
        let counts = self.axes.iter().flat_map(|axis| axis.settings().iter().map(|_| axis.count()));
        counts.into_iter().nth(place) != Some(Some(1))
    }

    /// The settings that vary with their values at a point: `width=0.5, res=96`; all of them if none does.
    pub(crate) fn shown(&self, id: u64) -> String {
        let settings = self.point(id).settings;
        let all = settings.iter().enumerate();
        let varying = all.clone().filter(|(place, _)| self.varies(*place));
        let shown = |(_, (setting, choice)): (usize, &(&Setting, Cow<'_, Choice>))| {
            format!("{}={choice}", setting.name())
        };
        let varying: Vec<_> = varying.map(shown).collect();
        match varying.as_slice() {
            [] => all.map(shown).collect::<Vec<_>>().join(", "),
            _ => varying.join(", "),
        }
    }

    /// How many consecutive points share a network, since they differ only in how it is costed.
    pub(super) fn same_network(&self) -> u64 {
        let is_of_costing = |axis: &&Axis| axis.settings().iter().all(Setting::is_of_costing);
        let counts = self.axes.iter().rev().take_while(is_of_costing).map(Axis::count);
        counts.map(Option::unwrap_or_default).product::<u64>().max(1)
    }

    /// The point of a number below the size.
    pub(crate) fn point(&self, id: u64) -> Point<'_> {
        let (mut left, mut reversed) = (id, Vec::with_capacity(self.axes.len()));
        for axis in self.axes.iter().rev() {
            let count = axis.count().unwrap_or(u64::MAX).max(1);
            reversed.push(axis.choices(left % count));
            left /= count;
        }
        Point { settings: reversed.into_iter().rev().flatten().collect() }
    }
}

impl Point<'_> {
    /// What to instantiate.
    pub fn options(&self, base: &Options) -> Options {
        let mut options = base.clone();
        for (setting, choice) in &self.settings {
            match (setting, &**choice) {
                (Setting::Param(name), Choice::Param(value)) => {
                    options.arguments.push(Argument::new(name.clone(), value.clone()));
                }
                (Setting::Element(name, index, list), Choice::Param(value)) => {
                    set_element(&mut options.arguments, name, *index, list, value);
                }
                (Setting::Input(name), Choice::Input(sizes)) => {
                    options.inputs.push((name.clone(), sizes.clone()));
                }
                (_, Choice::Batch(batch)) => options.batch = Some(*batch),
                (_, Choice::Dtype(_, dtypes)) => {
                    [options.weights, options.biases, options.activations] = *dtypes;
                }
                (_, Choice::Change(change)) => options.lenses.clone_from(&change.lenses),
                (
                    _,
                    Choice::Param(_) | Choice::Input(_) | Choice::Convention(_) | Choice::Device(_),
                ) => {}
            }
        }
        options
    }

    /// How to cost it.
    pub fn costing<'d>(&'d self, base: Costing<'d>) -> Costing<'d> {
        self.settings.iter().fold(base, |costing, (_, choice)| match &**choice {
            Choice::Convention(convention) => Costing { convention: Some(convention), ..costing },
            Choice::Device(device) => Costing { device: Some(device), ..costing },
            Choice::Param(_)
            | Choice::Input(_)
            | Choice::Batch(_)
            | Choice::Dtype(..)
            | Choice::Change(_) => costing,
        })
    }

    /// The passes to apply besides those of the text.
    pub fn passes(&self) -> Passes {
        let change = self.settings.iter().find_map(|(_, choice)| match &**choice {
            Choice::Change(change) => Some(change.passes.clone()),
            _ => None,
        });
        change.unwrap_or_default()
    }
}

/// Sets an element of a list, of which the other elements are those before or of the default.
fn set_element(
    arguments: &mut Vec<Argument>,
    name: &str,
    index: usize,
    default: &[ParamValue],
    value: &ParamValue,
) {
    let place = arguments.iter().position(|argument| argument.name == name).unwrap_or_else(|| {
        arguments.push(Argument::new(name, ParamValue::List(default.to_vec())));
        arguments.len() - 1
    });
    if let Some(Argument { value: ParamValue::List(items), .. }) = arguments.get_mut(place)
        && let Some(item) = items.get_mut(index)
    {
        *item = value.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(space: &Space, id: u64) -> Vec<String> {
        space.point(id).settings.iter().map(|(_, choice)| choice.to_string()).collect()
    }

    #[test]
    fn the_last_axis_moves_fastest_and_batches_after_params() {
        let space = Space::new().batch([1, 8]).param("a", [1, 2, 3]).param("b", ["x", "y"]);
        assert_eq!(space.size(), Some(12));
        let points: Vec<_> = (0..12).map(|id| shown(&space, id).join(" ")).collect();
        assert_eq!(points[..5], ["1 x 1", "1 x 8", "1 y 1", "1 y 8", "2 x 1"]);
        assert_eq!(points[11], "3 y 8");
        let distinct: std::collections::BTreeSet<_> = points.iter().collect();
        assert_eq!(distinct.len(), 12);
    }

    #[test]
    fn the_next_larger_number_on_each_axis() {
        let space = Space::new().param("a", [1, 2, 3]).param("b", ["x", "y"]).param("c", [9, 8]);
        // 2 y 8: 3 y 8, and 2 y 9.
        assert_eq!(shown(&space, 7), ["2", "y", "8"]);
        let larger: Vec<_> =
            space.larger(7).iter().map(|id| shown(&space, *id).join(" ")).collect();
        assert_eq!(larger, ["3 y 8", "2 y 9"]);
        assert_eq!(space.larger(10).len(), 0);
        assert_eq!(space.growing(), None);
        let line = Space::new().param("a", [7]).param("b", [1, 2]);
        assert_eq!(line.growing(), Some(&Setting::Param("b".to_owned())));
    }

    #[test]
    fn a_size_above_64_bits_is_none() {
        let space = (0..5).fold(Space::new(), |space, axis| {
            space.param(format!("p{axis}"), (0..10_000).collect::<Vec<_>>())
        });
        assert_eq!(space.size(), None);
        assert_eq!(Space::new().size(), Some(1));
    }

    #[test]
    fn elements_of_a_list_are_axes_of_their_own() {
        let list: std::sync::Arc<[ParamValue]> = [2, 3, 4].map(ParamValue::from).into();
        let space = [0, 2].into_iter().fold(Space::new(), |space, index| {
            let setting = Setting::Element("depths".to_owned(), index, list.clone());
            space.axis(Axis::listed(setting, [7, 8].map(|it| Choice::Param(it.into()))))
        });
        let options = space.point(2).options(&Options::new());
        let values: Vec<_> = options.arguments.iter().map(Argument::shown).collect();
        assert_eq!(values, ["[8, 3, 7]"]);
    }
}
