//! What is looked at before the grammar: that brackets match, that nothing is nested too deeply or
//! too long for the parser, and where the text may be cut.
//!
//! The grammar can rely on it: in a sound slice brackets match and every string ends. A round or
//! square bracket without its other half, and a quote, are made junk, so that only the statement with
//! it does not parse; a `}` too many is blanked out; and a top-level statement with a brace that never
//! closes is left out altogether. One pass over the tokens, linear whatever they are.

use std::borrow::Cow;
use std::ops::Range;

use super::tokens::{Kind, Token, tokens};
use crate::diagnostics::fix::Fix;
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::Span;

/// The most brackets and conditions that may be open at a place.
pub(super) const NESTING: usize = 64;
/// The most bytes of a statement, outside its bodies.
const STATEMENT: usize = 256 << 10;
/// The most bytes of a top-level statement with its bodies: the parser needs about a hundred for each.
const WHOLE: usize = 8 << 20;
/// From how many bytes on a slice is parsed by itself.
const SLICE: usize = 64 << 10;
/// The most problems that are kept.
pub(super) const PROBLEMS: usize = 100;

/// A part of the text that holds whole top-level statements.
#[derive(Debug, PartialEq)]
pub(super) struct Slice {
    /// Where it lies.
    pub(super) range: Range<usize>,
    /// Whether the grammar may read it; if not it is one statement that is left out.
    pub(super) sound: bool,
}

/// What came of looking at a text.
#[derive(Debug)]
pub(super) struct Scan<'t> {
    /// The text with brackets and quotes overwritten that have no other half.
    pub(super) text: Cow<'t, str>,
    /// All of it from where the scan began, in order.
    pub(super) slices: Vec<Slice>,
    /// What is wrong.
    pub(super) problems: Vec<SyntaxProblem>,
    /// What was made junk, in order: what is wrong there is among the problems.
    pub(super) junk: Vec<usize>,
    /// Whether all brackets match.
    pub(super) balanced: bool,
}

/// Looks at a text from `start` on, whose first byte is at `base` in the address space.
pub(super) fn scan(text: &str, start: usize, base: u32) -> Scan<'_> {
    let first = Scanner::new(text, start, base, false).run();
    // A declaration in the first column tells where a brace is missing, if any is.
    let scanner = if first.unclosed { Scanner::new(text, start, base, true).run() } else { first };
    let mut overwritten = scanner.overwritten;
    overwritten.sort_unstable();
    let mut problems = scanner.problems;
    problems.sort_by_key(|(at, _)| *at);
    Scan {
        text: overwrite(text, &overwritten),
        slices: scanner.slices,
        problems: problems.into_iter().map(|(_, problem)| problem).collect(),
        junk: overwritten.into_iter().filter(|(_, with)| *with == JUNK).map(|(at, _)| at).collect(),
        balanced: scanner.balanced,
    }
}

/// What no statement holds.
const JUNK: char = '$';

/// The text with ASCII characters instead of others, which keeps every offset.
fn overwrite<'t>(text: &'t str, places: &[(usize, char)]) -> Cow<'t, str> {
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut from = 0;
    for (at, with) in places {
        result.push_str(&text[from..*at]);
        result.push(*with);
        from = at + 1;
    }
    result.push_str(&text[from..]);
    Cow::Owned(result)
}

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nest {
    /// `{`; holds the length so far of the statement it stands in.
    Curly(usize),
    /// `if` of an expression, up to its `else`.
    Condition,
    /// `(`
    Round,
    /// `[`
    Square,
}

/// What stands before a token, as far as it decides whether an `if` begins a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing of its statement, or its labels.
    Start,
    /// The `else` of a statement.
    Else,
    /// Anything else.
    Other,
}

