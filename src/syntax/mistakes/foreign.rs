//! Statements of PyTorch and Keras: `x = F.relu(self.conv1(x))`, `nn.Sequential(nn.Linear(9, 3))`.

use std::ops::Range;

use super::{Site, modules, words};
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::Span;
use crate::syntax::tokens::Kind;

/// The most methods of what calls yield, `f(x).relu()`: each of them stands one deeper in the tree.
const METHODS: usize = 64;

/// An expression of Python, as far as calls matter.
pub(super) enum Foreign<'s> {
    /// `nn.Conv2d(3, 64, 3)`, or a method: `x.view(-1, 10)`, `f(x).relu()`.
    Call {
        /// What the method belongs to, if that is a call.
        receiver: Option<Box<Foreign<'s>>>,
        /// The words between points, of which the last is the function.
        path: Vec<&'s str>,
        /// Named or not.
        arguments: Vec<(Option<&'s str>, Foreign<'s>)>,
        text: &'s str,
    },
    /// `[a, b]`
    List(Vec<Foreign<'s>>, &'s str),
    /// Anything else.
    Text(&'s str),
}

impl<'s> Foreign<'s> {
    /// As written.
    pub(super) fn text(&self) -> &'s str {
        match self {
            Foreign::Call { text, .. } | Foreign::List(_, text) | Foreign::Text(text) => text,
        }
    }

    /// Reads the tokens of a range.
    fn read(site: &Site<'s>, range: Range<usize>) -> Self {
        let range = trimmed(site, range);
        let Some(text) = text(site, &range) else { return Foreign::Text("") };
        let list = matches!(site.at(range.start).text, "[" | "(");
        if list && close(site, range.start) + 1 == range.end {
            let items = split(site, range.start + 1..range.end - 1);
            return Foreign::List(
                items.into_iter().map(|item| Self::read(site, item)).collect(),
                text,
            );
        }
        Self::calls(site, &range).unwrap_or(Foreign::Text(text))
    }

    /// A call, and the methods called on what it yields.
    fn calls(site: &Site<'s>, range: &Range<usize>) -> Option<Self> {
        let mut at = range.start;
        let mut receiver = None;
        loop {
            let mut path = Vec::new();
            loop {
                let word = site.token(at).filter(|word| word.kind == Kind::Word)?;
                path.push(word.text);
                at += 1;
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
            let call = Foreign::Call { receiver, path, arguments, text };
            if end + 1 >= range.end {
                return (end + 1 == range.end).then_some(call);
            }
            site.token(end + 1).filter(|point| point.is("."))?;
            (receiver, at) = (Some(Box::new(call)), end + 2);
        }
    }

    fn argument(site: &Site<'s>, range: Range<usize>) -> (Option<&'s str>, Self) {
        let range = trimmed(site, range);
        let name = site.token(range.start).filter(|name| name.kind == Kind::Word);
        let equals = site.after(range.start).filter(|next| site.at(*next).is("="));
        match (name, equals) {
            (Some(name), Some(equals)) if equals < range.end => {
                (Some(name.text), Self::read(site, equals + 1..range.end))
            }
            _ => (None, Self::read(site, range)),
        }
    }

    /// The statements that it is, in order; nothing if it cannot be said.
    fn statements(&self) -> Option<Vec<String>> {
        let Foreign::Call { receiver, path, arguments, .. } = self else { return None };
        let (name, owner) = path.split_last()?;
        let named: Vec<_> = arguments.iter().map(|(name, value)| (*name, value)).collect();
        if *name == "Sequential" {
            let items = arguments.iter().flat_map(|(_, value)| match value {
                Foreign::List(items, _) => items.iter().collect(),
                other => vec![other],
            });
            let statements = items.map(Foreign::statements).collect::<Option<Vec<_>>>()?;
            return Some(statements.concat()).filter(|all| !all.is_empty());
        }
        if matches!(*name, "cat" | "concat" | "concatenate") {
            return concat(&named);
        }
        if let ("add" | "sub" | "mul" | "div" | "matmul", [(_, left), (_, right)]) =
            (*name, named.as_slice())
        {
            return Some(vec![format!("{name} {} {}", left.text(), right.text())]);
        }
        let method = receiver.is_some() || owner.first().is_some_and(|owner| !is_library(owner));
        let class = name.starts_with(|letter: char| letter.is_ascii_uppercase());
        let (tensor, rest) = match named.split_first() {
            _ if class => (None, named.as_slice()),
            _ if method => (receiver.as_deref(), named.as_slice()),
            Some(((None, tensor), rest)) if !owner.is_empty() => (Some(*tensor), rest),
            _ => return None,
        };
        let mut statements = match tensor {
            Some(tensor @ Foreign::Call { .. }) => tensor.statements()?,
            _ => Vec::new(),
        };
        match *name {
            "view" | "reshape" if method => statements.push(reshape(rest)?),
            "flatten" => statements.push("flatten".to_owned()),
            _ => statements.extend(modules::call(name, rest)?),
        }
        Some(statements)
    }

    /// Whether a tensor of this name goes in, however deep.
    fn reads(&self, tensor: &str) -> bool {
        match self {
            Foreign::Call { receiver, path, arguments, .. } => {
                matches!(path.as_slice(), [first, _, ..] if *first == tensor)
                    || receiver.as_ref().is_some_and(|receiver| receiver.reads(tensor))
                    || arguments.iter().any(|(_, value)| value.reads(tensor))
            }
            Foreign::List(items, _) => items.iter().any(|item| item.reads(tensor)),
            Foreign::Text(text) => *text == tensor,
        }
    }
}

