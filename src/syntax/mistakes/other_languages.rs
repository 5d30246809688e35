//! Mistakes that other languages teach.

use pest::Parser;

use super::super::parser::{Grammar, Rule};
use super::super::tokens::{Kind, is_letter};
use super::{Site, torch, words};
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::Span;

/// What to write for the first word of a statement that is a keyword elsewhere.
fn instead_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "elif" | "elseif" | "elsif" => "write `else if`",
        "while" => "`repeat 3 { … }` and `for i in range(3) { … }` run a body several times",
        "def" | "class" | "function" | "func" => {
            "`block f(c, k=3) { … }` declares a block, `fn f(c) = c * 2` a function"
        }
        "import" | "include" => "`use \"blocks.net\"` brings in the blocks of another file",
        "return" => "a body yields its last tensor; `output x` marks another",
        "var" | "const" => "`let c = 64` names a value, `param c = 64` one that may be set",
        _ => return None,
    })
}

/// `elif`, `while`, `def`, `import` …
pub(super) fn foreign_word(site: &Site<'_>) -> Option<SyntaxProblem> {
    let word = site.first()?;
    let labelled = site
        .after(site.head)
        .is_some_and(|next| site.tokens[next].is(":") && site.after(next).is_some());
    if labelled {
        return None;
    }
    let better = instead_of(word.text)?;
    Some(SyntaxProblem::ForeignWord {
        word: word.text.to_owned(),
        better,
        span: site.span_of(word),
    })
}

/// The same of a statement that parses, as a call of it; only words that can be nothing else.
pub(in super::super) fn foreign_call(word: &str, span: Span) -> Option<SyntaxProblem> {
    let better =
        instead_of(word).filter(|_| matches!(word, "elif" | "while" | "def" | "import"))?;
    Some(SyntaxProblem::ForeignWord { word: word.to_owned(), better, span })
}

/// `conv(96)`, `nn.Conv2d(3, 64, 3)`
pub(super) fn call_in_brackets(site: &Site<'_>) -> Option<SyntaxProblem> {
    let mut name = site.head;
    while site.token(name)?.kind == Kind::Word && site.token(name + 1)?.is(".") {
        name += 2;
    }
    let (operation, bracket) = (site.token(name)?, site.token(name + 1)?);
    let called = operation.kind == Kind::Word && !words::is_reserved(operation.text);
    if !called || !bracket.is("(") || site.here > name + 1 {
        return None;
    }
    let better = torch::call(operation.text, &arguments(site, name + 1));
    let operation = operation.text.to_owned();
    Some(SyntaxProblem::CallInBrackets { operation, better, span: site.span_of(bracket) })
}

/// The arguments between brackets, the first of which opens at an index.
fn arguments<'s>(site: &Site<'s>, bracket: usize) -> Vec<&'s str> {
    let mut arguments = Vec::new();
    let (mut depth, mut start) = (0_usize, site.tokens[bracket].end());
    for token in &site.tokens[bracket..] {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close if depth > 1 => depth -= 1,
            Kind::Comma if depth > 1 => {}
            Kind::Comma | Kind::Close => {
                arguments.push(site.text(start, token.start).trim());
                start = token.end();
                if token.kind == Kind::Close {
                    break;
                }
            }
            _ => {}
        }
    }
    arguments.retain(|argument| !argument.is_empty());
    arguments
}

/// `x = conv 3`, `x := 3`, `f(x) = 3`
pub(super) fn assignment(site: &Site<'_>) -> Option<SyntaxProblem> {
    let name = site.token(0).filter(|name| name.kind == Kind::Word)?;
    let next = site.after(0)?;
    if let Some(better) = update(site, name.text, next) {
        let (name, span) = (name.text.to_owned(), site.span_of(site.tokens[next]));
        return Some(SyntaxProblem::AssignmentWithoutLet { name, better, span });
    }
    let function = site.token(1)?.is("(");
    let mut top_level = (next..site.tokens.len()).filter(|index| site.depth(*index) == 0);
    let equals = match site.tokens[next].text {
        "(" => top_level.find(|index| site.tokens[*index].is("="))?,
        ":" => next + 1,
        _ => next,
    };
    let sign = site.token(equals).filter(|sign| sign.is("="))?;
    if words::is_reserved(name.text) {
        return None;
    }
    let (text, value) = (name.text, site.text(sign.end(), site.end()).trim());
    let better = if function {
        format!("`fn {}`, which declares a function", site.text(site.start, site.end()))
    } else if matches!(text, "batch" | "dtype" | "convention" | "network") {
        format!("`{text} {value}`, which is a setting")
    } else if Grammar::parse(Rule::expression, value).is_ok() {
        format!("`let {text} = {value}`, which names a value")
    } else if value.starts_with('{') {
        format!("`let {text} = {{ … }}`, which names what a branch yields")
    } else {
        format!("`{text}: {value}`, which labels the output")
    };
    let (name, span) = (text.to_owned(), site.span_of(sign));
    Some(SyntaxProblem::AssignmentWithoutLet { name, better, span })
}

/// `x -= 3`
fn update(site: &Site<'_>, name: &str, operator: usize) -> Option<String> {
    let sign = site.tokens[operator].text;
    let equals = site.token(operator + 1).filter(|equals| equals.is("="))?;
    let value = site.text(equals.end(), site.end()).trim();
    matches!(sign, "-" | "*" | "/" | "//" | "%" | "**")
        .then(|| format!("`let {name}2 = {name} {sign} {value}`: a name keeps its value"))
}

