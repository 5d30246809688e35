//! What is wrong with a text, as an editor shows it.

use miette::{Diagnostic as _, LabeledSpan, Severity};

use super::snapshot::Snapshot;
use crate::diagnostics::Diagnostic;
use crate::source::{Span, offset};

/// The codes of what can be removed without a change of the network.
const UNNECESSARY: [&str; 2] = ["net::advice::unused_name", "net::flow::unused_block"];

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its position among the diagnostics of the analysis; `None` if it says how many are left out.
    pub index: Option<usize>,
    /// The range of the error; `None` if it is not in a source text.
    pub place: Option<Span>,
    /// How severe it is.
    pub severity: Severity,
    /// `net::shape::kernel_too_large`
    pub code: String,
    /// What is wrong, and what to do about it.
    pub text: String,
    /// The places that have to do with it, and the calls that led there.
    pub related: Vec<(Span, String)>,
    /// Whether it is about text that can be removed.
    pub unnecessary: bool,
}

/// The most messages about a text. Clients are slow with more, and nobody reads them.
const MOST: usize = 1_000;

/// What is wrong with a text and those it uses; of very many messages the first, errors before warnings.
pub fn messages(snapshot: &Snapshot) -> Vec<Message> {
    let mut found: Vec<_> = snapshot.analysis().diagnostics().iter().enumerate().collect();
    let further = found.len().saturating_sub(MOST);
    if further > 0 {
        found.sort_by_key(|(_, found)| found.kind.is_warning());
    }
    let shown = found.iter().take(MOST).map(|(index, found)| message(snapshot, *index, found));
    shown.chain((further > 0).then(|| left_out(further))).collect()
}

/// What is said in place of further messages.
fn left_out(further: usize) -> Message {
    Message {
        index: None,
        place: None,
        severity: Severity::Advice,
        code: String::new(),
        text: format!("{further} more messages are left out"),
        related: Vec::new(),
        unnecessary: false,
    }
}

fn message(snapshot: &Snapshot, index: usize, found: &Diagnostic) -> Message {
    let labels = found.kind.marked_labels();
    let primary = labels.iter().find(|label| label.primary()).map(span);
    // By itself the label of the place says no more than the message.
    let labels = Some(labels).filter(|labels| labels.len() > 1).unwrap_or_default();
    let labelled = |label: &LabeledSpan| Some((span(label), label.label()?.to_owned()));
    let calls = found.calls.iter().map(|call| (call.span, call.to_string()));
    let code = found.kind.code().map(|code| code.to_string()).unwrap_or_default();
    // What was not tried may not work.
    let tried = index < snapshot.tried_fixes() || found.kind.fix().is_none();
    let help = found.help().filter(|_| tried).map(|help| format!("help: {help}"));
    let headline = found.with(snapshot.sources()).to_string();
    let text: Vec<String> = std::iter::once(headline).chain(help).collect();
    Message {
        index: Some(index),
        place: primary,
        severity: found.kind.severity().unwrap_or_default(),
        text: text.join("\n"),
        related: labels.iter().filter_map(labelled).chain(calls).collect(),
        unnecessary: UNNECESSARY.contains(&code.as_str()),
        code,
    }
}

fn span(label: &LabeledSpan) -> Span {
    Span::new(offset(label.offset()), offset(label.offset() + label.len()))
}
