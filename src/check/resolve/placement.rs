//! Where statements may stand: some in the file's own body only, and some not in a used file.

use super::ids::UnitId;
use super::resolver::Resolver;
use crate::check::settings;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::claim::ClaimProblem;
use crate::diagnostics::name::NameProblem;
use crate::source::Span;
use crate::syntax::tree::{Statement, StatementKind};

impl<'a> Resolver<'a, '_> {
    /// Some statements stand in the file's own body only, and used files hold only some.
    pub(crate) fn placed(&mut self, statement: &'a Statement<'a>) {
        let word = match &statement.kind {
            StatementKind::Allow { .. } => "allow",
            StatementKind::Block(_) => "block",
            StatementKind::Fn(_) => "fn",
            StatementKind::Param { .. } => "param",
            StatementKind::Use { .. } => "use",
            StatementKind::Call(call) if settings::find(call.name.text).is_some() => call.name.text,
            StatementKind::Bad => return,
            _ if self.place.is_top_level() && self.place.unit != UnitId::MAIN => "",
            _ => return,
        };
        if let (Some(label), StatementKind::Call(_)) = (statement.labels.first(), &statement.kind)
            && settings::find(word).is_some()
        {
            self.report(CallProblem::too_many_labels(statement.labels.len(), 0, label.span));
        }
        if let (Some(claim), StatementKind::Call(_)) = (&statement.claim, &statement.kind)
            && settings::find(word).is_some()
        {
            let found = "a setting".to_owned();
            self.report(ClaimProblem::NotATensor { found, span: claim.span });
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

    /// Diagnostics a statement that a used file may not hold; one such is enough to say of a file.
    fn foreign(&mut self, span: Span) {
        if !std::mem::replace(&mut self.foreign, true) {
            self.report(NameProblem::NotInAUsedFile { span });
        }
    }
}
