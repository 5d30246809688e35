//! The resolver: what every name in every body means, called or not, and what the arguments of every
//! call fill whose callee the text names. Nothing is run.

use foldhash::{HashMap, HashMapExt, HashSet};

use super::bindings::Bindings;
use super::ids::UnitId;
use super::load::Loaded;
use super::names::{Binding, Names, Place, PlaceKind};
use super::program::{Block, Function, Program, Unit};
use super::symbols::{DefinitionId, DefinitionKind, Symbols, Target};
use crate::check::diagnostics::Diagnostics;
use crate::check::scope::Lookup;
use crate::check::settings;
use crate::check::signature::{COMMON, Slot};
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::flow::FlowProblem;
use crate::diagnostics::name::NameProblem;
use crate::index::IndexVec;
use crate::ops::{self, Operation};
use crate::source::{Sources, Span, offset};
use crate::syntax::tree::*;

pub(crate) struct Resolver<'a, 'r> {
    pub(crate) program: &'r Program<'a>,
    pub(crate) diagnostics: &'r mut Diagnostics,
    pub(crate) symbols: &'r mut Symbols,
    pub(crate) bindings: &'r mut Bindings,
    pub(crate) place: Place,
    pub(crate) names: Names<'a>,
    /// The number of unknown names and operations for which another was suggested.
    pub(crate) suggested: usize,
    /// The lists of the file that grow.
    pub(crate) lists: HashSet<DefinitionId>,
    /// Whether the operands of a join are being looked at.
    pub(crate) in_join: bool,
    /// The settings stated so far: each with what its argument fills, and the argument.
    pub(crate) set: Vec<(&'a str, Slot, Span)>,
    /// The operation that the block hides which is looked at, until the block itself names it.
    pub(crate) hidden: Option<&'static Operation>,
    /// Whether this is a used file with a statement that such a file may not have.
    pub(crate) foreign: bool,
}

impl<'a> Program<'a> {
    /// What the files declare and what their names mean; what is wrong with that is reported.
    /// References are kept only in a table that is detailed. A missing file or a statement that does
    /// not parse leaves out what it would define.
    pub(crate) fn resolve(
        sources: &'a Sources,
        loaded: &'a IndexVec<UnitId, Loaded<'a>>,
        symbols: Symbols,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut program = Program::declared(sources, loaded, symbols, diagnostics);
        let mut symbols = std::mem::take(&mut program.symbols);
        let mut bindings = Bindings::default();
        let mut shared = HashMap::new();
        for unit in program.units.ids() {
            let end = program.units[unit].body.span.end;
            let mut resolver = Resolver {
                program: &program,
                diagnostics,
                symbols: &mut symbols,
                bindings: &mut bindings,
                place: Place { unit, kind: PlaceKind::File, owner: None, nested: 0, end },
                names: Names::default(),
                suggested: 0,
                lists: HashSet::default(),
                in_join: false,
                set: Vec::new(),
                hidden: None,
                foreign: false,
            };
            resolver.file();
            let lets = resolver.names.shared.iter().map(|(name, binding)| (*name, binding.span));
            shared.extend(lets.filter(|(name, _)| program.param(name).is_none()));
        }
        symbols.sort();
        bindings.sort();
        (program.symbols, program.bindings, program.shared) = (symbols, bindings, shared);
        program
    }

    /// Reports the blocks of the main file that nothing calls.
    pub(crate) fn report_unused_blocks(&self, diagnostics: &mut Diagnostics) {
        let own = self.blocks.entries().filter(|(_, block)| block.unit == UnitId::MAIN);
        // One that another of its name hides was reported as that.
        let uncalled = own.filter(|(id, block)| {
            let called = self.block(UnitId::MAIN, block.name.text);
            !self.symbols.definition(block.definition).is_read() && called == Some(*id)
        });
        for (_, block) in uncalled {
            let name = block.name.text.to_owned();
            diagnostics.add_plain(FlowProblem::UnusedBlock { name, span: block.name.span });
        }
    }
}

impl Lookup for Resolver<'_, '_> {
    fn is_visible(&self, word: &str) -> bool {
        self.visible(word).is_some_and(|binding| binding.definition.is_some())
    }

    fn is_called(&self, word: &str) -> bool {
        self.program.callee(self.place.unit, self.place.owner, word).is_some()
    }

    fn is_made(&self, word: &str) -> bool {
        let made = &self.unit().made;
        made.contains_key(word) || self.visible(word).is_some()
    }

    fn is_tensor(&self, word: &str) -> bool {
        let made = || self.unit().made.get(word);
        self.is_visible(word) && made().is_some_and(|(_, is_tensor)| *is_tensor)
    }
}

impl<'a, 'r> Resolver<'a, 'r> {
    fn file(&mut self) {
        let (program, unit) = (self.program, self.place.unit);
        self.body(program.units[unit].body);
        self.share();
        let blocks = program.blocks.iter().filter(|block| block.unit == unit);
        blocks.for_each(|block| self.block(block));
        let functions = program.functions.iter().filter(|function| function.unit == unit);
        functions.for_each(|function| self.function(function));
    }

    /// Makes visible what blocks and functions see of the file, now that all of it is known.
    fn share(&mut self) {
        let Names { visible, shared, inherited, .. } = &mut self.names;
        let lists = &self.lists;
        shared.retain(|(_, it)| it.definition.is_none_or(|it| !lists.contains(&it)));
        visible.extend(shared.iter().copied());
        *inherited = shared.len();
        shared.iter().filter_map(|(_, it)| it.definition).for_each(|it| self.symbols.share(it));
    }

