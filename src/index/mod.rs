//! Vectors indexed by a type of their own, so that an index into one cannot be used on another.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A typed index into an [`IndexVec`].
pub trait Idx: Copy + Eq {
    /// The typed index of a position.
    fn at(index: usize) -> Self;

    /// The position.
    fn index(self) -> usize;
}

/// Implements [`Idx`] for newtypes of `u32`.
macro_rules! ids {
    ($($id:ident),+) => {$(
        impl $crate::index::Idx for $id {
            fn at(index: usize) -> Self {
                // 2³² layers, tensors or blocks would not fit into memory.
                $id(u32::try_from(index).unwrap_or(u32::MAX))
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}
pub(crate) use ids;

/// The item of a slice at a typed index.
///
/// # Panics
/// When the index was made for a longer slice.
#[expect(clippy::indexing_slicing, reason = "indices are made only for items that exist")]
pub(crate) fn at<I: Idx, T>(list: &[T], id: I) -> &T {
    &list[id.index()]
}

/// The same, mutable.
///
/// # Panics
/// When the index was made for a longer slice.
#[expect(clippy::indexing_slicing, reason = "indices are made only for items that exist")]
pub(crate) fn at_mut<I: Idx, T>(list: &mut [T], id: I) -> &mut T {
    &mut list[id.index()]
}

/// A vector indexed by one type of index.
#[derive(Clone, Debug)]
pub struct IndexVec<I, T> {
    items: Vec<T>,
    ids: PhantomData<I>,
}

impl<I: Idx, T> IndexVec<I, T> {
    /// An empty vector.
    pub fn new() -> Self {
        IndexVec { items: Vec::new(), ids: PhantomData }
    }

    /// An empty vector with room for so many items.
    pub fn with_capacity(capacity: usize) -> Self {
        IndexVec { items: Vec::with_capacity(capacity), ids: PhantomData }
    }

    /// A vector of `len` copies of an item.
    pub fn filled(len: usize, item: T) -> Self
    where
        T: Clone,
    {
        IndexVec { items: vec![item; len], ids: PhantomData }
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Appends an item and returns its index.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::at(self.items.len() - 1)
    }

    /// The item at an index that may have been made for another vector.
    ///
    /// It is not called `get`, since Clippy then asks for it in place of every index.
    pub fn lookup(&self, id: I) -> Option<&T> {
        self.items.get(id.index())
    }

    /// Removes the items from this index on.
    pub fn truncate(&mut self, first: I) {
        self.items.truncate(first.index());
    }

    /// Takes out the items from this index on.
    #[must_use]
    pub fn split_off(&mut self, first: I) -> Self {
        IndexVec { items: self.items.split_off(first.index()), ids: PhantomData }
    }

    /// The items, in order, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.items.iter_mut()
    }

    /// The items, in order, which it gives up.
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// The items, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The indices, in order.
    pub fn ids(&self) -> impl Iterator<Item = I> + use<I, T> {
        (0..self.items.len()).map(I::at)
    }

    /// The items with their indices.
    pub fn entries(&self) -> impl Iterator<Item = (I, &T)> {
        self.ids().zip(&self.items)
    }
}

impl<I: Idx, T> Default for IndexVec<I, T> {
    fn default() -> Self {
        IndexVec::new()
    }
}

impl<I: Idx, T> Index<I> for IndexVec<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        at(&self.items, id)
    }
}

impl<I: Idx, T> IndexMut<I> for IndexVec<I, T> {
    #[expect(clippy::indexing_slicing, reason = "indices are made only for items that exist")]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

impl<I, T> Extend<T> for IndexVec<I, T> {
    fn extend<S: IntoIterator<Item = T>>(&mut self, items: S) {
        self.items.extend(items);
    }
}

impl<I: Idx, T> FromIterator<T> for IndexVec<I, T> {
    fn from_iter<S: IntoIterator<Item = T>>(items: S) -> Self {
        IndexVec { items: items.into_iter().collect(), ids: PhantomData }
    }
}
