//! An axis of a space: what it sets, and the values it takes.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::decimal::Decimal;
use crate::check::{Lens, ParamValue, dimensions};
use crate::cost::Convention;
use crate::device::Device;
use crate::network::Passes;
use crate::tensor::Dtype;
use crate::value::Number;

/// What an axis sets.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Setting {
    /// A param of the file.
    Param(String),
    /// An element of a param that is a list, whose other elements are these.
    Element(String, usize, Arc<[ParamValue]>),
    /// The shape of an input, by its name if it has one.
    Input(Option<String>),
    /// The number of samples in a batch.
    Batch,
    /// The element types.
    Dtype,
    /// Lenses and passes.
    WhatIf,
    /// What `flops` counts.
    Convention,
    /// What times are for.
    Device,
}

/// A value of a setting.
#[derive(Clone, Debug)]
pub(crate) enum Choice {
    /// Of a param or an element.
    Param(ParamValue),
    /// Of an input.
    Input(Vec<u64>),
    /// Of the batch.
    Batch(u64),
    /// Element types, as they are written: of parameters, biases and all other tensors.
    Dtype(String, [Option<Dtype>; 3]),
    /// Lenses and passes.
    Change(Arc<Change>),
    /// A convention.
    Convention(&'static Convention),
    /// A device.
    Device(Arc<Device>),
}

/// Lenses and passes that change a network; none of either by default.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    /// As it is written: `depthwise+int8`, `none`.
    pub written: String,
    pub lenses: Vec<Lens>,
    pub passes: Passes,
}

/// An axis.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    /// The setting, or several that vary together.
    settings: Vec<Setting>,
    parts: Vec<Part>,
}

/// The numbers that an axis takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// Whole numbers that 64 bits hold.
    Whole,
    /// Others too.
    Decimal,
}

/// Whether a number is whole, and 64 bits hold it.
fn is_whole(number: Number) -> bool {
    matches!(number, Number::Int(whole) if i64::try_from(whole).is_ok())
}

/// Some of the values of an axis.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// One value for each setting.
    One(Vec<Choice>),
    /// Numbers at equal distances.
    Range(Range),
}

/// Numbers at equal distances: `first`, `first + step` and so on, in units of 10⁻ˢᶜᵃˡᵉ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub first: i128,
    pub step: i128,
    pub scale: u32,
    pub count: u64,
}

impl Setting {
    /// Its name, as a column has it where no param has that name.
    pub fn name(&self) -> String {
        match self {
            Setting::Param(name) => name.clone(),
            Setting::Element(name, index, _) => format!("{name}[{index}]"),
            Setting::Input(None) => "input".to_owned(),
            Setting::Input(Some(name)) => format!("input.{name}"),
            Setting::Batch => "batch".to_owned(),
            Setting::Dtype => "dtype".to_owned(),
            Setting::WhatIf => "what_if".to_owned(),
            Setting::Convention => "convention".to_owned(),
            Setting::Device => "device".to_owned(),
        }
    }

    /// Whether it concerns only costing, so that all its values share the network.
    pub fn is_of_costing(&self) -> bool {
        matches!(self, Setting::Convention | Setting::Device)
    }

    /// The order of its axis: higher ranks vary faster.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Setting::Param(_) | Setting::Element(..) => 0,
            Setting::Input(_) => 1,
            Setting::Batch => 2,
            Setting::Dtype => 3,
            Setting::WhatIf => 4,
            Setting::Convention => 5,
            Setting::Device => 6,
        }
    }
}

impl Choice {
    /// The number that it is, if it is one.
    pub fn number(&self) -> Option<Number> {
        match self {
            Choice::Param(ParamValue::Int(whole)) => Some(Number::Int(*whole)),
            Choice::Param(ParamValue::Decimal(decimal)) => Some(Number::Dec(*decimal)),
            Choice::Batch(batch) => Some(Number::Int((*batch).into())),
            _ => None,
        }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Choice::Param(ParamValue::Text(text)) => f.write_str(text),
            Choice::Param(value) => write!(f, "{value}"),
            Choice::Input(sizes) => f.write_str(&dimensions(sizes)),
            Choice::Batch(batch) => write!(f, "{batch}"),
            Choice::Dtype(written, ..) => f.write_str(written),
            Choice::Change(change) => f.write_str(&change.written),
            Choice::Convention(convention) => f.write_str(convention.name),
            Choice::Device(device) => f.write_str(&device.name),
        }
    }
}

/// Numbers and booleans as such, everything else as strings.
impl Serialize for Choice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Choice::Param(ParamValue::None) => serializer.serialize_none(),
            Choice::Param(ParamValue::Bool(value)) => serializer.serialize_bool(*value),
            Choice::Param(ParamValue::Int(whole)) => serializer.serialize_i128(*whole),
            Choice::Param(ParamValue::Decimal(value)) => serializer.serialize_f64(*value),
            Choice::Batch(batch) => serializer.serialize_u64(*batch),
            other => serializer.collect_str(other),
        }
    }
}

