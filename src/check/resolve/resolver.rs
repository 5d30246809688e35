//! The pass over names, before anything runs: every name in every body, called or not, and the
//! arguments of every call whose callee stands in the text.

use super::bind::Target;
use super::binding::{Kind, Known};
use super::ids::UnitId;
use super::load::Loaded;
use super::mentions::Mentions;
use super::program::{Block, Calls, Function, Program};
use super::recovered;
use crate::check::diagnostics::Diagnostics;
use crate::check::scope::{Lookup, Scope};
use crate::check::settings;
use crate::check::totals::names_total;
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::flow::FlowProblem;
use crate::diagnostics::name::NameProblem;
use crate::index::IndexVec;
use crate::ops;
use crate::source::{Sources, Span};
use crate::syntax::tree::*;

impl<'a> Program<'a> {
    /// What the files declare and name; what is wrong with that is reported.
    pub(crate) fn resolve(
        sources: &'a Sources,
        loaded: &'a IndexVec<UnitId, Loaded<'a>>,
        reports: &mut Diagnostics,
    ) -> Self {
        let mut program = Program::declared(sources, loaded, reports);
        let (mut mentions, mut calls) = (Mentions::default(), Calls::default());
        for unit in program.units.ids() {
            let mut resolver = Resolver {
                program: &program,
                reports,
                mentions: &mut mentions,
                calls: &mut calls,
                unit,
                place: Place::File,
                known: Scope::new(),
                suggested: 0,
                own: 0,
                set: Vec::new(),
                nested: 0,
                foreign: false,
            };
            resolver.file();
        }
        (program.mentions, program.calls) = (mentions, calls);
        program
    }
}

/// Diagnostics the blocks of the main file that nothing calls.
pub fn unused_blocks(program: &Program<'_>, reports: &mut Diagnostics) {
    let own = program.blocks.entries().filter(|(_, block)| block.unit == UnitId::MAIN);
    // One that another of its name hides was reported as that.
    let uncalled = own.filter(|(id, block)| {
        let called = program.block(UnitId::MAIN, block.name.text);
        !program.mentions.blocks.contains_key(id) && called == Some(*id)
    });
    for (_, block) in uncalled {
        let name = block.name.text.to_owned();
        reports.add_plain(FlowProblem::UnusedBlock { name, span: block.name.span });
    }
}

/// How many of the words of a statement that does not parse are taken for names.
const DOUBTFUL: usize = 512;

/// What kind of body is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    File,
    Block,
    Function,
}

pub(crate) struct Resolver<'a, 'r> {
    pub(crate) program: &'r Program<'a>,
    pub(crate) reports: &'r mut Diagnostics,
    pub(crate) mentions: &'r mut Mentions<'a>,
    pub(crate) calls: &'r mut Calls<'a>,
    pub(crate) unit: UnitId,
    pub(crate) place: Place,
    /// The visible names; those of the file that a block or function sees come first.
    pub(crate) known: Scope<'a, Known>,
    /// Where the names of the body itself begin, which nothing in it may hide.
    pub(crate) own: usize,
    /// For how many unknown names and operations another was sought.
    pub(crate) suggested: usize,
    /// The settings stated so far: each with the parameter, and its argument.
    pub(crate) set: Vec<(&'a str, Target, Span)>,
    /// How many bodies within the file's own, or the block's, are open.
    pub(crate) nested: usize,
    /// Whether this is a used file that holds what it may not.
    pub(crate) foreign: bool,
}

impl Lookup for Resolver<'_, '_> {
    fn is_visible(&self, word: &str) -> bool {
        self.visible(word).is_some()
    }

    fn is_called(&self, word: &str) -> bool {
        self.program.callee(self.unit, word).is_some()
    }

    fn is_made(&self, word: &str) -> bool {
        self.program.units[self.unit].made.contains_key(word)
    }
}

impl<'a> Resolver<'a, '_> {
    fn file(&mut self) {
        let unit = &self.program.units[self.unit];
        self.body(unit.body);
        let (unit, program) = (self.unit, self.program);
        program
            .blocks
            .iter()
            .filter(|block| block.unit == unit)
            .for_each(|block| self.block(block));
        let functions = program.functions.iter().filter(|function| function.unit == unit);
        functions.for_each(|function| self.function(function));
    }

    /// Begins a block or function, which sees the params of its file and nothing else.
    fn begin(&mut self, place: Place) {
        self.place = place;
        let params = self.program.params.iter().filter(|_| self.unit == UnitId::MAIN);
        self.known.truncate(0);
        self.known
            .extend(params.map(|name| (name.text, Known { span: name.span, kind: Kind::Param })));
        self.own = self.known.len();
    }

    fn block(&mut self, block: &Block<'a>) {
        self.begin(Place::Block);
        let (name, span) = (block.name.text.to_owned(), block.name.span);
        if settings::find(block.name.text).is_some() {
            self.report(NameProblem::SettingAsBlock { name, span });
            // Its calls set something, so that it seems unused.
            let id = self.program.block(self.unit, block.name.text);
            id.into_iter().for_each(|id| self.mentions.block(id));
        } else if ops::find(block.name.text).is_some() {
            self.report(NameProblem::HidesOperation { name, span });
        }
        self.parameters(block.parameters);
        self.body(block.body);
    }

    fn function(&mut self, function: &Function<'a>) {
        self.begin(Place::Function);
        self.parameters(function.parameters);
        self.expr(function.body);
    }

