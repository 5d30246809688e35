//! What the files of a program declare, and which names each sees of the files it uses.

use foldhash::{HashMap, HashMapExt};

use super::ids::{FunctionId, UnitId};
use super::load::Loaded;
use super::mentions::Mentions;
use super::program::{Block, Calls, Function, Program, Unit};
use crate::check::diagnostics::Diagnostics;
use crate::diagnostics::name::NameProblem;
use crate::index::{Idx, IndexVec};
use crate::source::{Sources, Span};
use crate::syntax::tree::*;
use crate::value::BlockId;

impl<'a> Program<'a> {
    /// Collects what the files declare, before their statements are resolved.
    pub(super) fn declared(
        sources: &'a Sources,
        loaded: &'a IndexVec<UnitId, Loaded<'a>>,
        reports: &mut Diagnostics,
    ) -> Self {
        let mut program = Program {
            sources,
            mentions: Mentions::default(),
            calls: Calls::new(),
            units: IndexVec::new(),
            blocks: IndexVec::new(),
            functions: IndexVec::new(),
            params: Vec::new(),
        };
        for (unit, file) in loaded.entries() {
            let mut blocks = HashMap::new();
            let mut functions = HashMap::new();
            for statement in &file.body.statements {
                match &statement.kind {
                    StatementKind::Block(declaration) => {
                        let Declaration { name, parameters, body } = &**declaration;
                        let id = program.blocks.push(Block { name: *name, parameters, body, unit });
                        declare(&mut blocks, *name, id, reports, |id| program.blocks[id].name);
                    }
                    StatementKind::Fn(declaration) => {
                        let Declaration { name, parameters, body } = &**declaration;
                        let function = Function { name: *name, parameters, body, unit };
                        let id = program.functions.push(function);
                        declare(&mut functions, *name, id, reports, |id| {
                            program.functions[id].name
                        });
                    }
                    StatementKind::Param { name, .. } if unit == UnitId::MAIN => {
                        program.params.push(*name)
                    }
                    _ => {}
                }
            }
            let Loaded { body, source, recovered, incomplete, .. } = file;
            let (made, incomplete) = (made(body), *incomplete);
            program.units.push(Unit {
                body,
                source,
                blocks,
                functions,
                made,
                recovered: recovered.clone(),
                incomplete,
            });
        }
        for (unit, file) in loaded.entries() {
            program.import(unit, &file.uses, reports);
        }
        program
    }

    /// Adds the blocks and functions that used files declare; the file's own go before them.
    fn import(&mut self, unit: UnitId, uses: &[(Span, UnitId)], reports: &mut Diagnostics) {
        let mut blocks: HashMap<&'a str, (BlockId, Span)> = HashMap::new();
        let mut functions: HashMap<&'a str, (FunctionId, Span)> = HashMap::new();
        for &(span, used) in uses {
            for (id, block) in self.blocks.entries().filter(|(_, block)| block.unit == used) {
                bring(&mut blocks, block.name.text, id, span, reports);
            }
            for (id, function) in self.functions.entries().filter(|(_, f)| f.unit == used) {
                bring(&mut functions, function.name.text, id, span, reports);
            }
        }
        for &(_, used) in uses {
            let recovered = self.units[used].recovered.clone();
            self.units[unit].recovered.extend(recovered);
        }
        for (name, (id, _)) in blocks {
            self.units[unit].blocks.entry(name).or_insert(id);
        }
        for (name, (id, _)) in functions {
            self.units[unit].functions.entry(name).or_insert(id);
        }
    }
}

/// Where the statements of a body make each name first, and whether it is a tensor's.
fn made<'a>(body: &Body<'a>) -> HashMap<&'a str, (Span, bool)> {
    let mut made = HashMap::new();
    for statement in &body.statements {
        for label in &statement.labels {
            made.entry(label.text).or_insert((label.span, true));
        }
        if let StatementKind::Let { name, value } = &statement.kind {
            let is_tensor = matches!(**value, Operand::Branch(_));
            made.entry(name.text).or_insert((name.span, is_tensor));
        }
    }
    made
}

fn declare<'a, I: Idx>(
    names: &mut HashMap<&'a str, I>,
    name: Name<'a>,
    id: I,
    reports: &mut Diagnostics,
    earlier: impl Fn(I) -> Name<'a>,
) {
    if let Some(first) = names.insert(name.text, id) {
        reports.add_plain(NameProblem::Hides {
            name: name.text.to_owned(),
            first: earlier(first).span,
            second: name.span,
        });
    }
}

fn bring<'a, I: Idx>(
    names: &mut HashMap<&'a str, (I, Span)>,
    name: &'a str,
    id: I,
    span: Span,
    reports: &mut Diagnostics,
) {
    match names.insert(name, (id, span)) {
        Some((other, first)) if other != id => {
            reports.add_plain(NameProblem::FromTwoFiles {
                name: name.to_owned(),
                first,
                second: span,
            });
        }
        _ => {}
    }
}
