//! Which runs of statements depend on a place.
//!
//! A statement depends on it directly if it owns the token there, or names what such a statement
//! defines or is part of: a label, `let`, `param`, function, or a block whose header has the place. A
//! run depends if its statement does so directly, or lies in one; if its statement encloses one that
//! does, or calls a block that does; and if its tensor, or a layer that it made, can be reached from
//! the layers of a statement that depends directly. So a block that is damaged in its last line
//! still has to yield the shapes of its other lines wherever it is called.

use std::cmp::Reverse;
use std::collections::HashSet;

use netcost::Analysis;
use netcost::Span;
use netcost::network::Network;
use netcost::record::{Outcome, RunId, StatementRun};
use netcost::symbols::{Definition, DefinitionId, DefinitionKind};

use super::places::Place;

/// What of a sound text depends on what.
pub struct Dependence<'a> {
    text: &'a str,
    network: &'a Network,
    runs: &'a [StatementRun],
    /// The statements that are run and those that define something, each once.
    statements: Vec<Span>,
    /// What can be named, and the statements that name it.
    named: Vec<(&'a Definition, Vec<Span>)>,
}

impl<'a> Dependence<'a> {
    /// That of a text without mistakes.
    pub fn new(text: &'a str, analysis: &'a Analysis) -> Self {
        let network = analysis.network().expect("examples are sound");
        let (record, symbols) =
            (analysis.record().expect("kept"), analysis.symbols().expect("kept"));
        // The standard blocks stand in a text of their own.
        let own = |(_, definition): &(DefinitionId, &Definition)| {
            definition.kind != DefinitionKind::File && definition.extent.end as usize <= text.len()
        };
        let definitions: Vec<_> = symbols.definitions().filter(own).collect();
        let declarations = definitions.iter().filter_map(|(_, definition)| {
            use DefinitionKind::{Block, Function, Param};
            matches!(definition.kind, Block | Function | Param).then_some(definition.extent)
        });
        let run = record.runs().iter().map(|run| run.statement);
        let statements: HashSet<Span> = run.chain(declarations).collect();
        let statements: Vec<Span> = statements.into_iter().collect();
        let named = definitions.iter().map(|(id, definition)| {
            let names = symbols.references_of(*id);
            (*definition, names.filter_map(|name| smallest(&statements, name)).collect())
        });
        let named = named.collect();
        Dependence { text, network, runs: record.runs(), statements, named }
    }

    /// The runs that yield a tensor and do not depend on a place.
    pub fn independent(&self, place: &Place) -> Vec<RunId> {
        let directly = self.directly(self.owners(place));
        let around = self.around(&directly);
        let direct = self.direct_runs(&directly);
        let reached = self.reached(&direct);
        let runs = (0..).map(RunId).zip(self.runs).zip(&direct);
        let independent = runs.filter(|((_, run), direct)| {
            let Outcome::Tensor(tensor) = run.outcome else { return false };
            let layers = run.layers.start.0 as usize..run.layers.end.0 as usize;
            let mut made =
                self.network.layers[layers].iter().map(|layer| layer.output).chain([tensor]);
            !**direct
                && !around.contains(&run.statement)
                && !made.any(|tensor| reached[tensor.0 as usize])
        });
        independent.map(|((id, _), _)| id).collect()
    }

    /// The statements that a place belongs to. A `;` belongs to the two that it parts.
    fn owners(&self, place: &Place) -> Vec<Span> {
        let span = Span::new(place.start as u32, place.end as u32);
        if &self.text[place.clone()] != ";" {
            return smallest(&self.statements, span).into_iter().collect();
        }
        let before = self.statements.iter().filter(|it| it.end <= span.start);
        let before = before.max_by_key(|it| (it.end, Reverse(it.start)));
        let after = self.statements.iter().filter(|it| it.start >= span.end);
        let after = after.min_by_key(|it| (it.start, Reverse(it.end)));
        before.into_iter().chain(after).copied().collect()
    }

    /// The statements that depend directly: the owners, and those that name what they are part of.
    fn directly(&self, mut open: Vec<Span>) -> HashSet<Span> {
        let mut directly = HashSet::new();
        while let Some(statement) = open.pop() {
            if !directly.insert(statement) {
                continue;
            }
            let changed = self.named.iter().filter(|(definition, _)| match definition.kind {
                DefinitionKind::Block => definition.extent == statement,
                // They are seen in the block or loop alone, of which every run depends.
                DefinitionKind::LoopVariable | DefinitionKind::Parameter => false,
                _ => holds(definition.extent, statement),
            });
            open.extend(changed.flat_map(|(_, names)| names));
        }
        directly
    }

    /// The statements that enclose these, and those that call the blocks that do.
    fn around(&self, directly: &HashSet<Span>) -> HashSet<Span> {
        let mut around = HashSet::new();
        let mut open: Vec<Span> = directly.iter().copied().collect();
        while let Some(statement) = open.pop() {
            let enclosing = self.statements.iter().filter(|it| holds(**it, statement));
            let blocks = self.named.iter().filter(|(definition, _)| {
                definition.kind == DefinitionKind::Block && holds(definition.extent, statement)
            });
            let outer = enclosing.chain(blocks.flat_map(|(_, names)| names)).copied();
            open.extend(outer.filter(|outer| around.insert(*outer)));
        }
        around
    }

    /// For each run, whether it is one of these statements, or lies in such a run.
    fn direct_runs(&self, directly: &HashSet<Span>) -> Vec<bool> {
        let mut direct = Vec::new();
        for run in self.runs {
            let within = run.caller.is_some_and(|caller| direct[caller.0 as usize]);
            direct.push(within || directly.contains(&run.statement));
        }
        direct
    }

    /// For each tensor, whether it can be reached from the layers of these runs.
    fn reached(&self, direct: &[bool]) -> Vec<bool> {
        let network = self.network;
        let mut reached = vec![false; network.tensors.len()];
        let mut made = vec![false; network.layers.len()];
        for (run, _) in self.runs.iter().zip(direct).filter(|(_, direct)| **direct) {
            made[run.layers.start.0 as usize..run.layers.end.0 as usize].fill(true);
            for input in &network.inputs {
                if network.span_of(*input).is_some_and(|span| holds(run.statement, span)) {
                    reached[input.0 as usize] = true;
                }
            }
        }
        for (layer, made) in network.layers.iter().zip(made) {
            if made || layer.inputs.iter().any(|input| reached[input.0 as usize]) {
                for output in layer.outputs() {
                    reached[output.0 as usize] = true;
                }
            }
        }
        reached
    }
}

/// The smallest statement around a place.
fn smallest(statements: &[Span], place: Span) -> Option<Span> {
    let around = statements.iter().filter(|statement| holds(**statement, place));
    around.min_by_key(|statement| statement.end - statement.start).copied()
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
