//! What the compiler makes of a text: its tree as flat nodes, and where its problems are.

use std::collections::BTreeSet;

use miette::Diagnostic;
use netcost::internals::diagnostics::syntax::SyntaxProblem;
use netcost::internals::syntax::parse;
use netcost::internals::syntax::tree::*;
use netcost::{Sources, Span};

use crate::nodes::Flat;

/// Where a statement is.
pub type Place = (usize, usize);

/// A text as the compiler sees it.
pub struct Parsed {
    /// The nodes of its tree, in order; none of a statement that does not parse.
    pub nodes: Vec<Flat>,
    /// The statements that do not parse.
    pub bad: BTreeSet<Place>,
    /// What is wrong.
    pub problems: Vec<SyntaxProblem>,
    statements: Vec<Place>,
}

impl Parsed {
    /// The innermost statements at these offsets.
    pub fn statements(&self, offsets: impl IntoIterator<Item = usize>) -> BTreeSet<Option<Place>> {
        let innermost = |at| {
            let around =
                self.statements.iter().filter(|(start, end)| (*start..=*end).contains(&at));
            around.max_by_key(|(start, _)| *start).copied()
        };
        offsets.into_iter().map(innermost).collect()
    }

    /// Where the problems are.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.problems.iter().map(|problem| {
            let first = problem.labels().and_then(|mut labels| labels.next());
            first.expect("every problem has a place").offset()
        })
    }
}

/// Parses a text.
pub fn read(text: &str) -> Parsed {
    let sources = Sources::new();
    let source = sources.add("", text).expect("room");
    let parsed = parse(source);
    let mut walk = Walk { nodes: Vec::new(), statements: Vec::new(), bad: BTreeSet::new() };
    parsed.body.statements.iter().for_each(|statement| walk.statement(statement));
    let Walk { mut nodes, statements, bad } = walk;
    nodes.sort();
    Parsed { nodes, bad, problems: parsed.problems, statements }
}

/// Whether a problem is one of a size, which no grammar can know.
pub fn is_of_size(problem: &SyntaxProblem) -> bool {
    let code = problem.code().expect("every problem has a code").to_string();
    code.starts_with("net::limit::") || code == "net::syntax::number_out_of_range"
}

struct Walk {
    nodes: Vec<Flat>,
    statements: Vec<Place>,
    bad: BTreeSet<Place>,
}

impl Walk {
    fn add(&mut self, kind: &'static str, span: Span) {
        self.nodes.push(Flat { start: span.start as usize, end: span.end as usize, kind });
    }

    fn name(&mut self, name: &Name<'_>) {
        self.add("name", name.span);
    }

    fn body(&mut self, body: &Body<'_>) {
        self.add("body", body.span);
        body.statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Statement<'_>) {
        let span = statement.span;
        let place = (span.start as usize, span.end as usize);
        self.statements.push(place);
        if let StatementKind::Bad { .. } = statement.kind {
            self.bad.insert(place);
            return;
        }
        self.add(statement_kind(&statement.kind), span);
        statement.labels.iter().for_each(|label| self.name(label));
        self.kind(&statement.kind);
        match statement.claim.as_deref() {
            Some(Claim { span, shape: ClaimedShape::Axes(_) }) => self.add("dims", *span),
            Some(Claim { shape: ClaimedShape::Expr(shape), .. }) => self.expr(shape),
            None => {}
        }
    }

