//! A planned arena.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::network::DeviceFit;
use super::shapes::{read_shape, write_shape};
use crate::tensor::Shape;

/// The offsets of a network's tensors in an arena.
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
    /// The most bytes that are alive at once: a lower bound for every arena.
    pub bound: u64,
    /// Whether it is known that no arena is smaller.
    pub smallest: bool,
    /// The device, and whether its memories hold the network, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceFit>,
    /// The tensors that have an offset of their own, in the order in which their lifetimes begin.
    pub tensors: Vec<Placed>,
}

/// A tensor with an offset.
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
    /// Its offset in bytes; `None` for the planner `bound`.
    pub offset: Option<u64>,
    /// The first layer of its lifetime, counted from 1.
    pub first: usize,
    /// The last layer of its lifetime.
    pub last: usize,
    /// Tensors that reuse its memory, written in place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reused_by: Vec<String>,
}
