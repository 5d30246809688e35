//! A program: what its files declare, and what a word calls in each of them.

use foldhash::{HashMap, HashMapExt};

use super::binding::Bound;
use super::load::Loaded;
use super::mentions::Mentions;
use super::resolver;
use super::signature::Signature;
use crate::check::diagnostics::Diagnostics;
use crate::check::eval::settings::{self, Setting};
use crate::diagnostics::name::NameProblem;
use crate::index::{Idx, IndexVec, ids};
use crate::ops;
use crate::ops::Operation;
use crate::source::{Source, Sources, Span};
use crate::syntax::tree::*;
use crate::value::{BlockId, Callable, Value};

/// The number of a file among all of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitId(u32);

/// The number of a function among all of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FunctionId(u32);

ids!(UnitId, FunctionId);

impl UnitId {
    /// The main file, which is the first.
    pub const MAIN: UnitId = UnitId(0);
}

/// All files with what they declare and which names they mention.
pub struct Program<'a> {
    /// Where their texts stand.
    pub(crate) sources: &'a Sources,
    /// The names that the files make and read.
    pub(crate) mentions: Mentions<'a>,
    /// What calls in blocks and loops call, by where they begin. Those that run once are resolved
    /// when they do.
    pub(crate) calls: Calls<'a>,
    /// The files; the main one first, the prelude last.
    pub(crate) units: IndexVec<UnitId, Unit<'a>>,
    /// The blocks of all files.
    pub(crate) blocks: IndexVec<BlockId, Block<'a>>,
    /// The functions of all files.
    pub(crate) functions: IndexVec<FunctionId, Function<'a>>,
    /// The params of the main file.
    pub(crate) params: Vec<Name<'a>>,
}

/// A file with the names that can be called in it.
pub struct Unit<'a> {
    /// Its statements.
    pub body: &'a Body<'a>,
    /// Its text, for names in statements that do not parse.
    pub source: &'a Source,
    /// Its blocks and those of the files it uses, by name.
    pub blocks: HashMap<&'a str, BlockId>,
    /// Its functions and those of the files it uses, by name.
    pub functions: HashMap<&'a str, FunctionId>,
    /// Where its own body makes each name first, and whether that is a tensor's.
    pub made: HashMap<&'a str, (Span, bool)>,
    /// Whether a file that it uses is not there: what it calls may stand in that.
    pub incomplete: bool,
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

/// What the first word of a statement calls.
#[derive(Clone, Copy)]
pub enum Called {
    /// An operation or block.
    Callee(Callee),
    /// A setting.
    Setting(&'static Setting),
}

/// An operation or block.
#[derive(Clone, Copy, Debug)]
pub enum Callee {
    /// A built-in operation.
    Operation(&'static Operation),
    /// A block.
    Block(BlockId),
}

impl From<Callee> for Value {
    fn from(callee: Callee) -> Self {
        Value::Operation(match callee {
            Callee::Operation(operation) => Callable::Operation(operation.name),
            Callee::Block(id) => Callable::Block(id),
        })
    }
}

impl Callee {
    /// What a value names.
    pub fn of(callable: Callable) -> Option<Self> {
        match callable {
            Callable::Operation(name) => ops::find(name).map(Callee::Operation),
            Callable::Block(id) => Some(Callee::Block(id)),
        }
    }
}

/// Resolved calls by where they begin.
pub type Calls<'a> = HashMap<u32, Resolved<'a>>;

/// A call whose callee and parameters are known from the text.
pub struct Resolved<'a> {
    /// What is called.
    pub callee: Callee,
    /// What each argument fills.
    pub bound: Vec<Bound<'a>>,
}

/// A block.
pub struct Block<'a> {
    /// Its name.
    pub name: Name<'a>,
    /// Its parameters.
    pub formals: &'a [Formal<'a>],
    /// Its body.
    pub body: &'a Body<'a>,
    /// The file it stands in.
    pub unit: UnitId,
}

/// A function.
pub struct Function<'a> {
    /// Its name.
    pub name: Name<'a>,
    /// Its parameters.
    pub formals: &'a [Formal<'a>],
    /// What it yields.
    pub body: &'a Expr<'a>,
    /// The file it stands in.
    pub unit: UnitId,
}

