//! From diagnostics to bytes, one file a form: frames for people, lines for editors, JSON for
//! programs. What is wrong is the same in all of them.

#[cfg(feature = "fancy")]
mod frame;
mod github;
#[cfg(feature = "fancy")]
mod human;
mod json;
mod narrated;
mod place;
mod sarif;
mod short;
#[cfg(feature = "fancy")]
mod view;

use std::fmt;
use std::io::{self, Write};

use miette::{Diagnostic as _, LabeledSpan, Severity};

use crate::diagnostics::{CallSite, Diagnostic, DiagnosticKind};
use crate::source::{Sources, Span};

/// A form of messages. Each is a file with its `FORM`, and a line in [`FORMS`].
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The word that asks for it.
    pub name: &'static str,
    /// What it is, as the help says it.
    pub summary: &'static str,
    /// Whether people read it: after [`SHOWN`] messages the rest is only counted.
    people: bool,
    renderer: fn(Style) -> Box<dyn Renderer>,
}

/// Every form there is.
pub const FORMS: &[Form] = &[
    #[cfg(feature = "fancy")]
    human::FORM,
    short::FORM,
    json::FORM,
    sarif::FORM,
    github::FORM,
    narrated::FORM,
];

impl Form {
    /// The form that a word asks for.
    pub fn named(name: &str) -> Option<Form> {
        FORMS.iter().copied().find(|form| form.name == name)
    }
}

/// The form with frames; the shortest one where frames are not compiled in.
impl Default for Form {
    #[cfg(feature = "fancy")]
    fn default() -> Self {
        human::FORM
    }

    #[cfg(not(feature = "fancy"))]
    fn default() -> Self {
        short::FORM
    }
}

/// What a form makes of messages.
trait Renderer {
    /// A message.
    fn message(
        &mut self,
        out: &mut dyn Write,
        diagnostic: &Diagnostic,
        sources: &Sources,
    ) -> io::Result<()>;

    /// A remark on the run, which is about no place and no mistake. Programs don't ask for it.
    fn note(&mut self, _: &mut dyn Write, _: &str) -> io::Result<()> {
        Ok(())
    }

    /// What comes after the last message.
    fn end(&mut self, _: &mut dyn Write, _: &Run) -> io::Result<()> {
        Ok(())
    }
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

/// How many messages a run shows to people; those after them are only counted.
const SHOWN: u64 = 50;

/// How many messages of each severity there were, and in how many files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
    /// Advice.
    pub advice: u64,
    /// The files that were looked at.
    pub files: u64,
    /// Those of them that there are messages about.
    pub concerned: u64,
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

/// `2 errors, 1 warning`; of several files `2 errors, 1 warning in 2 of 12 files`.
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

/// `1 error`, `2 errors`; nothing of none.
pub fn counted(count: u64, word: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    }
}

/// What is known of a run at its end.
#[derive(Debug, Default)]
struct Run {
    tally: Tally,
    /// The code of the first error.
    first: Option<String>,
}

/// Writes the messages of a run.
pub struct Messages<W> {
    form: Form,
    renderer: Box<dyn Renderer>,
    out: W,
    run: Run,
    /// Whether there is a message about the file that is being looked at.
    concerned: bool,
}

impl<W: Write> Messages<W> {
    /// Messages of this form.
    pub fn new(form: Form, style: Style, out: W) -> Self {
        let renderer = (form.renderer)(style);
        Messages { form, renderer, out, run: Run::default(), concerned: false }
    }

    /// Says that what comes next is about another file.
    pub fn next_file(&mut self) {
        self.run.tally.files += 1;
        self.concerned = false;
    }

    /// Writes these, in their order.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write(&mut self, diagnostics: &[Diagnostic], sources: &Sources) -> io::Result<()> {
        for diagnostic in diagnostics {
            self.count(&diagnostic.kind);
            if !self.form.people || self.run.tally.all() <= SHOWN {
                self.renderer.message(&mut self.out, diagnostic, sources)?;
            }
        }
        self.out.flush()
    }

    fn count(&mut self, problem: &DiagnosticKind) {
        let severity = severity(problem);
        let Run { tally, first } = &mut self.run;
        tally.count(severity);
        tally.concerned += u64::from(!self.concerned);
        self.concerned = true;
        if severity == Severity::Error && first.is_none() {
            *first = problem.code().map(|code| code.to_string());
        }
    }

    /// Remarks on what was done, to people.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn note(&mut self, text: &str) -> io::Result<()> {
        self.renderer.note(&mut self.out, text)?;
        self.out.flush()
    }

    /// Ends the messages: for people with how many there were, if there were several, and with how
    /// to learn more about the first error.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn finish(mut self) -> io::Result<Tally> {
        self.renderer.end(&mut self.out, &self.run)?;
        self.out.flush()?;
        Ok(self.run.tally)
    }
}

/// What people are told at the end: how many messages there were and how many of them were not
/// shown, if there were several, and how to learn more about the first error.
fn summary(
    out: &mut dyn Write,
    run: &Run,
    bold: impl Fn(&str) -> String,
    command: impl Fn(&str) -> String,
) -> io::Result<()> {
    let count = run.tally.all();
    if count > SHOWN {
        writeln!(out, "and {} more\n", count - SHOWN)?;
    }
    if count > 1 {
        writeln!(out, "{}", bold(&run.tally.to_string()))?;
    }
    match &run.first {
        Some(code) => writeln!(out, "for more: {}", command(&format!("netcost explain {code}"))),
        None => Ok(()),
    }
}

/// A step of the way of calls to a problem, as people are shown it.
enum Step<'a> {
    /// A call.
    Call(&'a CallSite),
    /// So many of them at once.
    LeftOut(usize),
}

/// Of more calls than this, those in the middle are only counted.
const SHOWN_CALLS: usize = 6;

/// The calls that led to a problem, the innermost first.
fn way(calls: &[CallSite]) -> Vec<Step<'_>> {
    if calls.len() <= SHOWN_CALLS {
        return calls.iter().map(Step::Call).collect();
    }
    let (first, rest) = calls.split_at(SHOWN_CALLS / 2);
    let (between, last) = rest.split_at(rest.len() - SHOWN_CALLS / 2);
    let first = first.iter().map(Step::Call);
    let last = last.iter().map(Step::Call);
    first.chain([Step::LeftOut(between.len())]).chain(last).collect()
}

fn severity(problem: &DiagnosticKind) -> Severity {
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
fn tag(problem: &DiagnosticKind) -> String {
    let word = word(severity(problem));
    problem.code().map_or_else(|| word.to_owned(), |code| format!("{word}[{code}]"))
}

fn span(label: &LabeledSpan) -> Span {
    Span::new(narrow(label.offset()), narrow(label.offset() + label.len()))
}

/// An offset in sources.
#[expect(clippy::cast_possible_truncation, reason = "sources hold less than 4 GiB in all")]
fn narrow(offset: usize) -> u32 {
    offset as u32
}

/// The labels of a problem with the one that says where it is marked as primary: the first one,
/// unless the problem itself marks another.
fn labels(problem: &DiagnosticKind) -> Vec<LabeledSpan> {
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
