//! Sizes along spatial axes.

use std::fmt;
use std::ops::Index;

/// One to three sizes, one for each spatial axis.
///
/// ```
/// use netcost::Spatial;
///
/// assert_eq!(Spatial::new(&[3, 5]).product(), 15);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Spatial {
    rank: u8,
    sizes: [u32; 3],
}

impl Spatial {
    /// The sizes of a slice, as by [`Spatial::from_iter`].
    pub fn new(sizes: &[u32]) -> Self {
        sizes.iter().copied().collect()
    }

    /// The sizes.
    pub fn sizes(&self) -> &[u32] {
        self.sizes.get(..usize::from(self.rank)).unwrap_or(&self.sizes)
    }

    /// Their product; three sizes fit into 96 bits.
    pub fn product(&self) -> u128 {
        self.sizes().iter().map(|size| u128::from(*size)).product()
    }
}

/// The size along an axis.
impl Index<usize> for Spatial {
    type Output = u32;

    #[expect(
        clippy::indexing_slicing,
        reason = "all sizes of a layer have as many axes as its input"
    )]
    fn index(&self, axis: usize) -> &u32 {
        &self.sizes()[axis]
    }
}

/// One to three sizes; a shape rule has refused more than three before.
impl FromIterator<u32> for Spatial {
    fn from_iter<I: IntoIterator<Item = u32>>(sizes: I) -> Self {
        let mut spatial = Spatial::default();
        for (place, size) in spatial.sizes.iter_mut().zip(sizes) {
            *place = size;
            spatial.rank += 1;
        }
        spatial
    }
}

impl fmt::Debug for Spatial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Spatial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, size) in self.sizes().iter().enumerate() {
            write!(f, "{}{size}", if index == 0 { "" } else { "×" })?;
        }
        Ok(())
    }
}
