//! Windows of earlier layers, and with what padding or stride they would make another size.

use super::Past;
use super::written::WrittenCall;
use crate::diagnostics::fix::{Fix, Help};
use crate::network::{Layer, OpKind};
use crate::ops::axis::{Axis, Rule};
use crate::tensor::{MAX_AXIS, Spatial};

/// The strides that are proposed.
const STRIDES: [u32; 4] = [1, 2, 4, 8];

/// The axes that the windows of a layer slide along, and its call.
pub(super) struct Sliding<'p> {
    past: &'p Past<'p>,
    pub(super) call: WrittenCall<'p>,
    axes: Vec<Axis>,
    /// Whether the padding may be another number.
    padded: bool,
    /// The most padding on a side.
    most: u32,
}

impl<'a> Past<'a> {
    /// The windows of a convolution or pool, as far as they are plain.
    pub(super) fn sliding(&'a self, layer: &Layer) -> Option<Sliding<'a>> {
        let call = self.written(layer)?;
        let input = Spatial::new(self.network.tensor(*layer.inputs.first()?).shape.spatial());
        let output = self.network.tensor(layer.output).shape;
        let (kernel, stride, dilation, padding, padded, most) = match &layer.kind {
            OpKind::Convolution(conv) => {
                (conv.kernel, conv.stride, conv.dilation, Some(conv.padding), !conv.same, MAX_AXIS)
            }
            OpKind::Pool(pool) => {
                let written = call.value("p").unwrap_or("0").parse().ok();
                let padding = written.map(|size: u32| input.sizes().iter().map(|_| size).collect());
                let most = pool.kernel.sizes().iter().map(|size| size / 2).min()?;
                (pool.kernel, pool.stride, pool.dilation, padding, true, most)
            }
            _ => return None,
        };
        let axis = |index: usize| {
            let padding = padding.map(|padding: Spatial| padding[index]).unwrap_or_default();
            Axis {
                input: input[index],
                kernel: kernel[index],
                stride: stride[index],
                dilation: dilation[index],
                before: padding,
                after: padding,
                rule: Rule::Whole,
            }
        };
        let axes: Vec<Axis> = (0..input.sizes().len()).map(axis).collect();
        let plain = axes.iter().zip(output.spatial());
        let plain = plain.into_iter().all(|(axis, size)| axis.size() == Some((*size).into()));
        Some(Sliding { past: self, call, axes, padded: padded && plain, most })
            .filter(|sliding| plain || !sliding.padded)
    }
}

impl Sliding<'_> {
    /// Whether each window holds one value.
    pub(super) fn is_pointwise(&self) -> bool {
        self.axes.iter().all(|axis| axis.kernel == 1)
    }

    /// Whether the windows skip values already.
    pub(super) fn strides(&self) -> bool {
        self.axes.iter().any(|axis| axis.stride > 1)
    }

    /// The call with the padding that makes these sizes.
    pub(super) fn padded_to(&self, sizes: &[u32]) -> Vec<Help> {
        let with = |axis: &Axis, size: u32| self.with_padding(axis, size.into());
        let axes: Option<Vec<Axis>> =
            self.axes.iter().zip(sizes).map(|(axis, size)| with(axis, *size)).collect();
        let Some(axes) = axes.filter(|_| self.padded) else { return Vec::new() };
        let padding: Vec<u32> = axes.iter().map(|axis| axis.before).collect();
        let value = match padding.as_slice() {
            [first, rest @ ..] if rest.iter().all(|size| size == first) => first.to_string(),
            several => {
                let sizes: Vec<String> = several.iter().map(u32::to_string).collect();
                format!("({})", sizes.join(", "))
            }
        };
        self.proposal(&axes, sizes, self.call.with(&[("p", value)])).into_iter().collect()
    }

