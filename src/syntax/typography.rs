//! Signs that word processors and input methods put in place of those of ASCII: one message for all of a
//! file, with all of them replaced.

use std::ops::Range;

use miette::Diagnostic as _;

use super::hints::sign;
use super::lexer::{TokenKind, is_letter, tokens};
use crate::diagnostics::fix::Fix;
use crate::diagnostics::syntax::{BracketProblem, SyntaxProblem};
use crate::source::{Source, Span, offset};

/// The most kinds of signs that are named.
const NAMED: usize = 4;

/// A sign in a text.
struct Found {
    at: usize,
    char: char,
    spelling: String,
    name: &'static str,
    /// The token that it is in.
    token: Range<usize>,
}

/// Puts one message in place of those that are only about such signs.
pub(super) fn combine(source: &Source, problems: Vec<SyntaxProblem>) -> Vec<SyntaxProblem> {
    let found = signs(source.text());
    let Some(problem) = problem(source, &found) else { return problems };
    let breaks: Vec<usize> = source.text().match_indices('\n').map(|(at, _)| at).collect();
    let line = |at: usize| breaks.partition_point(|end| *end < at);
    let lines: Vec<usize> = found.iter().map(|found| line(found.at)).collect();
    let caused = |problem: &SyntaxProblem| {
        let label = problem.labels().and_then(|mut labels| labels.next());
        let at = label.map_or(0, |label| offset(label.offset())).saturating_sub(source.base());
        let brackets = matches!(
            problem,
            SyntaxProblem::Bracket(
                BracketProblem::UnclosedBracket { .. }
                    | BracketProblem::StrayBracket { .. }
                    | BracketProblem::MismatchedBracket { .. }
            )
        );
        brackets || lines.binary_search(&line(at as usize)).is_ok()
    };
    let others = problems.into_iter().filter(|problem| !caused(problem));
    std::iter::once(problem).chain(others).collect()
}

/// The signs outside of comments and strings.
fn signs(text: &str) -> Vec<Found> {
    let code = tokens(text, super::lexer::start_of(text))
        .filter(|token| !matches!(token.kind, TokenKind::Comment | TokenKind::String))
        .filter(|token| !token.text.is_ascii());
    code.flat_map(|token| {
        token.text.char_indices().filter_map(move |(at, char)| {
            let (spelling, name) = if char.is_ascii() { None } else { sign(char) }?;
            let place = token.start..token.end();
            Some(Found { at: token.start + at, char, spelling, name, token: place })
        })
    })
    .collect()
}

/// The message about signs, if there are any.
fn problem(source: &Source, found: &[Found]) -> Option<SyntaxProblem> {
    let (first, last) = (found.first()?, found.last()?);
    let end = last.at + last.char.len_utf8();
    let text = mended(source.text(), first.at..end, found)?;
    let span = Span::within(source.base(), first.at..first.at + first.char.len_utf8());
    let fix = Fix::safe(Span::within(source.base(), first.at..end), text);
    let is_word = first.char.is_alphanumeric() || first.spelling.bytes().all(is_letter);
    let help = if first.token == last.token && is_word && !first.spelling.is_empty() {
        let token = mended(source.text(), first.token.clone(), found)?;
        fix.said(format!("write `{token}`"))
    } else {
        fix.said(listed(found))
    };
    let (found, name) = (shown(first.char), first.name);
    Some(SyntaxProblem::TypographicSign { found, name, span, help })
}

/// A part of a text with the signs in it replaced.
fn mended(text: &str, part: Range<usize>, found: &[Found]) -> Option<String> {
    let mut mended = String::new();
    let mut done = part.start;
    for sign in found.iter().filter(|sign| part.contains(&sign.at)) {
        mended.push_str(text.get(done..sign.at)?);
        mended.push_str(&sign.spelling);
        done = sign.at + sign.char.len_utf8();
    }
    mended.push_str(text.get(done..part.end)?);
    Some(mended)
}

/// What to write for each kind of sign, and in how many places.
fn listed(found: &[Found]) -> String {
    let mut kinds: Vec<&Found> = Vec::new();
    for sign in found {
        if !kinds.iter().any(|known| known.char == sign.char) {
            kinds.push(sign);
        }
    }
    let named = kinds.iter().take(NAMED).map(|sign| {
        let spelling = if sign.spelling.is_empty() { "nothing" } else { &sign.spelling };
        let spelling = if spelling == " " { "a space".to_owned() } else { quoted(spelling) };
        format!("{spelling} for {}", shown(sign.char))
    });
    let mut named: Vec<String> = named.collect();
    if kinds.len() > NAMED {
        named.push("and so on".to_owned());
    }
    let count = match found.len() {
        1 => String::new(),
        2 => ", in both places".to_owned(),
        count => format!(", in all {count} places"),
    };
    format!("write {}{count}", named.join(", "))
}

fn quoted(spelling: &str) -> String {
    if spelling == "nothing" { spelling.to_owned() } else { format!("`{spelling}`") }
}

/// A sign as it looks, or its number if it is not seen.
fn shown(char: char) -> String {
    let spelling = sign(char).map(|(spelling, _)| spelling).unwrap_or_default();
    if spelling.trim().is_empty() {
        format!("U+{:04X}", u32::from(char))
    } else {
        format!("`{char}`")
    }
}
