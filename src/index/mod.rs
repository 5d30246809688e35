//! Lists that an index of a type of its own leads into.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// The index of something in a list, as a type that leads into no other list.
pub trait Id: Copy + Eq {
    /// The id of what stands at an index.
    fn at(index: usize) -> Self;

    /// The index.
    fn index(self) -> usize;
}

/// Makes ids of types that hold a number.
macro_rules! ids {
    ($($id:ident),+) => {$(
        impl $crate::index::Id for $id {
            fn at(index: usize) -> Self {
                // A list of 2³² layers, tensors or blocks would not fit into memory.
                $id(u32::try_from(index).unwrap_or(u32::MAX))
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}
pub(crate) use ids;

/// What stands in a list at an id.
///
/// # Panics
/// When the id belongs to a longer list.
#[expect(clippy::indexing_slicing, reason = "ids are made for what stands in the list")]
pub(crate) fn at<I: Id, T>(list: &[T], id: I) -> &T {
    &list[id.index()]
}

/// A list that ids of one type index.
#[derive(Clone, Debug)]
pub struct Table<I, T> {
    items: Vec<T>,
    ids: PhantomData<I>,
}

impl<I: Id, T> Table<I, T> {
    /// With nothing in it.
    pub fn new() -> Self {
        Table { items: Vec::new(), ids: PhantomData }
    }

    /// With the same at each of so many ids.
    pub fn filled(len: usize, item: T) -> Self
    where
        T: Clone,
    {
        Table { items: vec![item; len], ids: PhantomData }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Adds one at the end; its id.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::at(self.items.len() - 1)
    }

    /// What stands at an id, if it is one of this list.
    pub fn get(&self, id: I) -> Option<&T> {
        self.items.get(id.index())
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The ids of all, in order.
    pub fn ids(&self) -> impl Iterator<Item = I> + use<I, T> {
        (0..self.items.len()).map(I::at)
    }

    /// All of them with their ids.
    pub fn entries(&self) -> impl Iterator<Item = (I, &T)> {
        self.ids().zip(&self.items)
    }
}

impl<I: Id, T> Default for Table<I, T> {
    fn default() -> Self {
        Table::new()
    }
}

impl<I: Id, T> Index<I> for Table<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        at(&self.items, id)
    }
}

impl<I: Id, T> IndexMut<I> for Table<I, T> {
    #[expect(clippy::indexing_slicing, reason = "ids are made for what stands in the list")]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

impl<I: Id, T> FromIterator<T> for Table<I, T> {
    fn from_iter<S: IntoIterator<Item = T>>(items: S) -> Self {
        Table { items: items.into_iter().collect(), ids: PhantomData }
    }
}
