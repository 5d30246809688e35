//! From diagnostics to bytes, one file a format: frames for people, lines for editors, JSON for
//! programs. What is wrong is the same in all of them.

mod calls;
mod format;
mod formats;
#[cfg(feature = "fancy")]
mod frame;
mod github;
mod hints;
#[cfg(feature = "fancy")]
mod human;
mod json;
mod message;
mod messages;
mod narrated;
mod place;
mod sarif;
mod short;
mod summary;
mod tally;
#[cfg(feature = "fancy")]
mod view;

pub use format::{MessageFormat, Style};
pub use formats::FORMATS;
pub use hints::Hints;
pub use messages::Messages;
pub use tally::{Tally, counted};

#[cfg(test)]
mod tests;
