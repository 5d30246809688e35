//! The list of lints, and what runs them.

use foldhash::HashSet;

use super::context::{LayerCall, LintContext};
use super::{convolutions, names, windows};
use crate::check::diagnostics::Diagnostics;
use crate::check::eval::notes::Notes;
use crate::check::resolve::ids::UnitId;
use crate::check::resolve::program::Program;
use crate::diagnostics::advice::AdviceProblem;
use crate::diagnostics::name::NameProblem;
use crate::diagnostics::{CallSite, DiagnosticKind};
use crate::index::IndexVec;
use crate::network::Network;
use crate::syntax::tree::{Name, StatementKind};
use crate::text::nearest::suggest_or_list;

/// A lint: a name, which `allow` takes, and a function.
struct Lint {
    /// Its name: the last part of the code of its message, with hyphens.
    name: &'static str,
    run: Run,
}

/// What a lint looks at.
enum Run {
    /// Each layer by itself.
    Layer(fn(&LintContext<'_>, &LayerCall<'_>) -> Option<AdviceProblem>),
    /// The program.
    Program(fn(&LintContext<'_>) -> Vec<AdviceProblem>),
}

/// Every lint.
static LINTS: [Lint; 8] = [
    Lint { name: "bias-before-norm", run: Run::Layer(convolutions::bias_before_norm) },
    Lint { name: "block-used-once", run: Run::Program(names::block_used_once) },
    Lint { name: "depthwise-as-groups", run: Run::Layer(convolutions::depthwise_as_groups) },
    Lint { name: "dropped-rows", run: Run::Layer(windows::dropped_rows) },
    Lint { name: "kernel-left-out", run: Run::Layer(convolutions::kernel_left_out) },
    Lint { name: "odd-channels", run: Run::Layer(convolutions::odd_channels) },
    Lint { name: "untiled-pool", run: Run::Layer(windows::untiled_pool) },
    Lint { name: "unused-name", run: Run::Program(names::unused_name) },
];

/// Reports the advice of all lints that the files do not switch off.
pub(crate) fn advise(
    program: &Program<'_>,
    network: &Network,
    notes: &Notes,
    diagnostics: &mut Diagnostics,
) {
    let context = LintContext::new(program, network, notes);
    let allowed: IndexVec<UnitId, HashSet<&str>> = program
        .units
        .ids()
        .map(|unit| allowed(program, unit).map(|name| name.text).collect())
        .collect();
    let is_wanted = |lint: &Lint, problem: &DiagnosticKind| {
        let place = problem.place().unwrap_or_default();
        let unit = program.units.entries().find(|(_, unit)| unit.source.holds(place));
        unit.is_some_and(|(id, _)| id != program.prelude() && !allowed[id].contains(lint.name))
    };
    for lint in &LINTS {
        let mut add = |advice: AdviceProblem, calls: &[CallSite]| {
            let problem = DiagnosticKind::from(advice);
            if is_wanted(lint, &problem) {
                diagnostics.add(Box::new(problem), calls.to_vec());
            }
        };
        match lint.run {
            Run::Layer(run) => {
                for (layer, written) in network.layers.iter().zip(&notes.layers) {
                    if let Some(advice) = run(&context, &LayerCall { layer, written }) {
                        add(advice, &written.calls);
                    }
                }
            }
            Run::Program(run) => run(&context).into_iter().for_each(|advice| add(advice, &[])),
        }
    }
}

/// The names in the `allow` statements of a file.
fn allowed<'a>(program: &Program<'a>, unit: UnitId) -> impl Iterator<Item = Name<'a>> {
    let statements = &program.units[unit].body.statements;
    let names = statements.iter().flat_map(|statement| match &statement.kind {
        StatementKind::Allow { names } => &**names,
        _ => &[],
    });
    names.copied()
}

/// Reports the names in `allow` statements that no lint has.
pub(crate) fn report_unknown(program: &Program<'_>, diagnostics: &mut Diagnostics) {
    let known = || LINTS.iter().map(|lint| lint.name);
    let all = program.units.ids().flat_map(|unit| allowed(program, unit));
    for name in all.filter(|name| !known().any(|known| known == name.text)) {
        let help = suggest_or_list(name.text, known());
        let (name, span) = (name.text.to_owned(), name.span);
        diagnostics.add_plain(NameProblem::UnknownAdvice { name, span, help });
    }
}
