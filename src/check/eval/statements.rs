//! Running statements one after the other, the current tensor passed along.

use super::error::{EvalError, Result};
use super::evaluator::Evaluator;
use crate::diagnostics::flow::FlowProblem;
use crate::source::Span;
use crate::syntax::tree::{Body, Name, Operand, Statement, StatementKind};
use crate::value::Value;

/// How much of the depth that expressions may have a body takes.
const BODY_DEPTH: usize = 2;

impl<'a> Evaluator<'a> {
    /// Runs the statements of a body in line, on the current tensor. Names made in it end with it.
    pub(crate) fn body(&mut self, body: &'a Body<'a>) -> Result<()> {
        self.deeper(BODY_DEPTH, body.span, |this| {
            let names = this.stack.names.len();
            for statement in &body.statements {
                match this.recording {
                    None => this.statement(statement)?,
                    Some(_) => this.record(statement, body.span)?,
                }
            }
            this.probe(body.span, Span::new(body.span.end, body.span.end));
            this.stack.names.truncate(names);
            Ok(())
        })
    }

    /// Runs one statement; a problem with it is reported, and what it would make is as claimed, or
    /// unknown.
    pub(crate) fn statement(&mut self, statement: &'a Statement<'a>) -> Result<()> {
        self.step(1, statement.span)?;
        match self.run(statement) {
            Ok(()) => Ok(()),
            Err(EvalError::Stop) => Err(EvalError::Stop),
            Err(EvalError::StandardBlock) if self.in_prelude() => Err(EvalError::StandardBlock),
            Err(error) => {
                if let EvalError::Diagnostic(problem) = error {
                    let problem = self.blame_caller(problem)?;
                    self.report(problem);
                }
                let claimed = self.claimed_alone(statement)?;
                self.stack.name_anyway(statement, &claimed);
                if decides_current(statement) {
                    self.stack.frame_mut().current = Some(claimed);
                }
                Ok(())
            }
        }
    }

    fn run(&mut self, statement: &'a Statement<'a>) -> Result<()> {
        match &statement.kind {
            StatementKind::Append { name, value } => self.append(*name, value),
            StatementKind::Assert { condition, message } => self.assert(condition, *message),
            StatementKind::Bad { .. } => Err(EvalError::Reported),
            StatementKind::Allow { .. }
            | StatementKind::Block(_)
            | StatementKind::Fn(_)
            | StatementKind::Use { .. } => Ok(()),
            StatementKind::Call(call) => self.call_statement(call, statement),
            StatementKind::Deploy { passes } => self.deploy(passes),
            StatementKind::For { pattern, unpack, items, body } => {
                self.for_each(pattern, *unpack, items, body)?;
                self.finish(statement)
            }
            StatementKind::Frozen { body } => {
                self.freezing(Some(true), |this| this.body(body))?;
                self.finish(statement)
            }
            StatementKind::Fused { body } => {
                self.fusing(|this| this.body(body))?;
                self.finish(statement)
            }
            StatementKind::If { arms, otherwise } => {
                self.choose(arms, otherwise.as_deref())?;
                self.finish(statement)
            }
            StatementKind::Let { name, value } => {
                let result = self.bind_name(*name, value, statement);
                if self.program.is_shared(*name) {
                    let value = self.stack.lookup(name.text).filter(|_| result.is_ok()).cloned();
                    self.stack.shared.push(name.text, value.unwrap_or(Value::Unknown));
                }
                result
            }
            StatementKind::Param { name, default, domain } => {
                let value = self.param(*name, default, domain.as_deref());
                let (value, result) = match value {
                    Ok(value) => (value, Ok(())),
                    Err(error) => (Value::Unknown, Err(error)),
                };
                self.stack.shared.push(name.text, value);
                result
            }
            StatementKind::Repeat { count, body } => {
                self.repeat(count, body)?;
                self.finish(statement)
            }
        }
    }

    /// A `let`.
    fn bind_name(
        &mut self,
        name: Name<'a>,
        value: &'a Operand<'a>,
        statement: &'a Statement<'a>,
    ) -> Result<()> {
        let (value, counted) = match value {
            Operand::Branch(body) => (self.branch(body, Some(name.text))?, None),
            Operand::Expr(expr) => {
                let value = self.eval(expr)?;
                (value, self.counted(expr))
            }
        };
        let value = self.claim(statement, value)?;
        if name.text == "_"
            && let Value::Tensor(id) = value
        {
            self.build.builder.mark_used(id);
        }
        self.stack.bind(name.text, value, counted);
        Ok(())
    }

    /// Claim and label of an `if`, `for`, `repeat`, `frozen` or `fused`: both are about the current tensor at its end.
    fn finish(&mut self, statement: &'a Statement<'a>) -> Result<()> {
        if statement.labels.is_empty() && statement.claim.is_none() {
            return Ok(());
        }
        let current = self.stack.current("->", statement.span)?;
        let current = self.claim(statement, current)?;
        self.stack.frame_mut().current = Some(current.clone());
        self.stack.label(&statement.labels, &[current], &mut self.build.builder)
    }

    /// Runs a branch from the current tensor, gives what it yields, and leaves the current tensor
    /// as it was. A named one is a scope of its own.
    pub(crate) fn branch(&mut self, body: &'a Body<'a>, name: Option<&'a str>) -> Result<Value> {
        let before = self.stack.frame().current.clone();
        if let Some(name) = name {
            self.build.builder.enter(Some(name), name, Some(body.span));
        }
        let result = self.body(body);
        if name.is_some() {
            self.build.builder.leave();
        }
        let yielded = std::mem::replace(&mut self.stack.frame_mut().current, before);
        result?;
        yielded.ok_or_else(|| FlowProblem::Empty { span: body.span }.into())
    }
}

/// Whether a statement with a mistake would have made a new current tensor, or says what it should
/// be.
fn decides_current(statement: &Statement<'_>) -> bool {
    matches!(
        statement.kind,
        StatementKind::Assert { .. }
            | StatementKind::Bad { keeps_current: false }
            | StatementKind::Call(_)
            | StatementKind::For { .. }
            | StatementKind::Frozen { .. }
            | StatementKind::Fused { .. }
            | StatementKind::If { .. }
            | StatementKind::Repeat { .. }
    )
}
