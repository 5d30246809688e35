//! Mistakes with how statements begin, continue and end.

use super::python::{close, trimmed};
use super::site::Site;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::syntax::{NumberProblem, SyntaxProblem};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::{self, Keyword, is_reserved};
use crate::syntax::lexer::{Token, TokenKind, tokens};

/// What is before a statement.
enum Above {
    /// Nothing in the same body.
    Nothing,
    /// A `;` at this offset.
    Semicolon(usize),
    /// An empty line.
    EmptyLine,
    /// The statement above, which can't be continued like this.
    Statement,
}

/// `{`, `->` or `else` at a statement's start.
pub(super) fn continues_nothing(site: &Site<'_>) -> Option<SyntaxProblem> {
    let first = site.token(0)?;
    let (word, needs) = match first.text {
        "{" => ("{", "a branch is an argument: `add { conv 64 }`, `let x = { conv 64 }`"),
        "->" => ("->", "a claim follows a call: `conv 64 -> 64x56x56`"),
        "else" => ("else", "`else` follows the `}` of an `if`"),
        _ => return None,
    };
    let what = what_is_above(site.above());
    if word == "->"
        && matches!(what, Above::Statement)
        && let Some(problem) = claimed_above(site, first)
    {
        return Some(problem);
    }
    let mut above = None;
    let (reason, help) = match what {
        Above::Semicolon(at) => {
            above = Some(site.span(at, at + 1));
            let help = Fix::guess(site.span(at, at + 1), "").said("remove the `;`");
            (": the one above ended with `;`", help)
        }
        Above::EmptyLine => {
            (": an empty line ended the one above", Help::from("remove the empty line"))
        }
        Above::Statement if word == "else" => (": there is no `if` right before it", needs.into()),
        Above::Statement => (": the one above is complete", needs.into()),
        Above::Nothing => (": there is none before it", needs.into()),
    };
    let span = site.span_of(first);
    Some(SyntaxProblem::ContinuesNothing { word, reason, span, above, help })
}

/// A claim below another.
fn claimed_above(site: &Site<'_>, second: Token<'_>) -> Option<SyntaxProblem> {
    let (above, _) = site.above().rsplit_once('\n')?;
    let (end, line) = (above.len(), start_of_last_line(above));
    let first = tokens(above, line).find(|token| token.is("->"))?;
    let help = Fix::guess(site.span(end, site.end()), "")
        .said("remove one: both claim the output of the whole statement");
    let (span, first) = (site.span_of(second), site.span_of(first));
    Some(SyntaxProblem::SecondClaim { span, first, help })
}

fn start_of_last_line(text: &str) -> usize {
    text.rfind('\n').map_or(0, |newline| newline + 1)
}

/// Looks back past comment lines.
fn what_is_above(source: &str) -> Above {
    let mut above = source;
    let mut own_line = true;
    loop {
        let start = start_of_last_line(above);
        let is_empty = tokens(above, start)
            .all(|token| matches!(token.kind, TokenKind::Spaces | TokenKind::Newline));
        match tokens(above, start).filter(|token| !token.is_trivia()).last() {
            Some(last) if last.kind == TokenKind::Semicolon => return Above::Semicolon(last.start),
            Some(last) if last.is("{") => return Above::Nothing,
            Some(_) => return Above::Statement,
            None if start == 0 => return Above::Nothing,
            None if !own_line && is_empty => return Above::EmptyLine,
            None => {}
        }
        own_line = false;
        above = above.rsplit_once('\n').map_or("", |(above, _)| above);
        above = above.strip_suffix('\r').unwrap_or(above);
    }
}

/// `let: conv 64`, `it, x: split 2`
pub(super) fn reserved_label(site: &Site<'_>) -> Option<SyntaxProblem> {
    let labels = site.tokens.iter().take(site.head).copied();
    let mut words = labels.filter(|token| token.kind == TokenKind::Word);
    Some(reserved(site, words.find(|word| is_reserved(word.text))?))
}

/// `3a: conv 64`
pub(super) fn label_with_digit(site: &Site<'_>) -> Option<SyntaxProblem> {
    let label = site.token(0).filter(|first| first.kind == TokenKind::Number)?;
    site.after(0).filter(|next| site.at(*next).is(":"))?;
    let text = label.text.to_owned();
    let name = text.replace(|char: char| !char.is_ascii_alphanumeric(), "_");
    let digits = name.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(name.len());
    let (digits, letters) = name.split_at(digits);
    let better = match letters {
        "" => format!("c{digits}"),
        _ => format!("{letters}{digits}"),
    };
    let span = site.span_of(label);
    let words = format!("write `{better}:`");
    Some(
        NumberProblem::LabelWithDigit { text, span, help: Fix::safe(span, better).said(words) }
            .into(),
    )
}

