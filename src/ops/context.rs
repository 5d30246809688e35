//! How shape rules read their inputs and make shapes.

use smallvec::SmallVec;

use super::operation::{Context, Input};
use super::sizes::times;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::source::Span;
use crate::tensor::{BadShape, MAX_AXIS, MAX_ELEMENTS, MAX_RANK, Shape, Spatial};

/// A tensor of channels and one to three spatial axes: a signal, a feature map, a clip.
#[derive(Clone, Copy, Debug)]
pub struct FeatureMap {
    /// The first axis.
    pub channels: u32,
    /// The axes after it.
    pub spatial: Spatial,
    /// The whole shape.
    pub shape: Shape,
    /// Where it was made.
    pub origin: Span,
}

impl FeatureMap {
    /// How many spatial axes there are.
    pub fn axes(&self) -> usize {
        self.spatial.sizes().len()
    }
}

impl Context<'_> {
    /// The only input, or the first.
    ///
    /// # Errors
    /// When there is none.
    pub fn input(&self) -> Result<&Input> {
        self.inputs.first().ok_or_else(|| {
            ShapeProblem::NoInput { operation: self.operation.name.into(), span: self.name }.into()
        })
    }

    /// The input as channels and one to three spatial axes.
    ///
    /// # Errors
    /// When it has another number of axes.
    pub fn feature_map(&self) -> Result<FeatureMap> {
        let input = self.input()?;
        match input.shape.axes() {
            [channels, spatial @ ..] if (1..=3).contains(&spatial.len()) => Ok(FeatureMap {
                channels: *channels,
                spatial: Spatial::new(spatial),
                shape: input.shape,
                origin: input.origin,
            }),
            axes => {
                let help = match axes {
                    [length] => {
                        format!("`reshape {}` before it makes it a feature map", map_of(*length))
                    }
                    _ => "channels come first, then one axis for a signal, two for an image, \
                          three for a clip; the batch is not written"
                        .to_owned(),
                };
                Err(self.wrong_rank("channels and 1 to 3 spatial axes", Some(help.into())))
            }
        }
    }

    /// The input's shape, of at least `axes` axes, as `expected` says.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn at_least(&self, axes: usize, expected: &'static str) -> Result<Shape> {
        let shape = self.input()?.shape;
        if shape.rank() < axes { Err(self.wrong_rank(expected, None)) } else { Ok(shape) }
    }

    /// The problem of an input of another number of axes than `expected` says.
    pub fn wrong_rank(&self, expected: &'static str, help: Option<Help>) -> Box<DiagnosticKind> {
        let input = match self.input() {
            Ok(input) => *input,
            Err(problem) => return problem,
        };
        self.wrong_rank_of(&input, expected, help)
    }

    /// As [`Context::wrong_rank`], of any input.
    pub fn wrong_rank_of(
        &self,
        input: &Input,
        expected: &'static str,
        help: Option<Help>,
    ) -> Box<DiagnosticKind> {
        ShapeProblem::WrongRank {
            operation: self.operation.name,
            expected,
            found: input.shape,
            span: self.name,
            origin: input.origin,
            help: self.rewritten().map(Help::from).or(help),
        }
        .into()
    }

    /// The problem of an argument that is a tensor of another shape than it must have.
    pub fn wrong_shape(
        &self,
        parameter: &'static str,
        expected: &Shape,
        found: &Input,
        help: impl Into<String>,
    ) -> Box<DiagnosticKind> {
        ShapeProblem::WrongShape {
            operation: self.operation.name,
            parameter,
            expected: *expected,
            found: found.shape,
            span: self.place(parameter),
            origin: found.origin,
            help: help.into(),
        }
        .into()
    }

    /// The problem of an axis that a tensor of this shape does not have; `range` says which there
    /// are where that is not plain.
    pub(super) fn no_axis(
        &self,
        span: Span,
        axis: i64,
        shape: &Shape,
        range: Option<String>,
    ) -> Box<DiagnosticKind> {
        let rank = shape.rank();
        let range = range.unwrap_or_else(|| match rank {
            0 => "a number has no axes".to_owned(),
            1 => "its only axis is 0, or -1 from the end".to_owned(),
            _ => format!("its axes are 0 to {}, or -1 to -{rank} from the end", rank - 1),
        });
        let batch = (rank > 0 && usize::try_from(axis) == Ok(rank)).then(|| {
            format!("the batch is not an axis here: PyTorch's `dim={axis}` is axis {}", axis - 1)
        });
        let origin = self.inputs.first().map(|input| input.origin);
        ShapeProblem::NoAxis { axis, shape: *shape, range, span, origin, help: batch }.into()
    }

    /// The shape of these sizes.
    ///
    /// # Errors
    /// When one is zero, and when there are too many axes or elements.
    pub fn new_shape(&self, sizes: &[u64]) -> Result<Shape> {
        let span = self.span;
        Shape::new(sizes).map_err(|bad| match bad {
            BadShape::Zero(axis) => {
                ShapeProblem::ZeroAxis { axis, shape: times(sizes), span }.into()
            }
            BadShape::Rank(axes) => LimitProblem::Axes { axes, most: MAX_RANK, span }.into(),
            BadShape::Axis(axis) => LimitProblem::AxisSize {
                axis,
                size: sizes.get(axis).copied().unwrap_or_default(),
                most: MAX_AXIS,
                span,
            }
            .into(),
            BadShape::Elements => {
                LimitProblem::Elements { shape: times(sizes), most: MAX_ELEMENTS, span }.into()
            }
        })
    }

    /// A shape with another size of one axis.
    ///
    /// # Errors
    /// As for [`Context::new_shape`].
    pub fn resized(&self, shape: &Shape, axis: usize, size: u64) -> Result<Shape> {
        let sizes = shape.axes().iter().enumerate();
        let sizes = sizes.map(|(at, old)| if at == axis { size } else { u64::from(*old) });
        self.new_shape(&sizes.collect::<SmallVec<[u64; MAX_RANK]>>())
    }

    /// The shape of channels and spatial sizes.
    ///
    /// # Errors
    /// As for [`Context::new_shape`].
    pub fn new_map(&self, channels: u64, spatial: &[u64]) -> Result<Shape> {
        let sizes: SmallVec<[u64; MAX_RANK]> =
            std::iter::once(channels).chain(spatial.iter().copied()).collect();
        self.new_shape(&sizes)
    }
}

