//! Lints of names and blocks.

use super::context::LintContext;
use crate::check::resolve::binding::Kind;
use crate::check::resolve::ids::UnitId;
use crate::diagnostics::advice::AdviceProblem;
use crate::syntax::tree::Name;

/// A block of the main file that one call runs once.
pub(crate) fn block_used_once(context: &LintContext<'_>) -> Vec<AdviceProblem> {
    let blocks = context.program.blocks.entries().filter(|(_, block)| block.unit == UnitId::MAIN);
    let once = blocks.filter_map(|(id, block)| {
        let mentioned = context.program.mentions.blocks.get(&id).copied();
        match context.notes.runs.get(&id) {
            Some((1, call)) if mentioned == Some(1) => Some(AdviceProblem::BlockUsedOnce {
                name: block.name.text.to_owned(),
                span: block.name.span,
                call: *call,
            }),
            _ => None,
        }
    });
    once.collect()
}

/// A name that nothing reads. The functions of used files are there for other files.
pub(crate) fn unused_name(context: &LintContext<'_>) -> Vec<AdviceProblem> {
    let made = context.program.mentions.unread().filter_map(|(name, kind)| {
        let (use_, help) = said(*kind)?;
        Some(unused(use_, *name, help))
    });
    let functions = context.program.functions.entries();
    let functions = functions.filter(|(id, function)| {
        function.unit == UnitId::MAIN && !context.program.mentions.functions.contains(id)
    });
    let functions =
        functions.map(|(_, function)| unused("calls the function", function.name, "leave it out"));
    made.chain(functions).collect()
}

fn unused(use_: &'static str, name: Name<'_>, help: &'static str) -> AdviceProblem {
    AdviceProblem::UnusedName { use_, name: name.text.to_owned(), span: name.span, help }
}

/// What a name of some kind would be used for, and what else to do with it; nothing where a name
/// cannot be left out.
fn said(kind: Kind) -> Option<(&'static str, &'static str)> {
    match kind {
        Kind::Doubtful | Kind::Each | Kind::Input => None,
        Kind::Label => Some((
            "reads the label",
            "leave it out, write `_` in its place, or `allow unused-name` if it is there to be read",
        )),
        Kind::Let => Some(("reads the value", "leave it out, or call it `_`")),
        Kind::Param => Some(("reads the param", "leave it out")),
        Kind::Parameter => Some(("reads the parameter", "leave it out, here and in the calls")),
    }
}
