//! Shapes: the sizes of a tensor's axes, without the batch.

use std::fmt;

/// The most axes a tensor may have, the batch not counted.
pub const MAX_RANK: usize = 8;

/// The largest size of one axis: 2³¹ − 1.
pub const MAX_AXIS: u32 = i32::MAX as u32;

/// The most elements a tensor may have: 2⁶³ − 1.
pub const MAX_ELEMENTS: u64 = i64::MAX as u64;

/// The sizes of a tensor's axes, none of them zero, without the batch: `3×224×224`.
///
/// A shape without axes is a single number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Shape {
    rank: u8,
    axes: [u32; MAX_RANK],
}

/// Why some sizes are no shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadShape {
    /// More than [`MAX_RANK`] axes; the number of axes.
    Rank(usize),
    /// A zero axis; its index.
    Zero(usize),
    /// An axis of more than [`MAX_AXIS`]; its index.
    Axis(usize),
    /// More than [`MAX_ELEMENTS`] elements in all.
    Elements,
}

impl Shape {
    /// The shape of these axes.
    ///
    /// # Errors
    /// When an axis is zero or larger than [`MAX_AXIS`], and when there are too many axes or
    /// elements.
    pub fn new(sizes: &[u64]) -> Result<Self, BadShape> {
        if sizes.len() > MAX_RANK {
            return Err(BadShape::Rank(sizes.len()));
        }
        let mut shape = Shape { rank: sizes.len() as u8, axes: [0; MAX_RANK] };
        let mut elements = 1u64;
        for (index, &size) in sizes.iter().enumerate() {
            if size == 0 {
                return Err(BadShape::Zero(index));
            }
            let axis = u32::try_from(size).ok().filter(|axis| *axis <= MAX_AXIS);
            shape.axes[index] = axis.ok_or(BadShape::Axis(index))?;
            elements = elements
                .checked_mul(size)
                .filter(|elements| *elements <= MAX_ELEMENTS)
                .ok_or(BadShape::Elements)?;
        }
        Ok(shape)
    }

    /// The shape of a single number: no axes.
    pub fn scalar() -> Self {
        Shape::default()
    }

    /// How many axes there are.
    pub fn rank(&self) -> usize {
        self.rank as usize
    }

    /// The sizes of the axes.
    pub fn axes(&self) -> &[u32] {
        &self.axes[..self.rank()]
    }

    /// The size of an axis, if there is one of that index.
    pub fn axis(&self, index: usize) -> Option<u32> {
        self.axes().get(index).copied()
    }

    /// The index of an axis that may be counted from the end: −1 is the last.
    pub fn index(&self, axis: i64) -> Option<usize> {
        let rank = self.rank() as i64;
        let index = if axis < 0 { axis + rank } else { axis };
        (0..rank).contains(&index).then_some(index as usize)
    }

    /// The product of the axes; it fits, by the rule of [`Shape::new`].
    pub fn elements(&self) -> u64 {
        self.axes().iter().map(|axis| u64::from(*axis)).product()
    }

    /// The axes after the first: height and width of a feature map.
    pub fn spatial(&self) -> &[u32] {
        self.axes().get(1..).unwrap_or_default()
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rank == 0 {
            return f.write_str("a number");
        }
        for (index, axis) in self.axes().iter().enumerate() {
            write!(f, "{}{axis}", if index == 0 { "" } else { "×" })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
