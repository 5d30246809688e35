//! A planned arena.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::shapes::{read_shape, write_shape};
use crate::tensor::Shape;

/// Where the tensors of a network lie in an arena.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arena {
    /// The version of the document.
    pub schema: u32,
    /// The title of the network.
    pub network: String,
    /// The file, as it was named.
    pub file: String,
    /// The planner.
    pub planner: Cow<'static, str>,
    /// The bytes of the arena.
    pub arena: u64,
    /// The most bytes that are alive at once, which no arena goes below.
    pub bound: u64,
    /// Whether no arena is smaller, as far as that is known.
    pub smallest: bool,
    /// What has a place of its own, in the order in which it begins.
    pub tensors: Vec<Placed>,
}

/// A tensor with a place in an arena.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// The layer that makes it, or the label of an input; `None` for an input without one.
    pub name: Option<String>,
    /// Its shape, for one sample.
    #[serde(serialize_with = "write_shape", deserialize_with = "read_shape")]
    pub shape: Shape,
    /// Its element type.
    pub dtype: Cow<'static, str>,
    /// Its bytes.
    pub bytes: u64,
    /// Where it begins; `None` if the planner gives no places.
    pub offset: Option<u64>,
    /// The number of the first layer that it is there for, from 1.
    pub first: usize,
    /// That of the last one.
    pub last: usize,
    /// The tensors that take its place while it is there, since layers write their output where they read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reused_by: Vec<String>,
}
