//! How the scanner opens and closes brackets.

use super::damage::{Damage, DamageKind, JUNK, NESTING, Nest, PROBLEMS};
use super::regions::stray;
use super::scanner::{Before, Open, Scanner};
use crate::diagnostics::fix::Fix;
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::syntax::{BracketProblem, SyntaxProblem};
use crate::syntax::lexer::{Token, other_half};

impl Scanner<'_> {
    fn open(&mut self, nest: Nest, token: Token<'_>) {
        if self.open.len() >= NESTING {
            let span = self.span(token);
            self.refuse(token.start, LimitProblem::Nesting { limit: NESTING, span });
            // Braces are kept, to find the end of the statement; more of the others mean nothing.
            if !matches!(nest, Nest::Brace(_)) {
                return;
            }
        }
        self.open.push(Open { nest, at: token.start, wrong: None });
    }

    pub(super) fn word(&mut self, word: Token<'_>) {
        let mut before = Before::Other;
        match word.text {
            "if" if self.before == Before::Other => self.open(Nest::Condition, word),
            "else" => match self.open.pop_if(|open| open.nest == Nest::Condition) {
                Some(_) => {}
                None => before = Before::Else,
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
                self.open(Nest::Brace(self.length), token);
                self.length = 0;
                self.before = Before::Start;
            }
            "[" => self.open(Nest::Bracket, token),
            _ => self.open(Nest::Parenthesis, token),
        }
    }

    pub(super) fn closes(&mut self, token: Token<'_>) {
        self.before = Before::Other;
        let wanted = match token.text {
            "}" => return self.closes_brace(token),
            "]" => Nest::Bracket,
            _ => Nest::Parenthesis,
        };
        let depth = self.depth_of_body();
        let inside = self.open.get_mut(depth..).unwrap_or_default();
        if let Some(opener) = inside.iter().rposition(|open| open.nest == wanted) {
            self.close_down_to(depth + opener + 1, token.start);
            if let Some(Open { wrong: Some(wrong), .. }) = self.open.pop() {
                self.stray(wrong);
            }
            return;
        }
        match inside.iter_mut().rfind(|open| open.nest != Nest::Condition) {
            // Which of the two is wrong shows when this one is closed, or isn't.
            Some(other) if other.wrong.is_none() => other.wrong = Some(token.start),
            None if self.given_up.take(wanted) => self.overwrite(token.start, JUNK),
            _ => self.stray(token.start),
        }
    }

    fn closes_brace(&mut self, token: Token<'_>) {
        self.close_brackets(token.start);
        match self.open.pop() {
            Some(Open { nest: Nest::Brace(length), .. }) => self.length = length,
            _ => {
                self.balanced = false;
                self.stray_braces += 1;
                self.overwrite(token.start, ' ');
            }
        }
    }

    fn depth_of_body(&self) -> usize {
        let body = self.open.iter().rposition(|open| matches!(open.nest, Nest::Brace(_)));
        body.map_or(0, |body| body + 1)
    }

    fn stray(&mut self, at: usize) {
        let problem = self.if_wanted(|scanner| stray(scanner.bracket(at), scanner.span_at(at, 1)));
        self.damaged(Damage { kind: DamageKind::Stray, range: at..at + 1, problem });
        self.overwrite(at, JUNK);
    }

    /// Closes whatever is open within the innermost body: none of it may go on.
    pub(super) fn close_brackets(&mut self, at: usize) {
        self.close_down_to(self.depth_of_body(), at);
    }

    /// Gives up what is open from a depth on. If there are several, the innermost is reported: where it
    /// is closed, the others may be right.
    fn close_down_to(&mut self, depth: usize, end: usize) {
        let mut reported = false;
        while self.open.len() > depth {
            let Some(Open { nest, at, wrong }) = self.open.pop() else { return };
            if nest == Nest::Condition {
                continue;
            }
            let (kind, end) = match wrong {
                Some(wrong) => (DamageKind::Mismatched, wrong + 1),
                None => (DamageKind::Unclosed(nest), end),
            };
            let problem = match std::mem::replace(&mut reported, true) {
                true => None,
                false => self.if_wanted(|scanner| match wrong {
                    Some(close) => scanner.mismatched(at, close),
                    None => scanner.unclosed(at, end),
                }),
            };
            if wrong.is_none() {
                self.given_up.add(nest);
            }
            self.overwrite(at, JUNK);
            // In no region, since the region of another damage cut this one's line in two.
            wrong.into_iter().for_each(|wrong| self.overwrite(wrong, JUNK));
            self.damaged(Damage { kind, range: at..end, problem });
        }
    }

    /// Keeps a damage, unless the statement is left out already: then not all brackets are counted.
    fn damaged(&mut self, damage: Damage) {
        self.balanced = false;
        if self.sound {
            self.damage.push(damage);
        }
    }

    /// The problem, unless there are enough.
    fn if_wanted(&self, problem: impl FnOnce(&Self) -> SyntaxProblem) -> Option<SyntaxProblem> {
        (self.damage.len() <= PROBLEMS).then(|| problem(self))
    }

    /// The bracket at an offset.
    fn bracket(&self, at: usize) -> &str {
        self.text.get(at..=at).unwrap_or_default()
    }

    fn mismatched(&self, open: usize, close: usize) -> SyntaxProblem {
        let close_span = self.span_at(close, 1);
        BracketProblem::MismatchedBracket {
            open: self.bracket(open).to_owned(),
            close: self.bracket(close).to_owned(),
            close_span,
            open_span: self.span_at(open, 1),
            help: Fix::guess(close_span, other_half(self.bracket(open)))
                .said("close what was opened: `( )`, `[ ]`"),
        }
        .into()
    }

    fn unclosed(&self, at: usize, end: usize) -> SyntaxProblem {
        let inside = self.text.get(at + 1..end).unwrap_or_default();
        let rest = self.text.get(end..).unwrap_or_default();
        let line = self.text.get(..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        let pattern = line.trim_end().ends_with("for").then(|| inside.split_once(" in ")).flatten();
        let help = match pattern {
            Some((names, _)) => {
                let place = self.span_at(at + 1 + names.len(), 0);
                Fix::safe(place, ")").said(format!("write `({names})`: `in` follows"))
            }
            None if rest.starts_with('{') && inside.trim().is_empty() => {
                "a branch or body has no parentheses around it: `add { conv 64 }`".into()
            }
            None => {
                "`{`, `}`, `;` and keywords of statements are never inside `( )` or `[ ]`".into()
            }
        };
        BracketProblem::UnclosedBracket {
            open: self.bracket(at).to_owned(),
            open_span: self.span_at(at, 1),
            end: self.span_at(end, 0),
            help,
        }
        .into()
    }

    /// Gives up all braces that are open at the end of the text.
    pub(super) fn give_up_braces(&mut self) {
        let unclosed = self.open.drain(..).count();
        self.unclosed_braces += unclosed;
        self.balanced &= unclosed == 0;
        self.sound &= unclosed == 0;
    }
}