    fn kind(&mut self, kind: &StatementKind<'_>) {
        match kind {
            StatementKind::Allow { names } => names.iter().for_each(|name| self.name(name)),
            StatementKind::Append { name, value } | StatementKind::Let { name, value } => {
                self.name(name);
                self.operand(value);
            }
            StatementKind::Assert { condition, .. } => self.expr(condition),
            StatementKind::Bad { .. } => {}
            StatementKind::Block(block) => {
                self.declared(&block.name, &block.parameters);
                self.body(&block.body);
            }
            StatementKind::Call(call) => {
                self.add("call", call.span());
                self.name(&call.name);
                for argument in &call.arguments {
                    self.add("argument", argument.span());
                    argument.name().iter().for_each(|name| self.name(name));
                    self.operand(&argument.value);
                }
            }
            StatementKind::Deploy { passes } => passes.iter().for_each(|pass| self.name(pass)),
            StatementKind::Fn(function) => {
                self.declared(&function.name, &function.parameters);
                self.expr(&function.body);
            }
            StatementKind::For { pattern, items, body, .. } => {
                pattern.iter().for_each(|name| self.name(name));
                self.expr(items);
                self.body(body);
            }
            StatementKind::Frozen { body } | StatementKind::Fused { body } => self.body(body),
            StatementKind::If { arms, otherwise } => {
                for (condition, body) in arms {
                    self.expr(condition);
                    self.body(body);
                }
                otherwise.iter().for_each(|body| self.body(body));
            }
            StatementKind::Param { name, default, domain } => {
                self.name(name);
                self.expr(default);
                domain.iter().flat_map(|domain| domain.parts()).for_each(|part| self.expr(part));
            }
            StatementKind::Repeat { count, body } => {
                self.expr(count);
                self.body(body);
            }
            StatementKind::Use { .. } => {}
        }
    }

    fn declared(&mut self, name: &Name<'_>, parameters: &[Parameter<'_>]) {
        self.name(name);
        for parameter in parameters {
            self.add("parameter", parameter.span);
            self.name(&parameter.name);
            parameter.default.iter().for_each(|default| self.expr(default));
        }
    }

    fn operand(&mut self, operand: &Operand<'_>) {
        match operand {
            Operand::Branch(body) => self.body(body),
            Operand::Expr(expr) => self.expr(expr),
        }
    }

    fn expr(&mut self, expr: &Expr<'_>) {
        self.add(kind(&expr.kind), expr.span);
        match &expr.kind {
            ExprKind::Attribute(member) => self.name(&member.name),
            ExprKind::Call(call) => {
                self.name(&call.function);
                call.arguments.iter().flat_map(|(name, _)| name).for_each(|name| self.name(name));
            }
            ExprKind::Qualified(qualified) => self.expr(&qualified.by),
            _ => {}
        }
        expr.each_part(&mut |part| self.expr(part));
    }
}

fn statement_kind(kind: &StatementKind<'_>) -> &'static str {
    match kind {
        StatementKind::Allow { .. } => "allow",
        StatementKind::Append { .. } => "append",
        StatementKind::Assert { .. } => "assert",
        StatementKind::Bad { .. } => "ERROR",
        StatementKind::Block(_) => "block",
        StatementKind::Call(_) => "call",
        StatementKind::Deploy { .. } => "deploy",
        StatementKind::Fn(_) => "fn",
        StatementKind::For { .. } => "for",
        StatementKind::Frozen { .. } => "frozen",
        StatementKind::Fused { .. } => "fused",
        StatementKind::If { .. } => "if",
        StatementKind::Let { .. } => "let",
        StatementKind::Param { .. } => "param",
        StatementKind::Repeat { .. } => "repeat",
        StatementKind::Use { .. } => "use",
    }
}

fn kind(kind: &ExprKind<'_>) -> &'static str {
    match kind {
        ExprKind::Attribute(_) => "attribute",
        ExprKind::Bool(_) => "bool",
        ExprKind::Call(_) => "function_call",
        ExprKind::Chain(_) => "chain",
        ExprKind::Conditional(_) => "conditional",
        ExprKind::Dims(_) => "dims",
        ExprKind::Index(..) => "index",
        ExprKind::It => "it",
        ExprKind::List(_) => "list",
        ExprKind::Name(_) => "name",
        ExprKind::None => "none",
        ExprKind::Number(_) => "number",
        ExprKind::Quantity(..) => "quantity",
        ExprKind::String(_) => "string",
        ExprKind::Total => "total",
        ExprKind::Tuple(_) => "tuple",
        ExprKind::Qualified(_) => "qualified",
        ExprKind::Unary(_) => "unary",
    }
}
