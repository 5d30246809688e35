//! Between the protocol and [`ide`](crate::ide): all that names the protocol's structures.

mod answers;
mod capabilities;
mod incoming;
mod ranges;
mod tokens;
mod typing;

pub use answers::*;
pub use capabilities::{Client, FIX_ALL, initialized, publish, refresh, want, warn, watch};
pub use incoming::*;
pub use ranges::Ranges;
pub use tokens::tokens;
pub use typing::{completion, signature};
