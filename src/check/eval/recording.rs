//! Recording what statements make and what is visible at a place, where that is wanted.

use super::error::Result;
use super::evaluator::Evaluator;
use crate::check::record::{Outcome, Probe, Seen};
use crate::check::resolve::ids::UnitId;
use crate::check::settings;
use crate::source::Span;
use crate::syntax::tree::{Statement, StatementKind};
use crate::value::Value;

impl<'a> Evaluator<'a> {
    /// Runs a statement of a body and records that.
    pub(crate) fn record(&mut self, statement: &'a Statement<'a>, body: Span) -> Result<()> {
        if self.in_prelude() {
            return self.statement(statement);
        }
        self.probe(body, statement.span);
        let layers = self.build.builder.network.layers.len();
        let begun = self.recording.as_mut().map(|it| it.begin(statement.span, layers));
        let result = self.statement(statement);
        let layers = self.build.builder.network.layers.len();
        let outcome = self.outcome(statement);
        if let Some((recording, begun)) = self.recording.as_mut().zip(begun) {
            recording.end(begun, statement.span, layers, outcome);
        }
        result
    }

    /// What a statement yielded that was just run.
    fn outcome(&self, statement: &Statement<'_>) -> Outcome {
        let held = match &statement.kind {
            StatementKind::Allow { .. }
            | StatementKind::Assert { .. }
            | StatementKind::Block(_)
            | StatementKind::Deploy { .. }
            | StatementKind::Fn(_)
            | StatementKind::Use { .. } => None,
            StatementKind::Call(call) if settings::find(call.name.text).is_some() => None,
            StatementKind::Append { name, .. }
            | StatementKind::Let { name, .. }
            | StatementKind::Param { name, .. } => self.stack.lookup(name.text),
            StatementKind::Bad { keeps_current: true } => None,
            StatementKind::Bad { keeps_current: false }
            | StatementKind::Call(_)
            | StatementKind::For { .. }
            | StatementKind::Frozen { .. }
            | StatementKind::Fused { .. }
            | StatementKind::If { .. }
            | StatementKind::Repeat { .. } => self.stack.frame().current.as_ref(),
        };
        match held {
            None => Outcome::Nothing,
            Some(Value::Tensor(id)) => Outcome::Tensor(*id),
            Some(Value::Unknown) => Outcome::Unknown,
            Some(other) => Outcome::Value(other.kind()),
        }
    }

    /// Keeps what is visible at a place of a body, if that is the one asked for.
    pub(crate) fn probe(&mut self, body: Span, at: Span) {
        if !self.recording.as_ref().is_some_and(|it| it.wants_probe(body, at)) {
            return;
        }
        let frame = self.stack.frame();
        let own = |name: &str| self.stack.names.position(frame.base, name).is_some();
        let shared = self.stack.shared.iter_from(0);
        let shared = shared.filter(|(name, _)| frame.unit == UnitId::MAIN && !own(name));
        let names = shared.chain(self.stack.names.iter_from(frame.base));
        let names = names.map(|(name, value)| (name.to_owned(), self.seen(value))).collect();
        let current = frame.current.as_ref().map(|current| self.seen(current));
        let probe = Probe { at, names, current, calls: self.trace() };
        if let Some(recording) = &mut self.recording {
            recording.keep_probe(body, probe);
        }
    }

    fn seen(&self, value: &Value) -> Seen {
        let shape = match value {
            Value::Tensor(id) => Some(self.build.shape(*id)),
            _ => None,
        };
        Seen { kind: value.kind(), shape, shown: self.brief(value) }
    }
}
