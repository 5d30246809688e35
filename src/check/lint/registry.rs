//! The list of lints, and what runs them.

use std::mem::{Discriminant, discriminant};

use foldhash::{HashMap, HashMapExt, HashSet};

use super::context::{LayerCall, LintContext};
use super::layers::Seen;
use super::{convolutions, layers, names, windows};
use crate::check::diagnostics::Diagnostics;
use crate::check::eval::notes::Notes;
use crate::check::resolve::ids::UnitId;
use crate::check::resolve::program::Program;
use crate::diagnostics::advice::AdviceProblem;
use crate::diagnostics::flow::FlowProblem;
use crate::diagnostics::name::NameProblem;
use crate::diagnostics::{CallSite, DiagnosticKind};
use crate::index::IndexVec;
use crate::network::{Network, OpKind};
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
    /// Each layer of the network that is of such a kind, as its variant alone tells, whether advice is wanted or not.
    Always(fn(&OpKind) -> bool, fn(Seen<'_>) -> Option<DiagnosticKind>),
    /// The program, whether advice is wanted or not.
    Declared(fn(&Program<'_>) -> Vec<FlowProblem>),
    /// The program.
    Program(fn(&LintContext<'_>) -> Vec<AdviceProblem>),
}

/// Every lint.
static LINTS: [Lint; 17] = [
    Lint { name: "bias-before-norm", run: Run::Layer(convolutions::bias_before_norm) },
    Lint { name: "block-used-once", run: Run::Program(names::block_used_once) },
    Lint { name: "depthwise-as-groups", run: Run::Layer(convolutions::depthwise_as_groups) },
    Lint { name: "drops-all", run: Run::Always(layers::is_dropout, layers::drops_all) },
    Lint { name: "dropped-rows", run: Run::Layer(windows::dropped_rows) },
    Lint { name: "embeds-image", run: Run::Always(layers::is_lookup, layers::embeds_image) },
    Lint { name: "idle-padding", run: Run::Always(layers::is_convolution, layers::idle_padding) },
    Lint { name: "kernel-left-out", run: Run::Layer(convolutions::kernel_left_out) },
    Lint {
        name: "last-axis-of-map",
        run: Run::Always(layers::is_on_last_axis, layers::last_axis_of_map),
    },
    Lint {
        name: "missing-permute",
        run: Run::Always(layers::reads_steps, layers::missing_permute),
    },
    Lint { name: "odd-channels", run: Run::Layer(convolutions::odd_channels) },
    Lint {
        name: "redundant-activation",
        run: Run::Always(layers::is_activation, layers::redundant_activation),
    },
    Lint { name: "reshape-mixes", run: Run::Always(layers::is_move, layers::reshape_mixes) },
    Lint {
        name: "skipping-stride",
        run: Run::Always(layers::is_convolution, layers::skipping_stride),
    },
    Lint { name: "untiled-pool", run: Run::Layer(windows::untiled_pool) },
    Lint { name: "unused-name", run: Run::Program(names::unused_name) },
    Lint { name: "unused-parameter", run: Run::Declared(names::unused_parameter) },
];

/// The names of all lints, as `allow` takes them.
#[cfg(feature = "lsp")]
pub fn lint_names() -> impl Iterator<Item = &'static str> {
    LINTS.iter().map(|lint| lint.name)
}

/// Reports the advice of all lints that the files do not switch off.
pub(crate) fn advise(
    program: &Program<'_>,
    network: &Network,
    notes: &Notes,
    diagnostics: &mut Diagnostics,
) {
    let context = LintContext::new(program, network, notes);
    let filter = Filter::new(program);
    for lint in &LINTS {
        let mut add = |advice: AdviceProblem, calls: &[CallSite]| {
            let problem = DiagnosticKind::from(advice);
            if filter.wants(lint, &problem) {
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
            Run::Always(..) | Run::Declared(_) => {}
        }
    }
}

/// Reports the warnings of the lints that need nothing but the network and the program.
pub(crate) fn warn(program: &Program<'_>, network: &Network, diagnostics: &mut Diagnostics) {
    let sources = program.sources;
    let mut found: Vec<(&Lint, DiagnosticKind)> = Vec::new();
    let mut always = Vec::new();
    for lint in &LINTS {
        match lint.run {
            Run::Always(looks_at, run) => always.push((lint, looks_at, run)),
            Run::Declared(run) => {
                found.extend(run(program).into_iter().map(|problem| (lint, problem.into())));
            }
            Run::Layer(_) | Run::Program(_) => {}
        }
    }
    // One pass, since a network may have a million layers, of few kinds.
    let mut kinds: HashMap<Discriminant<OpKind>, Vec<_>> = HashMap::new();
    for (layer, span) in network.layers.iter().filter_map(|layer| Some((layer, layer.span?))) {
        let lints = kinds.entry(discriminant(&layer.kind)).or_insert_with(|| {
            let lints = always.iter().filter(|(_, looks_at, _)| looks_at(&layer.kind));
            lints.map(|(lint, _, run)| (*lint, *run)).collect()
        });
        let seen = Seen { sources, network, layer, span };
        found.extend(lints.iter().filter_map(|(lint, run)| Some((*lint, run(seen)?))));
    }
    if found.is_empty() {
        return;
    }
    let filter = Filter::new(program);
    for (lint, problem) in found {
        if filter.wants(lint, &problem) {
            diagnostics.add_plain(problem);
        }
    }
}

/// The lints that the files switch off.
struct Filter<'a> {
    program: &'a Program<'a>,
    allowed: IndexVec<UnitId, HashSet<&'a str>>,
}

impl<'a> Filter<'a> {
    fn new(program: &'a Program<'a>) -> Self {
        let units = program.units.ids();
        let allowed = units.map(|unit| allowed(program, unit).map(|name| name.text).collect());
        Filter { program, allowed: allowed.collect() }
    }

    /// Whether what a lint says is about a file that does not switch it off.
    fn wants(&self, lint: &Lint, problem: &DiagnosticKind) -> bool {
        let place = problem.place().unwrap_or_default();
        let unit = self.program.units.entries().find(|(_, unit)| unit.source.holds(place));
        unit.is_some_and(|(id, _)| {
            id != self.program.prelude() && !self.allowed[id].contains(lint.name)
        })
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
