//! What is wrong with the brackets of a text, and what follows from it for the text.

use std::ops::Range;

use crate::diagnostics::syntax::SyntaxProblem;

/// The most brackets and conditions that may be open at a place.
pub(in crate::syntax) const NESTING: usize = 64;
/// The most problems that are reported. One more is kept, so that it shows that there are more.
pub(in crate::syntax) const PROBLEMS: usize = 100;

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nest {
    /// `{`; holds the length so far of the statement that it is in.
    Brace(usize),
    /// `if` of an expression, up to its `else`.
    Condition,
    /// `(`
    Parenthesis,
    /// `[`
    Bracket,
}

/// A parenthesis or bracket that does not match.
pub(super) struct Damage {
    pub(super) kind: DamageKind,
    /// From where the damage is to where it ends.
    pub(super) range: Range<usize>,
    /// The message about it; `None` if the message about another one is enough.
    pub(super) problem: Option<SyntaxProblem>,
}

/// What kind of damage it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum DamageKind {
    /// One that is never closed; it has to be closed at the end of the range.
    Unclosed(Nest),
    /// One that closes nothing.
    Stray,
    /// One that is closed by another kind.
    Mismatched,
}

/// A part of the text that does not parse: with what is around it on its lines it makes one statement.
pub(super) struct Region {
    pub(super) range: Range<usize>,
    /// Whether a statement is lost with it. If not, it is as if it were not there.
    pub(super) costs_statement: bool,
    /// What is wrong in it, with the offsets.
    pub(super) problems: Vec<(usize, SyntaxProblem)>,
    /// The brackets that are never closed: what closes them later means nothing new.
    pub(super) given_up: GivenUp,
}

/// How many brackets of a kind were closed too early. Only their number matters, so that a file of
/// nothing else takes no longer than another.
#[derive(Clone, Copy, Default)]
pub(super) struct GivenUp {
    parentheses: usize,
    brackets: usize,
}

impl GivenUp {
    fn of(&mut self, nest: Nest) -> &mut usize {
        if nest == Nest::Bracket { &mut self.brackets } else { &mut self.parentheses }
    }

    /// Counts one of that kind.
    pub(super) fn add(&mut self, nest: Nest) {
        *self.of(nest) += 1;
    }

    /// Counts all of another.
    pub(super) fn add_all(&mut self, other: GivenUp) {
        self.parentheses += other.parentheses;
        self.brackets += other.brackets;
    }

    /// Takes one of that kind away; whether there was any.
    pub(super) fn take(&mut self, nest: Nest) -> bool {
        let count = self.of(nest);
        let any = *count > 0;
        *count = count.saturating_sub(1);
        any
    }
}