    fn with_padding(&self, axis: &Axis, size: u64) -> Option<Axis> {
        let least = u32::try_from(axis.padding_for(size)?).ok()?;
        // Padding beyond the window pads with nothing but zeros.
        let most = self.most.min(axis.kernel.saturating_mul(axis.dilation).saturating_sub(1));
        let padded = |padding: u32| Axis { before: padding, after: padding, ..*axis };
        Some(padded(least)).filter(|axis| least <= most && axis.size() == Some(size))
    }

    /// The call with the padding that keeps the size, if it has less and a stride of 1.
    pub(super) fn keeping(&self) -> Option<Fix> {
        let axis = self.axes.first().filter(|axis| axis.stride == 1)?;
        let alike = self.axes.iter().all(|it| (it.reach(), it.stride) == (axis.reach(), 1));
        let padding = u32::try_from(axis.reach() / 2).ok()?;
        let less = self.padded && self.axes.iter().all(|it| it.before < padding);
        let fits = alike && less && axis.reach() % 2 == 1 && padding <= self.most;
        self.call.with(&[("p", padding.to_string())]).filter(|_| fits)
    }

    /// The call with another stride that makes these sizes, by a name that holds it where one does.
    pub(super) fn strided_to(&self, sizes: &[u32]) -> Vec<Help> {
        self.restrided(sizes, |axis| Some(*axis))
    }

    /// The same with a padding that centres the window too.
    pub(super) fn centred_to(&self, sizes: &[u32]) -> Vec<Help> {
        self.restrided(sizes, |axis| {
            let padding = u32::try_from(axis.reach() / 2).ok()?.min(self.most);
            Some(Axis { before: padding, after: padding, ..*axis })
        })
    }

    fn restrided(&self, sizes: &[u32], padded: impl Fn(&Axis) -> Option<Axis>) -> Vec<Help> {
        let found = STRIDES.into_iter().find_map(|stride| {
            let axes = self.axes.iter().zip(sizes).map(|(axis, size)| {
                let axis = Axis { stride, ..padded(axis)? };
                Some(axis).filter(|axis| axis.size() == Some((*size).into()))
            });
            Some((stride, axes.collect::<Option<Vec<Axis>>>()?))
        });
        let Some((stride, axes)) = found else { return Vec::new() };
        let same = axes.iter().zip(&self.axes).all(|(new, old)| new.before == old.before);
        let padding = axes.first().filter(|_| !same).map(|axis| ("p", axis.before.to_string()));
        let fixes = self.past.spelled(stride.into()).into_iter().map(|value| {
            let values: Vec<_> = [("s", value)].into_iter().chain(padding.clone()).collect();
            self.call.with(&values)
        });
        fixes.filter_map(|fix| self.proposal(&axes, sizes, fix)).collect()
    }

    /// Proposes to write the call so that it makes these sizes.
    fn proposal(&self, axes: &[Axis], sizes: &[u32], fix: Option<Fix>) -> Option<Help> {
        let fix = fix.filter(|fix| fix.text != self.call.text)?;
        let mut pairs = axes.iter().zip(&self.axes).zip(sizes);
        // The first axis that becomes another.
        let (old, size) = pairs
            .find(|((_, old), size)| old.size() != Some(u64::from(**size)))
            .map(|((_, old), size)| (old, size))?;
        let rounded = if old.is_rounded() { ", rounded down" } else { "" };
        let sum = format!("{}{rounded}", old.unrounded());
        let help = format!("{sum}; write `{}`, which makes it {size}", fix.text);
        Some(fix.said(help))
    }
}

impl Past<'_> {
    /// How a number may be written in a call: by the names that hold it, and as it is. In a block the
    /// names come first, since other calls of it may give them other values.
    pub(super) fn spelled(&self, value: i128) -> Vec<String> {
        let names = self.names.iter().filter(|(_, held)| *held == value);
        let mut spelled: Vec<String> = names.map(|(name, _)| (*name).to_owned()).collect();
        spelled.truncate(2);
        let at = if self.in_block { spelled.len() } else { 0 };
        spelled.insert(at, value.to_string());
        spelled
    }
}