    /// Begins a block or function, which sees the params and constants of its file and nothing else.
    fn begin(&mut self, kind: PlaceKind, owner: DefinitionId, end: u32) {
        let unit = self.place.unit;
        self.place = Place { unit, kind, owner: Some(owner), nested: 0, end };
        self.names.share_keys.clear();
        self.names.visible.truncate(self.names.inherited);
    }

    fn block(&mut self, block: &Block<'a>) {
        self.begin(PlaceKind::Block, block.definition, block.body.span.end);
        let (name, span) = (block.name.text.to_owned(), block.name.span);
        if settings::find(block.name.text).is_some() {
            self.report(NameProblem::SettingAsBlock { name, span });
            // Its calls set something, so that it seems unused.
            let called = self.program.block(self.place.unit, block.name.text);
            let called = called.map(|id| self.program.blocks[id].definition);
            called.into_iter().for_each(|called| self.symbols.read(called));
        }
        self.hidden = ops::find(block.name.text);
        self.parameters(block.definition, block.parameters);
        self.body(block.body);
        // What a lens replaces is not hidden in it.
        if self.hidden.take().is_some() && self.program.lens_of(self.place.unit).is_none() {
            let (name, span) = (block.name.text.to_owned(), block.name.span);
            self.report(NameProblem::HidesOperation { name, span });
        }
    }

    fn function(&mut self, function: &Function<'a>) {
        self.begin(PlaceKind::Function, function.definition, function.body.span.end);
        self.parameters(function.definition, function.parameters);
        self.expr(function.body);
    }

    fn parameters(&mut self, owner: DefinitionId, parameters: &'a [Parameter<'a>]) {
        for (index, parameter) in parameters.iter().enumerate() {
            let is_taken =
                COMMON.iter().any(|known| known.reserved && known.name == parameter.name.text);
            if self.place.kind == PlaceKind::Block && is_taken {
                // Its default may mean as little: `dtype=f16`.
                let (name, span) = (parameter.name.text.to_owned(), parameter.name.span);
                self.report(NameProblem::TakenParameter { name, span });
            } else if let Some(default) = &parameter.default {
                self.expr(default);
            }
            let definition = self.symbols.parameter(owner, index);
            self.show(parameter.name, definition);
        }
    }

    /// The file that the resolver is in.
    pub(crate) fn unit(&self) -> &'r Unit<'a> {
        &self.program.units[self.place.unit]
    }

    pub(crate) fn report(&mut self, problem: impl Into<Box<DiagnosticKind>>) {
        self.diagnostics.add_plain(problem);
    }

    pub(crate) fn visible(&self, name: &str) -> Option<Binding> {
        self.names.visible.find(0, name).copied()
    }

    /// Whether a name is visible, which something reads here.
    pub(crate) fn reads(&mut self, name: Name<'a>) -> bool {
        let binding = self.visible(name.text);
        if let Some(definition) = binding.and_then(|binding| binding.definition) {
            self.read(definition, name);
        }
        binding.is_some()
    }

    /// Notes that something reads a definition here.
    pub(crate) fn read(&mut self, definition: DefinitionId, name: Name<'_>) {
        self.symbols.read(definition);
        self.refer(name, Target::Definition(definition));
    }

    /// Notes what a name refers to, which may be in parentheses at its place.
    pub(crate) fn refer(&mut self, name: Name<'_>, target: Target) {
        if self.symbols.is_detailed() {
            let source = self.unit().source;
            self.symbols.refer(within_parentheses(name, source.part(name.span)), target);
        }
    }

    /// Defines a name, visible from an offset to the end of the innermost body.
    pub(crate) fn define(
        &mut self,
        kind: DefinitionKind,
        name: Name<'a>,
        extent: Span,
        from: u32,
    ) -> Option<DefinitionId> {
        if name.text == "_" {
            return None;
        }
        let visible = Span::new(from, self.place.end);
        let id = self.symbols.define(kind, name.span, extent, visible, self.place.owner);
        self.show(name, Some(id));
        Some(id)
    }

    /// Makes a name visible, which must not hide another of the same body.
    fn show(&mut self, name: Name<'a>, definition: Option<DefinitionId>) {
        if name.text == "_" {
            return;
        }
        let Names { visible, inherited, .. } = &mut self.names;
        let own = visible.find(*inherited, name.text);
        let hidden = own.filter(|first| first.definition.is_some()).map(|first| first.span);
        visible.push(name.text, Binding { span: name.span, definition, shared: false });
        if let Some(first) = hidden {
            let (name, second) = (name.text.to_owned(), name.span);
            self.report(NameProblem::Hides { name, first, second });
        }
    }

    /// Makes a name visible of which nothing is known.
    pub(crate) fn recover(&mut self, name: &'a str, span: Span) {
        self.names.visible.push(name, Binding { span, definition: None, shared: false });
    }
}

/// The place of a name in a text that has nothing else but parentheses, spaces and comments.
fn within_parentheses(name: Name<'_>, text: &str) -> Span {
    let mut rest = text;
    while rest.len() > name.text.len() && !rest.starts_with(name.text) {
        rest = match rest.strip_prefix('#') {
            Some(comment) => comment.split_once('\n').map_or("", |(_, rest)| rest),
            None => rest.split_at_checked(1).map_or("", |(_, rest)| rest),
        };
    }
    match rest.starts_with(name.text) {
        true => {
            let start = name.span.end - offset(rest.len());
            Span::new(start, start + offset(name.text.len()))
        }
        false => name.span,
    }
}
