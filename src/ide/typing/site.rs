//! Where the cursor is in a statement, by the text before it.

use std::ops::Range;

/// A cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site<'t> {
    /// Where the statement begins, its labels included.
    pub statement: usize,
    /// The part of a word before the cursor.
    pub word: Range<usize>,
    /// Whether it is in the file's own body.
    pub outermost: bool,
    /// What may stand there.
    pub context: Context<'t>,
}

/// What may stand at a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context<'t> {
    /// A statement.
    Start,
    /// An argument of what is called.
    Argument(Head<'t>),
    /// The value of a parameter of what is called.
    Value(Head<'t>, &'t str),
    /// An expression.
    Expression,
    /// A shape, after the `->` at this offset.
    Claim(usize),
    /// The key of a total.
    Total,
    /// A word that a statement takes: of `allow`, `convention`, `deploy`, `dtype`.
    Word(&'t str),
    /// Nothing that is known: a new name, a comment, a string.
    Nothing,
}

/// The word that a statement begins with, its labels left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head<'t> {
    /// The word.
    pub name: &'t str,
    /// Where it begins.
    pub start: usize,
}

impl<'t> Site<'t> {
    /// The cursor at an offset of a text.
    pub fn new(text: &'t str, at: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let scan = Scan::of(before);
        let written = before.get(scan.statement..).unwrap_or_default();
        let indent = written.len() - written.trim_start().len();
        let statement = scan.statement + indent;
        let is_listed =
            ["allow", "convention", "deploy"].iter().any(|it| written.trim_start().starts_with(it));
        let word = trailing(before, |c| is_word(c) || is_listed && c == '-');
        let context = match scan.quiet {
            true => Context::Nothing,
            false => context(before, statement, word.start, scan.nested),
        };
        Site { statement, word, outermost: scan.outer.is_empty(), context }
    }
}

/// What is known after a text was read from its beginning.
#[derive(Clone, Debug, Default)]
struct Scan {
    /// Where the last statement begins.
    statement: usize,
    /// Whether anything of it is written.
    begun: bool,
    /// Where the statements begin whose bodies are open.
    outer: Vec<usize>,
    /// How many parentheses and brackets are open in the statement.
    nested: usize,
    /// Whether the text ends in a comment or string.
    quiet: bool,
}

impl Scan {
    fn of(text: &str) -> Self {
        let mut scan = Scan::default();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            let at = text.len() - rest.len();
            match c {
                '#' => rest = scan.skip(rest, &['\n']),
                '"' => rest = scan.skip(rest, &['"', '\n']).trim_start_matches('"'),
                '(' | '[' => scan.nested += 1,
                ')' | ']' => scan.nested = scan.nested.saturating_sub(1),
                '\n' if scan.nested > 0 => {}
                '\n' if !scan.begun => scan.begin(at),
                '\n' => match continuation(rest) {
                    Some(continued) => rest = continued,
                    None => scan.begin(at),
                },
                ';' => scan.begin(at),
                '{' => {
                    scan.outer.push(scan.statement);
                    scan.begin(at);
                }
                '}' => {
                    let outer = scan.outer.pop();
                    scan.begin(outer.unwrap_or(at));
                    scan.begun = outer.is_some();
                }
                _ => scan.begun |= !c.is_whitespace(),
            }
        }
        scan
    }

    /// A statement begins.
    fn begin(&mut self, at: usize) {
        (self.statement, self.begun, self.nested) = (at, false, 0);
    }

    /// What follows a comment or string.
    fn skip<'t>(&mut self, rest: &'t str, ends: &[char]) -> &'t str {
        let end = rest.find(ends);
        self.quiet = end.is_none();
        end.and_then(|end| rest.get(end..)).unwrap_or_default()
    }
}

/// The text from where the next line continues a statement; comment lines may be between them.
fn continuation(rest: &str) -> Option<&str> {
    let mut rest = rest.trim_start_matches([' ', '\t', '\r']);
    while rest.starts_with('#') {
        let (_, after) = rest.split_once('\n')?;
        rest = after.trim_start_matches([' ', '\t', '\r']);
    }
    let is_else = rest.strip_prefix("else").is_some_and(|after| !after.starts_with(is_word));
    (is_else || rest.starts_with("->") || rest.starts_with('{')).then_some(rest)
}

