//! The files of a program: the main one, those it uses, and the prelude; and what each declares.

use foldhash::{HashMap, HashMapExt};
use std::path::{Component, Path, PathBuf};

use super::Files;
use super::binding::Bound;
use super::mentions::Mentions;
use super::names;
use super::prelude;
use super::reports::Reports;
use super::settings::{self, Setting};
use super::signature::Signature;
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::name::NameProblem;
use crate::files;
use crate::ops;
use crate::source::{Source, Sources, Span};
use crate::syntax::{self, Parsed, ast::*};
use crate::value::Callee;

/// How many files may use each other in a row.
const DEPTH: usize = 64;

/// A file with the files it uses, by their indices.
pub struct Loaded<'s> {
    source: &'s Source,
    path: PathBuf,
    body: Body<'s>,
    uses: Vec<(Span, usize)>,
    /// Whether a file that it uses is not there, so that names of it are missing.
    incomplete: bool,
}

/// Reads and parses the main file, the files it uses and what they name of the prelude: the first is
/// the main file, the last the prelude. Nothing if brackets do not match somewhere, so that the trees say little.
pub fn load<'s>(
    sources: &'s Sources,
    main: &'s Source,
    files: &dyn Files,
    reports: &mut Reports,
) -> Option<Vec<Loaded<'s>>> {
    let mut loader =
        Loader { sources, files, reports, loaded: Vec::new(), open: Vec::new(), balanced: true };
    loader.add(main, PathBuf::from(main.name()));
    let source = sources.add("<prelude>", prelude::TEXT).ok()?;
    let texts = loader.loaded.iter().map(|loaded| loaded.source.text());
    let parsed = syntax::parse_parts(source, &prelude::named(texts));
    loader.keep(source, PathBuf::from(source.name()), parsed);
    loader.balanced.then_some(loader.loaded)
}

struct Loader<'s, 'r> {
    sources: &'s Sources,
    files: &'r dyn Files,
    reports: &'r mut Reports,
    loaded: Vec<Loaded<'s>>,
    /// The files that are being loaded, each used by the one before it.
    open: Vec<usize>,
    balanced: bool,
}

