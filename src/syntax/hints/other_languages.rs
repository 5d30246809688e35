//! Mistakes that come from other languages.

use pest::Parser;

use super::site::Site;
use super::spellings::spelling;
use super::translation::spaced_call;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::Span;
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::keywords::is_reserved;
use crate::syntax::lexer::{Token, TokenKind, is_letter, tokens};
use crate::value::operators::{Binary, Precedence};

/// What to write for the first word of a statement that is a keyword in other languages, and the word
/// that replaces it if there is one.
fn instead_of(word: &str) -> Option<(&'static str, Option<&'static str>)> {
    Some(match word {
        "elif" | "elseif" | "elsif" => ("write `else if`", Some("else if")),
        "while" => {
            ("`repeat 3 { … }` and `for i in range(3) { … }` run a body several times", None)
        }
        "def" | "class" | "function" | "func" => {
            ("`block f(c, k=3) { … }` declares a block, `fn f(c) = c * 2` a function", None)
        }
        "import" | "include" => ("`use \"blocks.net\"` imports the blocks of another file", None),
        "return" => {
            ("the output of a body is its last tensor; `output x` chooses another", Some("output"))
        }
        "var" | "const" => {
            ("`let c = 64` names a value, `param c = 64` one that the caller may set", Some("let"))
        }
        _ => return None,
    })
}

/// `elif`, `while`, `def`, `import` …
pub(super) fn foreign_word(site: &Site<'_>) -> Option<SyntaxProblem> {
    let word = site.first()?;
    let labelled = site
        .after(site.head)
        .is_some_and(|next| site.at(next).is(":") && site.after(next).is_some());
    if labelled { None } else { foreign(word.text, site.span_of(word)) }
}

/// The same for a statement that parses, as a call of it; only for words that can't mean anything else.
pub(in crate::syntax) fn foreign_call(word: &str, span: Span) -> Option<SyntaxProblem> {
    let only_that = matches!(word, "elif" | "while" | "def" | "import" | "return");
    if only_that { foreign(word, span) } else { None }
}

/// `if a { relu } elif b { bn }`
pub(super) fn else_if_on_the_line(site: &Site<'_>) -> Option<SyntaxProblem> {
    let word = site.found().filter(|_| site.first().is_some_and(|first| first.is("if")))?;
    foreign(word.text, site.span_of(word))
}

fn foreign(word: &str, span: Span) -> Option<SyntaxProblem> {
    let (help, instead) = instead_of(word)?;
    let help = match instead {
        Some("else if") => Fix::safe(span, "else if").said(help),
        Some(instead) => Fix::guess(span, instead).said(help),
        None => help.into(),
    };
    Some(SyntaxProblem::ForeignWord { word: word.to_owned(), span, help })
}

/// `x = conv 3`, `x := 3`, `f(x) = 3`
pub(super) fn assignment(site: &Site<'_>) -> Option<SyntaxProblem> {
    let name = site.token(0).filter(|name| name.kind == TokenKind::Word)?;
    let next = site.after(0)?;
    if let Some(better) = update(site, name.text, next) {
        let (name, span) = (name.text.to_owned(), site.span_of(site.at(next)));
        return Some(SyntaxProblem::AssignmentWithoutLet { name, span, help: better.into() });
    }
    let function = site.token(1)?.is("(");
    let mut top_level = (next..site.tokens.len()).filter(|index| site.depth(*index) == 0);
    let equals = match site.at(next).text {
        "(" => top_level.find(|index| site.at(*index).is("="))?,
        ":" => next + 1,
        _ => next,
    };
    let sign = site.token(equals).filter(|sign| sign.is("="))?;
    if is_reserved(name.text) {
        return None;
    }
    let value = site.text(sign.end(), site.end()).trim();
    let help = instead_of_assignment(site, name.text, value, function);
    let (name, span) = (name.text.to_owned(), site.span_of(sign));
    Some(SyntaxProblem::AssignmentWithoutLet { name, span, help })
}

