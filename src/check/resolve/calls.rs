//! Calls: what the first word of a statement calls, and what each argument fills.

use super::bind::{self, Binding, Bound};
use super::callee::{Called, Callee};
use super::resolver::Resolver;
use super::symbols::{BoundArgument, CallSite, DefinitionKind, Target};
use crate::check::scope::Lookup;
use crate::check::settings::Setting;
use crate::check::signature::{Reading, Slot, common, shorthand};
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::call::CallProblem;
use crate::source::Span;
use crate::syntax::tree::*;

impl<'a> Resolver<'a, '_> {
    /// Checks a call. If a visible name may hold the callee, its arguments are bound when it runs.
    pub(crate) fn call(&mut self, call: &'a Call<'a>) {
        if self.is_visible(call.name.text) {
            self.reads(call.name);
            return self.unbound(call, &[]);
        }
        let Some(called) = self.called(call.name) else {
            if !self.reads(call.name) {
                self.unknown_operation(call);
            }
            return self.unbound(call, &[]);
        };
        let signature = self.program.signature(called);
        let binding = bind::bind(&signature, call, self);
        self.bindings.add(call, called, &binding);
        if self.symbols.is_detailed() {
            self.refer_to_parameters(call, called, &binding.bound);
        }
        let Binding { bound, problems } = binding;
        if !problems.is_empty() {
            let places: Vec<_> = problems.iter().filter_map(DiagnosticKind::place).collect();
            problems.into_iter().for_each(|problem| self.report(problem));
            return self.unbound(call, &places);
        }
        if let Called::Setting(setting) = called {
            self.set_once(setting, &bound, call.name.span);
        }
        for argument in &bound {
            match argument.operand() {
                // A word of a setting is not a name.
                Some(Operand::Expr(expr)) if called.word(expr).is_some() => {
                    self.symbols.refer(expr.span, Target::Convention);
                }
                Some(operand) => {
                    self.in_join = argument.slot == Slot::Rest;
                    self.operand(operand);
                    self.in_join = false;
                }
                None => {}
            }
        }
    }

    /// The arguments of a call in which it is not known which words are names. Those with something
    /// wrong at one of these places have been reported.
    fn unbound(&mut self, call: &'a Call<'a>, reported: &[Span]) {
        let is_reported = |argument: &Argument<'_>| {
            let (start, end) = (argument.span().start, argument.span().end);
            reported.iter().any(|place| start <= place.start && place.end <= end)
        };
        for argument in call.arguments.iter().filter(|argument| !is_reported(argument)) {
            let word = match &argument.value {
                Operand::Expr(expr) => expr.bare_word().map(|text| Name { text, span: expr.span }),
                Operand::Branch(_) => None,
            };
            match word {
                Some(word) => _ = self.reads(word),
                None => self.operand(&argument.value),
            }
        }
    }

    /// What a word calls; that a block is called is noted.
    pub(crate) fn called(&mut self, name: Name<'a>) -> Option<Called> {
        let called = self.program.called(self.place.unit, self.place.owner, name.text)?;
        if let Called::Callee(Callee::Operation(operation)) = called {
            self.hidden = self.hidden.filter(|hidden| hidden.name != operation.name);
        }
        match self.target(called) {
            Target::Definition(definition) => self.read(definition, name),
            target => self.refer(name, target),
        }
        Some(called)
    }

    /// What a callee is among the symbols.
    fn target(&self, called: Called) -> Target {
        match called {
            Called::Callee(Callee::Operation(operation)) => Target::Operation(operation),
            Called::Callee(Callee::Block(id)) => {
                Target::Definition(self.program.blocks[id].definition)
            }
            Called::Setting(setting) => Target::Setting(setting),
        }
    }

    /// Notes the parameters that the arguments of a call name, and the call itself.
    fn refer_to_parameters(&mut self, call: &'a Call<'a>, called: Called, bound: &[Bound<'a>]) {
        for argument in bound {
            let target = self.parameter(called, argument.slot);
            if let Some((name, target)) = argument.name().zip(target) {
                self.symbols.refer(name.span, target);
            }
            let Some(word) = argument.text() else { continue };
            let Span { start, end } = word.span;
            match (argument.reading, target) {
                (Reading::Flag(true), Some(target)) => self.symbols.refer(word.span, target),
                (Reading::Flag(false), Some(target)) => {
                    self.symbols.refer(Span::new(start + 2, end), target);
                }
                (Reading::Shorthand, Some(target)) => {
                    let letters = shorthand(word.text).map_or(0, |(letters, _)| letters.len());
                    self.symbols.refer(word.span.first(letters), target);
                }
                _ if argument.slot == Slot::Share => self.share_key(word, call.span()),
                (Reading::Name, Some(target)) => self.symbols.refer_alike(word.span, target),
                (Reading::Word, _) => self.symbols.refer(word.span, Target::Word),
                _ => {}
            }
        }
        let arguments = bound.iter().map(|it| BoundArgument { span: it.span(), slot: it.slot });
        let (callee, arguments) = (self.target(called), arguments.collect());
        self.symbols.call(CallSite { span: call.span(), callee, arguments });
    }

    /// The parameter that an argument fills.
    fn parameter(&self, called: Called, slot: Slot) -> Option<Target> {
        let Slot::Parameter(index) = slot else { return common(slot).map(Target::Common) };
        match called {
            Called::Callee(Callee::Operation(operation)) => {
                operation.parameters.get(index).map(Target::Parameter)
            }
            Called::Callee(Callee::Block(id)) => {
                let block = self.program.blocks[id].definition;
                self.symbols.parameter(block, index).map(Target::Definition)
            }
            Called::Setting(setting) => setting.parameters.get(index).map(Target::Parameter),
        }
    }

    /// A key of `share=`: the first of its text in a body defines it.
    fn share_key(&mut self, key: Name<'a>, extent: Span) {
        let source = self.unit().source;
        let body = self.place.owner.map(|owner| self.symbols.definition(owner).extent);
        let body = body.unwrap_or(source.span());
        match self.names.share_keys.get(key.text) {
            Some(first) => self.symbols.refer(key.span, Target::Definition(*first)),
            None => {
                let (kind, owner) = (DefinitionKind::ShareKey, self.place.owner);
                let id = self.symbols.define(kind, key.span, extent, body, owner);
                self.names.share_keys.insert(key.text, id);
            }
        }
    }

    /// Reports what an earlier statement has set already: the last one would hold silently.
    fn set_once(&mut self, setting: &'static Setting, bound: &[Bound<'a>], word: Span) {
        let alone = setting.parameters.is_empty().then_some((Slot::Rest, word));
        let given = bound.iter().map(|argument| (argument.slot, argument.span()));
        for (slot, place) in given.chain(alone) {
            let known =
                |(name, other, _): &&(&str, Slot, Span)| (*name, *other) == (setting.name, slot);
            if let Some((.., first)) = self.set.iter().find(known) {
                let (setting, first, second) = (setting.name.to_owned(), *first, place);
                self.report(CallProblem::SettingTwice { setting, first, second });
            }
            self.set.push((setting.name, slot, place));
        }
    }
}
