//! Equal statements in a row as `repeat`.

use super::hash::{self, Equality};
use super::tree::{Block, Body, Expr, Item, Repeat, Tree};
use super::visit;
use super::window::{self, Reads};
use super::{scope, weight};
use crate::import::call::VarId;
use crate::import::scopes::{ScopeId, Scopes};

/// The most statements of a body that is repeated.
const PERIOD: usize = 24;

/// What `repeat n { }` takes to read.
const COST: usize = 3;

/// Folds statements that are repeated, in all bodies.
pub(super) fn of_tree(tree: &Tree, outputs: &[VarId], scopes: &Scopes) -> Tree {
    let reads = Reads::of(tree, outputs);
    let context = Context { reads: &reads, scopes, blocks: &tree.blocks };
    let mut tree = tree.clone();
    for body in tree.bodies_mut() {
        *body = repeats(std::mem::take(body), context);
    }
    tree
}

/// What is known of the whole text.
#[derive(Clone, Copy)]
struct Context<'c> {
    reads: &'c Reads,
    scopes: &'c Scopes,
    blocks: &'c [Block],
}

/// Folds statements that are repeated, within statements too.
fn repeats(body: Body, context: Context<'_>) -> Body {
    let mut items: Vec<Item> = body;
    for item in &mut items {
        visit::inner_bodies_mut(item, &mut |inner| {
            *inner = repeats(std::mem::take(inner), context);
        });
    }
    let found = found(&items, context);
    if found.is_empty() {
        return items;
    }
    let mut folded = Body::new();
    let mut items = items.into_iter();
    let mut at = 0;
    for run in found {
        folded.extend(items.by_ref().take(run.start - at));
        at = run.start + run.period * run.times;
        let body: Body = items.by_ref().take(run.period).collect();
        let rest: Body = items.by_ref().take(run.period * (run.times - 1)).collect();
        let output = visit::yielded(&rest);
        let times = Expr::Int(i64::try_from(run.times).unwrap_or(i64::MAX));
        let body = repeats(body, context);
        folded.push(Item::Repeat(Repeat { times, body, output }));
    }
    folded.extend(items);
    folded
}

/// Statements that are repeated.
#[derive(Clone, Copy, Debug)]
struct Run {
    start: usize,
    period: usize,
    times: usize,
}

/// What is repeated in a body, from left to right; of several at the same place, what saves the most.
fn found(items: &[Item], context: Context<'_>) -> Vec<Run> {
    let hashes: Vec<u64> =
        items.iter().map(|item| hash::of_item(item, Equality::Numbers)).collect();
    let matches: Vec<Vec<u32>> =
        (1..=PERIOD.min(items.len() / 2)).map(|period| matches(&hashes, period)).collect();
    let mut found = Vec::new();
    let mut start = 0;
    while start < items.len() {
        let candidates = matches.iter().enumerate().filter_map(|(at, matches)| {
            let period = at + 1;
            let times = *matches.get(start)? as usize / period + 1;
            (times >= 2).then_some(Run { start, period, times })
        });
        let mut best: Option<(usize, Run)> = None;
        for run in candidates {
            let Some(run) = checked(items, run, context.reads) else { continue };
            let saved = items
                .get(start..start + run.period)
                .map_or(0, |body| weight::of_body(body, context.blocks));
            let saved = ((run.times - 1) * saved).saturating_sub(COST);
            if saved > best.map_or(0, |(saved, _)| saved) {
                best = Some((saved, run));
            }
        }
        match best {
            Some((_, run)) => {
                let run = in_phase(items, run, &matches, context);
                found.push(run);
                start = run.start + run.period * run.times;
            }
            None => start += 1,
        }
    }
    found
}

/// The same run, or one that begins a little later and fits better: it begins where a scope does, and with
/// something else than an activation.
fn in_phase(items: &[Item], run: Run, matches: &[Vec<u32>], context: Context<'_>) -> Run {
    let Some(matches) = matches.get(run.period - 1) else { return run };
    let mut best = (score(items, run, context.scopes), run);
    for start in run.start + 1..run.start + run.period {
        let times = matches.get(start).map_or(0, |matches| *matches as usize / run.period + 1);
        let later = Run { start, times, ..run };
        if times < run.times || score(items, later, context.scopes) <= best.0 {
            continue;
        }
        if let Some(later) = checked(items, later, context.reads).filter(|it| it.times >= run.times)
        {
            best = (score(items, later, context.scopes), later);
        }
    }
    best.1
}

/// How well a run fits.
fn score(items: &[Item], run: Run, scopes: &Scopes) -> u32 {
    let window = items.get(run.start..run.start + run.period).unwrap_or_default();
    let scope = scope::of_items(window, scopes).filter(|scope| *scope != ScopeId::default());
    let beside = [run.start.checked_sub(1), Some(run.start + run.period)];
    let is_within = |at: usize| {
        let beside = items.get(at..=at).and_then(|item| scope::of_items(item, scopes));
        beside.zip(scope).is_some_and(|(beside, scope)| scopes.is_within(beside, scope))
    };
    let is_aligned = scope.is_some() && !beside.into_iter().flatten().any(is_within);
    let is_activation = matches!(window.first(), Some(Item::Call(call)) if call.is_activation());
    2 * u32::from(is_aligned) + u32::from(!is_activation)
}

/// For each statement, how many from it on are equal to those a period later.
fn matches(hashes: &[u64], period: usize) -> Vec<u32> {
    let mut matches = vec![0; hashes.len()];
    let mut run = 0;
    for (start, pair) in hashes.iter().zip(hashes.iter().skip(period)).enumerate().rev() {
        run = if pair.0 == pair.1 { run + 1 } else { 0 };
        matches.get_mut(start).into_iter().for_each(|place| *place = run);
    }
    matches
}

/// As much of a run as may be repeated: all iterations read the same tensors, and nothing else reads what is within
/// them, but for what the last one yields.
fn checked(items: &[Item], run: Run, reads: &Reads) -> Option<Run> {
    let Run { start, period, .. } = run;
    let iteration = |at: usize| items.get(start + at * period..start + (at + 1) * period);
    let first = iteration(0)?;
    if is_read_elsewhere(first, reads) || !window::may_move(first) || !visit::makes(first) {
        return None;
    }
    let names = window::locals(first);
    let mut times = 0;
    while times < run.times
        && let Some(window) = iteration(times)
        && window::locals(window) == names
        && reads.are_closed(window)
    {
        times += 1;
        if is_read_elsewhere(window, reads) {
            break;
        }
    }
    (times >= 2).then_some(Run { times, ..run })
}

/// Whether what statements yield is read by name, and not by themselves alone.
fn is_read_elsewhere(window: &[Item], reads: &Reads) -> bool {
    let yielded = visit::yielded(window);
    yielded.is_some_and(|var| reads.var(var) != window::reads_of(window, var))
}