/// What to write in place of `name = value`, or of `name(…) = value`.
fn instead_of_assignment(site: &Site<'_>, name: &str, value: &str, function: bool) -> Help {
    let whole = site.span(site.start, site.end());
    let guess = |better: String, why: &str| {
        let help = format!("write `{better}`, {why}");
        Fix::guess(whole, better).said(help)
    };
    if function {
        let whole = site.text(site.start, site.end());
        guess(format!("fn {whole}"), "which declares a function")
    } else if let Some(what) = statement_of(name) {
        guess(format!("{name} {value}"), what)
    } else if let Some(join) = join(site, value) {
        guess(format!("{name}: {join}"), "which joins tensors and labels the output")
    } else if Grammar::parse(Rule::expression, value).is_ok() {
        guess(format!("let {name} = {value}"), "which names a value")
    } else if value.starts_with('{') {
        let help = format!("write `let {name} = {{ … }}`, which names what a branch yields");
        Fix::guess(whole, format!("let {name} = {value}")).said(help)
    } else if Grammar::parse(Rule::single_statement, value).is_ok() {
        guess(format!("{name}: {value}"), "which labels the output")
    } else {
        format!("`let {name} = 64` names a value, `{name}: conv 64` the output of a layer").into()
    }
}

/// What a word is that begins a statement without `=`.
fn statement_of(word: &str) -> Option<&'static str> {
    match word {
        "batch" | "convention" | "dtype" | "network" => Some("which is a setting"),
        "input" => Some("a statement without `=`"),
        _ => None,
    }
}

/// The operation for `x + y` if both are tensors, as labels further up show.
fn join(site: &Site<'_>, value: &str) -> Option<String> {
    let parts: Vec<_> = tokens(value, 0).filter(|token| token.kind != TokenKind::Spaces).collect();
    let [left, sign, right] = parts.as_slice() else { return None };
    let operation = match sign.text {
        "+" => "add",
        "-" => "sub",
        "*" => "mul",
        "/" => "div",
        _ => return None,
    };
    let labelled = [left, right].iter().all(|name| site.is_label_above(name.text));
    labelled.then(|| format!("{operation} {} {}", left.text, right.text))
}

/// `x -= 3`
fn update(site: &Site<'_>, name: &str, operator: usize) -> Option<String> {
    let sign = site.at(operator).text;
    let equals = site.token(operator + 1).filter(|equals| equals.is("="))?;
    let value = site.text(equals.end(), site.end()).trim();
    // `+=` is a statement.
    let computes = |operator: Binary| operator.precedence() >= Precedence::Sum;
    (sign != "+" && Binary::find(sign).is_some_and(computes))
        .then(|| format!("write `let {name}2 = {name} {sign} {value}`: a name keeps its value"))
}

/// `// note`
pub(super) fn comment_sign(site: &Site<'_>) -> Option<SyntaxProblem> {
    let sign = site.found()?;
    let next = site.token(site.here + 1);
    let block = sign.is("/") && next.is_some_and(|next| next.is("*") || next.is("**"));
    // `c // 2` and `c // (a + b)` are divisions with a space too many.
    let divides = site
        .after(site.here)
        .is_some_and(|next| matches!(site.at(next).kind, TokenKind::Number | TokenKind::Open))
        && site.here > site.head;
    if !(block || sign.is("//") && !divides) || site.depth(site.here) > 0 {
        return None;
    }
    let note = site.text(sign.end(), site.end()).trim_matches([' ', '\t', '*', '/']);
    let better = format!("# {note}");
    let mut help = format!("write `{better}`");
    if sign.is("//") && site.here > site.head + 1 {
        help.push_str("; a division has no spaces: `a//b`");
    }
    let span = site.span(sign.start, site.end());
    let fix = if block { Fix::guess(span, better) } else { Fix::safe(span, better) };
    let found = if block { "/*" } else { "//" }.to_owned();
    Some(SyntaxProblem::CommentSign { found, span, help: fix.said(help) })
}

/// Characters that have a meaning in other languages.
pub(super) fn character(site: &Site<'_>) -> Option<SyntaxProblem> {
    let found = site.found().filter(|token| token.kind == TokenKind::Symbol)?;
    if found.is("..") {
        return Some(range(site, found));
    }
    let claimed = site.claim.is_some_and(|claim| claim < site.here);
    let better = match found.text {
        "?" if claimed => return None,
        "'" if quoted_word(site, found).is_some() => "a word needs no quotes",
        "'" | "`" => "strings are written between `\"`",
        "|" if site.in_argument(site.here) => {
            "write `;`: each statement takes the output of the one before"
        }
        "&" => "write `and`",
        "|" => "write `or`",
        "!" | "~" => "write `not`",
        "^" => "a power is `a**b`",
        "\\" => "a line that begins with `{` or `->` continues the one above; other lines do not",
        "?" => "`?` is a size only in a claim: `-> 256x?x?`",
        "$" | "@" | "\r" => "remove it",
        _ => return None,
    };
    let span = site.span_of(found);
    let call = site.first().map(|first| site.text(first.start, site.end()).trim_end());
    let module = call.filter(|_| site.in_argument(site.here)).and_then(spaced_call);
    if let (Some(better), Some(first), Some(call)) = (module, site.first(), call) {
        let whole = site.span(first.start, first.start + call.len());
        let help = Fix::guess(whole, better).write();
        return Some(SyntaxProblem::StrayCharacter { found: found.text.to_owned(), span, help });
    }
    let help = match instead(site, found) {
        Some(fix) => fix.said(better),
        None => better.into(),
    };
    let found = if found.is("\r") { "\\r" } else { found.text }.to_owned();
    Some(SyntaxProblem::StrayCharacter { found, span, help })
}

