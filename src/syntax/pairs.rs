//! The pairs that the grammar has matched, as one flat list: each pair is followed by those inside it.
//!
//! The tree is built from these. A step among pest's own pairs counts references and looks up where
//! each pair ends; here it shortens a slice.

use pest::Token;
use pest::iterators;

use super::grammar::Rule;
use crate::source::{Span, offset};

/// A rule that matched.
#[derive(Clone, Copy, Debug)]
struct Node {
    rule: Rule,
    /// How many nodes are inside; they follow it. No slice of a text is long enough to overflow it.
    inside: u32,
    span: Span,
}

/// All pairs of a text, except symbols and words that add nothing.
#[derive(Debug)]
pub(super) struct Nodes(Vec<Node>);

/// A rule that matched, with what it matched inside.
#[derive(Clone, Copy)]
pub(super) struct Pair<'p> {
    node: &'p Node,
    inside: &'p [Node],
}

/// Pairs one after the other.
#[derive(Clone)]
pub(super) struct Pairs<'p>(&'p [Node]);

impl Nodes {
    /// The nodes of a text whose first byte is at `base` in the address space of all sources.
    pub(super) fn new(found: &iterators::Pairs<'_, Rule>, base: u32) -> Self {
        let mut tokens = found.clone().tokens();
        let mut nodes = Vec::with_capacity(tokens.len() / 2);
        // The innermost node that is not complete; until it is, `inside` is the index of the one around it.
        let mut open = 0_u32;
        while let Some(token) = tokens.next() {
            match token {
                Token::Start { rule, .. } if is_silent(rule) => {
                    // Its end is next, since nothing is inside.
                    tokens.next();
                }
                Token::Start { rule, pos } => {
                    let start = base + offset(pos.pos());
                    nodes.push(Node { rule, inside: open, span: Span::new(start, start) });
                    open = offset(nodes.len() - 1);
                }
                Token::End { pos, .. } => {
                    let end = offset(nodes.len());
                    if let Some(node) = nodes.get_mut(open as usize) {
                        node.span.end = base + offset(pos.pos());
                        open = std::mem::replace(&mut node.inside, end - open - 1);
                    }
                }
            }
        }
        Nodes(nodes)
    }

    /// The same, where the first byte of the text is further on.
    pub(super) fn moved(&self, by: u32) -> Self {
        let nodes = self.0.iter().map(|node| {
            let span = Span::new(node.span.start + by, node.span.end + by);
            Node { span, ..*node }
        });
        Nodes(nodes.collect())
    }

    /// The outermost ones.
    pub(super) fn pairs(&self) -> Pairs<'_> {
        Pairs(&self.0)
    }
}

/// Whether a rule is only there for messages, so that the tree does not need it. None of them has
/// others inside.
fn is_silent(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::EOI
            | Rule::close_paren
            | Rule::colon
            | Rule::else_
            | Rule::close_bracket
            | Rule::equals
            | Rule::in_
            | Rule::comment_text
            | Rule::then
    )
}

impl<'p> Pair<'p> {
    pub(super) fn rule(self) -> Rule {
        self.node.rule
    }

    /// Where it is.
    pub(super) fn span(self) -> Span {
        self.node.span
    }

    /// The pairs in it.
    pub(super) fn inner(self) -> Pairs<'p> {
        Pairs(self.inside)
    }
}

impl<'p> Pairs<'p> {
    /// The rule of the next one.
    pub(super) fn peek(&self) -> Option<Rule> {
        self.0.first().map(|node| node.rule)
    }

    /// The next one if it is of this rule.
    pub(super) fn next_if(&mut self, rule: Rule) -> Option<Pair<'p>> {
        if self.peek() == Some(rule) { self.next() } else { None }
    }

    /// The next one, which the grammar ensures.
    pub(super) fn need(&mut self) -> Pair<'p> {
        match self.next() {
            Some(pair) => pair,
            None => unreachable!("a rule of the grammar without its part"),
        }
    }

    /// Whether there are at most `most`, those inside them included.
    pub(super) fn are_at_most(&self, most: usize) -> bool {
        self.0.len() <= most
    }

    /// The parts of the next expression: after a value only an operator continues it.
    pub(super) fn row(&self) -> impl Iterator<Item = Pair<'p>> + Clone {
        let mut complete = false;
        self.clone().take_while(move |part| match part.rule() {
            Rule::operator | Rule::logical => {
                complete = false;
                true
            }
            Rule::value => !std::mem::replace(&mut complete, true),
            Rule::expr_arm | Rule::paren_expr_arm | Rule::minus | Rule::not => !complete,
            _ => false,
        })
    }

    /// How many expressions, branches and the like there are.
    pub(super) fn items(&self) -> usize {
        let count = |count: usize, pair: Pair<'_>| match pair.rule() {
            Rule::operator | Rule::logical => count.saturating_sub(1),
            Rule::comma | Rule::expr_arm | Rule::paren_expr_arm | Rule::minus | Rule::not => count,
            _ => count + 1,
        };
        self.clone().fold(0, count)
    }
}

impl<'p> Iterator for Pairs<'p> {
    type Item = Pair<'p>;

    fn next(&mut self) -> Option<Pair<'p>> {
        let (node, rest) = self.0.split_first()?;
        let (inside, rest) = rest.split_at_checked(node.inside as usize)?;
        self.0 = rest;
        Some(Pair { node, inside })
    }
}
