//! Trees of expressions: the grammar matches flat sequences of signs, values and operators, which are
//! bound here with the precedences of Python.

use super::builder::{Builder, Result};
use super::grammar::Rule;
use super::pairs::{Pair, Pairs};
use super::tree::{
    Binary, Chain, Conditional, Expr, ExprKind, FunctionCall, Member, Prefixed, Qualified, Unary,
};
use super::{limits, numbers};
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::{Source, Span};
use crate::value::operators::Precedence;

/// What is left of a sequence.
struct Row<'r, 'p> {
    /// The next operator, once its left operand is read.
    operator: Option<(Binary, Span)>,
    /// What follows it.
    parts: &'r mut Pairs<'p>,
}

impl<'s> Builder<'s> {
    /// The next expression: `argument_expr`, `expr` or `paren_expr` in the grammar.
    pub(super) fn expr(&mut self, parts: &mut Pairs<'_>) -> Result<Expr<'s>> {
        let depth = self.depth;
        self.depth += 1;
        let mut ahead = parts.clone();
        let row = match ahead.next_if(Rule::value) {
            Some(value) if !matches!(ahead.peek(), Some(Rule::operator | Rule::logical)) => {
                *parts = ahead;
                self.value(value)
            }
            _ => self.conditional(parts),
        };
        self.depth = depth;
        row
    }

    fn conditional(&mut self, parts: &mut Pairs<'_>) -> Result<Expr<'s>> {
        limits::row(parts)?;
        let mut start = None;
        let mut arms = Vec::new();
        while let Some(Rule::expr_arm | Rule::paren_expr_arm) = parts.peek() {
            let arm = parts.need();
            start.get_or_insert(arm.span());
            let mut arm = arm.inner();
            arms.push((self.expr(&mut arm)?, self.expr(&mut arm)?));
        }
        limits::conditions(&arms)?;
        let value = self.bind(&mut Row { operator: None, parts }, Precedence::Or)?;
        Ok(match start {
            Some(start) => {
                let span = start.to(value.span);
                let conditional = Conditional { arms: arms.into(), otherwise: value };
                Expr { kind: ExprKind::Conditional(Box::new(conditional)), span }
            }
            None => value,
        })
    }

    /// The next expression up to the first operator that binds less tightly than `loosest`.
    fn bind(&mut self, row: &mut Row<'_, '_>, loosest: Precedence) -> Result<Expr<'s>> {
        let mut value = match row.parts.peek() {
            Some(Rule::minus) => {
                self.prefixed(row, Rule::minus, Unary::Minus, Precedence::Power)?
            }
            Some(Rule::not) if loosest <= Precedence::Not => {
                self.prefixed(row, Rule::not, Unary::Not, Precedence::Comparison)?
            }
            _ => self.next_value(row)?,
        };
        while let Some((operator, _)) = row.operator
            && operator.precedence() >= loosest
        {
            value = self.chain(row, value, operator.precedence())?;
        }
        Ok(value)
    }

    fn prefixed(
        &mut self,
        row: &mut Row<'_, '_>,
        rule: Rule,
        prefix: Unary,
        operand: Precedence,
    ) -> Result<Expr<'s>> {
        let start = row.parts.need().span();
        let mut prefixes = vec![prefix];
        while row.parts.next_if(rule).is_some() {
            prefixes.push(prefix);
        }
        let value = self.bind(row, operand)?;
        let span = start.to(value.span);
        let prefixed = Prefixed { prefixes: prefixes.into(), value };
        Ok(Expr { kind: ExprKind::Unary(Box::new(prefixed)), span })
    }

