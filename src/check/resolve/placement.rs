//! Where statements are allowed: some only at the top level of a file, and some only in the main file.

use super::ids::UnitId;
use super::resolver::Resolver;
use crate::check::settings;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::claim::ClaimProblem;
use crate::diagnostics::name::NameProblem;
use crate::source::Span;
use crate::syntax::tree::{Statement, StatementKind};

impl<'a> Resolver<'a, '_> {
    /// Reports a statement that is not allowed where it is.
    pub(crate) fn placed(&mut self, statement: &'a Statement<'a>) {
        let word = match &statement.kind {
            StatementKind::Allow { .. } => "allow",
            StatementKind::Block(_) => "block",
            StatementKind::Deploy { .. } => "deploy",
            StatementKind::Fn(_) => "fn",
            StatementKind::Param { .. } => "param",
            StatementKind::Use { .. } => "use",
            StatementKind::Call(call) if settings::find(call.name.text).is_some() => call.name.text,
            StatementKind::Bad { .. } => return,
            _ if self.place.is_top_level() && self.place.unit != UnitId::MAIN => "",
            _ => return,
        };
        if let StatementKind::Call(call) = &statement.kind
            && settings::find(call.name.text).is_some()
        {
            self.setting_yields_nothing(statement);
        }
        let span = statement.span;
        if !self.place.is_top_level() {
            self.report(NameProblem::NotInABody { word: word.to_owned(), span });
        } else if self.place.unit != UnitId::MAIN
            && !["allow", "block", "fn", "use"].contains(&word)
        {
            self.foreign(span);
        }
    }

    /// Reports the labels and the claim of a setting, which yields no tensor.
    fn setting_yields_nothing(&mut self, statement: &'a Statement<'a>) {
        if let Some(label) = statement.labels.first() {
            self.report(CallProblem::too_many_labels(statement.labels.len(), 0, label.span));
        }
        if let Some(claim) = &statement.claim {
            let found = "a setting".to_owned();
            self.report(ClaimProblem::NotATensor { found, span: claim.span });
        }
    }

    /// Reports a statement that is not allowed in a used file, once for each file.
    fn foreign(&mut self, span: Span) {
        if !std::mem::replace(&mut self.foreign, true) {
            self.report(NameProblem::NotInAUsedFile { span });
        }
    }
}
