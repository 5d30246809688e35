//! The first call of a module in Python that means a layer.

use pest::Parser;

use super::lines;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::{Source, Span};
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::hints;

/// The most lines that are looked at.
const LINES: usize = 500;

/// A layer as it is written elsewhere, and as a call of this language.
pub(super) struct Translation {
    pub(super) written: String,
    pub(super) call: String,
    /// What the call leaves open.
    pub(super) open: &'static str,
}

/// The first line that is a layer, translated as a statement by itself would be.
pub(super) fn first_call(source: &Source) -> Option<Translation> {
    lines(source.text()).take(LINES).find_map(|(start, line)| {
        let (from, end) = statement(line)?;
        let span = Span::within(source.base(), start + from..start + end);
        let written = line.get(from..end)?;
        let error = Grammar::parse(Rule::single_statement, written).err()?;
        let SyntaxProblem::CallInBrackets { help, .. } = hints::find(source, span, &error) else {
            return None;
        };
        let call = help.fix()?.text.clone();
        Some(Translation { written: written.to_owned(), call, open: "" })
    })
}

/// Where a line has a call: without its indentation, the name of a printed module, a comma and a comment.
fn statement(line: &str) -> Option<(usize, usize)> {
    let code = line.split('#').next()?.trim_end().trim_end_matches(',');
    let indent = code.len() - code.trim_start().len();
    let named =
        code.trim_start().starts_with('(').then(|| code.find("): ").map(|at| at + 3)).flatten();
    let from = named.unwrap_or(indent);
    let closed = code.matches('(').count() == code.matches(')').count();
    (code.ends_with(')') && closed).then_some((from, code.len()))
}