/// A statement that begins with a number, a string or a symbol.
pub(super) fn begins_nothing(site: &Site<'_>) -> Option<SyntaxProblem> {
    let first = site.token(site.head)?;
    let begins = first.kind == TokenKind::Word
        && (!is_reserved(first.text) || keywords::begins_statement(first.text));
    if begins || site.here > site.head {
        return None;
    }
    let help = Help::from(
        "start the statement with an operation, a label or a keyword: `conv 64`, `c4: conv 64`, \
         `let c = 64`",
    );
    Some(SyntaxProblem::WordBeginsNothing {
        found: first.described(),
        span: site.span_of(first),
        help: labelled_braces(site).unwrap_or(help),
    })
}

/// `skip: { conv 64; relu }`: a label before several statements, where it belongs before the last.
fn labelled_braces(site: &Site<'_>) -> Option<Help> {
    let (label, open) = (site.token(0)?, site.first().filter(|first| first.is("{"))?);
    let end = close(site, site.head);
    let inside = Some(trimmed(site, site.head + 1..end)).filter(|inside| !inside.is_empty())?;
    let separates = |index: &usize| {
        let kind = site.at(*index).kind;
        site.depth(*index) == 1 && matches!(kind, TokenKind::Semicolon | TokenKind::Newline)
    };
    let last = inside.clone().rev().find(separates).map_or(inside.start, |index| index + 1);
    let last = site.at(trimmed(site, last..inside.end).start).start;
    let (start, stop) = (site.at(inside.start).start, site.at(inside.end.checked_sub(1)?).end());
    let labels = site.text(label.start, open.start).trim_end();
    let (before, after) = (site.text(start, last), site.text(last, stop));
    let better = format!("{before}{labels} {after}");
    let help = match better.contains('\n') {
        false => format!("a label names the output of one statement: write `{better}`"),
        true => format!(
            "a label names the output of one statement: write `{labels} {after}`, without the braces"
        ),
    };
    let whole = site.span(label.start, site.at(end).end());
    Some(Fix::guess(whole, better).said(help.clone()).or(help))
}

/// `x: let y = 3`
pub(super) fn label_on_statement(site: &Site<'_>) -> Option<SyntaxProblem> {
    let label = site.token(0).filter(|_| site.head > 0)?;
    let keyword = site.first()?;
    let appends = site.after(site.head).is_some_and(|next| site.at(next).is("+="));
    let takes_none = |word: Keyword| word.begins_statement() && !word.takes_label();
    let unlabelled = Keyword::find(keyword.text).is_some_and(takes_none) || appends;
    let labels = site.span(label.start, keyword.start);
    unlabelled.then(|| SyntaxProblem::LabelOnStatement {
        keyword: if appends { "+=" } else { keyword.text }.to_owned(),
        span: site.span_of(label),
        help: Fix::guess(labels, "")
            .said("remove the label; calls, `if`, `for` and `repeat` take one"),
    })
}

/// `if it.h = 7`
pub(super) fn single_equals(site: &Site<'_>) -> Option<SyntaxProblem> {
    let found = site.found().filter(|found| found.is("="))?;
    let compares = site.tried.contains(&Rule::operator);
    let span = site.span_of(found);
    compares.then(|| SyntaxProblem::SingleEquals { span, help: Fix::safe(span, "==").write() })
}

/// A second `->`, or one after a statement that has no output.
pub(super) fn claim(site: &Site<'_>) -> Option<SyntaxProblem> {
    let found = site.found().filter(|found| found.is("->") && site.depth(site.here) == 0)?;
    let span = site.span_of(found);
    Some(match site.claim.filter(|first| *first < site.here) {
        Some(first) => SyntaxProblem::SecondClaim {
            span,
            first: site.span_of(site.at(first)),
            help: Fix::guess(site.span(site.end_before(site.here), site.end()), "")
                .said("remove one: both claim the output of the whole statement"),
        },
        None => SyntaxProblem::ClaimWithoutTensor { span },
    })
}

/// `if x:`
pub(super) fn colon(site: &Site<'_>) -> Option<SyntaxProblem> {
    let found = site.found().filter(|found| found.is(":"))?;
    let first = site.first()?;
    Keyword::find(first.text)?.takes_body().then(|| SyntaxProblem::BodyWithColon {
        span: site.span_of(found),
        help: colon_for_brace(site),
    })
}

