//! What the scanner does with brackets: it opens and closes them, and tells of those that have no other
//! half.

use super::{Before, JUNK, NESTING, Scanner};
use crate::diagnostics::fix::Fix;
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::syntax::BracketProblem;
use crate::syntax::tokens::{Token, other_half};

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nest {
    /// `{`; holds the length so far of the statement it stands in.
    Curly(usize),
    /// `if` of an expression, up to its `else`.
    Condition,
    /// `(`
    Round,
    /// `[`
    Square,
}

/// How many brackets of a kind were closed too early. Only their number matters, so that a file of
/// nothing else takes no longer than another.
#[derive(Default)]
pub(super) struct GivenUp {
    round: usize,
    square: usize,
}

impl GivenUp {
    fn of(&mut self, nest: Nest) -> &mut usize {
        if nest == Nest::Square { &mut self.square } else { &mut self.round }
    }

    fn add(&mut self, nest: Nest) {
        *self.of(nest) += 1;
    }

    /// Takes one of that kind away; whether there was any.
    fn take(&mut self, nest: Nest) -> bool {
        let count = self.of(nest);
        let any = *count > 0;
        *count = count.saturating_sub(1);
        any
    }
}

impl Scanner<'_> {
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

    pub(super) fn word(&mut self, word: Token<'_>) {
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

    pub(super) fn opens(&mut self, token: Token<'_>) {
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

    pub(super) fn closes(&mut self, token: Token<'_>) {
        self.before = Before::Other;
        let wanted = match token.text {
            "}" => return self.closes_brace(token),
            "]" => Nest::Square,
            _ => Nest::Round,
        };
        let body = self.open.iter().rposition(|(nest, _)| matches!(nest, Nest::Curly(_)));
        let inside = body.map_or(0, |body| body + 1);
        let open = self.open.get(inside..).unwrap_or_default();
        let opener = open.iter().rposition(|(nest, _)| *nest == wanted);
        if let Some(opener) = opener {
            self.close_down_to(inside + opener + 1, token.start);
            self.open.pop();
        } else if let Some((_, other)) =
            open.iter().rfind(|(nest, _)| *nest != Nest::Condition).copied()
        {
            self.balanced = false;
            let problem = BracketProblem::MismatchedBracket {
                open: self.bracket(other).to_owned(),
                close: token.text.to_owned(),
                close_span: self.span(token),
                open_span: self.span_at(other, 1),
                help: Fix::guess(self.span(token), other_half(self.bracket(other)))
                    .said("close what was opened: `( )`, `[ ]`"),
            };
            self.overwrite(token.start, JUNK, problem);
            self.overwritten.push((other, JUNK));
            while self.open.pop().is_some_and(|(nest, _)| nest == Nest::Condition) {}
        } else if self.given_up.take(wanted) {
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
        self.overwrite(token.start, with, BracketProblem::StrayBracket { close, span, help });
    }

    /// Closes whatever is open within the innermost body: none of it may go on.
    pub(super) fn close_brackets(&mut self, at: usize) {
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
                self.given_up.add(nest);
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

    /// The bracket at an offset.
    fn bracket(&self, at: usize) -> &str {
        self.text.get(at..=at).unwrap_or_default()
    }

    fn unclosed_bracket(&self, at: usize, end: usize) -> BracketProblem {
        let inside = self.text.get(at + 1..end).unwrap_or_default();
        let behind = self.text.get(end..).unwrap_or_default();
        let help = match behind.starts_with('{') && inside.trim().is_empty() {
            true => "a branch or body has no brackets round it: `add { conv 64 }`",
            false => "`{`, `}`, `;` and keywords of statements never stand inside brackets",
        };
        BracketProblem::UnclosedBracket {
            open: self.bracket(at).to_owned(),
            open_span: self.span_at(at, 1),
            end: self.span_at(end, 0),
            help,
        }
    }

    /// Gives up all bodies that are open, at the end of the file or before a declaration.
    pub(super) fn close_braces(&mut self, declaration: Option<Token<'_>>) {
        let was_closed = self.open.is_empty();
        for (_, at) in std::mem::take(&mut self.open) {
            let problem = BracketProblem::UnclosedBrace {
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
