//! What the files of a program declare, and which names each sees of the files it uses.

use foldhash::{HashMap, HashMapExt};

use super::bindings::Bindings;
use super::ids::{FunctionId, UnitId};
use super::load::Loaded;
use super::program::{Block, Function, Program, Unit};
use super::symbols::{DefinitionId, DefinitionKind, Symbols, Target};
use crate::check::as_written::KeptClaims;
use crate::check::diagnostics::Diagnostics;
use crate::diagnostics::name::NameProblem;
use crate::index::{Idx, IndexVec};
use crate::source::{Source, Sources, Span};
use crate::syntax::tree::*;
use crate::value::BlockId;

impl<'a> Program<'a> {
    /// Collects what the files declare, before their statements are resolved.
    pub(super) fn declared(
        sources: &'a Sources,
        loaded: &'a IndexVec<UnitId, Loaded<'a>>,
        symbols: Symbols,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut program = Program {
            sources,
            symbols,
            bindings: Bindings::default(),
            lenses: Vec::new(),
            units: IndexVec::new(),
            blocks: IndexVec::new(),
            functions: IndexVec::new(),
            params: Vec::new(),
            shared: HashMap::new(),
            as_written: KeptClaims::default(),
        };
        let mut files = Vec::new();
        for (unit, file) in loaded.entries() {
            let span = file.source.span();
            let start = Span::new(span.start, span.start);
            files.push(program.symbols.define(DefinitionKind::File, start, span, span, None));
            program.declare_file(unit, file, diagnostics);
            if let Some(lens) = &file.lens {
                program.add_lens(lens, unit, diagnostics);
            }
        }
        for (unit, file) in loaded.entries() {
            program.import(unit, &file.uses, diagnostics);
            for (span, used) in &file.uses {
                let target = files.get(used.index()).copied().map(Target::Definition);
                target.into_iter().for_each(|target| program.symbols.refer(*span, target));
            }
            program.add_callable(unit);
        }
        program
    }

    /// Collects what a file declares.
    fn declare_file(&mut self, unit: UnitId, file: &'a Loaded<'a>, diagnostics: &mut Diagnostics) {
        let Loaded { body, source, devices, recovered, incomplete, .. } = file;
        let (mut blocks, mut functions) = (HashMap::new(), HashMap::new());
        for statement in &body.statements {
            match &statement.kind {
                StatementKind::Block(declaration) => {
                    let kind = DefinitionKind::Block;
                    let definition = self.define(kind, statement, declaration, source);
                    let Declaration { name, parameters, body } = &**declaration;
                    let block = Block { name: *name, parameters, body, unit, definition };
                    let id = self.blocks.push(block);
                    declare(&mut blocks, *name, id, diagnostics, |id| self.blocks[id].name);
                }
                StatementKind::Fn(declaration) => {
                    let kind = DefinitionKind::Function;
                    let definition = self.define(kind, statement, declaration, source);
                    let Declaration { name, parameters, body } = &**declaration;
                    let function = Function { name: *name, parameters, body, unit, definition };
                    let id = self.functions.push(function);
                    declare(&mut functions, *name, id, diagnostics, |id| self.functions[id].name);
                }
                StatementKind::Param { name, .. } if unit == UnitId::MAIN => {
                    self.params.push(*name)
                }
                _ => {}
            }
        }
        let (made, recovered, incomplete) = (made(body), recovered.clone(), *incomplete);
        let devices = devices.clone();
        let unit = Unit { body, source, blocks, functions, devices, made, recovered, incomplete };
        self.units.push(unit);
    }

    /// Defines a block or function, and its parameters.
    fn define<B>(
        &mut self,
        kind: DefinitionKind,
        statement: &Statement<'_>,
        declaration: &Declaration<'_, B>,
        source: &Source,
    ) -> DefinitionId {
        let (name, extent) = (declaration.name.span, statement.span);
        let id = self.symbols.define(kind, name, extent, source.span(), None);
        for parameter in &declaration.parameters {
            let (name, span) = (parameter.name.span, parameter.span);
            let visible = Span::new(span.end, extent.end);
            self.symbols.define(DefinitionKind::Parameter, name, span, visible, Some(id));
        }
        id
    }

    /// Adds the blocks and functions that a file can call to the symbols.
    fn add_callable(&mut self, unit: UnitId) {
        let Unit { source, blocks, functions, .. } = &self.units[unit];
        let standard = self.units[self.prelude()].blocks.values();
        let blocks = blocks.values().chain(standard).map(|id| self.blocks[*id].definition);
        let functions = functions.values().map(|id| self.functions[*id].definition);
        self.symbols.add_callable(source.span(), blocks.chain(functions));
    }

    /// Adds the blocks and functions that used files declare; the file's own take precedence.
    fn import(&mut self, unit: UnitId, uses: &[(Span, UnitId)], diagnostics: &mut Diagnostics) {
        let mut blocks: HashMap<&'a str, (BlockId, Span)> = HashMap::new();
        let mut functions: HashMap<&'a str, (FunctionId, Span)> = HashMap::new();
        for &(span, used) in uses {
            for (id, block) in self.blocks.entries().filter(|(_, block)| block.unit == used) {
                import(&mut blocks, block.name.text, id, span, diagnostics);
            }
            for (id, function) in self.functions.entries().filter(|(_, f)| f.unit == used) {
                import(&mut functions, function.name.text, id, span, diagnostics);
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
    diagnostics: &mut Diagnostics,
    earlier: impl Fn(I) -> Name<'a>,
) {
    if let Some(first) = names.insert(name.text, id) {
        diagnostics.add_plain(NameProblem::Hides {
            name: name.text.to_owned(),
            first: earlier(first).span,
            second: name.span,
        });
    }
}

fn import<'a, I: Idx>(
    names: &mut HashMap<&'a str, (I, Span)>,
    name: &'a str,
    id: I,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    match names.insert(name, (id, span)) {
        Some((other, first)) if other != id => {
            diagnostics.add_plain(NameProblem::FromTwoFiles {
                name: name.to_owned(),
                first,
                second: span,
            });
        }
        _ => {}
    }
}
