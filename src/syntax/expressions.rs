//! Trees of expressions: rows of signs, values and operators, bound as in Python.

use super::pairs::{Pair, Pairs};
use super::parser::{Builder, Built, Rule};
use super::tree::{
    Binary, Chain, Conditional, Expr, ExprKind, FunctionCall, Member, Prefixed, Unary,
};
use super::{limits, numbers};
use crate::diagnostics::fix::Fix;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::{Source, Span};

/// What is left of a row.
struct Row<'r, 'p> {
    /// The operator in front, once what stands left of it is read.
    operator: Option<(Binary, Span)>,
    /// What stands behind it.
    parts: &'r mut Pairs<'p>,
}

/// How tightly operators bind, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Level {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
    Power,
}

impl Level {
    fn of(operator: Binary) -> Level {
        match operator {
            Binary::Or => Level::Or,
            Binary::And => Level::And,
            Binary::Eq | Binary::Ne | Binary::Ge | Binary::Gt | Binary::Le | Binary::Lt => {
                Level::Comparison
            }
            Binary::Add | Binary::Sub => Level::Sum,
            Binary::Mul | Binary::Div | Binary::FloorDiv | Binary::Rem => Level::Product,
            Binary::Pow => Level::Power,
        }
    }

    /// The next tighter one.
    fn next(self) -> Level {
        match self {
            Level::Or => Level::And,
            Level::And => Level::Not,
            Level::Not => Level::Comparison,
            Level::Comparison => Level::Sum,
            Level::Sum => Level::Product,
            Level::Product => Level::Sign,
            Level::Sign | Level::Power => Level::Power,
        }
    }
}

