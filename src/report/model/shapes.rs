//! Shapes and sizes: lists of integers in JSON.

use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use smallvec::SmallVec;

use crate::tensor::{Shape, Spatial};

/// The shapes of tensors, for one sample.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shapes(SmallVec<[Shape; 2]>);

impl Deref for Shapes {
    type Target = [Shape];

    fn deref(&self) -> &[Shape] {
        &self.0
    }
}

impl FromIterator<Shape> for Shapes {
    fn from_iter<I: IntoIterator<Item = Shape>>(shapes: I) -> Self {
        Shapes(shapes.into_iter().collect())
    }
}

impl Serialize for Shapes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Shape::axes))
    }
}

impl<'de> Deserialize<'de> for Shapes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shapes = Vec::<Vec<u64>>::deserialize(deserializer)?;
        shapes.iter().map(|axes| shape_of(axes)).collect()
    }
}

fn shape_of<E: Error>(axes: &[u64]) -> Result<Shape, E> {
    Shape::new(axes).map_err(|_| E::custom(format!("{axes:?} is not a shape")))
}

/// Writes a shape as the list of its axes.
pub(super) fn write_shape<S: Serializer>(shape: &Shape, serializer: S) -> Result<S::Ok, S::Error> {
    shape.axes().serialize(serializer)
}

/// Reads a shape from the list of its axes.
pub(super) fn read_shape<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Shape, D::Error> {
    shape_of(&Vec::<u64>::deserialize(deserializer)?)
}

/// Writes sizes along the spatial axes, or `null`.
pub(super) fn write_spatial<S: Serializer>(
    spatial: &Option<Spatial>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    spatial.as_ref().map(Spatial::sizes).serialize(serializer)
}

/// Reads sizes along the spatial axes, or `null`.
pub(super) fn read_spatial<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Spatial>, D::Error> {
    let sizes = Option::<Vec<u32>>::deserialize(deserializer)?;
    sizes.map(|sizes| spatial_of(&sizes)).transpose()
}

/// The sizes along one to three spatial axes.
pub(super) fn spatial_of<E: Error>(sizes: &[u32]) -> Result<Spatial, E> {
    match sizes.len() {
        1..=3 => Ok(Spatial::new(sizes)),
        axes => Err(E::custom(format!("there are one to three spatial axes, not {axes}"))),
    }
}
