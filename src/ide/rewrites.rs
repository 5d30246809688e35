//! Changes of the statement at the cursor, each tried before it is offered: its title says what it saves.

use super::actions::{Action, ActionKind};
use super::edits::Edit;
use super::snapshot::Snapshot;
use super::sums::Cost;
use super::walk::each_statement;
use crate::check::symbols::{Slot, Target};
use crate::ops::Operation;
use crate::source::{Files, Span, offset};
use crate::syntax::tree::{Call, Statement, StatementKind};
use crate::text::digits::{Digits, percent};

/// The changes of the statement at an offset that work.
pub fn rewrites(snapshot: &Snapshot, at: u32, files: &dyn Files) -> Vec<Action> {
    let mut innermost = None;
    if let Some(tree) = snapshot.tree() {
        each_statement(tree, &mut |statement| {
            if statement.span.start <= at && at <= statement.span.end {
                innermost = Some(statement);
            }
        });
    }
    let Some(statement) = innermost else { return Vec::new() };
    let StatementKind::Call(call) = &statement.kind else { return Vec::new() };
    let rewriting = Rewriting { snapshot, statement, call, files };
    [rewriting.claim(), rewriting.separable()].into_iter().flatten().collect()
}

/// A statement that is to be changed.
struct Rewriting<'a> {
    snapshot: &'a Snapshot,
    statement: &'a Statement<'a>,
    call: &'a Call<'a>,
    files: &'a dyn Files,
}

impl Rewriting<'_> {
    /// The shape that it yields each time it is run, as a claim.
    fn claim(&self) -> Option<Action> {
        let shape = self.snapshot.shape(self.statement.span)?;
        let record = self.snapshot.analysis().record()?;
        let mut runs = self.snapshot.runs()?.of(self.statement.span)?.recorded(record);
        let makes_layers = runs.any(|run| !run.layers.is_empty());
        if self.statement.claim.is_some() || shape.rank() == 0 || !makes_layers {
            return None;
        }
        let claim = format!("-> {}", shape.written());
        let end = Span::new(self.statement.span.end, self.statement.span.end);
        let edit = Edit { place: end, text: format!(" {claim}") };
        let edits = vec![edit];
        self.snapshot.tried(&edits, self.files)?;
        Some(rewrite(format!("Write the shape as a claim: `{claim}`"), edits))
    }

    /// A convolution of each channel by itself, and one of a single pixel, in place of one.
    fn separable(&self) -> Option<Action> {
        let calls = self.snapshot.symbols()?.calls();
        let site = calls.iter().find(|site| site.span == self.call.span())?;
        let Target::Operation(operation) = site.callee else { return None };
        let depthwise = operation.depthwise?.name;
        let (mut out, mut window, mut both) = (None, String::new(), String::new());
        for argument in &site.arguments {
            let text = self.snapshot.sources().text(argument.span);
            match parameter(operation, argument.slot)? {
                "out" => out = Some(text),
                "k" | "s" | "p" | "d" => window += &format!(" {text}"),
                "bias" => both += &format!(" {text}"),
                _ => return None,
            }
        }
        let label = Span::new(self.statement.span.start, site.span.start);
        let label = self.snapshot.sources().text(label);
        let (first, name) = (format!("{depthwise}{window}{both}"), self.call.name.text);
        let text = format!("{first}; {label}{name} {} k1{both}", out?);
        let place = Span::new(self.statement.span.start, site.span.end);
        let second = place.start + offset(first.len() + "; ".len());
        let claim = self.statement.span.end - site.span.end;
        let moved = Span::new(second, place.start + offset(text.len()) + claim);
        let edits = vec![Edit { place, text }];
        let after = self.snapshot.tried(&edits, self.files)?;
        if after.shapes(moved)? != self.snapshot.shapes(self.statement.span)? {
            return None;
        }
        // Where something is not known, totals are too low.
        let sound = [self.snapshot, &after].map(|it| it.analysis().network().is_some());
        if sound != [true, true] {
            return None;
        }
        let saved = saved(self.snapshot.sums()?.total(), after.sums()?.total())?;
        let fails = match after.failed_totals().saturating_sub(self.snapshot.failed_totals()) {
            0 => "",
            1 => "; a claim about totals fails then",
            _ => "; claims about totals fail then",
        };
        Some(rewrite(format!("Make it depthwise separable ({saved}{fails})"), edits))
    }
}

fn rewrite(title: String, edits: Vec<Edit>) -> Action {
    let kind = ActionKind::Rewrite;
    Action { title, kind, edits, answers: None, preferred: false }
}

/// The name of an operation's parameter.
fn parameter(operation: &Operation, slot: Slot) -> Option<&'static str> {
    match slot {
        Slot::Parameter(index) => operation.parameters.get(index).map(|known| known.name),
        Slot::Rest | Slot::Share | Slot::Dtype | Slot::Weights | Slot::Frozen | Slot::Sparsity => {
            None
        }
    }
}

/// `−587 k params, −62.1% MACs`; `None` if nothing is saved.
fn saved(before: Cost, after: Cost) -> Option<String> {
    let sign = |before: u128, after: u128| if after > before { '+' } else { '−' };
    let params = Digits::Short.count(before.params.abs_diff(after.params));
    let macs = percent(before.macs.abs_diff(after.macs), before.macs);
    let saves = after.params < before.params || after.macs < before.macs;
    let (params_sign, macs_sign) =
        (sign(before.params, after.params), sign(before.macs, after.macs));
    saves.then(|| format!("{params_sign}{params} params, {macs_sign}{macs} MACs"))
}
