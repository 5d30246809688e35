//! Between the protocol and [`ide`](crate::ide): all that names the protocol's structures.

mod answers;
mod capabilities;
mod incoming;
mod ranges;

pub use answers::*;
pub use capabilities::{Client, initialized, publish, refresh_hints, warn, watch};
pub use incoming::*;
pub use ranges::Ranges;
