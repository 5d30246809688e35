//! Mistakes with numbers and dimensions.

use super::site::Site;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::syntax::{NumberProblem, SyntaxProblem};
use crate::syntax::lexer::{Token, TokenKind, is_letter};

/// A number where parsing stopped. With `3x224` only its place is wrong.
fn number<'s>(site: &Site<'s>) -> Option<Token<'s>> {
    site.found().filter(|found| found.kind == TokenKind::Number && !is_shape(found.text))
}

/// Whether these are sizes with `x` between.
fn is_shape(text: &str) -> bool {
    let digits = |size: &str| !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit());
    text.contains('x') && text.split('x').all(digits)
}

/// The digits of a number and the letters after them.
fn split(text: &str) -> (&str, &str) {
    let digits =
        text.bytes().position(|byte| !(byte.is_ascii_digit() || matches!(byte, b'_' | b'.')));
    text.split_at(digits.unwrap_or(text.len()))
}

/// `.5`
pub(super) fn leading_point(site: &Site<'_>) -> Option<SyntaxProblem> {
    let point = site.found().filter(|found| found.is("."))?;
    let digits = site.token(site.here + 1).filter(|next| next.kind == TokenKind::Number)?;
    let before = site.adjoining(site.here).and_then(|before| before.text.bytes().next());
    if before.is_some_and(is_letter) {
        return None;
    }
    let (start, end) = (point.start, digits.end());
    let text = site.text(start, end).to_owned();
    let span = site.span(start, end);
    let help = Fix::safe(span, format!("0{text}")).write();
    Some(NumberProblem::BadNumber { text, span, help }.into())
}

/// `5.`
pub(super) fn trailing_point(site: &Site<'_>) -> Option<SyntaxProblem> {
    let here = if site.found().is_some_and(|found| found.is(".")) {
        site.here
    } else {
        // After the point a name was expected.
        site.before(site.here).filter(|before| site.at(*before).is("."))?
    };
    let digits = site.adjoining(here).filter(|before| before.kind == TokenKind::Number)?;
    let (start, end) = (digits.start, site.at(here).end());
    let text = site.text(start, end).to_owned();
    let span = site.span(start, end);
    let help = format!("write `{text}0`, or `{}`", digits.text);
    let help = Fix::safe(span, format!("{text}0")).said(help);
    Some(NumberProblem::BadNumber { text, span, help }.into())
}

/// `p0.5`
pub(super) fn shorthand_decimal(site: &Site<'_>) -> Option<SyntaxProblem> {
    let found = site.found()?;
    let point = if found.is(".") { site.here } else { site.here.checked_sub(1)? };
    site.token(point).filter(|point| point.is("."))?;
    let word = site.adjoining(point).filter(|word| word.kind == TokenKind::Word)?;
    let decimals = site.token(point + 1).filter(|next| next.kind == TokenKind::Number)?;
    let letters = word.text.trim_end_matches(|char: char| char.is_ascii_digit());
    let whole = word.text.strip_prefix(letters).filter(|whole| !whole.is_empty()).unwrap_or("0");
    if !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let text = site.text(word.start, decimals.end()).to_owned();
    let better = format!("{letters}={whole}.{}", decimals.text);
    let span = site.span(word.start, decimals.end());
    Some(
        NumberProblem::ShorthandDecimal { text, span, help: Fix::safe(span, better).write() }
            .into(),
    )
}

/// `7B`
pub(super) fn bytes_without_scale(site: &Site<'_>) -> Option<SyntaxProblem> {
    let number = number(site)?;
    let (digits, _) = Some(split(number.text)).filter(|(_, letters)| *letters == "B")?;
    let (text, span) = (number.text.to_owned(), site.span_of(number));
    let help = format!("write `{digits}G` for billions; bytes have a scale: `7KB`, `7MiB`");
    let help = Fix::guess(span, format!("{digits}G")).said(help);
    Some(NumberProblem::BytesWithoutScale { text, span, help }.into())
}

/// `5k`
pub(super) fn small_scale(site: &Site<'_>) -> Option<SyntaxProblem> {
    let number = number(site)?;
    let (digits, letters) = split(number.text);
    let span = site.span_of(number);
    let help = match letters {
        "k" | "m" | "g" | "t" => {
            let scaled = format!("{digits}{}", letters.to_ascii_uppercase());
            let help =
                format!("scales are `K M G T`: `{scaled}`; a product is `{digits}*{letters}`");
            Fix::guess(span, scaled).said(help)
        }
        "" => return None,
        _ => Fix::safe(span, format!("{digits}{}", scale(letters)?)).write(),
    };
    Some(NumberProblem::BadNumber { text: number.text.to_owned(), span, help }.into())
}

/// `64 KiB`, `1 MMAC`, `2 million`: a number and its unit, with a space between.
pub(super) fn spaced_unit(site: &Site<'_>) -> Option<SyntaxProblem> {
    let unit = site.found().filter(|found| found.kind == TokenKind::Word)?;
    let number = site.at(site.before(site.here)?);
    let is_plain = number.kind == TokenKind::Number && split(number.text).1.is_empty();
    if !is_plain || site.in_argument(site.here) {
        return None;
    }
    let better = format!("{}{}", number.text, scale(unit.text)?);
    let (text, span) =
        (site.text(number.start, unit.end()).to_owned(), site.span(number.start, unit.end()));
    Some(NumberProblem::BadNumber { text, span, help: Fix::safe(span, better).write() }.into())
}