fn context(before: &str, statement: usize, word: usize, nested: usize) -> Context<'_> {
    let front = before.get(statement..word).unwrap_or_default();
    let written = front.trim_end();
    if written.ends_with("->") {
        return Context::Claim(statement + written.len() - 2);
    }
    if let Some(value) = front.strip_suffix('.') {
        let (owner, name) =
            value.split_at_checked(trailing(value, is_word).start).unwrap_or_default();
        let is_total = name == "total" && !owner.ends_with('.');
        return if is_total { Context::Total } else { Context::Nothing };
    }
    let start = statement + label(front);
    let rest = before.get(start..word).unwrap_or_default();
    let name = rest.split(|c| !is_word(c)).next().unwrap_or_default();
    let after = rest.get(name.len()..).unwrap_or_default();
    let head = Head { name, start };
    match name {
        "" if rest.is_empty() => Context::Start,
        "allow" | "convention" | "deploy" | "dtype" => Context::Word(name),
        "let" | "param" | "fn" if after.contains('=') => Context::Expression,
        "for" if after.contains(" in ") => Context::Expression,
        "assert" | "if" | "repeat" => Context::Expression,
        "" | "let" | "param" | "fn" | "for" | "use" | "block" => Context::Nothing,
        _ if nested > 0 || after.trim_start().starts_with("+=") => Context::Expression,
        _ => argument(head, after),
    }
}

/// Where the cursor is in the arguments of a call, by what stands between its name and the word.
fn argument<'t>(head: Head<'t>, after: &'t str) -> Context<'t> {
    if after.ends_with(char::is_whitespace) {
        return Context::Argument(head);
    }
    match after.strip_suffix('=') {
        Some(front) => {
            let name = front.get(trailing(front, is_word)).unwrap_or_default();
            Context::Value(head, name)
        }
        None => Context::Expression,
    }
}

/// How long the labels before a statement are, the space after them included.
fn label(written: &str) -> usize {
    let Some(colon) = written.find(':') else { return 0 };
    let (names, rest) = written.split_at_checked(colon + 1).unwrap_or_default();
    let is_label = |c: char| is_word(c) || matches!(c, ',' | ' ' | ':');
    match names.chars().all(is_label) {
        true => names.len() + (rest.len() - rest.trim_start().len()),
        false => 0,
    }
}

/// The characters of a kind at the end of a text.
fn trailing(text: &str, is_one: impl Fn(char) -> bool) -> Range<usize> {
    text.trim_end_matches(is_one).len()..text.len()
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the cursor is, which is at the end of a text.
    fn at_end(text: &str) -> String {
        let Site { word, context, outermost, .. } = Site::new(text, text.len());
        let inner = if outermost { "" } else { "inner " };
        let shown = match context {
            Context::Start => "start".to_owned(),
            Context::Argument(head) => format!("argument of {}", head.name),
            Context::Value(head, name) => format!("{name} of {}", head.name),
            Context::Expression => "expression".to_owned(),
            Context::Claim(arrow) => format!("claim at {arrow}"),
            Context::Total => "total".to_owned(),
            Context::Word(of) => format!("word of {of}"),
            Context::Nothing => "nothing".to_owned(),
        };
        format!("{inner}{shown} `{}`", &text[word])
    }

    #[test]
    fn where_the_cursor_is() {
        let cases = [
            ("", "start ``"),
            ("con", "start `con`"),
            ("input 3; con", "start `con`"),
            ("a, b: con", "start `con`"),
            ("repeat 2 { re", "inner start `re`"),
            ("repeat 2 { relu }\n", "start ``"),
            ("conv ", "argument of conv ``"),
            ("x: conv 8 k", "argument of conv `k`"),
            ("conv 8 p=sa", "p of conv `sa`"),
            ("conv 8 k=(3, wi", "expression `wi`"),
            ("conv 2*wi", "expression `wi`"),
            ("conv 8 -> 8x", "claim at 7 `8x`"),
            ("assert total.par", "total `par`"),
            ("assert it.c", "nothing `c`"),
            ("allow odd-ch", "word of allow `odd-ch`"),
            ("deploy drop fold-", "word of deploy `fold-`"),
            ("convention onnx-t", "word of convention `onnx-t`"),
            ("let wi", "nothing `wi`"),
            ("let w = wi", "expression `wi`"),
            ("use \"blo", "nothing `blo`"),
            ("relu # con", "nothing `con`"),
            ("relu # it's\ncon", "start `con`"),
            ("names += re", "expression `re`"),
            ("# a; b { c\ncon", "start `con`"),
            ("assert it.c \"a; {\"; con", "start `con`"),
            // A statement goes on after a body, and in the next line with `->`, `{` and `else`.
            ("conv 8\n  -> 8x", "claim at 9 `8x`"),
            ("conv 8 # why\n  # so\n  -> 8x", "claim at 22 `8x`"),
            ("conv 8\n\n  -> 8x", "claim at 10 `8x`"),
            ("add\n  { relu; con", "inner start `con`"),
            ("add { relu } { it } con", "argument of add `con`"),
            ("add { relu } ->", "claim at 13 ``"),
            ("if a { relu } else if wi", "expression `wi`"),
            ("if a { relu }\nelse if wi", "expression `wi`"),
            ("if a { relu }\nelsewhere: con", "start `con`"),
            ("relu\nassert total.par", "total `par`"),
            ("relu\nassert subtotal.par", "nothing `par`"),
            ("assert it.total.par", "nothing `par`"),
        ];
        for (text, expected) in cases {
            assert_eq!(at_end(text), expected, "{text}");
        }
    }
}
