//! The positions of windows: kernels, strides and padding along the spatial axes, for convolutions,
//! pools and `unfold`.

use std::iter;

use smallvec::SmallVec;

use super::arguments::{Padding, Sides};
use super::axis::{Axis, Rule, reach};
use super::context::FeatureMap;
use super::formula::last;
use super::inferred::Inferred;
use super::operation::Context;
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use super::sizes::{all_equal, comma, short, times};
use crate::diagnostics::Result;
use crate::diagnostics::fix::Help;
use crate::diagnostics::shape::ShapeProblem;
use crate::tensor::{MAX_AXIS, Spatial};

/// The kernel of a convolution.
pub const K: ParameterSpec =
    ParameterSpec::new("k", Kind::Spatial(1), DefaultValue::Integer(1), "the kernel")
        .also(&["kernel_size"]);

/// The kernel, where it must be given.
pub const K_REQUIRED: ParameterSpec =
    ParameterSpec { default: DefaultValue::Required, doc: "the window", ..K };

/// The stride.
pub const S: ParameterSpec =
    ParameterSpec::new("s", Kind::Spatial(1), DefaultValue::Integer(1), "the stride")
        .also(&["stride"]);

/// The stride of a pool.
pub const S_POOL: ParameterSpec = ParameterSpec {
    default: DefaultValue::Absent("k"),
    doc: "the stride; by default the kernel",
    ..S
};

/// The padding.
pub const P: ParameterSpec = ParameterSpec::new(
    "p",
    Kind::Padding,
    DefaultValue::Integer(0),
    "the padding on both sides, or (before, after) for each axis",
)
.also(&["padding"])
.words(&["same", "valid"]);

/// The dilation.
pub const D: ParameterSpec =
    ParameterSpec::new("d", Kind::Spatial(1), DefaultValue::Integer(1), "the dilation")
        .also(&["dilation"]);

/// A pool's rule for a last window that is not whole.
pub const CEIL: ParameterSpec = ParameterSpec::new(
    "ceil",
    Kind::Flag,
    DefaultValue::Bool(false),
    "whether a last window that reaches over the edge counts",
)
.also(&["ceil_mode"]);

/// Windows that slide along the spatial axes of a feature map.
#[derive(Clone, Debug)]
pub struct Windows {
    /// The kernel.
    pub kernel: Spatial,
    /// The stride.
    pub stride: Spatial,
    /// The dilation.
    pub dilation: Spatial,
    /// The padding before and after each axis.
    pub padding: Sides,
    /// Whether the padding was written `p=same`.
    pub same: bool,
    /// Whether a last window that reaches over the edge counts.
    pub ceil: bool,
    /// Whether the padding is at most half of the kernel: that of pools.
    pub limited: bool,
}

impl Windows {
    /// Reads `k`, `s`, `p` and, where the operation has it, `d`.
    pub fn read(context: &Context<'_>, map: &FeatureMap) -> Result<Self> {
        let axes = map.axes();
        let kernel = context.per_axis("k", axes)?;
        let stride = context.per_axis_or_none("s", axes)?.unwrap_or(kernel);
        let dilates = context.operation.parameters.iter().any(|parameter| parameter.name == "d");
        let dilation =
            if dilates { context.per_axis("d", axes)? } else { iter::repeat_n(1, axes).collect() };
        let written = context.padding("p", axes)?;
        let same = written == Padding::Same;
        let padding = match written {
            Padding::Each(padding) => padding,
            Padding::Same => (0..axes)
                .map(|axis| {
                    let reach = reach(kernel[axis], dilation[axis]);
                    same_padding(map.spatial[axis], reach, stride[axis])
                })
                .collect(),
        };
        Ok(Windows { kernel, stride, dilation, padding, same, ceil: false, limited: false })
    }

    /// The padding before each axis.
    pub fn before(&self) -> Spatial {
        self.padding.iter().map(|(before, _)| *before).collect()
    }

    /// How many positions the windows take along each axis.
    ///
    /// # Errors
    /// When a window is larger than the padded input.
    pub fn positions(&self, context: &Context<'_>, map: &FeatureMap) -> Result<Positions> {
        let axes = self.axes(map.spatial);
        let positions: Option<Positions> = axes.map(|axis| axis.size()).collect();
        positions.ok_or_else(|| self.too_large(context, map).into())
    }

    /// The axes of an input of that size.
    fn axes(&self, input: Spatial) -> impl Iterator<Item = Axis> {
        let rule = if self.ceil { Rule::OverEdge } else { Rule::Whole };
        self.padding.iter().enumerate().map(move |(axis, &(before, after))| Axis {
            input: input[axis],
            kernel: self.kernel[axis],
            stride: self.stride[axis],
            dilation: self.dilation[axis],
            before,
            after,
            rule,
        })
    }

