//! Trees of expressions: rows of signs, values and operators, bound as in Python.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::ast::{Binary, Expr, ExprKind, Unary};
use super::parser::{Builder, Built, Found, Rule, only};
use super::{limits, numbers};
use crate::diagnostics::fix::Fix;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::{Source, Span};

/// A part of a row.
pub(super) enum Part<'s> {
    /// An operator between two values.
    Operator(Binary, Span),
    /// A sign or `not`.
    Prefix(Unary, Span),
    /// A value with its attributes and indices.
    Value(Expr<'s>),
}

/// What is left of a row.
struct Row<'s> {
    parts: Peekable<IntoIter<Part<'s>>>,
    source: &'s Source,
}

/// How tightly operators bind, loosest first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
}

impl Level {
    fn of(operator: Binary) -> Option<Level> {
        match operator {
            Binary::Or => Some(Level::Or),
            Binary::And => Some(Level::And),
            Binary::Eq | Binary::Ne | Binary::Ge | Binary::Gt | Binary::Le | Binary::Lt => {
                Some(Level::Comparison)
            }
            Binary::Add | Binary::Sub => Some(Level::Sum),
            Binary::Mul | Binary::Div | Binary::FloorDiv | Binary::Rem => Some(Level::Product),
            Binary::Pow => None,
        }
    }

    /// The next tighter one; a sign is followed by powers, which no level is.
    fn next(self) -> Level {
        match self {
            Level::Or => Level::And,
            Level::And => Level::Not,
            Level::Not => Level::Comparison,
            Level::Comparison => Level::Sum,
            Level::Sum => Level::Product,
            Level::Product | Level::Sign => Level::Sign,
        }
    }
}

