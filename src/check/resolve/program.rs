//! A program: what its files declare, and what a word calls in each of them.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::bindings::Bindings;
use super::callee::{Called, Callee};
use super::ids::{FunctionId, UnitId};
use super::lenses::Replacements;
use super::symbols::{DefinitionId, Symbols};
use crate::check::as_written::KeptClaims;
use crate::check::settings;
use crate::check::signature::Signature;
use crate::diagnostics::call::CallProblem;
use crate::index::{Idx, IndexVec};
use crate::ops;
use crate::source::{Source, Sources, Span};
use crate::syntax::tree::*;
use crate::value::BlockId;

/// All files with what they declare and what their names mean.
pub struct Program<'a> {
    /// Their texts.
    pub(crate) sources: &'a Sources,
    /// The names that the files define, and what refers to them.
    pub(crate) symbols: Symbols,
    /// The calls whose callee the text names, with what their arguments fill.
    pub(crate) bindings: Bindings,
    /// The lenses, in order.
    pub(crate) lenses: Vec<Replacements<'a>>,
    /// The files; the main one first, the prelude last.
    pub(crate) units: IndexVec<UnitId, Unit<'a>>,
    /// The blocks of all files.
    pub(crate) blocks: IndexVec<BlockId, Block<'a>>,
    /// The functions of all files.
    pub(crate) functions: IndexVec<FunctionId, Function<'a>>,
    /// The params of the main file.
    pub(crate) params: Vec<Name<'a>>,
    /// The `let`s of the main file that its blocks and functions see, each with the place of its name.
    pub(crate) shared: HashMap<&'a str, Span>,
    /// The claims of shapes as it is written.
    pub(crate) as_written: KeptClaims,
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
    /// The files that describe devices, by the paths by which its claims name them.
    pub devices: HashMap<&'a str, &'a Source>,
    /// Where its own body makes each name first, and whether that is a tensor's.
    pub made: HashMap<&'a str, (Span, bool)>,
    /// The words of its statements that do not parse, and of those of the files it uses: they may define
    /// any of them.
    pub recovered: HashSet<&'a str>,
    /// Whether a file that it uses is missing, which may declare what it calls.
    pub incomplete: bool,
}

impl Unit<'_> {
    /// Whether a block or function of this name may be declared where it can't be seen.
    pub(crate) fn may_declare(&self, name: &str) -> bool {
        self.incomplete || self.recovered.contains(name)
    }
}

impl Program<'_> {
    /// A call that sets the parameter of a block which is named at this place.
    pub(crate) fn set(&self, parameter: Span) -> Option<Span> {
        self.blocks.entries().find_map(|(id, block)| {
            let mut names = block.parameters.iter().map(|known| known.name.span);
            let start = self.bindings.sets(id, names.position(|name| name == parameter)?)?;
            let Span { start: from, end: to } = block.name.span;
            Some(Span::new(start, start + (to - from)))
        })
    }
}

/// A block.
pub struct Block<'a> {
    /// Its name.
    pub name: Name<'a>,
    /// Its parameters.
    pub parameters: &'a [Parameter<'a>],
    /// Its body.
    pub body: &'a Body<'a>,
    /// The file that declares it.
    pub unit: UnitId,
    /// Its name among the symbols.
    pub definition: DefinitionId,
}

/// A function.
pub struct Function<'a> {
    /// Its name.
    pub name: Name<'a>,
    /// Its parameters.
    pub parameters: &'a [Parameter<'a>],
    /// The expression whose value it returns.
    pub body: &'a Expr<'a>,
    /// The file that declares it.
    pub unit: UnitId,
    /// Its name among the symbols.
    pub definition: DefinitionId,
}

impl Function<'_> {
    /// The parameter that an argument fills, by its name or its position among the arguments.
    pub fn slot(&self, position: usize, name: Option<Name<'_>>) -> Option<usize> {
        match name {
            None => Some(position).filter(|position| *position < self.parameters.len()),
            Some(name) => {
                self.parameters.iter().position(|parameter| parameter.name.text == name.text)
            }
        }
    }

    /// The problem of a call that does not give a parameter without a default.
    pub fn missing(&self, parameter: &str, call: Span) -> CallProblem {
        CallProblem::Missing {
            operation: self.name.text.to_owned(),
            parameter: parameter.to_owned(),
            doc: "the function gives it no default".to_owned(),
            span: call,
            help: format!("it is written `{}`", self.written()),
        }
    }

    /// How it is called, with the names of its parameters.
    pub fn written(&self) -> String {
        let names: Vec<&str> =
            self.parameters.iter().map(|parameter| parameter.name.text).collect();
        format!("{}({})", self.name.text, names.join(", "))
    }
}

impl<'a> Program<'a> {
    /// A program of one file without declarations, in which a single expression can be evaluated.
    pub(crate) fn empty(sources: &'a Sources, source: &'a Source, body: &'a Body<'a>) -> Self {
        let mut units = IndexVec::new();
        units.push(Unit {
            body,
            source,
            blocks: HashMap::new(),
            functions: HashMap::new(),
            devices: HashMap::new(),
            made: HashMap::new(),
            recovered: HashSet::new(),
            incomplete: false,
        });
        Program {
            sources,
            symbols: Symbols::default(),
            bindings: Bindings::default(),
            lenses: Vec::new(),
            units,
            blocks: IndexVec::new(),
            functions: IndexVec::new(),
            params: Vec::new(),
            shared: HashMap::new(),
            as_written: KeptClaims::default(),
        }
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

    /// Where the main file makes a name that its blocks and functions see.
    pub(crate) fn declared_ahead(&self, name: &str) -> Option<Span> {
        let param = self.param(name).map(|param| param.span);
        param.or_else(|| self.shared.get(name).copied())
    }

    /// Whether blocks and functions of the main file see the `let` of this name at this place.
    pub(crate) fn is_shared(&self, name: Name<'_>) -> bool {
        self.shared.get(name.text) == Some(&name.span)
    }

    /// The prelude's index among the units.
    pub(crate) fn prelude(&self) -> UnitId {
        UnitId::at(self.units.len() - 1)
    }

    /// The block of this name that a file declares or that a file which it uses declares.
    pub(crate) fn block(&self, unit: UnitId, name: &str) -> Option<BlockId> {
        self.units[unit].blocks.get(name).copied()
    }

    /// What a word calls that no name holds, in a file and perhaps within a block: a setting, a block of
    /// the file, an operation, a block of the prelude.
    pub(crate) fn called(
        &self,
        unit: UnitId,
        within: Option<DefinitionId>,
        word: &str,
    ) -> Option<Called> {
        match settings::find(word) {
            Some(setting) => Some(Called::Setting(setting)),
            None => self.callee(unit, within, word).map(Called::Callee),
        }
    }

    /// The same without settings. Within a block its own name calls what the block hides.
    pub(crate) fn callee(
        &self,
        unit: UnitId,
        within: Option<DefinitionId>,
        word: &str,
    ) -> Option<Callee> {
        let block = self.block(unit, word);
        let other = block.filter(|id| Some(self.blocks[*id].definition) != within);
        let callee = other
            .map(Callee::Block)
            .or_else(|| ops::find(word).map(Callee::Operation))
            .or_else(|| self.prelude_block(word).map(Callee::Block));
        callee.or(block.map(Callee::Block))
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
        Signature::block(block.name.text, block.parameters, self.units[block.unit].source)
    }

    /// The block of the prelude of that name.
    pub(crate) fn prelude_block(&self, name: &str) -> Option<BlockId> {
        self.block(self.prelude(), name)
    }
}
