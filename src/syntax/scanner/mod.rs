//! What is looked at before the grammar: that brackets match, that nothing is nested too deeply or
//! too long for the parser, and where the text may be cut.
//!
//! The grammar can rely on it: in a sound slice brackets match and every string ends. A round or
//! square bracket without its other half, and a quote, are made junk, so that only the statement with
//! it does not parse; a `}` too many is blanked out; and a top-level statement with a brace that never
//! closes is left out altogether. One pass over the tokens, linear whatever they are.

mod brackets;

use std::borrow::Cow;
use std::ops::Range;

use brackets::{GivenUp, Nest};

use super::tokens::{Kind, Token, tokens};
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::syntax::BracketProblem;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::Span;

/// The most brackets and conditions that may be open at a place.
pub(super) const NESTING: usize = 64;
/// The most bytes of a statement, outside its bodies.
const STATEMENT: usize = 256 << 10;
/// The most bytes of a top-level statement with its bodies: the parser needs about a hundred for each.
const WHOLE: usize = 8 << 20;
/// From how many bytes on a slice is parsed by itself.
pub(super) const SLICE: usize = 32 << 10;
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
        let Some(kept) = text.get(from..*at) else { continue };
        result.push_str(kept);
        result.push(*with);
        from = at + 1;
    }
    result.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(result)
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
    given_up: GivenUp,
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
            given_up: GivenUp::default(),
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
                self.overwrite(token.start, JUNK, BracketProblem::UnclosedString { span });
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
        Span::within(self.base, at..at + length)
    }

    /// Says what is wrong, unless the statement is left out already.
    fn report(&mut self, at: usize, problem: impl Into<SyntaxProblem>) {
        if self.sound && self.problems.len() < PROBLEMS {
            self.problems.push((at, problem.into()));
        }
    }

    fn overwrite(&mut self, at: usize, with: char, problem: impl Into<SyntaxProblem>) {
        self.report(at, problem);
        if self.sound {
            self.overwritten.push((at, with));
        }
    }

    fn refuse(&mut self, at: usize, problem: LimitProblem) {
        self.report(at, problem);
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

    /// Statement keywords stand in no bracket; and a declaration stands in the file's own body.
    fn line_begins_with(&mut self, word: Token<'_>) {
        let declares = matches!(word.text, "param" | "block" | "fn" | "use");
        if declares || matches!(word.text, "let" | "assert" | "repeat" | "for") {
            self.close_brackets(word.start);
        }
        let first_column = self
            .text
            .get(..word.start)
            .is_some_and(|above| above.is_empty() || above.ends_with('\n'));
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
            self.end_statement(
                next_line,
                begins_anew(self.text.get(next_line..).unwrap_or_default()),
            );
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
}

/// Whether a line surely begins a statement, or is empty, after which none goes on. It looks no
/// further than this line: looking past comments at every line would take quadratic time.
fn begins_anew(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    let goes_on = ["{", "->", "else", "#"].iter().any(|start| line.starts_with(start));
    !goes_on
}
