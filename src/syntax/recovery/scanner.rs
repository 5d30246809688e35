//! The pass over the tokens of a text: brackets, limits, and where the text may be cut into slices.

use std::ops::Range;

use super::damage::{Damage, GivenUp, JUNK, Nest, PROBLEMS, Region};
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::syntax::{BracketProblem, SyntaxProblem};
use crate::source::Span;
use crate::syntax::keywords::Keyword;
use crate::syntax::lexer::{Token, TokenKind, tokens};

/// The most bytes of a statement, outside its bodies.
const STATEMENT: usize = 256 << 10;
/// The most bytes of a top-level statement with its bodies: the parser needs about a hundred for each.
const WHOLE: usize = 8 << 20;
/// From how many bytes on a slice of a file is parsed by itself.
pub(in crate::syntax) const SLICE: usize = 32 << 10;

/// A part of the text that holds whole top-level statements.
#[derive(Debug, PartialEq)]
pub(in crate::syntax) struct Slice {
    /// Where it is.
    pub(in crate::syntax) range: Range<usize>,
    /// Whether the grammar may read it; if not it is one statement that is left out.
    pub(in crate::syntax) sound: bool,
}

/// What is before a token, as far as it decides whether an `if` begins a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing of its statement, or its labels.
    Start,
    /// The `else` of a statement.
    Else,
    /// Anything else.
    Other,
}

/// Something open.
#[derive(Clone, Copy)]
pub(super) struct Open {
    pub(super) nest: Nest,
    pub(super) at: usize,
    /// A closer of another kind inside, which is stray if this is closed.
    pub(super) wrong: Option<usize>,
}

pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    base: u32,
    /// The regions that are passed over, last first.
    regions: Vec<Region>,
    pub(super) open: Vec<Open>,
    /// Brackets that were closed too early, and reported: what closes them means nothing new.
    pub(super) given_up: GivenUp,
    pub(super) before: Before,
    /// The length so far of the innermost statement, without its bodies.
    pub(super) length: usize,
    /// The length so far of the top-level statement, with its bodies.
    whole: usize,
    /// From how many bytes on a slice is parsed by itself.
    least: usize,
    /// Where the current slice, and in it the current top-level statement, begin.
    slice: usize,
    statement: usize,
    /// Whether the grammar may read the current top-level statement.
    pub(super) sound: bool,
    pub(super) slices: Vec<Slice>,
    pub(super) problems: Vec<(usize, SyntaxProblem)>,
    pub(super) overwritten: Vec<(Range<usize>, char)>,
    pub(super) damage: Vec<Damage>,
    /// Whether all brackets match.
    pub(super) balanced: bool,
    pub(super) unclosed_braces: usize,
    pub(super) stray_braces: usize,
    start: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(
        text: &'t str,
        start: usize,
        base: u32,
        least: usize,
        mut regions: Vec<Region>,
    ) -> Self {
        regions.reverse();
        Scanner {
            text,
            base,
            regions,
            open: Vec::new(),
            given_up: GivenUp::default(),
            before: Before::Start,
            length: 0,
            whole: 0,
            least,
            slice: start,
            statement: start,
            sound: true,
            slices: Vec::new(),
            problems: Vec::new(),
            overwritten: Vec::new(),
            damage: Vec::new(),
            balanced: true,
            unclosed_braces: 0,
            stray_braces: 0,
            start,
        }
    }

    pub(super) fn run(mut self) -> Self {
        let mut line_begins = true;
        let mut skip_to = self.start;
        for token in tokens(self.text, self.start) {
            if token.start < skip_to {
                continue;
            }
            if let Some(region) = self.regions.pop_if(|region| region.range.start <= token.start) {
                skip_to = region.range.end;
                line_begins = false;
                self.pass_over(region);
                if token.start < skip_to {
                    continue;
                }
            }
            if line_begins && token.kind == TokenKind::Word {
                self.line_begins_with(token);
            }
            line_begins =
                token.kind == TokenKind::Newline || line_begins && token.kind == TokenKind::Spaces;
            self.token(token);
        }
        let end = self.text.len();
        self.close_brackets(end);
        self.give_up_braces();
        self.end_top_level(end, true);
        self
    }

    fn pass_over(&mut self, region: Region) {
        self.before = Before::Other;
        self.given_up.add_all(region.given_up);
        if self.sound {
            self.overwritten.extend(region.overwritten());
            let room = (PROBLEMS + 1).saturating_sub(self.problems.len());
            self.problems.extend(region.problems.into_iter().take(room));
        }
    }

    fn token(&mut self, token: Token<'t>) {
        match token.kind {
            TokenKind::Comment => return,
            TokenKind::Newline => return self.newline(token.end()),
            TokenKind::Semicolon => {
                self.close_brackets(token.start);
                return self.end_statement(token.end(), true);
            }
            TokenKind::Close => self.closes(token),
            TokenKind::Open => self.opens(token),
            TokenKind::Quote => {
                let span = self.span(token);
                self.report(token.start, BracketProblem::UnclosedString { span });
                self.overwrite(token.start, JUNK);
            }
            TokenKind::Word => self.word(token),
            TokenKind::Symbol if token.is(":") => self.before = Before::Start,
            TokenKind::Number | TokenKind::String | TokenKind::Symbol => {
                self.before = Before::Other;
            }
            TokenKind::Spaces | TokenKind::Comma => {}
        }
        self.grow(token);
    }

    pub(super) fn span(&self, token: Token<'_>) -> Span {
        self.span_at(token.start, token.text.len())
    }

    pub(super) fn span_at(&self, at: usize, length: usize) -> Span {
        Span::within(self.base, at..at + length)
    }

    /// Keeps a problem, unless the statement is left out already.
    pub(super) fn report(&mut self, at: usize, problem: impl Into<SyntaxProblem>) {
        if self.sound && self.problems.len() <= PROBLEMS {
            self.problems.push((at, problem.into()));
        }
    }

    /// Overwrites one byte, unless the statement is left out already.
    pub(super) fn overwrite(&mut self, at: usize, with: char) {
        if self.sound {
            self.overwritten.push((at..at + 1, with));
        }
    }

    pub(super) fn refuse(&mut self, at: usize, problem: LimitProblem) {
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

    /// Keywords of statements are never in parentheses or brackets.
    fn line_begins_with(&mut self, word: Token<'_>) {
        if Keyword::find(word.text).is_some_and(Keyword::only_begins_statements) {
            self.close_brackets(word.start);
        }
    }

    fn newline(&mut self, next_line: usize) {
        while self.open.pop_if(|open| open.nest == Nest::Condition).is_some() {}
        let inside = self.open.last().map(|open| open.nest);
        if !matches!(inside, Some(Nest::Parenthesis | Nest::Bracket)) {
            let next = self.text.get(next_line..).unwrap_or_default();
            self.end_statement(next_line, begins_statement(next));
        }
    }

    /// `surely` is whether no line can continue the statement.
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
        } else if last || end - self.slice >= self.least {
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

/// Whether a line begins a statement or is empty, in which case no line can continue the statement
/// above. It looks no further than this line: looking past comments at every line would take quadratic
/// time. A `}` where no body is open is overwritten by a space, so that the line may become a comment.
fn begins_statement(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    let continues = ["{", "->", "else", "#", "}"].iter().any(|start| line.starts_with(start));
    !continues
}
