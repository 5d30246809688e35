//! Windows that move over spatial axes: kernels, strides, dilations, and padding.

use smallvec::SmallVec;

use crate::import::call::{ArgValue, VarId};
use crate::import::dims::Dims;
use crate::import::graph::Node;
use crate::import::lower::Draft;
use crate::import::rule::Failure;

/// One number for each spatial axis.
pub(super) type Each = SmallVec<[i64; 4]>;

/// The most that an axis, a step or a padding is: products of two do not overflow.
const MOST: i64 = i32::MAX as i64;

/// The window of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub kernel: Each,
    pub strides: Each,
    pub dilations: Each,
    pub before: Each,
    pub after: Each,
    pub ceil: bool,
}

impl Window {
    /// The window over spatial axes of these sizes, of a kernel that the weights have if no attribute states it.
    pub(super) fn of(
        node: &Node,
        spatial: &[u64],
        kernel: Option<&[u64]>,
    ) -> Result<Self, Failure> {
        let axes = spatial.len();
        // Only pools, which have no weights, round up.
        let ceil = kernel.is_none() && node.flag("ceil_mode");
        let stated = node.ints("kernel_shape").map(Each::from_slice);
        let kernel =
            stated.or_else(|| kernel.map(|it| it.iter().map(|size| signed(*size)).collect()));
        let kernel =
            kernel.ok_or_else(|| Failure::invalid("its attribute `kernel_shape` is missing"))?;
        let each = |name, default| match node.ints(name) {
            Some(values) => Each::from_slice(values),
            None => Each::from_elem(default, axes),
        };
        let (strides, dilations) = (each("strides", 1), each("dilations", 1));
        for (name, values) in
            [("kernel_shape", &kernel), ("strides", &strides), ("dilations", &dilations)]
        {
            if values.len() != axes || values.iter().any(|value| !(1..=MOST).contains(value)) {
                return Err(Failure::invalid(format!(
                    "`{name}` needs {axes} numbers of 1 to {MOST}"
                )));
            }
        }
        let mut window =
            Window { kernel, strides, dilations, before: Each::new(), after: Each::new(), ceil };
        window.pad(node, spatial)?;
        Ok(window)
    }

    /// Finds the padding.
    fn pad(&mut self, node: &Node, spatial: &[u64]) -> Result<(), Failure> {
        let axes = spatial.len();
        (self.before, self.after) = match node.text("auto_pad").unwrap_or("NOTSET") {
            mode @ ("SAME_UPPER" | "SAME_LOWER") => {
                let pairs =
                    spatial.iter().enumerate().map(|(axis, size)| self.same(axis, signed(*size)));
                let (less, more): (Each, Each) = pairs.unzip();
                if mode == "SAME_UPPER" { (less, more) } else { (more, less) }
            }
            "VALID" => (Each::from_elem(0, axes), Each::from_elem(0, axes)),
            _ => match node.ints("pads") {
                None => (Each::from_elem(0, axes), Each::from_elem(0, axes)),
                Some(pads) => match pads.split_at_checked(axes) {
                    Some((before, after))
                        if after.len() == axes
                            && pads.iter().all(|pad| (-MOST..=MOST).contains(pad)) =>
                    {
                        (before.into(), after.into())
                    }
                    _ => {
                        return Err(Failure::invalid(format!(
                            "`pads` needs {} numbers of at most {MOST}",
                            2 * axes
                        )));
                    }
                },
            },
        };
        Ok(())
    }

    /// The zeros of an axis that make its output the input divided by the stride: the smaller half first.
    fn same(&self, axis: usize, size: i64) -> (i64, i64) {
        let at = |values: &Each| values.get(axis).copied().unwrap_or(1);
        let (kernel, stride, dilation) = (at(&self.kernel), at(&self.strides), at(&self.dilations));
        let outputs = size.div_euclid(stride) + i64::from(size.rem_euclid(stride) > 0);
        let all = ((outputs - 1) * stride + dilation * (kernel - 1) + 1 - size).max(0);
        (all / 2, all - all / 2)
    }

    /// The sizes of the output, ONNX's `⌊(I + pads − d·(k − 1) − 1)/s⌋ + 1`; with `ceil_mode` it is rounded up, but no
    /// window starts in the padding after the input.
    pub(super) fn outputs(&self, spatial: &[u64]) -> Result<Vec<u64>, Failure> {
        spatial.iter().enumerate().map(|(axis, size)| self.output(axis, signed(*size))).collect()
    }

    fn output(&self, axis: usize, size: i64) -> Result<u64, Failure> {
        let at = |values: &Each| values.get(axis).copied().unwrap_or_default();
        let (stride, before) = (at(&self.strides), at(&self.before));
        let extent = at(&self.dilations).checked_mul(at(&self.kernel) - 1);
        let room = extent.and_then(|extent| {
            size.checked_add(before)?
                .checked_add(at(&self.after))?
                .checked_sub(extent)?
                .checked_sub(1)
        });
        let Some(room) = room.filter(|room| *room >= 0) else {
            let kernel = at(&self.kernel);
            return Err(Failure::invalid(format!(
                "a window of {kernel} does not fit into an axis of {size}"
            )));
        };
        let mut outputs = room / stride + 1;
        if self.ceil && room % stride > 0 {
            outputs += 1;
            if (outputs - 1) * stride >= size + before {
                outputs -= 1;
            }
        }
        u64::try_from(outputs).map_err(|_| Failure::invalid("an axis would be too large"))
    }