impl Axis {
    /// An axis of one setting.
    pub(super) fn new(setting: Setting, parts: Vec<Part>) -> Self {
        Axis { settings: vec![setting], parts }
    }

    /// An axis of one setting that takes these values.
    pub fn listed(setting: Setting, choices: impl IntoIterator<Item = Choice>) -> Self {
        Axis::zipped(vec![setting], choices.into_iter().map(|choice| vec![choice]).collect())
    }

    /// An axis of settings that vary together: each row has a value for each of them.
    pub fn zipped(settings: Vec<Setting>, rows: Vec<Vec<Choice>>) -> Self {
        Axis { settings, parts: rows.into_iter().map(Part::One).collect() }
    }

    /// What it sets.
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// The first number and the distance to the next, if all values are whole numbers at equal distances.
    pub(super) fn progression(&self) -> Option<(i128, i128)> {
        let ([_], [Part::Range(Range { first, step, scale: 0, .. })]) =
            (self.settings.as_slice(), self.parts.as_slice())
        else {
            return self.listed_progression();
        };
        Some((*first, *step))
    }

    fn listed_progression(&self) -> Option<(i128, i128)> {
        let number = |part: &Part| match part {
            Part::One(choices) => match choices.as_slice() {
                [only] => match only.number()? {
                    Number::Int(whole) => Some(whole),
                    Number::Dec(_) => None,
                },
                _ => None,
            },
            Part::Range(_) => None,
        };
        let numbers: Vec<i128> = self.parts.iter().map(number).collect::<Option<_>>()?;
        let mut steps = numbers.windows(2).map(|pair| match pair {
            [one, next] => next.checked_sub(*one),
            _ => None,
        });
        let step = steps.next()??;
        (step != 0 && steps.all(|other| other == Some(step)))
            .then(|| Some((*numbers.first()?, step)))?
    }

    /// All values as a text, which two axes share only if they have the same ones.
    pub(super) fn described(&self, choice: &dyn Fn(&Choice) -> String) -> String {
        let part = |part: &Part| match part {
            Part::One(choices) => choices.iter().map(choice).collect(),
            Part::Range(range) => format!("{range:?};"),
        };
        self.parts.iter().map(part).collect()
    }

    /// How many values it takes; `None` if 64 bits do not hold that.
    pub fn count(&self) -> Option<u64> {
        self.parts.iter().try_fold(0u64, |sum, part| sum.checked_add(part.count()))
    }

    /// Which numbers the values of the setting at a place are, if all are numbers.
    pub fn numbers(&self, place: usize) -> Option<Numbers> {
        let is_whole = |part: &Part| match part {
            Part::One(choices) => Some(is_whole(choices.get(place)?.number()?)),
            Part::Range(range) => {
                Some([0, range.count.saturating_sub(1)].into_iter().all(|index| {
                    range.scale == 0
                        && range.number(index).whole().is_some_and(|it| i64::try_from(it).is_ok())
                }))
            }
        };
        let each: Option<Vec<_>> = self.parts.iter().map(is_whole).collect();
        Some(if each?.into_iter().all(|it| it) { Numbers::Whole } else { Numbers::Decimal })
    }

    /// The settings with the value of this number.
    pub(super) fn choices(&self, index: u64) -> Vec<(&Setting, Cow<'_, Choice>)> {
        let mut left = index;
        for part in &self.parts {
            match left.checked_sub(part.count()) {
                Some(rest) => left = rest,
                None => {
                    return self.settings.iter().zip(part.choices(&self.settings, left)).collect();
                }
            }
        }
        Vec::new()
    }
}

impl Part {
    fn count(&self) -> u64 {
        match self {
            Part::One(_) => 1,
            Part::Range(range) => range.count,
        }
    }

    fn choices(&self, settings: &[Setting], index: u64) -> Vec<Cow<'_, Choice>> {
        match self {
            Part::One(choices) => choices.iter().map(Cow::Borrowed).collect(),
            Part::Range(range) => {
                let number = range.number(index);
                let choice = match settings.first() {
                    Some(Setting::Batch) => {
                        // A range of batches holds whole numbers from 1 on.
                        Choice::Batch(number.whole().and_then(|it| it.try_into().ok()).unwrap_or(1))
                    }
                    _ => Choice::Param(number.value()),
                };
                vec![Cow::Owned(choice)]
            }
        }
    }
}

impl Range {
    /// The number of this index.
    fn number(&self, index: u64) -> Decimal {
        // It lies between the ends, which fit.
        let units = self.first.saturating_add(self.step.saturating_mul(index.into()));
        Decimal::new(units, self.scale)
    }
}