impl<'s> Builder<'s> {
    /// The expression in front: `tight`, `free` or `inner` in the grammar.
    pub(super) fn row(&mut self, parts: &mut Pairs<'_>) -> Built<Expr<'s>> {
        let depth = self.depth;
        self.depth += 1;
        let mut behind = parts.clone();
        let row = match behind.next_if(Rule::value) {
            Some(value) if !matches!(behind.peek(), Some(Rule::operator | Rule::logical)) => {
                *parts = behind;
                self.value(value)
            }
            _ => self.row_of(parts),
        };
        self.depth = depth;
        row
    }

    fn row_of(&mut self, parts: &mut Pairs<'_>) -> Built<Expr<'s>> {
        limits::row(parts)?;
        let mut start = None;
        let mut arms = Vec::new();
        while let Some(Rule::expr_arm | Rule::paren_expr_arm) = parts.peek() {
            let arm = parts.need();
            start.get_or_insert(arm.span());
            let mut arm = arm.inner();
            arms.push((self.row(&mut arm)?, self.row(&mut arm)?));
        }
        limits::conditions(&arms)?;
        let value = self.bind(&mut Row { operator: None, parts }, Level::Or)?;
        Ok(match start {
            Some(start) => {
                let span = start.to(value.span);
                let conditional = Conditional { arms: arms.into(), otherwise: value };
                Expr { kind: ExprKind::Conditional(Box::new(conditional)), span }
            }
            None => value,
        })
    }

    /// What a row amounts to up to the first operator that binds less tightly than `loosest`.
    fn bind(&mut self, row: &mut Row<'_, '_>, loosest: Level) -> Built<Expr<'s>> {
        let mut value = match row.parts.peek() {
            Some(Rule::minus) => self.prefixed(row, Rule::minus, Unary::Minus, Level::Power)?,
            Some(Rule::not) if loosest <= Level::Not => {
                self.prefixed(row, Rule::not, Unary::Not, Level::Comparison)?
            }
            _ => self.next_value(row)?,
        };
        while let Some((operator, _)) = row.operator
            && Level::of(operator) >= loosest
        {
            value = self.chain(row, value, Level::of(operator))?;
        }
        Ok(value)
    }

    fn prefixed(
        &mut self,
        row: &mut Row<'_, '_>,
        rule: Rule,
        prefix: Unary,
        operand: Level,
    ) -> Built<Expr<'s>> {
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

    fn next_value(&mut self, row: &mut Row<'_, '_>) -> Built<Expr<'s>> {
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
            // A sign in a place for one has been read before.
            Rule::not => {
                let span = part.span();
                let whole = span.to(self.bind(row, Level::Not)?.span);
                let better = format!("({})", self.text(whole));
                let help = Fix::safe(whole, better).write();
                Err(SyntaxProblem::MisplacedNot { span, help }.into())
            }
            other => unreachable!("`{other:?}` in place of a value"),
        }
    }

    /// The operators of one level that stand in front, with what is left of the first and right of each.
    fn chain(&mut self, row: &mut Row<'_, '_>, first: Expr<'s>, level: Level) -> Built<Expr<'s>> {
        let mut span = first.span;
        let mut rest: Vec<(Binary, Span, Expr<'s>)> = Vec::with_capacity(1);
        while let Some((operator, place)) =
            row.operator.take_if(|(operator, _)| Level::of(*operator) == level)
        {
            let right = match level {
                Level::Power => self.exponent(row)?,
                _ => self.bind(row, level.next())?,
            };
            if level == Level::Comparison
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

    /// Powers bind from right to left, and more tightly than a sign before them but less than one
    /// behind: `-a**-b**c` is `-(a**(-(b**c)))`.
    fn exponent(&mut self, row: &mut Row<'_, '_>) -> Built<Expr<'s>> {
        let mut behind = row.parts.clone();
        let Some(sign) = behind.next_if(Rule::minus) else { return self.next_value(row) };
        // What is right of a signed exponent is part of it: the tree gets deeper.
        limits::nesting(self.depth, sign.span())?;
        self.depth += 1;
        self.bind(row, Level::Sign)
    }

    /// A value with its attributes and indices.
    fn value(&mut self, pair: Pair<'_>) -> Built<Expr<'s>> {
        let mut parts = pair.inner();
        let first = parts.need();
        let mut value = self.atom(first, parts.next_if(Rule::function_arguments))?;
        limits::operators(parts.clone())?;
        for part in parts {
            let span = value.span.to(part.span());
            let mut inner = part.inner();
            let kind = match part.rule() {
                Rule::attribute => ExprKind::Attribute(self.member(value, inner.need())),
                Rule::qualifier => ExprKind::Qualified(self.member(value, inner.need())),
                _ => ExprKind::Index(Box::new(value), Box::new(self.row(&mut inner)?)),
            };
            value = Expr { kind, span };
        }
        Ok(value)
    }

    fn member(&self, value: Expr<'s>, name: Pair<'_>) -> Box<Member<'s>> {
        Box::new(Member { value, name: self.name(name) })
    }

    fn atom(&mut self, pair: Pair<'_>, actuals: Option<Pair<'_>>) -> Built<Expr<'s>> {
        let span = pair.span();
        let text = self.text(span);
        let kind = match pair.rule() {
            Rule::boolean => ExprKind::Bool(text == "true"),
            Rule::dims => ExprKind::Dims(numbers::dims(text, span)?),
            Rule::it => ExprKind::It,
            Rule::list => ExprKind::List(self.each(pair.inner(), Self::row)?),
            Rule::name => match actuals {
                Some(actuals) => return self.function_call(pair, actuals),
                None => ExprKind::Name(text),
            },
            Rule::number => numbers::number(text, span)?,
            Rule::parenthesized => self.round_brackets(pair.inner())?,
            Rule::string => ExprKind::String(self.string(pair)),
            Rule::total => ExprKind::Total,
            other => unreachable!("`{other:?}` as a value"),
        };
        Ok(Expr { kind, span })
    }

    /// A group, whose place grows by its brackets, or a tuple.
    fn round_brackets(&mut self, mut parts: Pairs<'_>) -> Built<ExprKind<'s>> {
        if parts.peek().is_none() || parts.clone().any(|part| part.rule() == Rule::comma) {
            return Ok(ExprKind::Tuple(self.each(parts, Self::row)?));
        }
        Ok(self.row(&mut parts)?.kind)
    }

    fn function_call(&mut self, name: Pair<'_>, actuals: Pair<'_>) -> Built<Expr<'s>> {
        let arguments = self.each(actuals.inner(), |builder, actuals| {
            let mut parts = actuals.need().inner();
            let name = parts.next_if(Rule::name).map(|name| builder.name(name));
            Ok((name, builder.row(&mut parts)?))
        })?;
        let span = name.span().to(actuals.span());
        let call = FunctionCall { function: self.name(name), arguments };
        Ok(Expr { kind: ExprKind::Call(Box::new(call)), span })
    }
}

fn operator(text: &str) -> Binary {
    match text {
        "**" => Binary::Pow,
        "*" => Binary::Mul,
        "//" => Binary::FloorDiv,
        "/" => Binary::Div,
        "%" => Binary::Rem,
        "+" => Binary::Add,
        "-" => Binary::Sub,
        "==" => Binary::Eq,
        "!=" => Binary::Ne,
        "<=" => Binary::Le,
        "<" => Binary::Lt,
        ">=" => Binary::Ge,
        ">" => Binary::Gt,
        "and" => Binary::And,
        "or" => Binary::Or,
        other => unreachable!("`{other}` as an operator"),
    }
}

/// The problem of `a < b < c`: both comparisons as they would be written, with `b` in each.
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
