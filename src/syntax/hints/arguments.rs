//! Mistakes with spaces in calls: a space always ends an argument.

use super::python::close;
use super::site::Site;
use super::statements::reserved;
use crate::diagnostics::fix::Fix;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::{Keyword, begins_statement, is_reserved};
use crate::syntax::lexer::{Token, TokenKind};
use crate::value::operators::Binary;

/// `conv 64, 3`
pub(super) fn comma(site: &Site<'_>) -> Option<SyntaxProblem> {
    let found = site.found()?;
    if found.kind == TokenKind::Comma && site.depth(site.here) > 0 {
        let empty = site.before(site.here).is_some_and(|before| {
            matches!(site.at(before).kind, TokenKind::Comma | TokenKind::Open)
        });
        let span = site.span_of(found);
        let help = Fix::guess(span, "").said("remove the comma, or write the item");
        return empty.then_some(SyntaxProblem::EmptyItem { span, help });
    }
    let head = site.first()?;
    // `relu, conv 64` reads like labels up to its end.
    let comma = (site.head..site.tokens.len())
        .find(|index| site.at(*index).kind == TokenKind::Comma)
        .filter(|index| site.in_argument(*index) && *index <= site.here)?;
    let span = site.span_of(site.at(comma));
    let help = if site.before(comma) == Some(site.head) {
        Fix::guess(span, ";")
            .said("statements on one line are separated by `;`, and labels end with `:`")
    } else {
        let whole =
            site.span(head.start, head.start + site.text(head.start, site.end()).trim_end().len());
        let arguments = arguments(site);
        let better = without_commas(head.text, &arguments);
        // Which number is which differs from tool to tool.
        let numbers = arguments.iter().filter(|argument| is_size(argument)).count();
        match convolution(head.text, &arguments) {
            Some(better) => Fix::guess(whole, better).write(),
            None if numbers < 2 || is_shape(head.text, &arguments) => {
                Fix::safe(whole, better).write()
            }
            None => Fix::guess(whole, better).write(),
        }
    };
    Some(SyntaxProblem::CommaBetweenArguments { span, help })
}

/// `[(2, 64) (3, 128)]`: items on one line without commas.
pub(super) fn item_without_comma(site: &Site<'_>) -> Option<SyntaxProblem> {
    let found = site.found().filter(|found| begins_item(*found))?;
    let depth = site.depth(site.here);
    if depth == 0 || !site.tried.contains(&Rule::comma) {
        return None;
    }
    let open = (0..site.here)
        .rev()
        .find(|index| site.at(*index).kind == TokenKind::Open && site.depth(*index) + 1 == depth)?;
    let span = site.span_of(found);
    // All that are missing in this list.
    let end = close(site, open);
    let mut better = String::new();
    for index in open..end {
        let token = site.at(index);
        let next = site.after(index).map(|next| site.at(next));
        let ends = token.kind == TokenKind::Close || site.depth(index) == depth;
        let value = matches!(token.kind, TokenKind::Close | TokenKind::Number | TokenKind::Word);
        let apart = site.at(index + 1).kind == TokenKind::Spaces;
        better.push_str(token.text);
        if index > open && ends && value && apart && next.is_some_and(begins_item) {
            better.push(',');
        }
    }
    let list = site.span(site.at(open).start, site.at(end).start);
    if better == site.text(site.at(open).start, site.at(end).start) {
        return None;
    }
    let shown = format!("{better}{}", site.at(end).text);
    let short = shown.len() <= SHORT && !shown.contains('\n');
    let help = if short { format!("write `{shown}`") } else { "put commas between items".into() };
    let (expected, help) = ("`,`".to_owned(), Fix::safe(list, better).said(help));
    Some(SyntaxProblem::Unexpected { expected, found: found.described(), span, help: Some(help) })
}

/// The longest list that is repeated in help.
const SHORT: usize = 60;

/// Whether an item of a list may begin like this.
fn begins_item(token: Token<'_>) -> bool {
    match token.kind {
        TokenKind::Word => !is_reserved(token.text),
        kind => matches!(kind, TokenKind::Number | TokenKind::Open) && !token.is("{"),
    }
}