    fn next_value(&mut self, row: &mut Row<'_, '_>) -> Result<Expr<'s>> {
        let part = row.parts.need();
        match part.rule() {
            Rule::value => {
                let value = self.value(part)?;
                if let Some(Rule::operator | Rule::logical) = row.parts.peek() {
                    let span = row.parts.need().span();
                    row.operator = Some((operator(self.text(span)), span));
                }
                Ok(value)
            }
            // A prefix where one is allowed has been read before.
            Rule::not => {
                let span = part.span();
                let whole = span.to(self.bind(row, Precedence::Not)?.span);
                let better = format!("({})", self.text(whole));
                let help = Fix::safe(whole, better).write();
                Err(SyntaxProblem::MisplacedNot { span, help }.into())
            }
            other => unreachable!("`{other:?}` in place of a value"),
        }
    }

    /// The next operators of one precedence, with their operands.
    fn chain(
        &mut self,
        row: &mut Row<'_, '_>,
        first: Expr<'s>,
        level: Precedence,
    ) -> Result<Expr<'s>> {
        let mut span = first.span;
        let mut rest: Vec<(Binary, Span, Expr<'s>)> = Vec::with_capacity(1);
        while let Some((operator, place)) =
            row.operator.take_if(|(operator, _)| operator.precedence() == level)
        {
            let right = match level {
                Precedence::Power => self.exponent(row)?,
                _ => self.bind(row, level.tighter())?,
            };
            if level == Precedence::Comparison
                && let Some((left, left_place, middle)) = rest.last()
            {
                let left = (*left, *left_place, &first);
                return Err(chained(self.source, left, middle, (operator, place, &right)).into());
            }
            span.end = right.span.end;
            rest.push((operator, place, right));
        }
        let chain = Chain { first, rest: rest.into() };
        Ok(Expr { kind: ExprKind::Chain(Box::new(chain)), span })
    }

    /// Powers bind from right to left, more tightly than a sign before them but less tightly than one
    /// after them: `-a**-b**c` is `-(a**(-(b**c)))`.
    fn exponent(&mut self, row: &mut Row<'_, '_>) -> Result<Expr<'s>> {
        let mut ahead = row.parts.clone();
        let Some(sign) = ahead.next_if(Rule::minus) else { return self.next_value(row) };
        // What follows a signed exponent is part of it: the tree gets deeper.
        limits::nesting(self.depth, sign.span())?;
        self.depth += 1;
        self.bind(row, Precedence::Sign)
    }

    /// A value with its attributes and indices.
    fn value(&mut self, pair: Pair<'_>) -> Result<Expr<'s>> {
        let mut parts = pair.inner();
        let first = parts.need();
        let mut value = match first.rule() {
            Rule::fits => self.fits(first, parts.need()),
            _ => self.atom(first, parts.next_if(Rule::function_arguments))?,
        };
        limits::operators(parts.clone())?;
        for part in parts {
            let span = value.span.to(part.span());
            let mut inner = part.inner();
            let kind = match part.rule() {
                Rule::attribute => ExprKind::Attribute(self.member(value, inner.need())),
                Rule::qualifier => {
                    let by = self.qualifier(inner.need());
                    ExprKind::Qualified(Box::new(Qualified { value, by }))
                }
                Rule::unqualified => return Err(self.unqualified(part.span()).into()),
                _ => ExprKind::Index(Box::new(value), Box::new(self.expr(&mut inner)?)),
            };
            value = Expr { kind, span };
        }
        Ok(value)
    }

    /// A word, which may have hyphens, or a string.
    fn qualifier(&self, named: Pair<'_>) -> Expr<'s> {
        let span = named.span();
        let kind = match named.rule() {
            Rule::string => ExprKind::String(self.string(named)),
            _ => ExprKind::Name(self.text(span)),
        };
        Expr { kind, span }
    }

    /// The problem of parentheses after a total that name neither a convention nor a device.
    fn unqualified(&self, span: Span) -> SyntaxProblem {
        let found = self.text(span).trim_start_matches('(').trim_end_matches(')').trim();
        let is_file = found.ends_with(".toml") && !found.contains(['"', '\'']);
        let file = is_file
            .then(|| Fix::guess(span, format!("(\"{found}\")")).meant_as(&format!("\"{found}\"")));
        let help = "write `total.flops(fvcore)`, `total.time(t4)` or `total.time(\"board.toml\")`";
        SyntaxProblem::Unexpected {
            expected: "one convention, device or file in quotes".to_owned(),
            found: if found.is_empty() { "nothing".to_owned() } else { format!("`{found}`") },
            span,
            help: Some(Help::first_of(file, help.to_owned())),
        }
    }

    /// `fits(DEVICE)`.
    fn fits(&self, name: Pair<'_>, qualifier: Pair<'_>) -> Expr<'s> {
        let span = name.span().to(qualifier.span());
        let device = self.qualifier(qualifier.inner().need());
        let call =
            FunctionCall { function: self.name(name), arguments: Box::new([(None, device)]) };
        Expr { kind: ExprKind::Call(Box::new(call)), span }
    }

    fn member(&self, value: Expr<'s>, name: Pair<'_>) -> Box<Member<'s>> {
        Box::new(Member { value, name: self.name(name) })
    }

    fn atom(&mut self, pair: Pair<'_>, arguments: Option<Pair<'_>>) -> Result<Expr<'s>> {
        let span = pair.span();
        let text = self.text(span);
        let kind = match pair.rule() {
            Rule::boolean => ExprKind::Bool(text == "true"),
            Rule::dims => ExprKind::Dims(numbers::dims(text, span)?),
            Rule::it => ExprKind::It,
            Rule::list => ExprKind::List(self.each(pair.inner(), Self::expr)?),
            Rule::name => match arguments {
                Some(arguments) => return self.function_call(pair, arguments),
                None => ExprKind::Name(text),
            },
            Rule::none => ExprKind::None,
            Rule::number => numbers::number(text, span)?,
            Rule::parenthesized => self.parenthesized(pair.inner())?,
            Rule::string => ExprKind::String(self.string(pair)),
            Rule::total => ExprKind::Total,
            other => unreachable!("`{other:?}` as a value"),
        };
        Ok(Expr { kind, span })
    }

    /// An expression in parentheses, whose place includes them, or a tuple.
    fn parenthesized(&mut self, mut parts: Pairs<'_>) -> Result<ExprKind<'s>> {
        if parts.peek().is_none() || parts.clone().any(|part| part.rule() == Rule::comma) {
            return Ok(ExprKind::Tuple(self.each(parts, Self::expr)?));
        }
        Ok(self.expr(&mut parts)?.kind)
    }

    fn function_call(&mut self, name: Pair<'_>, written: Pair<'_>) -> Result<Expr<'s>> {
        let arguments = self.each(written.inner(), |builder, arguments| {
            let mut parts = arguments.need().inner();
            let name = parts.next_if(Rule::name).map(|name| builder.name(name));
            Ok((name, builder.expr(&mut parts)?))
        })?;
        let span = name.span().to(written.span());
        let call = FunctionCall { function: self.name(name), arguments };
        Ok(Expr { kind: ExprKind::Call(Box::new(call)), span })
    }
}

fn operator(text: &str) -> Binary {
    match Binary::find(text) {
        Some(operator) => operator,
        None => unreachable!("`{text}` as an operator"),
    }
}

/// The problem of `a < b < c`, with both comparisons as they should be written.
fn chained(
    source: &Source,
    (first, first_span, left): (Binary, Span, &Expr<'_>),
    middle: &Expr<'_>,
    (second, span, right): (Binary, Span, &Expr<'_>),
) -> SyntaxProblem {
    let (first, second) = (first.text(), second.text());
    let [a, b, c] = [left, middle, right].map(|part| source.part(part.span));
    let better = format!("{a} {first} {b} and {b} {second} {c}");
    let help = Fix::safe(left.span.to(right.span), better).write();
    SyntaxProblem::ChainedComparison { first, first_span, second, span, help }
}