/// What is counted, as it may follow a number; here the total says what it counts.
const COUNTED: [&str; 9] =
    ["", "mac", "macs", "flop", "flops", "op", "ops", "params", "parameters"];

/// The scale that a unit of other tools stands for: `MiB` for `mib`, `M` for `MMACs`, nothing for
/// `params`.
fn scale(unit: &str) -> Option<String> {
    if matches!(unit, "s" | "ms" | "us" | "ns") {
        return Some(unit.to_owned());
    }
    let lower = unit.to_ascii_lowercase();
    if COUNTED.contains(&lower.as_str()) || lower == "bytes" {
        return Some(String::new());
    }
    let (letter, rest) = match lower.as_str() {
        "thousand" => ('k', ""),
        "million" => ('m', ""),
        "billion" => ('g', ""),
        other => (other.chars().next()?, other.get(1..)?),
    };
    let scale = Some(letter.to_ascii_uppercase()).filter(|scale| "KMGT".contains(*scale))?;
    match rest {
        "b" => Some(format!("{scale}B")),
        "ib" => Some(format!("{scale}iB")),
        _ => COUNTED.contains(&rest).then(|| scale.to_string()),
    }
}

/// `3x`, `3xc`, `3x0.5`
pub(super) fn dimensions(site: &Site<'_>) -> Option<SyntaxProblem> {
    let number = number(site)?;
    let sizes: Vec<_> = number.text.split(['x', 'X']).collect();
    let (first, rest) = sizes.split_first()?;
    if rest.is_empty() || !first.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let span = site.span_of(number);
    let digits = |size: &&str| !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit());
    let help = if sizes.iter().all(digits) {
        Fix::safe(span, sizes.join("x")).write()
    } else if rest.iter().all(|size| !size.is_empty() && size.bytes().all(is_letter)) {
        let tuple = format!("({})", sizes.join(", "));
        let help = format!("with a name in it, write a tuple: `{tuple}`");
        Fix::safe(span, tuple).said(help)
    } else {
        Help::from("dimensions are whole numbers with `x` between: `3x224x224`")
    };
    Some(NumberProblem::BadNumber { text: number.text.to_owned(), span, help }.into())
}

/// `4c`
pub(super) fn before_name(site: &Site<'_>) -> Option<SyntaxProblem> {
    let number = number(site)?;
    let (digits, letters) = split(number.text);
    let name = letters.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    if !name || digits.ends_with(['_', '.']) {
        return None;
    }
    let (text, span) = (number.text.to_owned(), site.span_of(number));
    let help = if site.is_label_above(number.text) {
        let (name, label) = (format!("{letters}{digits}"), number.text);
        let help = format!("write `{name}`, and `{name}:` in place of `{label}:`");
        Fix::guess(span, name).said(help)
    } else if site.in_argument(site.here) && is_shorthand(letters) {
        Fix::guess(span, format!("{digits} {letters}")).write()
    } else {
        Fix::safe(span, format!("{digits}*{letters}")).write()
    };
    Some(NumberProblem::NumberBeforeName { text, span, help }.into())
}

/// `k3`: the shorthand of a parameter that is often written like this.
fn is_shorthand(word: &str) -> bool {
    let sizes = word.trim_start_matches(['k', 's', 'p', 'd', 'g']);
    sizes.len() + 1 == word.len() && sizes.split('x').all(|size| size.parse::<u32>().is_ok())
}

/// `dropout 50%`
pub(super) fn percentage(site: &Site<'_>) -> Option<SyntaxProblem> {
    let sign = [Some(site.here), site.before(site.here)].into_iter().flatten();
    let sign = sign.into_iter().find(|at| site.token(*at).is_some_and(|sign| sign.is("%")))?;
    let number = site.adjoining(sign).filter(|number| number.kind == TokenKind::Number)?;
    let divides = site.token(sign + 1).is_some_and(|next| !next.is_trivia());
    let percent = number.text.parse::<u32>().ok().filter(|percent| *percent < 100 && !divides)?;
    let (span, text) = (site.span(number.start, number.end() + 1), format!("{percent}%"));
    let decimal = format!("0.{percent:02}");
    let help = Fix::safe(span, decimal.trim_end_matches('0')).write();
    Some(NumberProblem::BadNumber { text, span, help }.into())
}

/// `1__000`, `1_`, `1.2.3`
pub(super) fn unreadable(site: &Site<'_>) -> Option<SyntaxProblem> {
    let number = number(site)?;
    let (text, span) = (number.text.to_owned(), site.span_of(number));
    let help = if text.contains("__") || text.ends_with('_') {
        let digits: Vec<_> = text.split('_').filter(|digits| !digits.is_empty()).collect();
        Fix::safe(span, digits.join("_")).said("write a single `_` between digits: `1_000_000`")
    } else if text.matches('.').count() > 1 {
        Help::from("a number has one point at most")
    } else {
        return None;
    };
    Some(NumberProblem::BadNumber { text, span, help }.into())
}
