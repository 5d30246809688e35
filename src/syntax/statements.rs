//! Trees of statements.

use super::builder::{Builder, Result};
use super::grammar::Rule;
use super::pairs::{Pair, Pairs};
use super::tree::{
    Argument, Body, Call, Claim, ClaimedShape, Declaration, Domain, Name, Operand, Parameter,
    Statement, StatementKind,
};
use super::{hints, limits, numbers};
use crate::source::Span;

impl<'s> Builder<'s> {
    fn body(&mut self, pair: Pair<'_>) -> Body<'s> {
        let pairs = pair.inner();
        let statements = Vec::with_capacity(pairs.clone().count());
        let mut body = Body { statements, span: pair.span() };
        self.statements(pairs, &mut body);
        body
    }

    pub(super) fn statement(&mut self, pair: Pair<'_>) -> Result<Statement<'s>> {
        let span = pair.span();
        let mut parts = pair.inner();
        let mut labels = Vec::new();
        let kind = loop {
            let part = parts.need();
            if part.rule() == Rule::let_ {
                return self.let_(part, span);
            }
            if part.rule() != Rule::name {
                break self.kind(part)?;
            }
            let name = self.name(part);
            // What looks like a label may be the name of an operation or a list.
            if let Some(arguments) = parts.next_if(Rule::arguments) {
                break StatementKind::Call(self.call(name, arguments)?);
            }
            if let Some(append) = parts.next_if(Rule::append) {
                let value = Box::new(self.operand(&mut append.inner())?);
                break StatementKind::Append { name, value };
            }
            labels.push(name);
        };
        let claim = self.claim(parts.next())?;
        Ok(Statement { labels: labels.into(), kind, claim, span })
    }

    fn kind(&mut self, pair: Pair<'_>) -> Result<StatementKind<'s>> {
        let mut parts = pair.inner();
        Ok(match pair.rule() {
            Rule::allow => {
                StatementKind::Allow { names: parts.map(|name| self.name(name)).collect() }
            }
            Rule::assert => StatementKind::Assert {
                condition: Box::new(self.expr(&mut parts)?),
                message: parts.next().map(|string| self.string(string)),
            },
            Rule::block => self.block(parts)?,
            Rule::call => {
                let name = self.name(parts.need());
                StatementKind::Call(self.call(name, parts.need())?)
            }
            Rule::deploy => {
                StatementKind::Deploy { passes: parts.map(|pass| self.name(pass)).collect() }
            }
            Rule::fn_ => StatementKind::Fn(Box::new(Declaration {
                name: self.name(parts.need()),
                parameters: self.parameters(parts.need())?,
                body: self.expr(&mut parts)?,
            })),
            Rule::for_ => {
                let (pattern, unpack) = self.pattern(parts.need());
                let items = Box::new(self.expr(&mut parts)?);
                let body = Box::new(self.body(parts.need()));
                StatementKind::For { pattern, unpack, items, body }
            }
            Rule::frozen => StatementKind::Frozen { body: Box::new(self.body(parts.need())) },
            Rule::fused => StatementKind::Fused { body: Box::new(self.body(parts.need())) },
            Rule::if_ => self.branches(parts)?,
            Rule::param => self.param(parts)?,
            Rule::repeat => StatementKind::Repeat {
                count: Box::new(self.expr(&mut parts)?),
                body: Box::new(self.body(parts.need())),
            },
            Rule::use_ => {
                let string = parts.need();
                StatementKind::Use { path: self.string(string), span: string.span() }
            }
            other => unreachable!("`{other:?}` as a statement"),
        })
    }

    fn block(&mut self, mut parts: Pairs<'_>) -> Result<StatementKind<'s>> {
        let name = self.name(parts.need());
        let parameters = match parts.next_if(Rule::parameters) {
            Some(parameters) => self.parameters(parameters)?,
            None => Box::default(),
        };
        let body = self.body(parts.need());
        Ok(StatementKind::Block(Box::new(Declaration { name, parameters, body })))
    }

    fn param(&mut self, mut parts: Pairs<'_>) -> Result<StatementKind<'s>> {
        let name = self.name(parts.need());
        let default = Box::new(self.expr(&mut parts)?);
        let domain = match parts.next() {
            Some(domain) => Some(Box::new(self.domain(domain)?)),
            None => None,
        };
        Ok(StatementKind::Param { name, default, domain })
    }

    /// `let`, of a branch, perhaps with a claim, or of an expression.
    fn let_(&mut self, pair: Pair<'_>, span: Span) -> Result<Statement<'s>> {
        let mut parts = pair.inner();
        let name = self.name(parts.need());
        let value = Box::new(self.operand(&mut parts)?);
        let claim = self.claim(parts.next())?;
        let kind = StatementKind::Let { name, value };
        Ok(Statement { labels: Box::default(), kind, claim, span })
    }

    /// `if`, with every `else`.
    fn branches(&mut self, mut parts: Pairs<'_>) -> Result<StatementKind<'s>> {
        let mut arms = Vec::new();
        let mut otherwise = None;
        while parts.peek().is_some() {
            if let Some(body) = parts.next_if(Rule::body) {
                otherwise = Some(Box::new(self.body(body)));
            } else {
                let condition = self.expr(&mut parts)?;
                arms.push((condition, self.body(parts.need())));
            }
        }
        limits::conditions(&arms)?;
        Ok(StatementKind::If { arms: arms.into(), otherwise })
    }

    fn pattern(&self, pair: Pair<'_>) -> (Box<[Name<'s>]>, bool) {
        if pair.rule() == Rule::name {
            return (Box::new([self.name(pair)]), false);
        }
        let names = pair.inner().filter(|part| part.rule() == Rule::name);
        (names.map(|name| self.name(name)).collect(), true)
    }

    fn parameters(&mut self, pair: Pair<'_>) -> Result<Box<[Parameter<'s>]>> {
        self.each(pair.inner(), |builder, parameters| {
            let parameter = parameters.need();
            let mut parts = parameter.inner();
            let name = builder.name(parts.need());
            let default = match parts.peek() {
                Some(_) => Some(builder.expr(&mut parts)?),
                None => None,
            };
            Ok(Parameter { name, default, span: parameter.span() })
        })
    }

    fn domain(&mut self, pair: Pair<'_>) -> Result<Domain<'s>> {
        let mut parts = pair.inner();
        let first = self.expr(&mut parts)?;
        Ok(match parts.peek() {
            Some(_) => Domain::Range(first, self.expr(&mut parts)?),
            None => Domain::OneOf(first),
        })
    }

    fn claim(&mut self, pair: Option<Pair<'_>>) -> Result<Option<Box<Claim<'s>>>> {
        let Some(pair) = pair else { return Ok(None) };
        let mut shape = pair.inner();
        if let Some(dims) = shape.next_if(Rule::wildcard_dims) {
            let span = dims.span();
            let axes = numbers::open_dims(self.text(span), span)?;
            return Ok(Some(Box::new(Claim { span, shape: ClaimedShape::Axes(axes) })));
        }
        let shape = self.expr(&mut shape)?;
        Ok(Some(Box::new(Claim { span: shape.span, shape: ClaimedShape::Expr(shape) })))
    }

    fn call(&mut self, name: Name<'s>, pair: Pair<'_>) -> Result<Call<'s>> {
        if let Some(problem) = hints::foreign_call(name.text, name.span) {
            return Err(problem.into());
        }
        Ok(Call { name, arguments: self.each(pair.inner(), Self::argument)? })
    }

    fn argument(&mut self, arguments: &mut Pairs<'_>) -> Result<Argument<'s>> {
        let Some(named) = arguments.next_if(Rule::named_argument) else {
            return Ok(Argument { name: None, value: self.operand(arguments)? });
        };
        let mut parts = named.inner();
        let name = Some(Box::new(self.name(parts.need())));
        Ok(Argument { name, value: self.operand(&mut parts)? })
    }

    fn operand(&mut self, parts: &mut Pairs<'_>) -> Result<Operand<'s>> {
        Ok(match parts.next_if(Rule::body) {
            Some(body) => Operand::Branch(Box::new(self.body(body))),
            None => Operand::Expr(self.expr(parts)?),
        })
    }
}