    /// What an operation infers, with these windows on its input.
    pub(super) fn over(&self, map: &FeatureMap, inferred: Inferred) -> Inferred {
        Inferred { axes: self.axes(map.spatial).collect(), same: self.same, ..inferred }
    }

    fn too_large(&self, context: &Context<'_>, map: &FeatureMap) -> ShapeProblem {
        let reach: Vec<u64> = self.axes(map.spatial).map(|axis| axis.reach()).collect();
        ShapeProblem::KernelTooLarge {
            window: sized_window(&reach),
            input: map.spatial,
            kernel: short(self.kernel.sizes()),
            padding: self.describe_padding(),
            span: context.name,
            kernel_span: context.span("k"),
            origin: map.origin,
            shape: map.shape,
            help: match context.meant {
                Some(help) => help.clone(),
                None => match context.rewritten() {
                    Some(rewritten) => rewritten.into(),
                    None => {
                        let remedy = self.remedy(map);
                        let room = context.history.map(|it| it.room(context, &remedy));
                        let words = format!("{}; {remedy}", self.shortage(map));
                        Help::first_of(room.unwrap_or_default(), words)
                    }
                },
            },
        }
    }

    /// How large the padded input is along the axis that lacks most, as a formula.
    fn shortage(&self, map: &FeatureMap) -> String {
        let named = self.axes(map.spatial).zip(last(["deep", "high", "wide"], map.axes()));
        let worst = named.max_by_key(|(axis, _)| axis.reach().saturating_sub(axis.padded()));
        let Some((axis, name)) = worst else { return String::new() };
        let window = match axis.dilation {
            1 => String::new(),
            _ => {
                let (formula, reach) = (axis.reach_written(), axis.reach());
                format!("the window reaches over {formula} = {reach}, ")
            }
        };
        let padded = axis.padded_written();
        format!("{window}the padded input is {padded} = {} {name}", axis.padded())
    }

    /// What would make the windows fit.
    fn remedy(&self, map: &FeatureMap) -> String {
        let axes: Vec<Axis> = self.axes(map.spatial).collect();
        let kernel = short(&axes.iter().map(Axis::largest_kernel).collect::<Vec<_>>());
        let least = axes.iter().map(|axis| {
            let needed = axis.padding_for(1).unwrap_or(u64::MAX);
            needed.max(axis.before.max(axis.after).into())
        });
        let least: Vec<u64> = least.collect();
        let most = |axis: &Axis| u64::from(if self.limited { axis.kernel / 2 } else { MAX_AXIS });
        if least.iter().zip(&axes).any(|(padding, axis)| *padding > most(axis)) {
            return format!("use a kernel up to {kernel}");
        }
        let padding = match least.as_slice() {
            [first, ..] if all_equal(&least) => format!("p{first}"),
            _ => format!("p=({})", comma(&least)),
        };
        format!("`{padding}` is the least padding that fits, or use a kernel up to {kernel}")
    }

    fn describe_padding(&self) -> String {
        let pads = self.padding.iter().map(|(before, after)| {
            if before == after { before.to_string() } else { format!("({before}, {after})") }
        });
        match pads.collect::<Vec<_>>().as_slice() {
            pads if pads.iter().all(|pad| pad == "0") => "no padding".into(),
            pads @ [first, ..] if all_equal(pads) => format!("padding {first}"),
            pads => format!("padding ({})", pads.join(", ")),
        }
    }
}

/// How many positions windows take along each spatial axis.
pub type Positions = SmallVec<[u64; 3]>;

/// The padding before and after an axis that makes ⌈input / stride⌉ positions, the odd one after
/// it, as TensorFlow's `SAME` does.
fn same_padding(input: u32, reach: u64, stride: u32) -> (u32, u32) {
    let last = (u64::from(input).div_ceil(stride.into()) - 1) * u64::from(stride);
    let total = (last + reach).saturating_sub(input.into());
    // A side beyond 32 bits is cut; the window then does not fit and is refused.
    let side = |pad: u64| u32::try_from(pad).unwrap_or(u32::MAX);
    (side(total / 2), side(total - total / 2))
}

/// A window with its article: `an 11×11 window`, `a window of 3`.
fn sized_window(reach: &[u64]) -> String {
    match reach {
        [only] => format!("a window of {only}"),
        [first, ..] => {
            let article = match first.to_string().as_str() {
                "11" | "18" => "an",
                digits if digits.starts_with('8') => "an",
                _ => "a",
            };
            format!("{article} {} window", times(reach))
        }
        [] => "a window".into(),
    }
}
