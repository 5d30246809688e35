//! The parts of a tree, outer ones first.

use crate::syntax::tree::*;

/// Calls `visit` with each body inside a statement, but not those within these.
pub fn each_body<'a, 's>(statement: &'a Statement<'s>, visit: &mut dyn FnMut(&'a Body<'s>)) {
    match &statement.kind {
        StatementKind::Append { value, .. } | StatementKind::Let { value, .. } => {
            branch(value, visit)
        }
        StatementKind::Block(block) => visit(&block.body),
        StatementKind::Call(call) => {
            call.arguments.iter().for_each(|argument| branch(&argument.value, visit));
        }
        StatementKind::For { body, .. }
        | StatementKind::Frozen { body }
        | StatementKind::Fused { body }
        | StatementKind::Repeat { body, .. } => visit(body),
        StatementKind::If { arms, otherwise } => {
            arms.iter().for_each(|(_, body)| visit(body));
            otherwise.iter().for_each(|body| visit(body));
        }
        StatementKind::Allow { .. }
        | StatementKind::Assert { .. }
        | StatementKind::Bad { .. }
        | StatementKind::Deploy { .. }
        | StatementKind::Fn(_)
        | StatementKind::Param { .. }
        | StatementKind::Use { .. } => {}
    }
}

fn branch<'a, 's>(operand: &'a Operand<'s>, visit: &mut dyn FnMut(&'a Body<'s>)) {
    if let Operand::Branch(body) = operand {
        visit(body);
    }
}

/// Calls `visit` with each statement of a body, each before those inside it.
pub fn each_statement<'a, 's>(body: &'a Body<'s>, visit: &mut dyn FnMut(&'a Statement<'s>)) {
    for statement in &body.statements {
        visit(statement);
        each_body(statement, &mut |body| each_statement(body, visit));
    }
}

/// Calls `visit` with each expression of a statement, but not those within these or within bodies.
pub fn each_expression<'a, 's>(statement: &'a Statement<'s>, visit: &mut dyn FnMut(&'a Expr<'s>)) {
    match &statement.kind {
        StatementKind::Append { value, .. } | StatementKind::Let { value, .. } => {
            expression(value, visit);
        }
        StatementKind::Assert { condition, .. } => visit(condition),
        StatementKind::Block(block) => defaults(&block.parameters, visit),
        StatementKind::Call(call) => {
            call.arguments.iter().for_each(|argument| expression(&argument.value, visit));
        }
        StatementKind::Fn(function) => {
            defaults(&function.parameters, visit);
            visit(&function.body);
        }
        StatementKind::For { items, .. } => visit(items),
        StatementKind::If { arms, .. } => arms.iter().for_each(|(condition, _)| visit(condition)),
        StatementKind::Param { default, domain, .. } => {
            visit(default);
            domain.iter().flat_map(|domain| domain.parts()).for_each(&mut *visit);
        }
        StatementKind::Repeat { count, .. } => visit(count),
        StatementKind::Allow { .. }
        | StatementKind::Bad { .. }
        | StatementKind::Deploy { .. }
        | StatementKind::Frozen { .. }
        | StatementKind::Fused { .. }
        | StatementKind::Use { .. } => {}
    }
    if let Some(claim) = &statement.claim
        && let ClaimedShape::Expr(shape) = &claim.shape
    {
        visit(shape);
    }
}

fn expression<'a, 's>(operand: &'a Operand<'s>, visit: &mut dyn FnMut(&'a Expr<'s>)) {
    if let Operand::Expr(expr) = operand {
        visit(expr);
    }
}

fn defaults<'a, 's>(parameters: &'a [Parameter<'s>], visit: &mut dyn FnMut(&'a Expr<'s>)) {
    parameters.iter().filter_map(|parameter| parameter.default.as_ref()).for_each(visit);
}
