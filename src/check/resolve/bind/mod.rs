//! Which parameter each argument of a call fills.

mod binder;
mod bound;
mod words;

pub use self::binder::{Binding, bind};
pub use self::bound::{Bound, Given};
pub(crate) use self::words::known_words;
