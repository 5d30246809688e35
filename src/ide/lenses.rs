//! What stands above a line: totals above the first statement, what the calls of a block cost, and what a
//! claim about totals is about.

use super::snapshot::Snapshot;
use super::sums::{self, Cost};
use super::walk::each_expression;
use crate::cost::{Costs, Metric};
use crate::source::Span;
use crate::syntax::tree::{Body, Declaration, Expr, ExprKind, StatementKind};
use crate::text::digits::{Digits, percent};

/// A text above a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    /// What it is about.
    pub place: Span,
    /// What it says.
    pub text: String,
}

/// The lenses of a text, in order; none if there are errors, since totals are not known then.
pub fn lenses(snapshot: &Snapshot) -> Vec<Lens> {
    let (Some(tree), Some(costs)) = (snapshot.tree(), snapshot.costs()) else { return Vec::new() };
    let mut lenses = Vec::new();
    if let Some((first, text)) = tree.statements.first().zip(shown(&costs)) {
        lenses.push(Lens { place: first.span, text });
    }
    for statement in &tree.statements {
        let text = match &statement.kind {
            StatementKind::Block(block) => calls(block, snapshot),
            StatementKind::Assert { .. } => {
                let mut keys = Vec::new();
                each_expression(statement, &mut |condition| totals_in(condition, &mut keys));
                claimed(&keys, &costs)
            }
            _ => None,
        };
        lenses.extend(text.map(|text| Lens { place: statement.span, text }));
    }
    lenses
}

/// The totals of a text, `62.4 M params · 1.14 G MACs · 20 layers · peak 2.22 MiB`; `None` if there are errors, and
/// for a file that only declares.
pub fn totals(snapshot: &Snapshot) -> Option<String> {
    shown(&snapshot.costs()?)
}

fn shown(costs: &Costs<'_>) -> Option<String> {
    if costs.totals.layers == 0 {
        return None;
    }
    let figures = &costs.totals.figures;
    let cost = Cost { params: figures.params, macs: figures.macs, unknown: figures.unknown_cost };
    let layers = match costs.totals.layers {
        1 => "1 layer".to_owned(),
        layers => format!("{} layers", Digits::Full.count(layers.into())),
    };
    let peak = format!("peak {}", Digits::Short.bytes(costs.totals.peak_memory));
    let parts = [cost.shown(Digits::Short), Some(layers), Some(peak)];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// `called 16 times · 23.5 M params · 4.09 G MACs (98.2%)`
fn calls(block: &Declaration<'_, Body<'_>>, snapshot: &Snapshot) -> Option<String> {
    let (record, runs, sums) = (snapshot.analysis().record()?, snapshot.runs()?, snapshot.sums()?);
    let statements = block.body.statements.iter();
    let all: Vec<_> = statements.filter_map(|statement| runs.of(statement.span)).collect();
    if all.iter().any(|runs| !runs.complete) {
        return None;
    }
    let costs = all.iter().flat_map(|runs| runs.recorded(record)).map(|run| sums.of(&run.layers));
    let cost = costs.fold(Cost::default(), Cost::plus);
    // The first statement is run whenever the block is called.
    let times = match runs.of(block.body.statements.first()?.span)?.ids.len() {
        1 => "called once".to_owned(),
        times => format!("called {times} times"),
    };
    let share = (cost.macs > 0).then(|| format!("({})", percent(cost.macs, sums.total().macs)));
    let cost = cost.shown(Digits::Short).map(|cost| match share {
        Some(share) => format!("{cost} {share}"),
        None => cost,
    });
    Some(std::iter::once(times).chain(cost).collect::<Vec<_>>().join(" · "))
}

/// The keys of the totals in a condition, those under a convention or device of their own left out.
fn totals_in<'s>(condition: &Expr<'s>, keys: &mut Vec<&'s str>) {
    match &condition.kind {
        ExprKind::Attribute(member) if matches!(member.value.kind, ExprKind::Total) => {
            keys.extend((!keys.contains(&member.name.text)).then_some(member.name.text));
        }
        ExprKind::Qualified(_) => {}
        _ => condition.each_part(&mut |part| totals_in(part, keys)),
    }
}

/// `params = 62,378,344`
fn claimed(keys: &[&str], costs: &Costs<'_>) -> Option<String> {
    let now = |key: &&str| {
        let total = sums::total(Metric::named(key)?, costs)?;
        Some(format!("{key} = {total}"))
    };
    let now: Vec<String> = keys.iter().filter_map(now).collect();
    (!now.is_empty()).then(|| now.join(" · "))
}