impl<'s> Loader<'s, '_> {
    fn add(&mut self, source: &'s Source, path: PathBuf) -> usize {
        let index = self.keep(source, path, syntax::parse(source));
        self.open.push(index);
        let uses: Vec<(&'s str, Span)> = uses(&self.loaded[index].body).collect();
        for (path, span) in uses {
            match self.used(index, path, span) {
                Ok(used) => self.loaded[index].uses.push((span, used)),
                Err(problem) => {
                    self.loaded[index].incomplete = true;
                    self.reports.add_plain(problem);
                }
            }
        }
        self.open.pop();
        index
    }

    /// Keeps what was parsed, and reports what is wrong with it; its index.
    fn keep(&mut self, source: &'s Source, path: PathBuf, parsed: Parsed<'s>) -> usize {
        self.balanced &= parsed.balanced;
        for problem in parsed.problems {
            self.reports.add_plain(problem);
        }
        let (body, incomplete) = (parsed.body, false);
        self.loaded.push(Loaded { source, path, body, uses: Vec::new(), incomplete });
        self.loaded.len() - 1
    }

    /// The file of a `use`, loaded unless it is there already.
    fn used(
        &mut self,
        user: usize,
        written: &str,
        span: Span,
    ) -> Result<usize, Box<crate::diagnostics::Problem>> {
        let folder = self.loaded[user].path.parent().unwrap_or(Path::new(""));
        let path = normal(&folder.join(written));
        if let Some(known) = self.loaded.iter().position(|loaded| loaded.path == path) {
            if let Some(from) = self.open.iter().position(|open| *open == known) {
                let way = self.open[from..].iter().chain([&known]);
                let way: Vec<String> = way.map(|at| shown(&self.loaded[*at].path)).collect();
                let way = way.join(" → ");
                return Err(FileProblem::Cycle { path: shown(&path), way, span }.into());
            }
            return Ok(known);
        }
        if self.open.len() >= DEPTH {
            return Err(LimitProblem::Uses { limit: DEPTH, span }.into());
        }
        let source = files::load(self.sources, self.files, &path, Some(span))?;
        Ok(self.add(source, path))
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The path without `.` and, as far as that goes by the text alone, `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(normal.components().next_back(), Some(Component::Normal(_))) =>
            {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

fn uses<'s>(body: &Body<'s>) -> impl Iterator<Item = (&'s str, Span)> {
    body.statements.iter().filter_map(|statement| match statement.kind {
        StatementKind::Use { path, span } => Some((path, span)),
        _ => None,
    })
}

/// All files with what they declare and which names they mention.
pub struct Program<'a> {
    /// Where their texts stand.
    pub(super) sources: &'a Sources,
    /// The names that the files make and read.
    pub(super) mentions: Mentions<'a>,
    /// What calls in blocks and loops call, by where they begin. Those that run once are resolved
    /// when they do.
    pub(super) calls: Calls<'a>,
    /// The files; the main one first, the prelude last.
    pub(super) units: Vec<Unit<'a>>,
    /// The blocks of all files.
    pub(super) blocks: Vec<Block<'a>>,
    /// The functions of all files.
    pub(super) functions: Vec<Function<'a>>,
    /// The params of the main file.
    pub(super) params: Vec<Name<'a>>,
}

/// A file with the names that can be called in it.
pub struct Unit<'a> {
    /// Its statements.
    pub body: &'a Body<'a>,
    /// Its text, for names in statements that do not parse.
    pub source: &'a Source,
    /// Its blocks and those of the files it uses, by name.
    pub blocks: HashMap<&'a str, u32>,
    /// Its functions and those of the files it uses, by name.
    pub functions: HashMap<&'a str, u32>,
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
            let is_tensor = matches!(value, Operand::Branch(_));
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
    pub unit: usize,
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
    pub unit: usize,
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
    pub(super) fn resolve(
        sources: &'a Sources,
        loaded: &'a [Loaded<'a>],
        reports: &mut Reports,
    ) -> Self {
        let mut program = Program {
            sources,
            mentions: Mentions::default(),
            calls: Calls::new(),
            units: Vec::new(),
            blocks: Vec::new(),
            functions: Vec::new(),
            params: Vec::new(),
        };
        for (unit, file) in loaded.iter().enumerate() {
            let mut blocks = HashMap::new();
            let mut functions = HashMap::new();
            for statement in &file.body.statements {
                match &statement.kind {
                    StatementKind::Block { name, formals, body } => {
                        declare(&mut blocks, *name, program.blocks.len(), reports, |index| {
                            program.blocks[index].name
                        });
                        program.blocks.push(Block { name: *name, formals, body, unit });
                    }
                    StatementKind::Fn { name, formals, body } => {
                        declare(&mut functions, *name, program.functions.len(), reports, |index| {
                            program.functions[index].name
                        });
                        program.functions.push(Function { name: *name, formals, body, unit });
                    }
                    StatementKind::Param { name, .. } if unit == 0 => program.params.push(*name),
                    _ => {}
                }
            }
            let Loaded { body, source, incomplete, .. } = file;
            let (made, incomplete) = (made(body), *incomplete);
            program.units.push(Unit { body, source, blocks, functions, made, incomplete });
        }
        for (unit, file) in loaded.iter().enumerate() {
            program.import(unit, &file.uses, reports);
        }
        (program.mentions, program.calls) = names::check(&program, reports);
        program
    }

    /// Whether the main file only declares what other files may use.
    pub fn only_declares(&self) -> bool {
        let declares = |statement: &Statement<'_>| {
            matches!(statement.kind, StatementKind::Block { .. } | StatementKind::Fn { .. })
        };
        let uses = |statement: &Statement<'_>| matches!(statement.kind, StatementKind::Use { .. });
        let statements = &self.units[0].body.statements;
        statements.iter().any(declares)
            && statements.iter().all(|statement| declares(statement) || uses(statement))
    }

    /// The param of that name, which only the main file may have.
    pub fn param(&self, name: &str) -> Option<Name<'a>> {
        self.params.iter().copied().find(|param| param.text == name)
    }

    /// The prelude's index among the units.
    pub fn prelude(&self) -> usize {
        self.units.len() - 1
    }

    /// Adds the blocks and functions that used files declare; the file's own go before them.
    fn import(&mut self, unit: usize, uses: &[(Span, usize)], reports: &mut Reports) {
        let mut blocks: HashMap<&'a str, (u32, Span)> = HashMap::new();
        let mut functions: HashMap<&'a str, (u32, Span)> = HashMap::new();
        for &(span, used) in uses {
            for (index, block) in self.blocks.iter().enumerate().filter(|(_, b)| b.unit == used) {
                bring(&mut blocks, block.name.text, index, span, reports);
            }
            for (index, function) in
                self.functions.iter().enumerate().filter(|(_, f)| f.unit == used)
            {
                bring(&mut functions, function.name.text, index, span, reports);
            }
        }
        for (name, (index, _)) in blocks {
            self.units[unit].blocks.entry(name).or_insert(index);
        }
        for (name, (index, _)) in functions {
            self.units[unit].functions.entry(name).or_insert(index);
        }
    }

    /// The block that a word calls in a file: its own, one it uses, or the prelude's. Built-in
    /// operations stand between the two.
    pub fn block(&self, unit: usize, name: &str) -> Option<u32> {
        self.units[unit].blocks.get(name).copied()
    }

    /// What a word calls in a file that no name holds there: a setting, a block of the file, an
    /// operation, a block of the prelude.
    pub fn called(&self, unit: usize, word: &str) -> Option<Called> {
        match settings::find(word) {
            Some(setting) => Some(Called::Setting(setting)),
            None => self.callee(unit, word).map(Called::Callee),
        }
    }

    /// The same without settings.
    pub fn callee(&self, unit: usize, word: &str) -> Option<Callee> {
        let block = self.block(unit, word).map(Callee::Block);
        block
            .or_else(|| ops::find(word).map(Callee::Operation))
            .or_else(|| self.prelude_block(word).map(Callee::Block))
    }

    /// How that is called.
    pub fn signature(&self, called: Called) -> Signature<'a> {
        match called {
            Called::Setting(setting) => Signature::setting(setting.name, setting.parameters),
            Called::Callee(Callee::Operation(operation)) => Signature::operation(operation),
            Called::Callee(Callee::Block(id)) => self.block_signature(id),
        }
    }

    /// How a block is called.
    fn block_signature(&self, id: u32) -> Signature<'a> {
        let block = &self.blocks[id as usize];
        Signature::block(block.name.text, block.formals, self.units[block.unit].source)
    }

    /// The block of the prelude of that name.
    pub fn prelude_block(&self, name: &str) -> Option<u32> {
        self.block(self.prelude(), name)
    }
}

fn declare<'a>(
    names: &mut HashMap<&'a str, u32>,
    name: Name<'a>,
    index: usize,
    reports: &mut Reports,
    earlier: impl Fn(usize) -> Name<'a>,
) {
    if let Some(first) = names.insert(name.text, index as u32) {
        reports.add_plain(NameProblem::Hides {
            name: name.text.to_owned(),
            first: earlier(first as usize).span,
            second: name.span,
        });
    }
}

fn bring<'a>(
    names: &mut HashMap<&'a str, (u32, Span)>,
    name: &'a str,
    index: usize,
    span: Span,
    reports: &mut Reports,
) {
    match names.insert(name, (index as u32, span)) {
        Some((other, first)) if other != index as u32 => {
            reports.add_plain(NameProblem::FromTwoFiles {
                name: name.to_owned(),
                first,
                second: span,
            });
        }
        _ => {}
    }
}