    fn parameters(&mut self, parameters: &'a [Parameter<'a>]) {
        for parameter in parameters {
            if self.place == Place::Block && ["share", "dtype"].contains(&parameter.name.text) {
                // Its default may mean as little: `dtype=f16`.
                let (name, span) = (parameter.name.text.to_owned(), parameter.name.span);
                self.report(NameProblem::TakenParameter { name, span });
            } else if let Some(default) = &parameter.default {
                self.expr(default);
            }
            self.declare(parameter.name, Kind::Parameter);
        }
    }

    pub(crate) fn report(&mut self, problem: impl Into<Box<DiagnosticKind>>) {
        self.reports.add_plain(problem);
    }

    pub(crate) fn visible(&self, name: &str) -> Option<&Known> {
        self.known.find(0, name)
    }

    /// Whether a name is visible, which something reads here.
    pub(crate) fn reads(&mut self, name: &str) -> bool {
        let made = self.visible(name).map(|known| known.span);
        made.inspect(|made| self.mentions.read(*made)).is_some()
    }

    fn declare(&mut self, name: Name<'a>, kind: Kind) {
        if name.text == "_" {
            return;
        }
        let own = self.known.find(self.own, name.text);
        if let Some(first) = own.filter(|first| first.kind != Kind::Doubtful) {
            let problem = NameProblem::Hides {
                name: name.text.to_owned(),
                second: name.span,
                first: first.span,
            };
            self.report(problem);
        }
        self.mentions.make(name, kind);
        self.known.push(name.text, Known { span: name.span, kind });
    }

    /// The statements of a body; names made in it end with it.
    fn body(&mut self, body: &'a Body<'a>) {
        let known = self.known.len();
        for statement in &body.statements {
            self.statement(statement);
        }
        self.known.truncate(known);
    }

    pub(crate) fn inner(&mut self, body: &'a Body<'a>) {
        self.nested += 1;
        self.body(body);
        self.nested -= 1;
    }

    pub(crate) fn operand(&mut self, operand: &'a Operand<'a>) {
        match operand {
            Operand::Branch(body) => self.inner(body),
            Operand::Expr(expr) => self.expr(expr),
        }
    }

    fn statement(&mut self, statement: &'a Statement<'a>) {
        self.placed(statement);
        match &statement.kind {
            StatementKind::Append { name, value } => {
                self.operand(value);
                self.append(*name);
            }
            StatementKind::Assert { condition, .. } => self.assert(condition),
            StatementKind::Bad => self.doubtful(statement.span),
            StatementKind::Allow { .. }
            | StatementKind::Block(_)
            | StatementKind::Fn(_)
            | StatementKind::Use { .. } => {}
            StatementKind::Call(call) => self.call(call),
            StatementKind::For { pattern, items, body, .. } => {
                self.expr(items);
                let known = self.known.len();
                for name in pattern {
                    self.declare(*name, Kind::Each);
                }
                self.inner(body);
                self.known.truncate(known);
            }
            StatementKind::If { arms, otherwise } => {
                for (condition, body) in arms {
                    self.expr(condition);
                    self.inner(body);
                }
                otherwise.iter().for_each(|body| self.inner(body));
            }
            StatementKind::Let { name, value } => {
                self.operand(value);
                self.declare(*name, Kind::Let);
            }
            StatementKind::Param { name, default, domain } => {
                let domain = domain.iter().flat_map(|domain| domain.parts());
                [&**default].into_iter().chain(domain).for_each(|expr| self.expr(expr));
                self.declare(*name, Kind::Param);
            }
            StatementKind::Repeat { count, body } => {
                self.expr(count);
                self.inner(body);
            }
        }
        if let Some(Claim { shape: ClaimedShape::Expr(expr), .. }) = statement.claim.as_deref() {
            self.expr(expr);
        }
        let kind = if makes_input(statement) { Kind::Input } else { Kind::Label };
        for label in &statement.labels {
            self.declare(*label, kind);
        }
    }

    fn append(&mut self, name: Name<'a>) {
        match self.visible(name.text).map(|known| (known.kind, known.span)) {
            Some((Kind::Let | Kind::Doubtful, _)) => {}
            Some((_, declared)) => {
                let name_text = name.text.to_owned();
                self.report(CallProblem::AppendToOther {
                    name: name_text,
                    found: "no list made with `let`".to_owned(),
                    span: name.span,
                    declared: Some(declared),
                    help: format!(
                        "a list begins as `let {0}s = []`; `add {0}` sums tensors",
                        name.text
                    ),
                });
            }
            None => self.unknown(name.text, name.span),
        }
    }

    fn assert(&mut self, condition: &'a Expr<'a>) {
        let total = names_total(condition);
        if total && (self.place != Place::File || self.nested > 0) {
            let word = "assert total".to_owned();
            self.report(NameProblem::NotInABody { word, span: condition.span });
        }
        self.walk(condition, true);
    }

    /// A statement that does not parse may define, read or call any of the names in it.
    fn doubtful(&mut self, span: Span) {
        let program = self.program;
        let source = program.units[self.unit].source;
        // Only the start of an over-long statement is considered.
        let mut room = DOUBTFUL;
        for name in recovered::words(source.part(span)) {
            if let Some(block) = program.block(self.unit, name) {
                self.mentions.block(block);
            }
            if let Some(function) = program.units[self.unit].functions.get(name) {
                self.mentions.functions.insert(*function);
            }
            if !self.reads(name) && room > 0 {
                room -= 1;
                self.known.push(name, Known { span, kind: Kind::Doubtful });
            }
        }
    }
}

/// Whether a statement is an `input`.
fn makes_input(statement: &Statement<'_>) -> bool {
    let StatementKind::Call(call) = &statement.kind else { return false };
    ops::find(call.name.text).is_some_and(|operation| operation.role == ops::Role::Input)
}