impl Function<'_> {
    /// The parameter that an argument fills, by its name or its position among the arguments.
    pub fn slot(&self, position: usize, name: Option<Name<'_>>) -> Option<usize> {
        match name {
            None => Some(position).filter(|position| *position < self.formals.len()),
            Some(name) => self.formals.iter().position(|formal| formal.name.text == name.text),
        }
    }

    /// How it is called, with the names of its parameters.
    pub fn written(&self) -> String {
        let names: Vec<&str> = self.formals.iter().map(|formal| formal.name.text).collect();
        format!("{}({})", self.name.text, names.join(", "))
    }
}

impl<'a> Program<'a> {
    /// What the files declare and mention; what is wrong with their names is reported.
    pub(crate) fn resolve(
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
                        let Declaration { name, formals, body } = &**declaration;
                        let id = program.blocks.push(Block { name: *name, formals, body, unit });
                        declare(&mut blocks, *name, id, reports, |id| program.blocks[id].name);
                    }
                    StatementKind::Fn(declaration) => {
                        let Declaration { name, formals, body } = &**declaration;
                        let function = Function { name: *name, formals, body, unit };
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
            let Loaded { body, source, incomplete, .. } = file;
            let (made, incomplete) = (made(body), *incomplete);
            program.units.push(Unit { body, source, blocks, functions, made, incomplete });
        }
        for (unit, file) in loaded.entries() {
            program.import(unit, &file.uses, reports);
        }
        (program.mentions, program.calls) = resolver::check(&program, reports);
        program
    }

    /// Whether the main file only declares what other files may use.
    pub(crate) fn only_declares(&self) -> bool {
        let declares = |statement: &Statement<'_>| {
            matches!(statement.kind, StatementKind::Block(_) | StatementKind::Fn(_))
        };
        let uses = |statement: &Statement<'_>| matches!(statement.kind, StatementKind::Use { .. });
        let statements = &self.units[UnitId::MAIN].body.statements;
        statements.iter().any(declares)
            && statements.iter().all(|statement| declares(statement) || uses(statement))
    }

    /// The param of that name, which only the main file may have.
    pub(crate) fn param(&self, name: &str) -> Option<Name<'a>> {
        self.params.iter().copied().find(|param| param.text == name)
    }

    /// The prelude's index among the units.
    pub(crate) fn prelude(&self) -> UnitId {
        UnitId::at(self.units.len() - 1)
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
        for (name, (id, _)) in blocks {
            self.units[unit].blocks.entry(name).or_insert(id);
        }
        for (name, (id, _)) in functions {
            self.units[unit].functions.entry(name).or_insert(id);
        }
    }

    /// The block that a word calls in a file: its own, one it uses, or the prelude's. Built-in
    /// operations stand between the two.
    pub(crate) fn block(&self, unit: UnitId, name: &str) -> Option<BlockId> {
        self.units[unit].blocks.get(name).copied()
    }

    /// What a word calls in a file that no name holds there: a setting, a block of the file, an
    /// operation, a block of the prelude.
    pub(crate) fn called(&self, unit: UnitId, word: &str) -> Option<Called> {
        match settings::find(word) {
            Some(setting) => Some(Called::Setting(setting)),
            None => self.callee(unit, word).map(Called::Callee),
        }
    }

    /// The same without settings.
    pub(crate) fn callee(&self, unit: UnitId, word: &str) -> Option<Callee> {
        let block = self.block(unit, word).map(Callee::Block);
        block
            .or_else(|| ops::find(word).map(Callee::Operation))
            .or_else(|| self.prelude_block(word).map(Callee::Block))
    }

    /// How that is called.
    pub(crate) fn signature(&self, called: Called) -> Signature<'a> {
        match called {
            Called::Setting(setting) => Signature::setting(setting.name, setting.parameters),
            Called::Callee(Callee::Operation(operation)) => Signature::operation(operation),
            Called::Callee(Callee::Block(id)) => self.block_signature(id),
        }
    }

    /// How a block is called.
    fn block_signature(&self, id: BlockId) -> Signature<'a> {
        let block = &self.blocks[id];
        Signature::block(block.name.text, block.formals, self.units[block.unit].source)
    }

    /// The block of the prelude of that name.
    pub(crate) fn prelude_block(&self, name: &str) -> Option<BlockId> {
        self.block(self.prelude(), name)
    }
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
