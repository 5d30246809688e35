//! Names that nothing has, reported once for each body.

use super::ids::UnitId;
use super::names::PlaceKind;
use super::prelude;
use super::resolver::Resolver;
use crate::check::hints::names;
use crate::check::scope::Lookup;
use crate::diagnostics::fix::Help;
use crate::diagnostics::name::NameProblem;
use crate::syntax::tree::{Call, Name};

/// The number of unknown names and operations for which the nearest known name is sought, which takes
/// time in proportion to the number of names. Nobody reads more of them.
const MAX_SUGGESTIONS: usize = 200;

impl<'a> Resolver<'a, '_> {
    /// Reports a name that means nothing here, once for the rest of its body.
    pub(crate) fn unknown(&mut self, name: Name<'a>) {
        // A statement that does not parse may define it.
        if !self.unit().recovered.contains(name.text) {
            let problem = self.unknown_name(name);
            self.suggested += usize::from(matches!(problem, NameProblem::UnknownName { .. }));
            self.report(problem);
        }
        self.recover(name.text, name.span);
    }

    fn unknown_name(&self, name: Name<'a>) -> NameProblem {
        let Name { text: name, span } = name;
        let text = name.to_owned();
        let unit = self.unit();
        match unit.made.get(name).copied() {
            Some((declared, true)) if self.place.kind != PlaceKind::File => {
                return NameProblem::TensorOfTheFile { name: text, declared, span };
            }
            Some((declared, false)) if self.place.kind != PlaceKind::File => {
                let help = match self.place.unit {
                    UnitId::MAIN => {
                        "it depends on a tensor, or is a list that grows: pass it as an argument"
                    }
                    // A used file makes no values.
                    _ => "make it where it is used, or pass it as an argument",
                }
                .to_owned();
                return NameProblem::LetOfTheFile { name: text, declared, span, help };
            }
            Some((declared, _)) if self.place.kind == PlaceKind::File && declared > span => {
                return NameProblem::NamedLater { name: text, declared, span };
            }
            _ => {}
        }
        let help = names::foreign_value(name, span).or_else(|| {
            let visible = self.names.visible.iter_from(0).map(|(known, _)| known);
            let wanted = self.suggested < MAX_SUGGESTIONS;
            wanted.then(|| names::value(name, span, visible)).flatten()
        });
        let help = help.or_else(|| self.in_join.then(|| names::unlabelled(name)));
        NameProblem::UnknownName { name: text, span, help }
    }

    /// Reports a statement whose first word calls nothing, unless a file that is missing or a statement
    /// that does not parse may declare it.
    pub(crate) fn unknown_operation(&mut self, call: &'a Call<'a>) {
        let unit = self.unit();
        if unit.may_declare(call.name.text) {
            return;
        }
        let foreign = names::foreign_operation(call, unit.source, |name| self.is_called(name));
        let help = foreign.unwrap_or_else(|| self.nearest_operation(call.name));
        self.suggested += 1;
        let name = call.name.text.to_owned();
        self.report(NameProblem::UnknownOperation { name, span: call.name.span, help });
    }

    fn nearest_operation(&self, name: Name<'a>) -> Help {
        if self.suggested >= MAX_SUGGESTIONS {
            return names::unlisted_operation(name);
        }
        let blocks = self.unit().blocks.keys().copied();
        names::operation(name, blocks.chain(prelude::names()))
    }
}
