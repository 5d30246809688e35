//! The list of message formats.

use super::format::MessageFormat;
#[cfg(feature = "fancy")]
use super::human;
use super::{github, json, narrated, sarif, short};

/// Every message format.
pub const FORMATS: &[MessageFormat] = &[
    #[cfg(feature = "fancy")]
    human::FORMAT,
    short::FORMAT,
    json::FORMAT,
    sarif::FORMAT,
    github::FORMAT,
    narrated::FORMAT,
];

impl MessageFormat {
    /// The format that a word asks for.
    pub fn named(name: &str) -> Option<MessageFormat> {
        FORMATS.iter().copied().find(|format| format.name == name)
    }
}

/// The format with frames, or the shortest one if frames are not compiled in.
impl Default for MessageFormat {
    #[cfg(feature = "fancy")]
    fn default() -> Self {
        human::FORMAT
    }

    #[cfg(not(feature = "fancy"))]
    fn default() -> Self {
        short::FORMAT
    }
}
