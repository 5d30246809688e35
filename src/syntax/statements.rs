//! Trees of statements.

use super::ast::{
    Argument, Body, Call, Claim, ClaimedShape, Formal, Legal, Name, Operand, Statement,
    StatementKind,
};
use super::parser::{Builder, Built, Found, Rule, only};
use super::{limits, mistakes, numbers};
use crate::source::Span;
use pest::iterators::Pairs;

/// The parts of a rule, some of which the tree has no use for.
struct Parts<'p>(Pairs<'p, Rule>);

impl<'p> Parts<'p> {
    fn of(pair: Found<'p>) -> Self {
        Parts(pair.into_inner())
    }

    /// The next part that says something.
    fn next(&mut self) -> Option<Found<'p>> {
        self.0.find(|part| !matches!(part.as_rule(), Rule::equals | Rule::in_ | Rule::else_))
    }

    /// The next part, which the grammar puts there.
    fn need(&mut self) -> Found<'p> {
        match self.next() {
            Some(part) => part,
            None => unreachable!("a rule of the grammar without its part"),
        }
    }

    /// The next part if it is of this rule.
    fn next_if(&mut self, rule: Rule) -> Option<Found<'p>> {
        if self.0.peek()?.as_rule() == rule { self.0.next() } else { None }
    }
}