impl<'s> Builder<'s> {
    /// An expression: `tight`, `free` or `inner` in the grammar.
    pub(super) fn row(&mut self, pair: Found<'_>) -> Built<Expr<'s>> {
        let depth = self.depth;
        self.depth += 1;
        let row = self.row_in(pair);
        self.depth = depth;
        row
    }

    fn row_in(&mut self, pair: Found<'_>) -> Built<Expr<'s>> {
        let span = self.span(&pair);
        let mut inner = pair.clone().into_inner();
        if let (Some(value), None) = (inner.next(), inner.next()) {
            return self.value(value);
        }
        let mut arms = Vec::new();
        let mut parts = Vec::new();
        for part in pair.into_inner() {
            let place = self.span(&part);
            match part.as_rule() {
                Rule::free_arm | Rule::inner_arm => arms.push(self.arm(part)?),
                Rule::minus => {
                    if let Some(Part::Operator(Binary::Pow, _)) = parts.last() {
                        // What is right of a signed exponent is part of it: the tree gets deeper.
                        limits::nesting(self.depth, place)?;
                        self.depth += 1;
                    }
                    parts.push(Part::Prefix(Unary::Minus, place));
                }
                Rule::not => parts.push(Part::Prefix(Unary::Not, place)),
                Rule::operator | Rule::logical => {
                    parts.push(Part::Operator(operator(self.text(place)), place));
                }
                _ => parts.push(Part::Value(self.value(part)?)),
            }
        }
        limits::row(&parts)?;
        limits::conditions(&arms)?;
        let mut row = Row { parts: parts.into_iter().peekable(), source: self.source };
        let value = bind(&mut row, Level::Or)?;
        if arms.is_empty() {
            return Ok(value);
        }
        Ok(Expr { kind: ExprKind::Conditional { arms, otherwise: Box::new(value) }, span })
    }

    /// `if A then B else` with what follows left to the row.
    fn arm(&mut self, pair: Found<'_>) -> Built<(Expr<'s>, Expr<'s>)> {
        let mut rows = pair
            .into_inner()
            .filter(|part| matches!(part.as_rule(), Rule::free | Rule::inner))
            .map(|part| self.row(part));
        match (rows.next(), rows.next()) {
            (Some(condition), Some(value)) => Ok((condition?, value?)),
            _ => unreachable!("`if` without its condition and value"),
        }
    }

    /// A value with its attributes and indices.
    fn value(&mut self, pair: Found<'_>) -> Built<Expr<'s>> {
        let mut parts = pair.into_inner().peekable();
        let Some(first) = parts.next() else { unreachable!("`value` without an atom") };
        let mut value = self.atom(first, parts.next_if(|next| next.as_rule() == Rule::actuals))?;
        if parts.peek().is_some() {
            let behind: Vec<_> = parts.clone().map(|part| self.span(&part)).collect();
            limits::operators(&behind)?;
        }
        for part in parts {
            let span = value.span.to(self.span(&part));
            let behind = part.as_rule();
            let inner = only(part.into_inner());
            let kind = match behind {
                Rule::attribute => ExprKind::Attribute(Box::new(value), self.name(&inner)),
                Rule::basis => ExprKind::Under(Box::new(value), self.name(&inner)),
                _ => ExprKind::Index(Box::new(value), Box::new(self.row(inner)?)),
            };
            value = Expr { kind, span };
        }
        Ok(value)
    }

    fn atom(&mut self, pair: Found<'_>, actuals: Option<Found<'_>>) -> Built<Expr<'s>> {
        let span = self.span(&pair);
        let text = self.text(span);
        let kind = match pair.as_rule() {
            Rule::boolean => ExprKind::Bool(text == "true"),
            Rule::dims => ExprKind::Dims(numbers::dims(text, span)?),
            Rule::it => ExprKind::It,
            Rule::list => ExprKind::List(self.rows(pair)?),
            Rule::name => match actuals {
                Some(actuals) => return self.function_call(pair, actuals),
                None => ExprKind::Name(text),
            },
            Rule::number => numbers::number(text, span)?,
            Rule::round_brackets => return self.round_brackets(pair),
            Rule::string => ExprKind::String(self.string(&pair)),
            Rule::total => ExprKind::Total,
            other => unreachable!("`{other:?}` as a value"),
        };
        Ok(Expr { kind, span })
    }

    fn rows(&mut self, pair: Found<'_>) -> Built<Vec<Expr<'s>>> {
        let parts = pair.into_inner();
        parts.filter(|part| part.as_rule() == Rule::free).map(|item| self.row(item)).collect()
    }

    fn function_call(&mut self, name: Found<'_>, actuals: Found<'_>) -> Built<Expr<'s>> {
        let span = self.span(&name).to(self.span(&actuals));
        let function = self.name(&name);
        let mut arguments = Vec::new();
        for actual in actuals.into_inner().filter(|part| part.as_rule() == Rule::actual) {
            let mut parts = actual.into_inner().peekable();
            let name = parts.next_if(|part| part.as_rule() == Rule::name);
            let name = name.map(|name| self.name(&name));
            let Some(value) = parts.find(|part| part.as_rule() == Rule::inner) else {
                unreachable!("`actual` without a value")
            };
            arguments.push((name, self.row(value)?));
        }
        Ok(Expr { kind: ExprKind::Call { function, arguments }, span })
    }

    /// A group, whose place grows by its brackets, or a tuple.
    fn round_brackets(&mut self, pair: Found<'_>) -> Built<Expr<'s>> {
        let span = self.span(&pair);
        let mut items = Vec::new();
        let mut tuple = false;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::comma => tuple = true,
                Rule::close => {}
                _ => items.push(self.row(part)?),
            }
        }
        match items.pop() {
            Some(group) if !tuple => Ok(Expr { kind: group.kind, span }),
            last => {
                items.extend(last);
                Ok(Expr { kind: ExprKind::Tuple(items), span })
            }
        }
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

/// What a row amounts to whose operators bind at least as tightly as `level`, up to the first that
/// binds less tightly.
fn bind<'s>(row: &mut Row<'s>, level: Level) -> Built<Expr<'s>> {
    match level {
        Level::Not => prefixed(row, Unary::Not, |row| bind(row, Level::Comparison)),
        Level::Sign => prefixed(row, Unary::Minus, power),
        _ => {
            let first = bind(row, level.next())?;
            let mut rest = Vec::new();
            while let Some((operator, span)) =
                next_operator(row, |operator| Level::of(operator) == Some(level))
            {
                let right = bind(row, level.next())?;
                if level == Level::Comparison
                    && let Some((left_operator, left_span, middle)) = rest.last()
                {
                    let left = (*left_operator, *left_span, &first);
                    return Err(chained(row.source, left, middle, (operator, span, &right)));
                }
                rest.push((operator, span, right));
            }
            Ok(chain(first, rest))
        }
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

fn next_operator(row: &mut Row<'_>, wanted: impl Fn(Binary) -> bool) -> Option<(Binary, Span)> {
    match row.parts.next_if(|part| matches!(part, Part::Operator(operator, _) if wanted(*operator)))
    {
        Some(Part::Operator(operator, span)) => Some((operator, span)),
        _ => None,
    }
}

fn prefixed<'s>(
    row: &mut Row<'s>,
    prefix: Unary,
    operand: impl Fn(&mut Row<'s>) -> Built<Expr<'s>>,
) -> Built<Expr<'s>> {
    let mut prefixes = Vec::new();
    let mut first = None;
    while let Some(Part::Prefix(_, span)) =
        row.parts.next_if(|part| matches!(part, Part::Prefix(found, _) if *found == prefix))
    {
        first.get_or_insert(span);
        prefixes.push(prefix);
    }
    let operand = operand(row)?;
    Ok(match first {
        Some(span) => {
            let span = span.to(operand.span);
            Expr { kind: ExprKind::Unary(prefixes, Box::new(operand)), span }
        }
        None => operand,
    })
}

/// Powers bind from right to left, and more tightly than a sign before them but less than one
/// behind: `-a**-b**c` is `-(a**(-(b**c)))`.
fn power<'s>(row: &mut Row<'s>) -> Built<Expr<'s>> {
    let first = operand(row)?;
    let mut rest = Vec::new();
    while let Some((operator, span)) = next_operator(row, |operator| operator == Binary::Pow) {
        let exponent = match row.parts.peek() {
            Some(Part::Prefix(Unary::Minus, _)) => bind(row, Level::Sign)?,
            _ => operand(row)?,
        };
        rest.push((operator, span, exponent));
    }
    Ok(chain(first, rest))
}

fn operand<'s>(row: &mut Row<'s>) -> Built<Expr<'s>> {
    match row.parts.next() {
        Some(Part::Value(value)) => Ok(value),
        // A sign in a place for one has been read before.
        Some(Part::Prefix(_, span)) => {
            let whole = span.to(bind(row, Level::Not)?.span);
            let better = format!("({})", row.source.part(whole));
            Err(SyntaxProblem::MisplacedNot { span, help: Fix::safe(whole, better).write() })
        }
        Some(Part::Operator(..)) | None => unreachable!("a row without a value between operators"),
    }
}

fn chain<'s>(first: Expr<'s>, rest: Vec<(Binary, Span, Expr<'s>)>) -> Expr<'s> {
    match rest.last() {
        Some((_, _, last)) => {
            let span = first.span.to(last.span);
            Expr { kind: ExprKind::Chain { first: Box::new(first), rest }, span }
        }
        None => first,
    }
}