/// `p"same"`, `mode"ceil"`: a parameter and its word, without the `=`.
pub(super) fn quoted_shorthand(site: &Site<'_>) -> Option<SyntaxProblem> {
    let quoted = site.found().filter(|_| site.in_argument(site.here))?;
    let parameter = site.adjoining(site.here).filter(|name| name.kind == TokenKind::Word)?;
    let (quote, rest) = site.text(quoted.start, site.end()).split_at_checked(1)?;
    let (word, _) = rest.split_once(quote).filter(|_| matches!(quote, "\"" | "'"))?;
    let span = site.span(parameter.start, quoted.start + word.len() + 2);
    let better = format!("{}={word}", parameter.text);
    is_name(word).then(|| SyntaxProblem::StrayCharacter {
        found: quote.to_owned(),
        span: site.span(quoted.start, quoted.start + 1),
        help: Fix::safe(span, better).write(),
    })
}

/// What commas and spaces separate, with an `x` where commas separate the sizes of an argument.
fn arguments(site: &Site<'_>) -> Vec<String> {
    let mut arguments: Vec<String> = Vec::new();
    // Whether only a comma is before the next argument, and whether it has begun.
    let (mut tight, mut begun) = (false, false);
    for index in site.after(site.head).unwrap_or(site.tokens.len())..site.tokens.len() {
        let token = site.at(index);
        match (token.kind, arguments.last_mut()) {
            (TokenKind::Comma, _) if site.depth(index) == 0 => (tight, begun) = (begun, false),
            (TokenKind::Spaces | TokenKind::Newline, _) if site.depth(index) == 0 => {
                (tight, begun) = (false, false);
            }
            (_, Some(last)) if begun => last.push_str(token.text),
            (_, Some(last)) if tight && is_size(token.text) && takes_sizes(last) => {
                last.push('x');
                last.push_str(token.text);
                begun = true;
            }
            _ => {
                arguments.push(token.text.to_owned());
                begun = true;
            }
        }
    }
    arguments
}

/// The call with spaces in place of its commas, or with an `x` where they separate sizes.
fn without_commas(head: &str, arguments: &[String]) -> String {
    let between = if is_shape(head, arguments) { "x" } else { " " };
    format!("{head} {}", arguments.join(between))
}

/// Whether the arguments are the sizes of a shape.
fn is_shape(head: &str, arguments: &[String]) -> bool {
    let takes_shape = matches!(head, "input" | "reshape" | "weight");
    takes_shape && arguments.iter().all(|size| is_size(size))
}

/// The least number that is taken for channels rather than for a kernel.
const MIN_CHANNELS: u64 = 16;

/// `conv 64, 128, 3` in PyTorch's order, or `conv 64, 3, 2`, with the names of all but the channels.
fn convolution(head: &str, arguments: &[String]) -> Option<String> {
    if !matches!(head, "conv" | "deconv") {
        return None;
    }
    let sizes: Option<Vec<u64>> = arguments.iter().map(|size| size.parse().ok()).collect();
    let sizes = sizes.filter(|sizes| sizes.len() > 1)?;
    let mut rest = sizes.as_slice();
    if let [_, out, ..] = rest
        && *out >= MIN_CHANNELS
    {
        rest = rest.get(1..)?;
    }
    let (out, rest) = rest.split_first()?;
    let names = ["k", "s", "p"].into_iter().zip(rest);
    let named: String = names.map(|(name, size)| format!(" {name}{size}")).collect();
    (rest.len() <= 3).then(|| format!("{head} {out}{named}"))
}