impl<'s> Builder<'s> {
    fn body(&mut self, pair: Found<'_>) -> Body<'s> {
        let mut body = Body { statements: Vec::new(), span: self.span(&pair) };
        self.statements(pair.into_inner(), &mut body);
        body
    }

    pub(super) fn statement(&mut self, pair: Found<'_>) -> Built<Statement<'s>> {
        let span = self.span(&pair);
        let mut parts = Parts::of(pair);
        let mut labels = Vec::new();
        while let Some(name) = parts.next_if(Rule::name) {
            labels.push(self.name(&name));
        }
        parts.next_if(Rule::colon);
        let part = parts.need();
        let kind = match part.as_rule() {
            // What looked like a label is the operation's name.
            Rule::arguments => match labels.pop() {
                Some(name) => StatementKind::Call(self.call(name, part)?),
                None => unreachable!("`arguments` without a name"),
            },
            Rule::append => match labels.pop() {
                Some(name) => {
                    let value = self.operand(only(part.into_inner()))?;
                    StatementKind::Append { name, value }
                }
                None => unreachable!("`append` without a name"),
            },
            Rule::let_ => return self.naming(part, span),
            _ => self.kind(part)?,
        };
        let claim = self.claim(parts.next())?;
        Ok(Statement { labels, kind, claim, span })
    }

    fn kind(&mut self, pair: Found<'_>) -> Built<StatementKind<'s>> {
        let rule = pair.as_rule();
        if rule == Rule::if_ {
            return self.branches(pair);
        }
        let mut parts = Parts::of(pair);
        Ok(match rule {
            Rule::allow => {
                StatementKind::Allow { names: parts.0.map(|name| self.name(&name)).collect() }
            }
            Rule::assert => StatementKind::Assert {
                condition: self.row(parts.need())?,
                message: parts.next().map(|string| self.string(&string)),
            },
            Rule::block => {
                let name = self.name(&parts.need());
                let formals = match parts.next_if(Rule::formals) {
                    Some(formals) => self.formals(formals)?,
                    None => Vec::new(),
                };
                StatementKind::Block { name, formals, body: self.body(parts.need()) }
            }
            Rule::call => {
                let name = self.name(&parts.need());
                StatementKind::Call(self.call(name, parts.need())?)
            }
            Rule::fn_ => StatementKind::Fn {
                name: self.name(&parts.need()),
                formals: self.formals(parts.need())?,
                body: self.row(parts.need())?,
            },
            Rule::for_ => {
                let (pattern, unpack) = self.pattern(&parts.need());
                let items = self.row(parts.need())?;
                StatementKind::For { pattern, unpack, items, body: self.body(parts.need()) }
            }
            Rule::param => StatementKind::Param {
                name: self.name(&parts.need()),
                default: self.row(parts.need())?,
                legal: match parts.next() {
                    Some(legal) => Some(self.legal(legal)?),
                    None => None,
                },
            },
            Rule::repeat => StatementKind::Repeat {
                count: self.row(parts.need())?,
                body: self.body(parts.need()),
            },
            Rule::use_ => {
                let string = parts.need();
                StatementKind::Use { path: self.string(&string), span: self.span(&string) }
            }
            other => unreachable!("`{other:?}` as a statement"),
        })
    }

    /// `let`: of a branch, perhaps with a claim, or of an expression.
    fn naming(&mut self, pair: Found<'_>, span: Span) -> Built<Statement<'s>> {
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.need());
        let value = self.operand(parts.need())?;
        let claim = self.claim(parts.next())?;
        let kind = StatementKind::Let { name, value };
        Ok(Statement { labels: Vec::new(), kind, claim, span })
    }

    /// `if`, with every `else`.
    fn branches(&mut self, pair: Found<'_>) -> Built<StatementKind<'s>> {
        let mut arms = Vec::new();
        let mut otherwise = None;
        let mut parts = Parts::of(pair);
        while let Some(part) = parts.next() {
            if part.as_rule() == Rule::body {
                otherwise = Some(self.body(part));
            } else {
                let condition = self.row(part)?;
                arms.push((condition, self.body(parts.need())));
            }
        }
        limits::conditions(&arms)?;
        Ok(StatementKind::If { arms, otherwise })
    }

    fn pattern(&self, pair: &Found<'_>) -> (Vec<Name<'s>>, bool) {
        match pair.as_rule() {
            Rule::name => (vec![self.name(pair)], false),
            _ => {
                let parts = pair.clone().into_inner();
                let names = parts.filter(|part| part.as_rule() == Rule::name);
                (names.map(|name| self.name(&name)).collect(), true)
            }
        }
    }

    fn formals(&mut self, pair: Found<'_>) -> Built<Vec<Formal<'s>>> {
        let formal = |pair| {
            let span = self.span(&pair);
            let mut parts = Parts::of(pair);
            let name = self.name(&parts.need());
            let default = match parts.next() {
                Some(default) => Some(self.row(default)?),
                None => None,
            };
            Ok(Formal { name, default, span })
        };
        let parts = pair.into_inner();
        parts.filter(|part| part.as_rule() == Rule::formal).map(formal).collect()
    }

    fn legal(&mut self, pair: Found<'_>) -> Built<Legal<'s>> {
        let mut parts = Parts::of(pair);
        let first = self.row(parts.need())?;
        Ok(match parts.next() {
            Some(last) => Legal::Range(first, self.row(last)?),
            None => Legal::OneOf(first),
        })
    }

    fn claim(&mut self, pair: Option<Found<'_>>) -> Built<Option<Claim<'s>>> {
        let Some(pair) = pair else { return Ok(None) };
        let shape = only(pair.into_inner());
        let span = self.span(&shape);
        let shape = match shape.as_rule() {
            Rule::open_dims => ClaimedShape::Axes(numbers::open_dims(self.text(span), span)?),
            _ => ClaimedShape::Expr(self.row(shape)?),
        };
        Ok(Some(Claim { span, shape }))
    }

    fn call(&mut self, name: Name<'s>, pair: Found<'_>) -> Built<Call<'s>> {
        if let Some(problem) = mistakes::foreign_call(name.text, name.span) {
            return Err(problem);
        }
        let span = name.span.to(self.span(&pair));
        let arguments = pair.into_inner().map(|argument| self.argument(argument));
        Ok(Call { name, arguments: arguments.collect::<Built<_>>()?, span })
    }

    fn argument(&mut self, pair: Found<'_>) -> Built<Argument<'s>> {
        let span = self.span(&pair);
        if pair.as_rule() != Rule::named {
            return Ok(Argument { name: None, value: self.operand(pair)?, span });
        }
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.need());
        Ok(Argument { name: Some(name), value: self.operand(parts.need())?, span })
    }

    fn operand(&mut self, pair: Found<'_>) -> Built<Operand<'s>> {
        Ok(match pair.as_rule() {
            Rule::body => Operand::Branch(self.body(pair)),
            _ => Operand::Expr(self.row(pair)?),
        })
    }
}