/// A feature map of this many elements: a square image with one or three channels, or else a signal.
fn map_of(elements: u32) -> String {
    let side = |channels: u32| {
        let side = (elements / channels).isqrt();
        (side >= 8 && side.checked_pow(2)?.checked_mul(channels)? == elements).then_some(side)
    };
    match (side(1), side(3)) {
        (Some(side), _) => format!("1x{side}x{side}"),
        (None, Some(side)) => format!("3x{side}x{side}"),
        (None, None) => format!("1x{elements}"),
    }
}

/// A division that leaves a rest, for [`Context::not_divisible`].
pub struct Division {
    /// The parameter that says how many parts.
    pub parameter: &'static str,
    /// How many parts.
    pub parts: u64,
    /// What they are called: `groups`.
    pub part: &'static str,
    /// How much there is to divide.
    pub whole: u64,
    /// What it is: `input channels`.
    pub what: &'static str,
    /// What the number of parts has to divide, if another number would do.
    pub fits: Option<u64>,
}

impl Context<'_> {
    /// The problem of parts that leave a rest, with the nearest numbers that leave none.
    pub fn not_divisible(&self, division: &Division) -> Box<DiagnosticKind> {
        let Division { parameter, parts, part, whole, what, fits } = *division;
        let input = match self.input() {
            Ok(input) => *input,
            Err(problem) => return problem,
        };
        let rest = whole.checked_rem(parts).unwrap_or(whole);
        let times = whole.checked_div(parts).unwrap_or_default();
        let axis = input.shape.axes().iter().position(|size| u64::from(*size) == whole);
        let made = self.maker([0, usize::MAX], axis);
        let (origin, shape) = made.unwrap_or((input.origin, input.shape));
        let near: Vec<u64> = fits
            .map(|fits| nearest_divisors(fits, parts).into_iter().flatten().collect())
            .unwrap_or_default();
        let division = format!("{whole} = {parts}·{times} + {rest}");
        ShapeProblem::NotDivisible {
            parts,
            part,
            whole,
            what,
            span: self.place(parameter),
            origin,
            shape,
            help: self.other_parts(parameter, parts, part, &division, &near),
        }
        .into()
    }

    /// What to write in place of a number of parts that leaves a rest: one of those nearby, if the number
    /// is written there.
    fn other_parts(
        &self,
        parameter: &str,
        parts: u64,
        part: &str,
        division: &str,
        near: &[u64],
    ) -> Help {
        let place = self.place(parameter);
        let text = self.history.map(|history| history.written(place)).unwrap_or_default();
        let number = parts.to_string();
        let named: Vec<String> = near.iter().map(|it| format!("`{parameter}={it}`")).collect();
        let literal = text.strip_suffix(number.as_str());
        let literal = literal.filter(|name| !name.ends_with(|it: char| it.is_ascii_digit()));
        match (literal, near) {
            (_, []) => division.into(),
            (None, _) if !text.is_empty() => {
                let near: Vec<String> = near.iter().map(u64::to_string).collect();
                let value = text.split_once('=').map_or(text, |(_, value)| value);
                let whole = near.join(" or ");
                format!("{division}; `{value}` is {parts} here, and {whole} {part} would do").into()
            }
            (literal, _) => {
                let would = format!("{division}; {} would do", named.join(" or "));
                let fixes = near.iter().filter_map(|near| {
                    Some(Fix::guess(place, format!("{}{near}", literal?)).said(would.clone()))
                });
                Help::first_of(fixes, would.clone())
            }
        }
    }
}

/// The greatest common divisor.
pub fn gcd(a: u32, b: u32) -> u32 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The divisors of `n` next to `near`, below and above it.
fn nearest_divisors(n: u64, near: u64) -> [Option<u64>; 2] {
    let small = (1..).take_while(|d| d * d <= n).filter(|d| n.is_multiple_of(*d));
    let divisors: Vec<u64> = small.flat_map(|d| [d, n / d]).collect();
    let below = divisors.iter().copied().filter(|d| *d < near).max();
    let above = divisors.iter().copied().filter(|d| *d > near).min();
    [below, above]
}
