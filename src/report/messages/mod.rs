//! From diagnoses to bytes, one file a form: frames for people, lines for editors, JSON for
//! programs. What is wrong is the same in all of them.

mod human;
mod json;
mod short;

use std::fmt;
use std::io::{self, Write};

use miette::{Diagnostic, LabeledSpan, Severity};

use crate::diagnostics::{Diagnosis, Problem};
use crate::source::{Sources, Span};

/// The form of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// With the source in a frame, and what would help.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
    /// `file:line:column: error[code]: message`, one a line.
    Short,
}

/// What the terminal can show. Only the human form asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns.
    pub width: usize,
    /// Whether there are colours.
    pub color: bool,
    /// Whether frames are drawn with more than ASCII.
    pub unicode: bool,
}

/// How many messages of the human form a run shows; those after them are only counted.
const SHOWN: u64 = 50;

/// How many messages of each severity there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
    /// Advice.
    pub advice: u64,
}

impl Tally {
    /// Of all severities.
    pub fn all(self) -> u64 {
        self.errors + self.warnings + self.advice
    }

    fn count(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Advice => self.advice += 1,
        }
    }
}

/// `2 errors, 1 warning`
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: u64, word: &str| match count {
            0 => None,
            1 => Some(format!("1 {word}")),
            _ => Some(format!("{count} {word}s")),
        };
        let advice = (self.advice > 0).then(|| format!("{} advice", self.advice));
        let parts = [plural(self.errors, "error"), plural(self.warnings, "warning"), advice];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

/// Writes the messages of a run.
#[derive(Debug)]
pub struct Messages<W> {
    form: Form,
    style: Style,
    out: W,
    tally: Tally,
    /// The code of the first error.
    first: Option<String>,
}

impl<W: Write> Messages<W> {
    /// Messages of this form.
    pub fn new(form: Form, style: Style, out: W) -> Self {
        Messages { form, style, out, tally: Tally::default(), first: None }
    }

    /// Writes these, in their order.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write(&mut self, diagnoses: &[Diagnosis], sources: &Sources) -> io::Result<()> {
        for diagnosis in diagnoses {
            self.count(&diagnosis.problem);
            match self.form {
                Form::Human if self.tally.all() > SHOWN => {}
                Form::Human => human::write(&mut self.out, diagnosis, sources, self.style)?,
                Form::Json => json::write(&mut self.out, diagnosis, sources)?,
                Form::Short => short::write(&mut self.out, diagnosis, sources)?,
            }
        }
        self.out.flush()
    }

    fn count(&mut self, problem: &Problem) {
        let severity = severity(problem);
        self.tally.count(severity);
        if severity == Severity::Error && self.first.is_none() {
            self.first = problem.code().map(|code| code.to_string());
        }
    }

    /// Ends the human form with how many messages there were, if there were several, and with how
    /// to learn more about the first error.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn finish(mut self) -> io::Result<Tally> {
        if self.form == Form::Human && self.tally.all() > 1 {
            human::summary(&mut self.out, self.tally, self.style)?;
        }
        if let (Form::Human, Some(code)) = (self.form, &self.first) {
            human::more(&mut self.out, code, self.style)?;
        }
        self.out.flush()?;
        Ok(self.tally)
    }
}

fn severity(problem: &Problem) -> Severity {
    problem.severity().unwrap_or_default()
}

/// `error`, as a headline begins and JSON says it.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    }
}

/// `error[net::shape::zero_axis]`
fn tag(problem: &Problem) -> String {
    let word = word(severity(problem));
    problem.code().map_or_else(|| word.to_owned(), |code| format!("{word}[{code}]"))
}

fn span(label: &LabeledSpan) -> Span {
    Span::new(label.offset() as u32, (label.offset() + label.len()) as u32)
}

/// The labels of a problem with the one that says where it is marked as primary: the first one,
/// unless the problem itself marks another.
fn labels(problem: &Problem) -> Vec<LabeledSpan> {
    let mut labels: Vec<LabeledSpan> = problem.labels().into_iter().flatten().collect();
    if !labels.iter().any(LabeledSpan::primary)
        && let Some(first) = labels.first_mut()
    {
        *first =
            LabeledSpan::new_primary_with_span(first.label().map(str::to_owned), *first.inner());
    }
    labels
}

#[cfg(test)]
mod tests;
