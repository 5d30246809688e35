//! What is wrong with a statement that does not parse.
//!
//! The grammar tells where reading stopped and what could have followed. Most mistakes are known ones,
//! brought from other languages or from the rules of blanks; each has a reader here that looks at the
//! tokens round that place and shows what to write. For the rest there is what was expected.

mod calls;
mod foreign;
mod modules;
mod numbers;
mod other_languages;
mod statements;
mod words;

pub(super) use other_languages::foreign_call;

use pest::error::{Error, ErrorVariant, InputLocation};

use super::parser::Rule;
use super::tokens::{Kind, Token, tokens};
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::{Source, Span};

/// Finds what is wrong with the statement at `span`.
pub(super) fn find(source: &Source, span: Span, error: &Error<Rule>) -> SyntaxProblem {
    let site = Site::new(source, span, error);
    let mistake = MISTAKES.iter().find_map(|reads| reads(&site));
    mistake.unwrap_or_else(|| site.unexpected())
}

/// Reads one kind of mistake.
type Mistake = fn(&Site<'_>) -> Option<SyntaxProblem>;

/// All that are known. The first that reads it is right, so what shows in the whole statement stands
/// before what shows in the words round the place where reading stopped.
const MISTAKES: [Mistake; 30] = [
    statements::continues_nothing,
    other_languages::foreign_word,
    statements::reserved_label,
    statements::label_with_digit,
    foreign::call,
    other_languages::assignment,
    other_languages::non_ascii,
    other_languages::comment_sign,
    statements::begins_nothing,
    statements::label_on_statement,
    numbers::percentage,
    numbers::leading_point,
    numbers::trailing_point,
    numbers::shorthand_decimal,
    numbers::bytes_without_scale,
    numbers::small_scale,
    numbers::dimensions,
    numbers::before_name,
    numbers::unreadable,
    other_languages::character,
    calls::comma,
    calls::condition,
    calls::spaced_equals,
    calls::spaced_operator,
    statements::single_equals,
    statements::claim,
    statements::colon,
    other_languages::else_if_on_the_line,
    statements::words_in_a_row,
    words::of_the_language,
];

/// A statement with the place where reading it stopped.
struct Site<'s> {
    source: &'s str,
    base: u32,
    /// The offset of the statement in the source.
    start: usize,
    /// The tokens of the statement.
    tokens: Vec<Token<'s>>,
    /// How many brackets are open before each token.
    depths: Vec<usize>,
    /// The index of the first `->` outside of brackets.
    claim: Option<usize>,
    /// The index of the first token after the labels.
    head: usize,
    /// The index of the first token that was not read; blanks don't count. The number of all where
    /// the statement ends too early.
    here: usize,
    /// The rules that were tried last.
    tried: Vec<Rule>,
}

impl<'s> Site<'s> {
    fn new(source: &'s Source, span: Span, error: &Error<Rule>) -> Self {
        let start = (span.start - source.base()) as usize;
        let end = (span.end - source.base()) as usize;
        let stopped = start
            + match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
        let text = source.text().get(..end).unwrap_or_default();
        let tokens: Vec<_> = tokens(text, start).collect();
        let here = tokens
            .iter()
            .position(|token| token.end() > stopped && !is_space(*token))
            .unwrap_or(tokens.len());
        let tried = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives.clone(),
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        let (source, base) = (source.text(), source.base());
        let depths = depths(&tokens);
        let mut outside = tokens.iter().zip(&depths);
        let claim = outside.position(|(token, depth)| *depth == 0 && token.is("->"));
        let mut site = Site { source, base, start, tokens, depths, claim, head: 0, here, tried };
        site.head = site.first_behind_labels();
        site
    }

    /// The place of a text between two offsets of the source.
    fn span(&self, start: usize, end: usize) -> Span {
        Span::within(self.base, start..end)
    }

    fn span_of(&self, token: Token<'_>) -> Span {
        self.span(token.start, token.end())
    }