    /// The size of an axis that a window makes `size` outputs of, and `more`: `(O − 1)·s + d·(k − 1) + 1 − pads`.
    pub(super) fn input(&self, axis: usize, size: u64, more: i64) -> Result<u64, Failure> {
        let at = |values: &Each| values.get(axis).copied().unwrap_or_default();
        let starts = signed(size).checked_sub(1).and_then(|it| it.checked_mul(at(&self.strides)));
        let extent = at(&self.dilations).checked_mul(at(&self.kernel) - 1);
        let all = starts.zip(extent).and_then(|(starts, extent)| {
            let outer = starts.checked_add(extent)?.checked_add(1)?.checked_add(more)?;
            outer.checked_sub(at(&self.before))?.checked_sub(at(&self.after))
        });
        let size = all.and_then(|size| u64::try_from(size).ok());
        size.ok_or_else(|| Failure::invalid("its padding takes more than there is"))
    }

    /// Whether it covers the whole of the spatial axes, once.
    pub(super) fn is_global(&self, spatial: &[u64]) -> bool {
        self.kernel.iter().zip(spatial).all(|(kernel, size)| *kernel == signed(*size))
            && !self.pads()
    }

    /// Whether there is padding.
    pub(super) fn pads(&self) -> bool {
        self.before.iter().chain(&self.after).any(|pad| *pad != 0)
    }

    /// The padding as an argument.
    pub(super) fn padded<'l, 'g>(&self, call: Draft<'l, 'g>) -> Draft<'l, 'g> {
        if !self.pads() {
            return call;
        }
        if self.before == self.after {
            return call.each("p", &self.before, 0);
        }
        call.named("p", ArgValue::Pairs(self.pairs()))
    }

    /// The padding before and after each axis.
    fn pairs(&self) -> SmallVec<[(i64, i64); 3]> {
        self.before.iter().copied().zip(self.after.iter().copied()).collect()
    }

    /// How many elements it covers.
    pub(super) fn size(&self) -> u64 {
        let sizes = self.kernel.iter().map(|size| u64::try_from(*size).unwrap_or_default());
        sizes.fold(1, u64::saturating_mul)
    }

    /// Whether it moves over more than half of the kernel in the padding.
    pub(super) fn pads_much(&self) -> bool {
        let most = self.before.iter().zip(&self.after).map(|(before, after)| before.max(after));
        self.kernel.iter().zip(most).any(|(kernel, padding)| padding * 2 > *kernel)
    }

    /// Whether its padding is negative somewhere: elements are cut off.
    pub(super) fn cuts(&self) -> bool {
        self.before.iter().chain(&self.after).any(|pad| *pad < 0)
    }

    /// Whether it leaves out elements between those that it covers.
    pub(super) fn is_dilated(&self) -> bool {
        self.dilations.iter().any(|dilation| *dilation != 1)
    }

    /// Pads axes that come after the channels, just as far as its windows reach, and is a window without padding then.
    pub(super) fn pad_apart<'l, 'g>(
        &mut self,
        call: Draft<'l, 'g>,
        dims: &[u64],
    ) -> Result<VarId, Failure> {
        let (channels, over) = dims.split_first().unwrap_or((&1, &[]));
        let outputs = self.outputs(over)?;
        let mut to = Dims::from_slice(&[*channels]);
        for (axis, (size, outputs)) in over.iter().zip(outputs).enumerate() {
            let at = |values: &Each| values.get(axis).copied().unwrap_or_default();
            let covered = (signed(outputs) - 1) * at(&self.strides)
                + at(&self.dilations) * (at(&self.kernel) - 1)
                + 1;
            let after = (covered - signed(*size) - at(&self.before)).max(0);
            let padded = signed(*size) + at(&self.before) + after;
            to.push(u64::try_from(padded).unwrap_or_default());
            if let Some(place) = self.after.get_mut(axis) {
                *place = after;
            }
        }
        let pairs = ArgValue::Pairs(self.pairs());
        self.before.fill(0);
        self.after.fill(0);
        self.ceil = false;
        Ok(call.arg(pairs).temporary(to))
    }

    /// With one more axis before the others, over which it does not move.
    pub(super) fn behind_one_more(mut self) -> Self {
        for (values, value) in [
            (&mut self.kernel, 1),
            (&mut self.strides, 1),
            (&mut self.dilations, 1),
            (&mut self.before, 0),
            (&mut self.after, 0),
        ] {
            values.insert(0, value);
        }
        self
    }
}

/// A size as a signed number; sizes are far below 2⁶³ where arithmetic is done with them.
pub(super) fn signed(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// The spatial axes of a tensor: all but the batch and the channels.
pub(super) fn spatial(dims: &[u64]) -> Result<(u64, u64, &[u64]), Failure> {
    match dims {
        [batch, channels, spatial @ ..] if !spatial.is_empty() => Ok((*batch, *channels, spatial)),
        _ => Err(Failure::invalid("it needs a batch, channels and at least one spatial axis")),
    }
}