/// Whether a word in front of a point is no tensor.
fn is_library(word: &str) -> bool {
    matches!(word, "nn" | "F" | "torch" | "tf" | "keras" | "layers" | "jnp" | "np")
}

/// `torch.cat([x, y], dim=1)`: the axis of channels is the first here.
fn concat(arguments: &[(Option<&str>, &Foreign<'_>)]) -> Option<Vec<String>> {
    let (_, Foreign::List(tensors, _)) = arguments.first()? else { return None };
    let mut call = "concat".to_owned();
    for tensor in tensors {
        let Foreign::Text(name) = tensor else { return None };
        call.push_str(&format!(" {name}"));
    }
    let axis = arguments.get(1).map(|(_, axis)| modules::without_batch(axis.text()));
    if let Some(axis) = axis.filter(|axis| axis != "0") {
        call.push_str(&format!(" axis={axis}"));
    }
    Some(vec![call])
}

/// `x.view(-1, 10)`: the first size is that of the batch.
fn reshape(arguments: &[(Option<&str>, &Foreign<'_>)]) -> Option<String> {
    let (_, sizes) = arguments.split_first()?;
    let sizes: Vec<_> = sizes.iter().map(|(_, size)| size.text()).collect();
    Some(match sizes.as_slice() {
        [] => return None,
        [_] => "flatten".to_owned(),
        sizes => format!("reshape {}", modules::plain(&format!("({})", sizes.join(", ")))),
    })
}

/// `conv(96)`, `nn.Conv2d(3, 64, 3)`, `x = F.relu(self.conv1(x))`
pub(super) fn call(site: &Site<'_>) -> Option<SyntaxProblem> {
    let (target, start) = assigned(site);
    let end = trimmed(site, start..site.claim.unwrap_or(site.tokens.len())).end;
    let bracket = (start..end)
        .find(|index| !matches!(site.at(*index).kind, Kind::Word) && !site.at(*index).is("."))?;
    let function = site.token(bracket.checked_sub(1)?).filter(|word| word.kind == Kind::Word)?;
    let first = site.token(start)?;
    let is_read = site.here > bracket || words::is_reserved(first.text);
    if !site.at(bracket).is("(") || is_read || methods(site) > METHODS {
        return None;
    }
    let foreign = Foreign::read(site, start..end);
    let help = match (foreign.statements(), &foreign) {
        (Some(statements), _) => {
            let better = labelled(target, &foreign, statements);
            Fix::guess(whole(site), better).write()
        }
        _ if target.is_none() && bracket == start + 1 => own(site, start, bracket, end)?,
        (None, Foreign::Call { path, .. }) if path.len() > 1 => Help::from(
            "layers stand one after another where they are used, and each passes its output on: \
             `conv 64 k3; bn; relu`",
        ),
        _ => return None,
    };
    let span = site.span_of(site.at(bracket));
    Some(SyntaxProblem::CallInBrackets { operation: function.text.to_owned(), span, help })
}

/// How many methods belong to what a call yields.
fn methods(site: &Site<'_>) -> usize {
    let pairs = site.tokens.iter().zip(site.tokens.iter().skip(1));
    pairs.filter(|(close, point)| close.kind == Kind::Close && point.is(".")).count()
}

/// What a statement is assigned to, and the index of what is.
fn assigned<'s>(site: &Site<'s>) -> (Option<&'s str>, usize) {
    let equals = (0..site.tokens.len()).find(|at| site.depth(*at) == 0 && site.at(*at).is("="));
    let path = |token: &super::Token<'_>| token.kind == Kind::Word || token.is(".");
    match equals.and_then(|equals| Some((equals, site.before(equals)?, site.after(equals)?))) {
        Some((_, last, value)) if site.tokens.iter().take(last + 1).all(path) => {
            (Some(site.at(last).text), value)
        }
        _ => (None, site.head),
    }
}

/// The statements, the last with the label that the name of its output is; a name that goes in as well
/// is the current tensor.
fn labelled(target: Option<&str>, foreign: &Foreign<'_>, mut statements: Vec<String>) -> String {
    if let (Some(target), Some(last)) = (target, statements.last_mut())
        && !foreign.reads(target)
    {
        *last = format!("{target}: {last}");
    }
    statements.join("; ")
}

/// From the head of the statement, or what is assigned to, up to the claim.
fn whole(site: &Site<'_>) -> Span {
    let start = site.first().map_or(site.start, |first| first.start);
    site.span(start, site.end_before(site.claim.unwrap_or(site.tokens.len())))
}

/// A call of this language with brackets round its arguments.
fn own(site: &Site<'_>, name: usize, bracket: usize, end: usize) -> Option<Help> {
    let last = close(site, bracket);
    let assigned = site.after(last).is_some_and(|next| site.at(next).is("="));
    let goes_on = site.token(last + 1).is_some_and(|next| !super::is_space(next));
    if assigned || goes_on && last + 1 < end {
        return None;
    }
    let arguments = split(site, bracket + 1..last).into_iter();
    let mut better = site.at(name).text.to_owned();
    for (name, value) in arguments.map(|argument| Foreign::argument(site, argument)) {
        better.push(' ');
        better.push_str(&match (name, value.text()) {
            (Some(name), "True") => name.to_owned(),
            (Some(name), "False") => format!("no{name}"),
            (Some(name), value) => format!("{name}={}", modules::plain(value)),
            (None, value) => modules::plain(value),
        });
    }
    if let Some(rest) = text(site, &(last + 1..end)) {
        better.push_str(rest.trim_end());
    }
    Some(Fix::safe(whole(site), better).write())
}

/// The range without blanks and commas at its ends.
fn trimmed(site: &Site<'_>, range: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = range;
    let blank = |at: usize| super::is_space(site.at(at));
    while start < end && blank(start) {
        start += 1;
    }
    while start < end && (blank(end - 1) || site.at(end - 1).kind == Kind::Comma) {
        end -= 1;
    }
    start..end
}

/// The ranges between commas that stand in no further bracket; empty ones left out.
fn split(site: &Site<'_>, range: Range<usize>) -> Vec<Range<usize>> {
    let depth = site.depth(range.start);
    let commas =
        range.clone().filter(|at| site.at(*at).kind == Kind::Comma && site.depth(*at) == depth);
    let mut ranges = Vec::new();
    let mut start = range.start;
    for end in commas.chain([range.end]) {
        ranges.push(trimmed(site, start..end));
        start = end + 1;
    }
    ranges.retain(|range| !range.is_empty());
    ranges
}

/// The index of the bracket that closes another; that of the last token if none does.
fn close(site: &Site<'_>, open: usize) -> usize {
    let depth = site.depth(open);
    let closes = |at: &usize| site.at(*at).kind == Kind::Close && site.depth(*at) == depth + 1;
    (open + 1..site.tokens.len()).find(closes).unwrap_or(site.tokens.len() - 1)
}

/// The text of a range, if it holds any.
fn text<'s>(site: &Site<'s>, range: &Range<usize>) -> Option<&'s str> {
    let (first, last) = (site.token(range.start)?, site.token(range.end.checked_sub(1)?)?);
    (range.start < range.end).then(|| site.text(first.start, last.end()))
}