    /// The token at an index.
    fn token(&self, index: usize) -> Option<Token<'s>> {
        self.tokens.get(index).copied()
    }

    /// The token at an index; an empty one at the end where there is none.
    fn at(&self, index: usize) -> Token<'s> {
        let end = Token { kind: Kind::Newline, start: self.end(), text: "" };
        self.token(index).unwrap_or(end)
    }

    /// The first token that was not read.
    fn found(&self) -> Option<Token<'s>> {
        self.token(self.here)
    }

    /// The index of the last token before another that is no blank.
    fn before(&self, index: usize) -> Option<usize> {
        (0..index).rev().find(|at| !is_space(self.at(*at)))
    }

    /// The index of the first token after another that is no blank.
    fn after(&self, index: usize) -> Option<usize> {
        (index + 1..self.tokens.len()).find(|at| !is_space(self.at(*at)))
    }

    /// The index of the first token from an offset on that is no blank.
    fn first_from(&self, offset: usize) -> Option<usize> {
        let from = self.tokens.partition_point(|token| token.start < offset);
        (from..self.tokens.len()).find(|at| !is_space(self.at(*at)))
    }

    /// The last token before another, if no blank is between.
    fn adjoining(&self, index: usize) -> Option<Token<'s>> {
        self.token(index.checked_sub(1)?).filter(|token| !is_space(*token))
    }

    /// The text of the source from one offset to another.
    fn text(&self, start: usize, end: usize) -> &'s str {
        self.source.get(start..end).unwrap_or_default()
    }

    /// The source before the statement.
    fn above(&self) -> &'s str {
        self.text(0, self.start)
    }

    /// Whether a word is a label further up.
    fn is_label_above(&self, word: &str) -> bool {
        let mut last = None;
        let mut above = tokens(self.above(), 0);
        above.any(|token| last.replace(token.text) == Some(word) && token.is(":"))
    }

    /// Where the statement ends.
    fn end(&self) -> usize {
        self.tokens.last().map_or(self.start, |token| token.end())
    }

    /// Where the last token ends before another that is no blank.
    fn end_before(&self, index: usize) -> usize {
        self.before(index).map_or(self.start, |before| self.at(before).end())
    }

    fn first_behind_labels(&self) -> usize {
        let mut at = 0;
        loop {
            match (self.token(at).map(|token| token.kind), self.after(at)) {
                (Some(Kind::Word), Some(next)) if self.at(next).is(":") => {
                    return self.after(next).unwrap_or(next);
                }
                (Some(Kind::Word), Some(next)) if self.at(next).kind == Kind::Comma => {
                    match self.after(next) {
                        Some(after) => at = after,
                        None => return 0,
                    }
                }
                _ => return 0,
            }
        }
    }

    /// The first word after the labels.
    fn first(&self) -> Option<Token<'s>> {
        self.token(self.head)
    }

    /// Whether the statement is a call.
    fn is_call(&self) -> bool {
        let appends = self.after(self.head).is_some_and(|next| self.at(next).is("+="));
        self.first().is_some_and(|first| {
            first.kind == Kind::Word && !words::is_reserved(first.text) && !appends
        })
    }

    /// How many brackets are open before a token.
    fn depth(&self, index: usize) -> usize {
        self.depths.get(index).copied().unwrap_or_default()
    }

    /// Whether a token stands where a blank ends an argument.
    fn in_argument(&self, index: usize) -> bool {
        let claimed = self.claim.is_some_and(|claim| claim < index);
        self.depth(index) == 0 && index > self.head && (self.is_call() || claimed)
    }

    /// Where the argument begins that ends before a token: after the last blank outside of brackets.
    fn argument_start(&self, index: usize) -> usize {
        let mut depth = 0_usize;
        for at in (0..index).rev() {
            match self.at(at).kind {
                Kind::Close => depth += 1,
                Kind::Open => depth = depth.saturating_sub(1),
                Kind::Blanks | Kind::Newline if depth == 0 => return self.at(at).end(),
                _ => {}
            }
        }
        self.start
    }

    /// Where the argument ends that a token begins: before the next blank outside of brackets.
    fn argument_end(&self, index: usize) -> usize {
        let mut depth = 0_usize;
        for token in self.tokens.iter().skip(index) {
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                Kind::Blanks | Kind::Newline | Kind::Comma if depth == 0 => return token.start,
                _ => {}
            }
        }
        self.end()
    }

    /// What could have stood there, in the language's words.
    fn expected(&self) -> String {
        let mut expected: Vec<_> =
            self.tried.iter().filter_map(|rule| words::of_rule(*rule)).collect();
        expected.sort_unstable();
        expected.dedup();
        if expected.contains(&"a value") {
            expected.retain(|word| *word != "a name");
        }
        words::one_of(&expected)
    }

    /// What was expected, and what stands there instead.
    fn unexpected(&self) -> SyntaxProblem {
        let (found, span) = match self.found() {
            Some(token) => (words::of_token(token), self.span_of(token)),
            None => ("the end of the statement".to_owned(), self.span(self.end(), self.end())),
        };
        SyntaxProblem::Unexpected { expected: self.expected(), found, span }
    }
}

/// How many brackets are open before each token.
fn depths(tokens: &[Token<'_>]) -> Vec<usize> {
    let mut depth = 0_usize;
    let before = |token: &Token<'_>| {
        let before = depth;
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        before
    };
    tokens.iter().map(before).collect()
}

fn is_space(token: Token<'_>) -> bool {
    matches!(token.kind, Kind::Blanks | Kind::Newline | Kind::Comment)
}
