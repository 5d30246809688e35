//! The call of an earlier layer as it is written, and with other arguments.

use std::ops::Range;

use super::Past;
use crate::diagnostics::fix::Fix;
use crate::network::{Layer, Origin};
use crate::ops::{self, Operation};
use crate::source::Span;
use crate::tensor::TensorId;

/// The call of an earlier layer as it is written.
pub(super) struct WrittenCall<'t> {
    pub(super) operation: &'static Operation,
    pub(super) text: &'t str,
    pub(super) span: Span,
    arguments: Vec<Written>,
}

/// An argument that fills a parameter.
pub(crate) struct Written {
    pub(crate) parameter: usize,
    /// All of it, in the text of the call.
    pub(crate) range: Range<usize>,
    /// What stands before the value: `k`, `stride=`; empty for a positional argument.
    pub(crate) prefix: String,
}

impl<'t> WrittenCall<'t> {
    /// The value of a parameter, as written.
    pub(super) fn value(&self, parameter: &str) -> Option<&'t str> {
        let written = self.find(parameter)?;
        self.text.get(written.range.clone())?.get(written.prefix.len()..)
    }

    fn find(&self, parameter: &str) -> Option<&Written> {
        let index = self.operation.parameter(parameter)?;
        self.arguments.iter().find(|written| written.parameter == index)
    }

    /// The call with other values of some parameters, each in the style in which it stands.
    pub(super) fn with(&self, values: &[(&'static str, String)]) -> Option<Fix> {
        let mut edits = Vec::new();
        for (parameter, value) in values {
            match self.find(parameter) {
                Some(written) => {
                    let prefix = written.prefix.trim_end_matches('=');
                    let better = match written.prefix.ends_with('=') || prefix.is_empty() {
                        true => format!("{}{value}", written.prefix),
                        false => spelled(prefix, value),
                    };
                    edits.push((written.range.clone(), better));
                }
                None => {
                    let end = self.text.len();
                    edits.push((end..end, format!(" {}", spelled(parameter, value))));
                }
            }
        }
        edits.sort_by_key(|(range, _)| range.start);
        let mut text = String::new();
        let mut done = 0;
        for (range, better) in edits {
            text.push_str(self.text.get(done..range.start)?);
            text.push_str(&better);
            done = range.end;
        }
        text.push_str(self.text.get(done..)?);
        Some(Fix::guess(self.span, text))
    }
}

/// A parameter with its value, as short as it can be.
fn spelled(parameter: &str, value: &str) -> String {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let short = value.split('x').all(digits);
    if short { format!("{parameter}{value}") } else { format!("{parameter}={value}") }
}

impl Past<'_> {
    /// The call that made a tensor, if it is in a file that can be changed.
    pub(super) fn written_of(&self, tensor: TensorId) -> Option<WrittenCall<'_>> {
        match self.network.tensor(tensor).origin {
            Origin::Layer(id) | Origin::Weight(id) => self.written(self.network.layer(id)),
            Origin::Input | Origin::Claimed(_) => None,
        }
    }

    /// The call of a layer, if it is in a file that can be changed.
    pub(super) fn written(&self, layer: &Layer) -> Option<WrittenCall<'_>> {
        let (span, operation) = (layer.span?, ops::find(layer.operation)?);
        let text = self.sources.text(span);
        let named = text.split([' ', '\t', '\n']).next().and_then(ops::find);
        if self.prelude.holds(span) || !named.is_some_and(|named| std::ptr::eq(named, operation)) {
            return None;
        }
        let arguments = arguments(text, &|name| operation.parameter(name));
        Some(WrittenCall { operation, text, span, arguments })
    }
}

/// The arguments of a call as it is written, where `find` knows its parameters.
pub(crate) fn arguments(text: &str, find: &dyn Fn(&str) -> Option<usize>) -> Vec<Written> {
    let mut position = 0;
    let arguments = words(text).into_iter().skip(1).map(|range| {
        let argument = text.get(range.clone()).unwrap_or_default();
        let (parameter, prefix) = match named_by(argument, find) {
            Some(named) => named,
            None => {
                position += 1;
                (position - 1, String::new())
            }
        };
        Written { parameter, range, prefix }
    });
    arguments.collect()
}

/// The parameter that an argument names, and what stands before its value.
fn named_by(argument: &str, find: &dyn Fn(&str) -> Option<usize>) -> Option<(usize, String)> {
    let letters = argument.trim_end_matches(|it: char| it.is_ascii_digit() || it == 'x');
    let name = argument.split_once('=').map(|(name, _)| name);
    if let Some(name) = name.filter(|name| !name.contains(['(', '[', '{', '"'])) {
        return Some((find(name)?, format!("{name}=")));
    }
    if let Some(index) = find(letters).filter(|_| letters.len() < argument.len()) {
        return Some((index, letters.to_owned()));
    }
    let flag = find(argument.strip_prefix("no").unwrap_or(argument))?;
    Some((flag, argument.to_owned()))
}

/// The words of a call: what spaces outside of brackets separate.
fn words(text: &str) -> Vec<Range<usize>> {
    let (mut words, mut depth, mut start) = (Vec::new(), 0_usize, None);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match (byte.is_ascii_whitespace() && depth == 0, start) {
            (true, Some(begun)) => {
                words.push(begun..at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    words.extend(start.map(|begun| begun..text.len()));
    words
}
