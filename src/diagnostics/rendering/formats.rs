//! The list of message formats.

use super::format::MessageFormat;
use super::{github, human, json, narrated, sarif, short};

/// Every message format.
pub const FORMATS: [MessageFormat; 6] =
    [human::FORMAT, short::FORMAT, json::FORMAT, sarif::FORMAT, github::FORMAT, narrated::FORMAT];

impl MessageFormat {
    /// The format that a word asks for.
    pub fn named(name: &str) -> Option<MessageFormat> {
        FORMATS.into_iter().find(|format| format.name == name)
    }
}

/// The source in a frame, and help.
impl Default for MessageFormat {
    fn default() -> Self {
        human::FORMAT
    }
}