fn is_size(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether an argument is a name with a size, such as `k1` or `stride=2`.
fn takes_sizes(argument: &str) -> bool {
    let value = argument.trim_start_matches(|char: char| char.is_ascii_alphabetic() || char == '_');
    let sizes = value.strip_prefix('=').unwrap_or(value);
    value.len() < argument.len() && !sizes.is_empty() && sizes.split('x').all(is_size)
}

/// `stride = 2`, `stride= 2`, `stride =2`
pub(super) fn spaced_equals(site: &Site<'_>) -> Option<SyntaxProblem> {
    let equals = nearest(site, |token| token.is("="))?;
    let name = site.before(equals).filter(|name| site.at(*name).kind == TokenKind::Word)?;
    if name == site.head {
        return None;
    }
    site.after(equals)?;
    let is_equals = |index: usize| {
        site.token(index).is_some_and(|token| token.is("=") && site.in_argument(index))
    };
    let is_blank = |index: usize| site.token(index).is_some_and(Token::is_trivia);
    // All that are written like this, up to the last.
    let mut later = (equals..site.tokens.len()).rev();
    let last = later.find(|at| is_equals(*at) && (is_blank(at - 1) || is_blank(at + 1)))?;
    let end = site.after(last).map_or(site.at(last).end(), |value| site.argument_end(value));
    let joined = |at: &usize| !(is_blank(*at) && (is_equals(at - 1) || is_equals(at + 1)));
    let written = (name..site.tokens.len()).filter(|index| site.at(*index).start < end);
    let better: String = written.filter(joined).map(|index| site.at(index).text).collect();
    let span = site.span(site.at(name).start, end);
    Some(SyntaxProblem::SpacedEquals { span, help: Fix::safe(span, better).write() })
}

/// `conv if a then b else c`, `keepdim=not a`, `keepdim=a and b`
pub(super) fn condition(site: &Site<'_>) -> Option<SyntaxProblem> {
    let word = site.found().filter(|token| {
        let joins = Keyword::find(token.text).is_some_and(Keyword::joins_operands);
        site.in_argument(site.here) && joins
    })?;
    let start = match word.text {
        "and" | "or" => site.argument_start(site.before(site.here)? + 1),
        _ => site.argument_start(site.here),
    };
    let end = end_of_condition(site, site.here);
    let text = site.text(start, end);
    // For a named argument, only the value.
    let better = match text.split_once('=') {
        Some((name, value)) if is_name(name) && !value.starts_with('=') => {
            format!("{name}=({value})")
        }
        _ => format!("({text})"),
    };
    let (span, help) = (site.span_of(word), Fix::safe(site.span(start, end), better).write());
    Some(SyntaxProblem::ConditionInArgument { word: word.text.to_owned(), span, help })
}

/// Where a condition ends that has one of its words at an index.
fn end_of_condition(site: &Site<'_>, word: usize) -> usize {
    let mut word = word;
    if site.at(word).is("if") {
        let rest = word..site.tokens.len();
        match rest.rev().find(|index| site.at(*index).is("else")) {
            Some(last) => word = last,
            None => return site.end(),
        }
    }
    while let Some(mut value) = site.after(word) {
        while site.at(value).is("not") {
            value = site.after(value).unwrap_or(value + 1);
            if value >= site.tokens.len() {
                return site.end();
            }
        }
        let end = site.argument_end(value);
        match site.first_from(end).filter(|next| Binary::find(site.at(*next).text).is_some()) {
            Some(next) => word = next,
            None => return end,
        }
    }
    site.end()
}

fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// `conv 64 3x3 /2`: a stride as papers write it.
pub(super) fn stride_with_slash(site: &Site<'_>) -> Option<SyntaxProblem> {
    let slash = nearest(site, |token| token.is("/"))?;
    let stride = site.token(slash + 1).filter(|next| next.kind == TokenKind::Number)?;
    let apart = slash.checked_sub(1).and_then(|before| site.token(before));
    apart.filter(|before| before.kind == TokenKind::Spaces)?;
    let whole = stride.text.bytes().all(|byte| byte.is_ascii_digit());
    let span = site.span(site.at(slash).start, stride.end());
    let better = format!("s{}", stride.text);
    whole.then(|| SyntaxProblem::StrayCharacter {
        found: "/".to_owned(),
        span: site.span_of(site.at(slash)),
        help: Fix::guess(span, better.clone()).said(format!("write `{better}` for a stride")),
    })
}

/// `conv c * 2`
pub(super) fn spaced_operator(site: &Site<'_>) -> Option<SyntaxProblem> {
    let mut operator = nearest(site, |token| token.is_operator())?;
    let left = site.before(operator).filter(|left| *left > site.head)?;
    let start = site.argument_start(left + 1);
    let mut end = site.at(left).end();
    let mut better = site.text(start, end).to_owned();
    // All operands that operators with spaces join.
    while let Some(right) = site.after(operator) {
        end = site.argument_end(right);
        better.push_str(site.at(operator).text);
        better.push_str(site.text(site.at(right).start, end));
        match site.first_from(end).filter(|next| site.at(*next).is_operator()) {
            Some(next) => operator = next,
            None => break,
        }
    }
    if better == site.text(start, end) {
        // `2*repeat`
        return site
            .found()
            .filter(|word| begins_statement(word.text))
            .map(|word| reserved(site, word));
    }
    let span = site.span(start, end);
    Some(SyntaxProblem::SpacedOperator { span, help: Fix::safe(span, better).write() })
}

/// The index of a symbol of this kind in an argument of a call, at the place where parsing stopped or
/// right before it.
fn nearest(site: &Site<'_>, wanted: impl Fn(Token<'_>) -> bool) -> Option<usize> {
    let here = Some(site.here).filter(|index| *index < site.tokens.len());
    [here, site.before(site.here)]
        .into_iter()
        .flatten()
        .find(|index| wanted(site.at(*index)) && site.in_argument(*index))
}