/// The word in single quotes that an argument is, as in `p='same'`.
fn quoted_word<'s>(site: &Site<'s>, quote: Token<'_>) -> Option<&'s str> {
    let (word, _) = site.text(quote.end(), site.end()).split_once('\'')?;
    let is_word = !word.is_empty() && word.bytes().all(is_letter);
    (is_word && site.in_argument(site.here)).then_some(word)
}

/// What to write in place of a symbol that has a meaning in other languages.
fn instead(site: &Site<'_>, found: Token<'_>) -> Option<Fix> {
    let span = site.span_of(found);
    let word = |word: &str| {
        let doubled = site.token(site.here + 1).filter(|next| next.is(found.text));
        let end = doubled.map_or(found.end(), Token::end);
        Fix::guess(site.span(found.start, end), word)
    };
    Some(match found.text {
        "|" if site.in_argument(site.here) => {
            Fix::guess(site.span(site.end_before(site.here), found.end()), ";")
        }
        "&" => word("and"),
        "|" => word("or"),
        "!" | "~" => word("not "),
        "^" => Fix::safe(span, "**"),
        "\r" | "@" | "$" => Fix::guess(span, ""),
        "'" if quoted_word(site, found).is_some() => {
            let word = quoted_word(site, found)?;
            Fix::safe(site.span(found.start, found.end() + word.len() + 1), word)
        }
        "'" => {
            let rest = site.text(found.end(), site.end());
            let (string, _) = rest.split_once('\'')?;
            let end = found.end() + string.len() + 1;
            Fix::safe(site.span(found.start, end), format!("\"{string}\""))
        }
        _ => return None,
    })
}

/// `0..3` outside of a `param`: the list of these integers if the bounds are single words.
fn range(site: &Site<'_>, dots: Token<'_>) -> SyntaxProblem {
    let bound = |index: Option<usize>| {
        site.token(index?).filter(|token| matches!(token.kind, TokenKind::Number | TokenKind::Word))
    };
    let help = match (bound(site.before(site.here)), bound(site.after(site.here))) {
        (Some(first), Some(last)) => {
            let list = format!("range({}, {})", first.text, last.text);
            let help = format!("write `{list}`: a list of integers, the end excluded");
            Fix::guess(site.span(first.start, last.end()), list).said(help.clone()).or(help)
        }
        _ => "a list of integers is `range(n)` or `range(a, b)`, the end excluded".into(),
    };
    SyntaxProblem::RangeElsewhere { span: site.span_of(dots), help }
}

/// `×` and other characters beyond ASCII.
pub(super) fn non_ascii(site: &Site<'_>) -> Option<SyntaxProblem> {
    let found = site.found()?;
    // `add–3` stops at the dash, which is shown with its word.
    let token = match site.adjoining(site.here) {
        Some(before) if found.is(".") && !before.text.is_ascii() => before,
        _ => found,
    };
    if token.text.is_ascii() || !matches!(token.kind, TokenKind::Word | TokenKind::Number) {
        return None;
    }
    let spelled: Option<String> = token
        .text
        .chars()
        .map(|char| if char.is_ascii() { Some(char.to_string()) } else { spelling(char) })
        .collect();
    let span = site.span_of(token);
    let help = match spelled {
        // A number has no other spelling; a name may be used elsewhere too.
        Some(spelled) if token.kind == TokenKind::Number => Fix::safe(span, spelled).write(),
        Some(spelled) if spelled.bytes().all(is_letter) || token.text.chars().count() == 1 => {
            Fix::guess(span, spelled).write()
        }
        Some(spelled) => {
            let help = format!("in ASCII it is `{spelled}`");
            Fix::guess(span, spelled).said(help)
        }
        None => Help::from("names are made of the letters a to z, digits and `_`"),
    };
    Some(SyntaxProblem::NonAscii { found: token.text.to_owned(), span, help })
}
