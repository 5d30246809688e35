//! How many messages there were.

use std::fmt;

use miette::Severity;

/// How many messages of each severity there were, and in how many files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
    /// Advice.
    pub advice: u64,
    /// The files that were checked.
    pub files: u64,
    /// Those of them that there are messages about.
    pub concerned: u64,
}

impl Tally {
    /// The messages of all severities.
    pub fn all(self) -> u64 {
        self.errors + self.warnings + self.advice
    }

    pub(super) fn count(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Advice => self.advice += 1,
        }
    }
}

/// `2 errors, 1 warning`; for several files `2 errors, 1 warning in 2 of 12 files`.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = (self.advice > 0).then(|| format!("{} advice", self.advice));
        let parts = [counted(self.errors, "error"), counted(self.warnings, "warning"), advice];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))?;
        match (self.files, self.concerned) {
            (0 | 1, _) => Ok(()),
            (files, concerned) if files == concerned => write!(f, " in {files} files"),
            (files, concerned) => write!(f, " in {concerned} of {files} files"),
        }
    }
}

/// `1 error`, `2 errors`; nothing for 0.
pub fn counted(count: u64, word: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    }
}
