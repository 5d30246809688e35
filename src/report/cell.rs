//! A cell of a row, and how it is written.

use std::borrow::Cow;
use std::fmt::Write;

use serde::ser::{Serialize, Serializer};

use super::text::term::TermStyle;
use crate::cost::{TIME, Unit};
use crate::sweep::Choice;
use crate::tensor::{Shape, Spatial};
use crate::text::digits::{Digits, decimal_share, percent};
use crate::text::plain::one_line;

/// A cell.
#[derive(Clone, Debug)]
pub(super) enum Cell<'a> {
    /// There is no value.
    Empty,
    /// A text.
    Text(Cow<'a, str>),
    /// A figure in its unit.
    Figure(u128, &'static Unit),
    /// A figure in its unit that is a lower bound.
    AtLeast(u128, &'static Unit),
    /// The number of a line or layer.
    Number(usize),
    /// The number of a point.
    Id(u64),
    /// The value of a setting.
    Choice(Cow<'a, Choice>),
    /// A part of a whole.
    Share(u128, u128),
    /// A quotient; the second number is not zero.
    Ratio(u128, u128),
    /// The shapes of tensors.
    Shapes(Vec<Shape>),
    /// Sizes along the spatial axes.
    Sizes(Spatial),
}

/// How cells are written as text.
#[derive(Clone, Copy, Debug)]
pub(super) struct CellStyle {
    /// How numbers are written.
    pub numbers: NumberStyle,
    /// The sign between the sizes of axes: `×` or `x`.
    pub times: &'static str,
    /// The sign before a lower bound: `≥` or `>=`.
    pub at_least: &'static str,
    /// How several shapes are written.
    pub shapes: ShapeStyle,
}

impl CellStyle {
    /// For people, with all shapes of a layer.
    pub fn readable(term: TermStyle, digits: Digits) -> Self {
        CellStyle {
            numbers: NumberStyle::Readable(digits),
            times: term.times(),
            at_least: term.at_least(),
            shapes: ShapeStyle::All(", "),
        }
    }
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberStyle {
    /// For programs: exact integers, plain decimals, times in picoseconds.
    Exact,
    /// For people: digits in groups, percentages, times with their units.
    Readable(Digits),
}

/// How several shapes are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum ShapeStyle {
    /// The first, and the number of the others: `64×56×56 +1`.
    First,
    /// All, with this between them.
    All(&'static str),
}

impl Cell<'_> {
    /// The cell as text.
    pub fn into_text(self, style: &CellStyle) -> String {
        let sizes = |sizes: &[u32]| sizes_text(sizes, style.times);
        match (self, style.numbers) {
            (Cell::Empty, _) => String::new(),
            (Cell::Text(text), NumberStyle::Exact) => text.into_owned(),
            (Cell::Text(text), NumberStyle::Readable(_)) => one_line(text).into_owned(),
            (Cell::Figure(figure, _) | Cell::AtLeast(figure, _), NumberStyle::Exact) => {
                figure.to_string()
            }
            (Cell::Figure(figure, unit), NumberStyle::Readable(digits)) => {
                (unit.shown)(figure, digits)
            }
            (Cell::AtLeast(figure, unit), NumberStyle::Readable(digits)) => {
                format!("{}{}", style.at_least, (unit.shown)(figure, digits))
            }
            (Cell::Number(number), _) => number.to_string(),
            (Cell::Id(id), _) => id.to_string(),
            (Cell::Choice(choice), NumberStyle::Exact) => choice.to_string(),
            (Cell::Choice(choice), _) => one_line(choice.to_string()).into_owned(),
            (Cell::Share(part, whole), NumberStyle::Exact) => decimal_share(part, whole),
            (Cell::Share(part, whole), NumberStyle::Readable(_)) => percent(part, whole),
            (Cell::Ratio(part, whole), NumberStyle::Exact) => quotient(part, whole).to_string(),
            (Cell::Ratio(part, whole), NumberStyle::Readable(_)) => {
                format!("{:.2}", quotient(part, whole))
            }
            (Cell::Sizes(spatial), _) => sizes(spatial.sizes()),
            (Cell::Shapes(shapes), _) => match (style.shapes, shapes.as_slice()) {
                (_, []) => String::new(),
                (_, [only]) => sizes(only.axes()),
                (ShapeStyle::First, [first, others @ ..]) => {
                    format!("{} +{}", sizes(first.axes()), others.len())
                }
                (ShapeStyle::All(between), shapes) => {
                    let shapes = shapes.iter().map(|shape| sizes(shape.axes()));
                    shapes.collect::<Vec<_>>().join(between)
                }
            },
        }
    }

    /// Whether it is a figure of zero.
    pub fn is_zero(&self) -> bool {
        match self {
            Cell::Figure(0, unit) => **unit != TIME,
            Cell::Share(0, _) => true,
            _ => false,
        }
    }
}

/// A cell in the types of the serializer; an empty one is `null`.
impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Empty => serializer.serialize_none(),
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Figure(figure, _) | Cell::AtLeast(figure, _) => {
                serializer.serialize_u128(*figure)
            }
            Cell::Number(number) => number.serialize(serializer),
            Cell::Id(id) => serializer.serialize_u64(*id),
            Cell::Choice(choice) => choice.serialize(serializer),
            // A share is not a count, so it may be rounded.
            Cell::Share(_, 0) => serializer.serialize_f64(0.0),
            Cell::Share(part, whole) | Cell::Ratio(part, whole) => {
                serializer.serialize_f64(quotient(*part, *whole))
            }
            Cell::Sizes(sizes) => sizes.sizes().serialize(serializer),
            Cell::Shapes(shapes) => serializer.collect_seq(shapes.iter().map(Shape::axes)),
        }
    }
}

/// A quotient as programs read it, where it may be rounded.
#[expect(clippy::cast_precision_loss, reason = "a quotient of integers is rounded anyway")]
pub(super) fn quotient(part: u128, whole: u128) -> f64 {
    part as f64 / whole as f64
}

/// The sizes of axes: `3×224×224`; `scalar` if there are none.
pub(super) fn sizes_text(sizes: &[u32], times: &str) -> String {
    let Some((first, others)) = sizes.split_first() else { return "scalar".to_owned() };
    let mut text = first.to_string();
    for size in others {
        // A `String` takes all that is written.
        let _ = write!(text, "{times}{size}");
    }
    text
}
