//! Statements: the names that they define, and what is in them.

use super::ids::UnitId;
use super::names::Binding;
use super::recovered;
use super::resolver::Resolver;
use super::symbols::{DefinitionKind, Target};
use crate::check::totals::{any, names_total};
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::name::NameProblem;
use crate::ops::{self, Role};
use crate::source::Span;
use crate::syntax::tree::*;

/// The number of words of a statement that does not parse which are taken for names.
const MAX_RECOVERED: usize = 512;

impl<'a> Resolver<'a, '_> {
    /// The statements of a body; names defined in it end with it.
    pub(crate) fn body(&mut self, body: &'a Body<'a>) {
        let (names, end) = (self.names.visible.len(), self.place.end);
        self.place.end = body.span.end;
        for statement in &body.statements {
            self.statement(statement);
        }
        self.place.end = end;
        self.names.visible.truncate(names);
    }

    /// A body within that of the file or block.
    pub(crate) fn inner(&mut self, body: &'a Body<'a>) {
        self.place.nested += 1;
        self.body(body);
        self.place.nested -= 1;
    }

    pub(crate) fn operand(&mut self, operand: &'a Operand<'a>) {
        match operand {
            Operand::Branch(body) => self.inner(body),
            Operand::Expr(expr) => self.expr(expr),
        }
    }

    fn statement(&mut self, statement: &'a Statement<'a>) {
        self.placed(statement);
        match &statement.kind {
            StatementKind::Allow { names } => {
                names.iter().for_each(|name| self.refer(*name, Target::Lint));
            }
            StatementKind::Append { name, value } => {
                self.operand(value);
                self.append(*name);
            }
            StatementKind::Assert { condition, .. } => self.assert(condition),
            StatementKind::Bad { .. } => self.recover_names(statement.span),
            StatementKind::Block(_) | StatementKind::Fn(_) | StatementKind::Use { .. } => {}
            StatementKind::Call(call) => self.call(call),
            StatementKind::Deploy { passes } => {
                passes.iter().for_each(|pass| self.refer(*pass, Target::Word));
            }
            StatementKind::For { pattern, items, body, .. } => {
                self.expr(items);
                self.for_each(pattern, statement.span, body);
            }
            StatementKind::Frozen { body } | StatementKind::Fused { body } => self.inner(body),
            StatementKind::If { arms, otherwise } => self.choice(arms, otherwise.as_deref()),
            StatementKind::Let { name, value } => {
                self.operand(value);
                let shared = self.is_shared(value);
                self.define(DefinitionKind::Let, *name, statement.span, value.span().end);
                self.share_name(*name, shared);
            }
            StatementKind::Param { name, default, domain } => {
                let domain = domain.iter().flat_map(|domain| domain.parts());
                [&**default].into_iter().chain(domain).for_each(|expr| self.expr(expr));
                self.param(*name, statement.span);
            }
            StatementKind::Repeat { count, body } => {
                self.expr(count);
                self.inner(body);
            }
        }
        if let Some(Claim { shape: ClaimedShape::Expr(expr), .. }) = statement.claim.as_deref() {
            self.expr(expr);
        }
        self.labels(statement);
    }

    fn choice(&mut self, arms: &'a [(Expr<'a>, Body<'a>)], otherwise: Option<&'a Body<'a>>) {
        for (condition, body) in arms {
            self.expr(condition);
            self.inner(body);
        }
        otherwise.into_iter().for_each(|body| self.inner(body));
    }

    fn for_each(&mut self, pattern: &'a [Name<'a>], extent: Span, body: &'a Body<'a>) {
        let (names, end) = (self.names.visible.len(), self.place.end);
        self.place.end = body.span.end;
        for name in pattern {
            self.define(DefinitionKind::LoopVariable, *name, extent, body.span.start);
        }
        self.place.end = end;
        self.inner(body);
        self.names.visible.truncate(names);
    }

    fn param(&mut self, name: Name<'a>, extent: Span) {
        self.define(DefinitionKind::Param, name, extent, extent.end);
        self.share_name(name, true);
    }

    /// Whether a value is made of what blocks and functions see: literals, params, other such values,
    /// functions, operations and blocks.
    fn is_shared(&self, value: &Operand<'a>) -> bool {
        let Operand::Expr(expr) = value else { return false };
        !any(expr, &|kind| match kind {
            ExprKind::It | ExprKind::Total => true,
            ExprKind::Name(name) => self.visible(name).is_some_and(|binding| !binding.shared),
            _ => false,
        })
    }

    /// Notes a name of the main file that its blocks and functions see too.
    fn share_name(&mut self, name: Name<'a>, shared: bool) {
        let is_here = self.place.is_top_level() && self.place.unit == UnitId::MAIN;
        if !shared || !is_here || name.text == "_" {
            return;
        }
        if let Some(binding) = self.names.visible.find_mut(0, name.text) {
            binding.shared = true;
            self.names.shared.push((name.text, *binding));
        }
    }

    fn labels(&mut self, statement: &'a Statement<'a>) {
        if statement.labels.is_empty() {
            return;
        }
        let kind =
            if makes_input(statement) { DefinitionKind::Input } else { DefinitionKind::Label };
        for label in &statement.labels {
            self.define(kind, *label, statement.span, statement.span.end);
        }
    }

    fn append(&mut self, name: Name<'a>) {
        let Some(Binding { span: declared, definition, .. }) = self.visible(name.text) else {
            return self.unknown(name);
        };
        let Some(definition) = definition else { return };
        self.refer(name, Target::Definition(definition));
        self.lists.insert(definition);
        if self.symbols.definition(definition).kind != DefinitionKind::Let {
            let help =
                format!("a list begins as `let {0}s = []`; `add {0}` sums tensors", name.text);
            self.report(CallProblem::AppendToOther {
                name: name.text.to_owned(),
                found: "no list made with `let`".to_owned(),
                span: name.span,
                declared: Some(declared),
                help,
            });
        }
    }

    fn assert(&mut self, condition: &'a Expr<'a>) {
        if names_total(condition) && !self.place.is_top_level() {
            let word = "assert total".to_owned();
            self.report(NameProblem::NotInABody { word, span: condition.span });
        }
        self.walk(condition, true);
    }

    /// A statement that does not parse may define, read or call any of the names in it.
    fn recover_names(&mut self, span: Span) {
        let program = self.program;
        let unit = self.unit();
        // Only the start of an over-long statement is considered.
        let mut rest = MAX_RECOVERED;
        for name in recovered::words(unit.source.part(span)) {
            let binding = self.visible(name);
            let definitions = [
                unit.blocks.get(name).map(|id| program.blocks[*id].definition),
                unit.functions.get(name).map(|id| program.functions[*id].definition),
                binding.and_then(|binding| binding.definition),
            ];
            definitions.into_iter().flatten().for_each(|id| self.symbols.read(id));
            if binding.is_none() && rest > 0 {
                rest -= 1;
                self.recover(name, span);
            }
        }
    }
}

/// Whether a statement is an `input`.
fn makes_input(statement: &Statement<'_>) -> bool {
    let StatementKind::Call(call) = &statement.kind else { return false };
    ops::find(call.name.text).is_some_and(|operation| operation.role == Role::Input)
}