/// `// note`
pub(super) fn comment_sign(site: &Site<'_>) -> Option<SyntaxProblem> {
    let sign = site.found()?;
    let next = site.token(site.here + 1);
    let block = sign.is("/") && next.is_some_and(|next| next.is("*") || next.is("**"));
    // `c // 2` and `c // (a + b)` are divisions with a blank too many.
    let divides = site
        .after(site.here)
        .is_some_and(|next| matches!(site.tokens[next].kind, Kind::Number | Kind::Open));
    if !(block || sign.is("//") && !divides) || site.depth(site.here) > 0 {
        return None;
    }
    let note = site.text(sign.end(), site.end()).trim_matches([' ', '\t', '*', '/']);
    let mut better = format!("write `# {note}`");
    if sign.is("//") && site.here > site.head + 1 {
        better.push_str("; a division stands without blanks: `a//b`");
    }
    let span = site.span(sign.start, site.end());
    let found = if block { "/*" } else { "//" }.to_owned();
    Some(SyntaxProblem::CommentSign { found, better, span })
}

/// Characters that mean something elsewhere.
pub(super) fn character(site: &Site<'_>) -> Option<SyntaxProblem> {
    let found = site.found().filter(|token| token.kind == Kind::Symbol)?;
    if found.is("..") {
        return Some(SyntaxProblem::RangeElsewhere { span: site.span_of(found) });
    }
    let claimed = site.claim.is_some_and(|claim| claim < site.here);
    let better = match found.text {
        "?" if claimed => return None,
        "'" | "`" => "strings stand between `\"`",
        "&" => "write `and`",
        "|" => "write `or`",
        "!" | "~" => "write `not`",
        "^" => "a power is `a**b`",
        "\\" => {
            "nothing joins lines outside of brackets; a line that begins with `{` or `->` goes on"
        }
        "?" => "`?` stands for a size in a claim only: `-> 256x?x?`",
        "$" | "@" | "\r" => "remove it",
        _ => return None,
    };
    let span = site.span_of(found);
    let found = if found.is("\r") { "\\r" } else { found.text }.to_owned();
    Some(SyntaxProblem::StrayCharacter { found, better, span })
}

/// `×` and other characters beyond ASCII.
pub(super) fn non_ascii(site: &Site<'_>) -> Option<SyntaxProblem> {
    let found = site.found()?;
    // `add–3` stops at the dash, which has to be shown with its word.
    let token = match site.adjoining(site.here) {
        Some(before) if found.is(".") && !before.text.is_ascii() => before,
        _ => found,
    };
    if token.text.is_ascii() || !matches!(token.kind, Kind::Word | Kind::Number) {
        return None;
    }
    let spelled: Option<String> = token
        .text
        .chars()
        .map(|char| if char.is_ascii() { Some(char.to_string()) } else { spelling(char) })
        .collect();
    let better = match spelled {
        Some(spelled) if spelled.bytes().all(is_letter) || token.text.chars().count() == 1 => {
            format!("write `{spelled}`")
        }
        Some(spelled) => format!("in ASCII it is `{spelled}`"),
        None => "names are made of the letters a to z, digits and `_`".to_owned(),
    };
    let (found, span) = (token.text.to_owned(), site.span_of(token));
    Some(SyntaxProblem::NonAscii { found, better, span })
}

/// How a character is written in ASCII.
fn spelling(char: char) -> Option<String> {
    let known = SPELLINGS.iter().find(|(chars, _)| chars.contains(char));
    known.map(|(_, spelling)| (*spelling).to_owned())
}

const SPELLINGS: [(&str, &str); 58] = [
    ("×✕✖", "x"),
    ("·∙⋅", "*"),
    ("÷", "/"),
    ("−–—‐‑", "-"),
    ("→⟶⇒", "->"),
    ("≤⩽", "<="),
    ("≥⩾", ">="),
    ("≠", "!="),
    ("“”„«»″", "\""),
    ("‘’′", "'"),
    ("…", ".."),
    ("\u{a0}\u{2007}\u{2009}\u{200a}\u{202f}\u{3000}", " "),
    ("\u{200b}\u{200c}\u{200d}\u{feff}\u{ad}", ""),
    ("²", "**2"),
    ("³", "**3"),
    ("½", "0.5"),
    ("（", "("),
    ("）", ")"),
    ("，、", ","),
    ("；", ";"),
    ("：", ":"),
    ("＝", "="),
    ("α", "alpha"),
    ("β", "beta"),
    ("γ", "gamma"),
    ("δΔ", "delta"),
    ("εϵ", "epsilon"),
    ("ζ", "zeta"),
    ("η", "eta"),
    ("θΘϑ", "theta"),
    ("κ", "kappa"),
    ("λΛ", "lambda"),
    ("μµ", "mu"),
    ("ν", "nu"),
    ("ξ", "xi"),
    ("π", "pi"),
    ("ρ", "rho"),
    ("σΣς", "sigma"),
    ("τ", "tau"),
    ("φΦϕ", "phi"),
    ("χ", "chi"),
    ("ψΨ", "psi"),
    ("ωΩ", "omega"),
    ("àáâãåāÀÁÂÃÅ", "a"),
    ("äæÄÆ", "ae"),
    ("çćčÇ", "c"),
    ("èéêëēęěÈÉÊË", "e"),
    ("ìíîïīÌÍÎÏ", "i"),
    ("łŁ", "l"),
    ("ñńňÑ", "n"),
    ("òóôõōÒÓÔÕ", "o"),
    ("öøœÖØŒ", "oe"),
    ("śšŚŠ", "s"),
    ("ß", "ss"),
    ("ùúûūÙÚÛ", "u"),
    ("üÜ", "ue"),
    ("ýÿÝ", "y"),
    ("źżžŹŻŽ", "z"),
];
