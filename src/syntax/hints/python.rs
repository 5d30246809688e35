//! Expressions of Python, as far as the calls of PyTorch and Keras need them.

use std::ops::Range;

use super::site::Site;
use crate::syntax::lexer::TokenKind;

/// An expression of Python, as far as calls matter.
pub(super) enum PythonExpr<'s> {
    /// `nn.Conv2d(3, 64, 3)`, or a method: `x.view(-1, 10)`, `f(x).relu()`.
    Call {
        /// What the method is called on, if that is a call.
        receiver: Option<Box<PythonExpr<'s>>>,
        /// The words between points; the last is the function.
        path: Vec<&'s str>,
        /// Named or not.
        arguments: Vec<(Option<&'s str>, PythonExpr<'s>)>,
        text: &'s str,
    },
    /// `[a, b]`
    List(Vec<PythonExpr<'s>>, &'s str),
    /// Anything else.
    Text(&'s str),
}

impl<'s> PythonExpr<'s> {
    /// As written.
    pub(super) fn text(&self) -> &'s str {
        match self {
            PythonExpr::Call { text, .. } | PythonExpr::List(_, text) | PythonExpr::Text(text) => {
                text
            }
        }
    }

    /// Reads the tokens of a range.
    pub(super) fn read(site: &Site<'s>, range: Range<usize>) -> Self {
        let range = trimmed(site, range);
        let Some(text) = text(site, &range) else { return PythonExpr::Text("") };
        let list = matches!(site.at(range.start).text, "[" | "(");
        if list && close(site, range.start) + 1 == range.end {
            let items = split(site, range.start + 1..range.end - 1);
            return PythonExpr::List(
                items.into_iter().map(|item| Self::read(site, item)).collect(),
                text,
            );
        }
        Self::calls(site, &range).unwrap_or(PythonExpr::Text(text))
    }

    /// A call, and the methods called on what it yields.
    fn calls(site: &Site<'s>, range: &Range<usize>) -> Option<Self> {
        let mut at = range.start;
        let mut receiver = None;
        loop {
            let mut path = Vec::new();
            loop {
                let word = site.token(at).filter(|word| word.kind == TokenKind::Word)?;
                path.push(word.text);
                at += 1;
                if site.token(at)?.kind == TokenKind::Spaces && site.token(at + 1)?.is("(") {
                    at += 1;
                }
                match site.token(at)?.text {
                    "." => at += 1,
                    "(" => break,
                    _ => return None,
                }
            }
            let end = close(site, at);
            let inside = split(site, at + 1..end);
            let arguments = inside.into_iter().map(|argument| Self::argument(site, argument));
            let arguments = arguments.collect();
            let text = text(site, &(range.start..end + 1))?;
            let call = PythonExpr::Call { receiver, path, arguments, text };
            if end + 1 >= range.end {
                return (end + 1 == range.end).then_some(call);
            }
            site.token(end + 1).filter(|point| point.is("."))?;
            (receiver, at) = (Some(Box::new(call)), end + 2);
        }
    }

    pub(super) fn argument(site: &Site<'s>, range: Range<usize>) -> (Option<&'s str>, Self) {
        let range = trimmed(site, range);
        let name = site.token(range.start).filter(|name| name.kind == TokenKind::Word);
        let equals = site.after(range.start).filter(|next| site.at(*next).is("="));
        match (name, equals) {
            (Some(name), Some(equals)) if equals < range.end => {
                (Some(name.text), Self::read(site, equals + 1..range.end))
            }
            _ => (None, Self::read(site, range)),
        }
    }

    /// Whether a tensor of this name goes in, however deep.
    pub(super) fn reads(&self, tensor: &str) -> bool {
        match self {
            PythonExpr::Call { receiver, path, arguments, .. } => {
                matches!(path.as_slice(), [first, _, ..] if *first == tensor)
                    || receiver.as_ref().is_some_and(|receiver| receiver.reads(tensor))
                    || arguments.iter().any(|(_, value)| value.reads(tensor))
            }
            PythonExpr::List(items, _) => items.iter().any(|item| item.reads(tensor)),
            PythonExpr::Text(text) => *text == tensor,
        }
    }
}

/// The range without white space and commas at its ends.
pub(super) fn trimmed(site: &Site<'_>, range: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = range;
    let is_trivia = |at: usize| site.at(at).is_trivia();
    while start < end && is_trivia(start) {
        start += 1;
    }
    while start < end && (is_trivia(end - 1) || site.at(end - 1).kind == TokenKind::Comma) {
        end -= 1;
    }
    start..end
}

/// The ranges between commas that are not inside further brackets, without empty ones.
pub(super) fn split(site: &Site<'_>, range: Range<usize>) -> Vec<Range<usize>> {
    let depth = site.depth(range.start);
    let commas = range
        .clone()
        .filter(|at| site.at(*at).kind == TokenKind::Comma && site.depth(*at) == depth);
    let mut ranges = Vec::new();
    let mut start = range.start;
    for end in commas.chain([range.end]) {
        ranges.push(trimmed(site, start..end));
        start = end + 1;
    }
    ranges.retain(|range| !range.is_empty());
    ranges
}

/// The index of the bracket that closes another; the last token if none does.
pub(super) fn close(site: &Site<'_>, open: usize) -> usize {
    let depth = site.depth(open);
    let closes = |at: &usize| site.at(*at).kind == TokenKind::Close && site.depth(*at) == depth + 1;
    (open + 1..site.tokens.len()).find(closes).unwrap_or(site.tokens.len() - 1)
}

/// The text of a range, if it holds any.
pub(super) fn text<'s>(site: &Site<'s>, range: &Range<usize>) -> Option<&'s str> {
    let (first, last) = (site.token(range.start)?, site.token(range.end.checked_sub(1)?)?);
    (range.start < range.end).then(|| site.text(first.start, last.end()))
}