struct Scanner<'t> {
    text: &'t str,
    base: u32,
    /// Whether a declaration in the first column closes all that is open.
    resync: bool,
    open: Vec<(Nest, usize)>,
    /// Brackets that were closed too early, and reported: what closes them says nothing new.
    given_up: Vec<Nest>,
    before: Before,
    /// The length so far of the innermost statement, without its bodies.
    length: usize,
    /// The length so far of the top-level statement, with its bodies.
    whole: usize,
    /// Where the current slice, and in it the current top-level statement, begin.
    slice: usize,
    statement: usize,
    /// Whether the grammar may read the current top-level statement.
    sound: bool,
    slices: Vec<Slice>,
    problems: Vec<(usize, SyntaxProblem)>,
    overwritten: Vec<(usize, char)>,
    balanced: bool,
    /// Whether a brace is never closed.
    unclosed: bool,
    start: usize,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t str, start: usize, base: u32, resync: bool) -> Self {
        Scanner {
            text,
            base,
            resync,
            open: Vec::new(),
            given_up: Vec::new(),
            before: Before::Start,
            length: 0,
            whole: 0,
            slice: start,
            statement: start,
            sound: true,
            slices: Vec::new(),
            problems: Vec::new(),
            overwritten: Vec::new(),
            balanced: true,
            unclosed: false,
            start,
        }
    }

    fn run(mut self) -> Self {
        let mut line_begins = true;
        for token in tokens(self.text, self.start) {
            if line_begins && token.kind == Kind::Word {
                self.line_begins_with(token);
            }
            line_begins = token.kind == Kind::Newline || line_begins && token.kind == Kind::Blanks;
            self.token(token);
        }
        let end = self.text.len();
        self.close_brackets(end);
        self.close_braces(None);
        self.end_top_level(end, true);
        self
    }

    fn token(&mut self, token: Token<'t>) {
        match token.kind {
            Kind::Comment => return,
            Kind::Newline => return self.newline(token.end()),
            Kind::Semicolon => {
                self.close_brackets(token.start);
                return self.end_statement(token.end(), true);
            }
            Kind::Close => self.closes(token),
            Kind::Open => self.opens(token),
            Kind::Quote => {
                let span = self.span(token);
                self.overwrite(token.start, JUNK, SyntaxProblem::UnclosedString { span });
            }
            Kind::Word => self.word(token),
            Kind::Symbol if token.is(":") => self.before = Before::Start,
            Kind::Number | Kind::String | Kind::Symbol => self.before = Before::Other,
            Kind::Blanks | Kind::Comma => {}
        }
        self.grow(token);
    }

    fn span(&self, token: Token<'_>) -> Span {
        self.span_at(token.start, token.text.len())
    }

    fn span_at(&self, at: usize, length: usize) -> Span {
        Span::new(self.base + at as u32, self.base + (at + length) as u32)
    }

    /// Says what is wrong, unless the statement is left out already.
    fn report(&mut self, at: usize, problem: SyntaxProblem) {
        if self.sound && self.problems.len() < PROBLEMS {
            self.problems.push((at, problem));
        }
    }

    fn overwrite(&mut self, at: usize, with: char, problem: SyntaxProblem) {
        self.report(at, problem);
        if self.sound {
            self.overwritten.push((at, with));
        }
    }

    fn refuse(&mut self, at: usize, problem: LimitProblem) {
        self.report(at, problem.into());
        self.sound = false;
    }

    /// Counts what belongs to a statement.
    fn grow(&mut self, token: Token<'_>) {
        self.length += token.text.len();
        self.whole += token.text.len();
        let (limit, help) = if self.length > STATEMENT {
            (STATEMENT, "take it apart: name parts with `let`")
        } else if self.whole > WHOLE {
            (WHOLE, "make parts of it blocks of their own")
        } else {
            return;
        };
        let span = self.span(token);
        self.refuse(token.start, LimitProblem::LongStatement { limit: limit >> 10, help, span });
    }

    // ---- statements --------------------------------------------------------------------------

    /// Statement keywords stand in no bracket; and a declaration stands in the file's own body.
    fn line_begins_with(&mut self, word: Token<'_>) {
        let declares = matches!(word.text, "param" | "block" | "fn" | "use");
        if declares || matches!(word.text, "let" | "assert" | "repeat" | "for") {
            self.close_brackets(word.start);
        }
        let first_column = word.start == 0 || self.text.as_bytes()[word.start - 1] == b'\n';
        if declares && first_column && self.resync && !self.open.is_empty() {
            self.close_braces(Some(word));
            self.end_top_level(word.start, false);
        }
    }

    fn newline(&mut self, next_line: usize) {
        while self.open.last().is_some_and(|(nest, _)| *nest == Nest::Condition) {
            self.open.pop();
        }
        if !matches!(self.open.last(), Some((Nest::Round | Nest::Square, _))) {
            self.end_statement(next_line, begins_anew(&self.text[next_line..]));
        }
    }

    /// `surely` tells whether no line continues the statement.
    fn end_statement(&mut self, end: usize, surely: bool) {
        self.length = 0;
        self.before = Before::Start;
        if surely && self.open.is_empty() {
            self.end_top_level(end, false);
        }
    }

    /// Cuts the text here if there is reason to.
    fn end_top_level(&mut self, end: usize, last: bool) {
        if !self.sound {
            self.slice_up_to(self.statement, true);
            self.slice_up_to(end, false);
        } else if last || end - self.slice >= SLICE {
            self.slice_up_to(end, true);
        }
        self.statement = end;
        self.sound = true;
        self.length = 0;
        self.whole = 0;
    }

    fn slice_up_to(&mut self, end: usize, sound: bool) {
        if self.slice < end {
            self.slices.push(Slice { range: self.slice..end, sound });
            self.slice = end;
        }
    }

    // ---- brackets ----------------------------------------------------------------------------

    fn open(&mut self, nest: Nest, token: Token<'_>) {
        if self.open.len() >= NESTING {
            let span = self.span(token);
            self.refuse(token.start, LimitProblem::Nesting { limit: NESTING, span });
            // Bodies are kept, to find the end of the statement; more of the others says nothing.
            if !matches!(nest, Nest::Curly(_)) {
                return;
            }
        }
        self.open.push((nest, token.start));
    }

    fn word(&mut self, word: Token<'_>) {
        let mut before = Before::Other;
        match word.text {
            "if" if self.before == Before::Other => self.open(Nest::Condition, word),
            "else" => match self.open.last() {
                Some((Nest::Condition, _)) => {
                    self.open.pop();
                }
                _ => before = Before::Else,
            },
            _ => {}
        }
        self.before = before;
    }

    fn opens(&mut self, token: Token<'_>) {
        self.before = Before::Other;
        match token.text {
            "{" => {
                self.close_brackets(token.start);
                self.open(Nest::Curly(self.length), token);
                self.length = 0;
                self.before = Before::Start;
            }
            "[" => self.open(Nest::Square, token),
            _ => self.open(Nest::Round, token),
        }
    }

    fn closes(&mut self, token: Token<'_>) {
        self.before = Before::Other;
        let wanted = match token.text {
            "}" => return self.closes_brace(token),
            "]" => Nest::Square,
            _ => Nest::Round,
        };
        let body = self.open.iter().rposition(|(nest, _)| matches!(nest, Nest::Curly(_)));
        let inside = body.map_or(0, |body| body + 1);
        let opener = self.open[inside..].iter().rposition(|(nest, _)| *nest == wanted);
        if let Some(opener) = opener {
            self.close_down_to(inside + opener + 1, token.start);
            self.open.pop();
        } else if let Some((_, other)) =
            self.open[inside..].iter().rfind(|(nest, _)| *nest != Nest::Condition).copied()
        {
            self.balanced = false;
            let problem = SyntaxProblem::MismatchedBracket {
                open: self.text[other..=other].to_owned(),
                close: token.text.to_owned(),
                close_span: self.span(token),
                open_span: self.span_at(other, 1),
                help: Fix::guess(self.span(token), other_half(&self.text[other..=other]))
                    .said("close what was opened: `( )`, `[ ]`"),
            };
            self.overwrite(token.start, JUNK, problem);
            self.overwritten.push((other, JUNK));
            while self.open.pop().is_some_and(|(nest, _)| nest == Nest::Condition) {}
        } else if let Some(given_up) = self.given_up.iter().position(|nest| *nest == wanted) {
            self.given_up.remove(given_up);
            if self.sound {
                self.overwritten.push((token.start, ' '));
            }
        } else {
            self.stray(token);
        }
    }

    fn closes_brace(&mut self, token: Token<'_>) {
        self.close_brackets(token.start);
        match self.open.pop() {
            Some((Nest::Curly(length), _)) => self.length = length,
            _ => self.stray(token),
        }
    }

    fn stray(&mut self, token: Token<'_>) {
        self.balanced = false;
        let (close, span) = (token.text.to_owned(), self.span(token));
        // A brace closes a body: what stands before it and behind is well by itself.
        let with = if token.is("}") { ' ' } else { JUNK };
        let help = Fix::guess(span, "").said("remove it, or open what it closes");
        self.overwrite(token.start, with, SyntaxProblem::StrayBracket { close, span, help });
    }

    /// Closes whatever is open within the innermost body: none of it may go on.
    fn close_brackets(&mut self, at: usize) {
        let body = self.open.iter().rposition(|(nest, _)| matches!(nest, Nest::Curly(_)));
        self.close_down_to(body.map_or(0, |body| body + 1), at);
    }

    /// Of several, the innermost is reported: where it is closed, the others may be well.
    fn close_down_to(&mut self, depth: usize, end: usize) {
        let mut reported = false;
        while self.open.len() > depth {
            let Some((nest, at)) = self.open.pop() else { return };
            if nest != Nest::Condition {
                self.balanced = false;
                self.given_up.push(nest);
                if self.sound {
                    self.overwritten.push((at, JUNK));
                }
                if !std::mem::replace(&mut reported, true) {
                    let problem = self.unclosed_bracket(at, end);
                    self.report(at, problem);
                }
            }
        }
    }

    fn unclosed_bracket(&self, at: usize, end: usize) -> SyntaxProblem {
        let inside = &self.text[at + 1..end];
        let help = match self.text[end..].starts_with('{') && inside.trim().is_empty() {
            true => "a branch or body has no brackets round it: `add { conv 64 }`",
            false => "`{`, `}`, `;` and keywords of statements never stand inside brackets",
        };
        SyntaxProblem::UnclosedBracket {
            open: self.text[at..=at].to_owned(),
            open_span: self.span_at(at, 1),
            end: self.span_at(end, 0),
            help,
        }
    }

    /// Gives up all bodies that are open, at the end of the file or before a declaration.
    fn close_braces(&mut self, declaration: Option<Token<'_>>) {
        let was_closed = self.open.is_empty();
        for (_, at) in std::mem::take(&mut self.open) {
            let problem = SyntaxProblem::UnclosedBrace {
                span: self.span_at(at, 1),
                declaration: declaration.map(|word| self.span(word)),
            };
            self.report(at, problem);
            self.balanced = false;
            self.unclosed = true;
        }
        // Only now, so that each of them is reported.
        self.sound &= was_closed;
    }
}

/// What closes a round or square bracket.
fn other_half(open: &str) -> &'static str {
    if open == "[" { "]" } else { ")" }
}

/// Whether a line surely begins a statement, or is empty, after which none goes on. It looks no
/// further than this line: looking past comments at every line would take quadratic time.
fn begins_anew(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    let goes_on = ["{", "->", "else", "#"].iter().any(|start| line.starts_with(start));
    !goes_on
}
