//! A statement that does not parse, as the hints look at it: its tokens, and the place where parsing
//! stopped.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::rules;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::{Source, Span};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::is_reserved;
use crate::syntax::lexer::{Token, TokenKind, tokens};

/// A statement with the place where parsing stopped.
pub(super) struct Site<'s> {
    source: &'s str,
    base: u32,
    /// The offset of the statement in the source.
    pub(super) start: usize,
    /// The tokens of the statement.
    pub(super) tokens: Vec<Token<'s>>,
    /// How many brackets are open before each token.
    depths: Vec<usize>,
    /// The index of the first `->` outside of brackets.
    pub(super) claim: Option<usize>,
    /// The index of the first token after the labels.
    pub(super) head: usize,
    /// The index of the first token that was not read; white space does not count. The number of
    /// tokens where the statement ends too early.
    pub(super) here: usize,
    /// The rules that were tried last.
    pub(super) tried: Vec<Rule>,
}

impl<'s> Site<'s> {
    pub(super) fn new(source: &'s Source, span: Span, error: &Error<Rule>) -> Self {
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
            .position(|token| token.end() > stopped && !token.is_trivia())
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
        site.head = site.first_after_labels();
        site
    }

    /// The span between two offsets of the source.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::within(self.base, start..end)
    }

    pub(super) fn span_of(&self, token: Token<'_>) -> Span {
        self.span(token.start, token.end())
    }

    /// The token at an index.
    pub(super) fn token(&self, index: usize) -> Option<Token<'s>> {
        self.tokens.get(index).copied()
    }

    /// The token at an index; an empty one at the end where there is none.
    pub(super) fn at(&self, index: usize) -> Token<'s> {
        let end = Token { kind: TokenKind::Newline, start: self.end(), text: "" };
        self.token(index).unwrap_or(end)
    }

    /// The first token that was not read.
    pub(super) fn found(&self) -> Option<Token<'s>> {
        self.token(self.here)
    }

    /// The index of the last token before another that is not white space.
    pub(super) fn before(&self, index: usize) -> Option<usize> {
        (0..index).rev().find(|at| !self.at(*at).is_trivia())
    }

    /// The index of the first token after another that is not white space.
    pub(super) fn after(&self, index: usize) -> Option<usize> {
        (index + 1..self.tokens.len()).find(|at| !self.at(*at).is_trivia())
    }

    /// The index of the first token from an offset on that is not white space.
    pub(super) fn first_from(&self, offset: usize) -> Option<usize> {
        let from = self.tokens.partition_point(|token| token.start < offset);
        (from..self.tokens.len()).find(|at| !self.at(*at).is_trivia())
    }

    /// The last token before another, if there is no white space between them.
    pub(super) fn adjoining(&self, index: usize) -> Option<Token<'s>> {
        self.token(index.checked_sub(1)?).filter(|token| !token.is_trivia())
    }

    /// The text of the source from one offset to another.
    pub(super) fn text(&self, start: usize, end: usize) -> &'s str {
        self.source.get(start..end).unwrap_or_default()
    }

    /// The source before the statement.
    pub(super) fn above(&self) -> &'s str {
        self.text(0, self.start)
    }

    /// The source after the statement.
    pub(super) fn below(&self) -> &'s str {
        self.text(self.end(), self.source.len())
    }

    /// The white space before the statement on its line.
    pub(super) fn indent(&self) -> &'s str {
        let line = self.above().rsplit('\n').next().unwrap_or_default();
        let end = line.len() - line.trim_start().len();
        line.get(..end).unwrap_or_default()
    }

    /// Whether a word is a label above the statement.
    pub(super) fn is_label_above(&self, word: &str) -> bool {
        let mut last = None;
        let mut above = tokens(self.above(), 0);
        above.any(|token| last.replace(token.text) == Some(word) && token.is(":"))
    }

    /// Where the statement ends.
    pub(super) fn end(&self) -> usize {
        self.tokens.last().map_or(self.start, |token| token.end())
    }

    /// Where the last token ends before another that is not white space.
    pub(super) fn end_before(&self, index: usize) -> usize {
        self.before(index).map_or(self.start, |before| self.at(before).end())
    }

    fn first_after_labels(&self) -> usize {
        let mut at = 0;
        loop {
            match (self.token(at).map(|token| token.kind), self.after(at)) {
                (Some(TokenKind::Word), Some(next)) if self.at(next).is(":") => {
                    return self.after(next).unwrap_or(next);
                }
                (Some(TokenKind::Word), Some(next)) if self.at(next).kind == TokenKind::Comma => {
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
    pub(super) fn first(&self) -> Option<Token<'s>> {
        self.token(self.head)
    }

    /// Whether the statement is a call.
    pub(super) fn is_call(&self) -> bool {
        let appends = self.after(self.head).is_some_and(|next| self.at(next).is("+="));
        self.first().is_some_and(|first| {
            first.kind == TokenKind::Word && !is_reserved(first.text) && !appends
        })
    }

    /// How many brackets are open before a token.
    pub(super) fn depth(&self, index: usize) -> usize {
        self.depths.get(index).copied().unwrap_or_default()
    }

    /// Whether a token is where a space ends an argument.
    pub(super) fn in_argument(&self, index: usize) -> bool {
        let claimed = self.claim.is_some_and(|claim| claim < index);
        self.depth(index) == 0 && index > self.head && (self.is_call() || claimed)
    }

    /// Where the argument begins that ends before a token: after the last space outside of brackets.
    pub(super) fn argument_start(&self, index: usize) -> usize {
        let mut depth = 0_usize;
        for at in (0..index).rev() {
            match self.at(at).kind {
                TokenKind::Close => depth += 1,
                TokenKind::Open => depth = depth.saturating_sub(1),
                TokenKind::Spaces | TokenKind::Newline if depth == 0 => return self.at(at).end(),
                _ => {}
            }
        }
        self.start
    }

    /// Where the argument ends that a token begins: before the next space outside of brackets.
    pub(super) fn argument_end(&self, index: usize) -> usize {
        let mut depth = 0_usize;
        for token in self.tokens.iter().skip(index) {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth = depth.saturating_sub(1),
                TokenKind::Spaces | TokenKind::Newline | TokenKind::Comma if depth == 0 => {
                    return token.start;
                }
                _ => {}
            }
        }
        self.end()
    }

    /// What was expected, in the words of the language.
    fn expected(&self) -> String {
        let mut expected: Vec<_> =
            self.tried.iter().filter_map(|rule| rules::name_of(*rule)).collect();
        expected.sort_unstable();
        expected.dedup();
        if expected.contains(&"a value") {
            expected.retain(|word| *word != "a name");
        }
        rules::one_of(&expected)
    }

    /// The problem that names what was expected and what was found.
    pub(super) fn unexpected(&self) -> SyntaxProblem {
        let (found, span) = match self.found() {
            Some(token) => (token.described(), self.span_of(token)),
            None => ("the end of the statement".to_owned(), self.span(self.end(), self.end())),
        };
        SyntaxProblem::Unexpected { expected: self.expected(), found, span, help: None }
    }
}

/// How many brackets are open before each token.
fn depths(tokens: &[Token<'_>]) -> Vec<usize> {
    let mut depth = 0_usize;
    let before = |token: &Token<'_>| {
        let before = depth;
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        before
    };
    tokens.iter().map(before).collect()
}