/// A `{` in place of the colon, with the body and its `}` if the body is on the line.
fn colon_for_brace(site: &Site<'_>) -> Help {
    let (colon, end) = (site.at(site.here), site.end());
    let body = site.text(colon.end(), end).trim();
    let start = site.end_before(site.here);
    if body.starts_with('{') {
        return Fix::safe(site.span(start, colon.end()), "").said("remove the `:`");
    }
    let help = "write `{` here and `}` after the body";
    if body.is_empty() {
        return braced(site, start).map_or_else(|| help.into(), |fix| fix.said(help).or(help));
    }
    Fix::guess(site.span(start, end), format!(" {{ {body} }}")).said(help)
}

/// `repeat 3`, `for c in list` and lines below that are indented, as in Python without its colon.
pub(super) fn body_without_braces(site: &Site<'_>) -> Option<SyntaxProblem> {
    let first = site.first().filter(|_| site.tried.contains(&Rule::body))?;
    Keyword::find(first.text).filter(|keyword| keyword.takes_body())?;
    let start = site.end_before(site.here);
    let body = site.text(start, site.end()).trim();
    let fix = match body {
        "" => braced(site, start),
        _ => Some(Fix::guess(site.span(start, site.end()), format!(" {{ {body} }}"))),
    };
    let mut problem = site.unexpected();
    if let SyntaxProblem::Unexpected { help, .. } = &mut problem {
        let words = "put its body in braces: a `{` here and a `}` after it";
        *help = Some(fix.map_or_else(|| words.into(), |fix| fix.said(words).or(words)));
    }
    Some(problem)
}

/// The lines below a statement that are indented further, in braces from an offset on.
fn braced(site: &Site<'_>, start: usize) -> Option<Fix> {
    let (indent, below) = (site.indent(), site.below());
    let mut lines = below.split_inclusive('\n');
    let rest = lines.next().map(str::trim).filter(|rest| rest.is_empty() || rest.starts_with('#'));
    let mut at = rest.and(below.split_inclusive('\n').next())?.len();
    let mut end = None;
    for line in lines {
        let text = line.trim_end();
        let deeper = text.len() - text.trim_start().len() > indent.len();
        if !deeper && !text.is_empty() {
            break;
        }
        if deeper {
            end = Some(at + text.len());
        }
        at += line.len();
    }
    let body = below.get(..end?)?;
    let whole = site.span(start, site.end() + body.len());
    Some(Fix::guess(whole, format!(" {{{body}\n{indent}}}")))
}

/// `let x = conv 3`, and two statements on a line without `;`.
pub(super) fn words_in_a_row(site: &Site<'_>) -> Option<SyntaxProblem> {
    let found = site.found()?;
    if !site.tried.contains(&Rule::EOI) || site.depth(site.here) > 0 {
        return None;
    }
    if let Some(problem) = call_as_value(site, found) {
        return Some(problem);
    }
    let word = found.kind == TokenKind::Word
        && (!is_reserved(found.text) || keywords::begins_statement(found.text));
    if keywords::begins_statement(found.text)
        && site.token(site.here + 1).is_some_and(Token::is_operator)
    {
        // `conv repeat*2`
        return Some(reserved(site, found));
    }
    let between = site.span(site.end_before(site.here), found.start);
    word.then(|| SyntaxProblem::missing_semicolon(found.text, site.span_of(found), between))
}

fn call_as_value(site: &Site<'_>, found: Token<'_>) -> Option<SyntaxProblem> {
    site.first().filter(|first| first.is("let"))?;
    let name = site.after(site.head)?;
    let operation = site.after(site.after(name)?)?;
    let called = site.at(operation);
    if called.kind != TokenKind::Word
        || is_reserved(called.text)
        || site.before(site.here) != Some(operation)
    {
        return None;
    }
    let name = site.at(name).text;
    let call = site.text(called.start, site.end()).trim_end();
    let help = format!(
        "`{name}: {call}` labels the output; `let {name} = {{ {call} }}` names it and leaves the \
         current tensor as it is"
    );
    let whole = site.span(site.start, called.start + call.len());
    let help = Fix::guess(whole, format!("{name}: {call}")).said(help);
    Some(SyntaxProblem::CallAsValue { span: site.span_of(found), help })
}

/// A reserved word where only a name may be.
pub(super) fn reserved_word(site: &Site<'_>) -> Option<SyntaxProblem> {
    let found = site.found().filter(|found| is_reserved(found.text))?;
    site.tried.contains(&Rule::name).then(|| reserved(site, found))
}

/// The problem of a reserved word as a name.
pub(super) fn reserved(site: &Site<'_>, word: Token<'_>) -> SyntaxProblem {
    let (span, better) = (site.span_of(word), format!("{}_", word.text));
    let help = format!("take another name, such as `{better}`");
    let help = Fix::guess(span, better).said(help.clone()).or(help);
    SyntaxProblem::ReservedWord { word: word.text.to_owned(), span, help }
}
