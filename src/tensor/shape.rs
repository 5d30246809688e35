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
///
/// ```
/// use netcost::Shape;
///
/// let image = Shape::new(&[3, 224, 224])?;
/// assert_eq!((image.to_string().as_str(), image.elements()), ("3×224×224", 150_528));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Shape {
    rank: u8,
    axes: [u32; MAX_RANK],
}

/// Why sizes are not a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadShape {
    /// More than [`MAX_RANK`] axes; the number of axes.
    #[error("a tensor has at most {MAX_RANK} axes, not {0}")]
    Rank(usize),
    /// A zero axis; its index.
    #[error("axis {0} is zero")]
    Zero(usize),
    /// An axis of more than [`MAX_AXIS`]; its index.
    #[error("axis {0} is larger than {MAX_AXIS}")]
    Axis(usize),
    /// More than [`MAX_ELEMENTS`] elements.
    #[error("a tensor has at most {MAX_ELEMENTS} elements")]
    Elements,
}

impl Shape {
    /// The shape of these axes.
    ///
    /// # Errors
    /// When an axis is zero or larger than 2³¹ − 1, and when there are too many axes or
    /// elements.
    pub fn new(sizes: &[u64]) -> Result<Self, BadShape> {
        if sizes.len() > MAX_RANK {
            return Err(BadShape::Rank(sizes.len()));
        }
        let mut shape = Shape::default();
        let mut elements = 1u64;
        for (index, (axis, &size)) in shape.axes.iter_mut().zip(sizes).enumerate() {
            if size == 0 {
                return Err(BadShape::Zero(index));
            }
            let fits = u32::try_from(size).ok().filter(|axis| *axis <= MAX_AXIS);
            *axis = fits.ok_or(BadShape::Axis(index))?;
            shape.rank += 1;
            elements = elements
                .checked_mul(size)
                .filter(|elements| *elements <= MAX_ELEMENTS)
                .ok_or(BadShape::Elements)?;
        }
        Ok(shape)
    }

    /// The shape that has these axes.
    pub(crate) fn of_axes(axes: &[u32]) -> Self {
        let mut shape = Shape::default();
        for (place, size) in shape.axes.iter_mut().zip(axes) {
            *place = *size;
            shape.rank += 1;
        }
        shape
    }

    /// The same with another size of an axis, if there is one of that index.
    pub(crate) fn resized(mut self, axis: usize, size: u32) -> Self {
        let rank = self.rank();
        if let Some(place) = self.axes.get_mut(axis).filter(|_| axis < rank) {
            *place = size;
        }
        self
    }

    /// The shape of a single number: no axes.
    pub fn scalar() -> Self {
        Shape::default()
    }

    /// How many axes there are.
    pub fn rank(&self) -> usize {
        usize::from(self.rank)
    }

    /// The sizes of the axes.
    pub fn axes(&self) -> &[u32] {
        self.axes.get(..self.rank()).unwrap_or(&self.axes)
    }

    /// The size of an axis, if there is one of that index.
    pub fn axis(&self, index: usize) -> Option<u32> {
        self.axes().get(index).copied()
    }

    /// The index of an axis that may be counted from the end: −1 is the last.
    pub fn index(&self, axis: i64) -> Option<usize> {
        counted(axis, self.rank())
    }

    /// The index of an axis that is inserted among these; −1 is after the last.
    pub fn new_index(&self, axis: i64) -> Option<usize> {
        counted(axis, self.rank() + 1)
    }

    /// The product of the axes, which [`Shape::new`] has limited.
    pub fn elements(&self) -> u64 {
        self.axes().iter().map(|axis| u64::from(*axis)).product()
    }

    /// The sizes as the language writes them: `64x56x56`.
    pub(crate) fn written(&self) -> String {
        self.axes().iter().map(u32::to_string).collect::<Vec<_>>().join("x")
    }

    /// The axes after the first: height and width of a feature map.
    pub fn spatial(&self) -> &[u32] {
        self.axes().get(1..).unwrap_or_default()
    }
}

/// The index of one of `places` positions, where negative indices count from the end.
fn counted(index: i64, places: usize) -> Option<usize> {
    let distance = usize::try_from(index.unsigned_abs()).ok()?;
    let place = if index < 0 { places.checked_sub(distance)? } else { distance };
    (place < places).then_some(place)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_count_from_both_ends() {
        let shape = Shape::new(&[3, 7, 7]).unwrap();
        let all = [i64::MIN, -4, -3, -1, 0, 2, 3, 4, i64::MAX];
        assert_eq!(
            all.map(|axis| shape.index(axis)),
            [None, None, Some(0), Some(2), Some(0), Some(2), None, None, None]
        );
        assert_eq!(
            all.map(|axis| shape.new_index(axis)),
            [None, Some(0), Some(1), Some(3), Some(0), Some(2), Some(3), None, None]
        );
        assert_eq!(Shape::scalar().index(0), None);
        assert_eq!(Shape::scalar().new_index(-1), Some(0));
    }

    #[test]
    fn limits_are_those_of_axes_and_elements() {
        let most = u64::from(MAX_AXIS);
        assert_eq!(Shape::new(&[1; 9]), Err(BadShape::Rank(9)));
        assert_eq!(Shape::new(&[2, 0]), Err(BadShape::Zero(1)));
        assert_eq!(Shape::new(&[2, most + 1]), Err(BadShape::Axis(1)));
        assert_eq!(Shape::new(&[most, most, 3]), Err(BadShape::Elements));
        let shape = Shape::new(&[most, most, 2]).unwrap();
        assert_eq!((shape.rank(), shape.elements()), (3, most * most * 2));
        assert_eq!(shape.axes(), [MAX_AXIS, MAX_AXIS, 2]);
    }
}
