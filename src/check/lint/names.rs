//! Lints of names and blocks.

use super::context::LintContext;
use crate::check::resolve::ids::UnitId;
use crate::check::resolve::program::Program;
use crate::check::resolve::symbols::{Definition, DefinitionKind};
use crate::diagnostics::advice::AdviceProblem;
use crate::diagnostics::flow::FlowProblem;

/// A block of the main file that one call runs once.
pub(crate) fn block_used_once(context: &LintContext<'_>) -> Vec<AdviceProblem> {
    let program = context.program;
    let blocks = program.blocks.entries().filter(|(_, block)| block.unit == UnitId::MAIN);
    let once = blocks.filter_map(|(id, block)| {
        let reads = program.symbols.definition(block.definition).reads();
        match context.notes.runs.get(&id) {
            Some((1, call)) if reads == 1 => Some(AdviceProblem::BlockUsedOnce {
                name: block.name.text.to_owned(),
                span: block.name.span,
                call: *call,
            }),
            _ => None,
        }
    });
    once.collect()
}

/// A name that nothing reads. The functions of used files are there for other files, and a name that
/// begins with `_` is meant to be unused.
pub(crate) fn unused_name(context: &LintContext<'_>) -> Vec<AdviceProblem> {
    let main = context.program.units[UnitId::MAIN].source;
    let unused =
        context.program.symbols.unused().filter_map(|Definition { kind, name: span, .. }| {
            let (use_, help) = uses(*kind)?;
            let name = context.program.sources.text(*span);
            let is_foreign = *kind == DefinitionKind::Function && !main.holds(*span);
            // One that a call sets warns by itself.
            if *kind == DefinitionKind::Parameter && context.program.set(*span).is_some() {
                return None;
            }
            (!is_foreign && !name.starts_with('_')).then(|| AdviceProblem::UnusedName {
                use_,
                name: name.to_owned(),
                span: *span,
                help,
            })
        });
    unused.collect()
}

/// A param that nothing reads, or a parameter that a call sets and its block never reads.
pub(crate) fn unused_parameter(program: &Program<'_>) -> Vec<FlowProblem> {
    let unused: Vec<&Definition> = program.symbols.unused().collect();
    let problem = |definition: &&Definition| {
        let name = program.sources.text(definition.name);
        let (what, set, help) = match definition.kind {
            DefinitionKind::Param => ("param", None, "leave it out, or use it"),
            DefinitionKind::Parameter => {
                let set = program.set(definition.name)?;
                ("parameter", Some(set), "leave it out, here and in the calls, or use it")
            }
            _ => return None,
        };
        let (span, name) = (definition.name, name.to_owned());
        (!name.starts_with('_')).then_some(FlowProblem::UnusedParameter {
            what,
            name,
            span,
            set,
            help,
        })
    };
    unused.iter().filter_map(problem).collect()
}

/// How a name of some kind would be used, and what to do about it; nothing for one that cannot be left
/// out.
fn uses(kind: DefinitionKind) -> Option<(&'static str, &'static str)> {
    match kind {
        DefinitionKind::Block
        | DefinitionKind::File
        | DefinitionKind::Input
        | DefinitionKind::LoopVariable
        | DefinitionKind::ShareKey => None,
        DefinitionKind::Function => Some(("calls the function", "leave it out")),
        DefinitionKind::Label => Some((
            "reads the label",
            "leave it out, write `_` in its place, or `allow unused-name` if it is there to be read",
        )),
        DefinitionKind::Let => Some(("reads the value", "leave it out, or call it `_`")),
        // Those warn by themselves.
        DefinitionKind::Param => None,
        DefinitionKind::Parameter => {
            Some(("reads the parameter", "leave it out, here and in the calls"))
        }
    }
}
