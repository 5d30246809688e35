//! What the word at the cursor is, in Markdown.

use super::snapshot::Snapshot;
use super::sums::{Cost, total};
use crate::analysis::Analysis;
use crate::bundled::pages;
use crate::check::record::{Seen, StatementRun};
use crate::check::symbols::{DefinitionId, DefinitionKind, Target};
use crate::cost::{Convention, Costing, Costs, Derivation, Metric};
use crate::ops::Operation;
use crate::report::TermStyle;
use crate::report::text::derivation::{self, Explained};
use crate::report::text::operations;
use crate::source::{Files, Span};
use crate::text::digits::Digits;

/// The width of derivations, in columns.
const WIDTH: usize = 80;

/// What is known of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The word.
    pub place: Span,
    /// Markdown.
    pub text: String,
}

/// What the word at an offset is: for an operation also how the costs of its first layer here are computed.
pub fn hover(snapshot: &Snapshot, at: u32, files: &dyn Files) -> Option<Hover> {
    let symbols = snapshot.symbols()?;
    let hovering = Hovering { snapshot, at, files };
    let Some(reference) = symbols.reference_at(at) else {
        let id = symbols.definition_at(at)?;
        let text = hovering.definition(id)?;
        return Some(Hover { place: symbols.definition(id).name, text });
    };
    let text = hovering.target(&reference.target, reference.span)?;
    Some(Hover { place: reference.span, text })
}

/// A place that is looked at.
struct Hovering<'a> {
    snapshot: &'a Snapshot,
    at: u32,
    files: &'a dyn Files,
}

impl Hovering<'_> {
    fn target(&self, target: &Target, span: Span) -> Option<String> {
        let word = self.snapshot.sources().text(span);
        match target {
            Target::Common(common) => Some(format!("`{}`: {}", common.name, common.doc)),
            Target::Convention => {
                let convention = Convention::named(word)?;
                Some(format!("`{}`: {}", convention.name, convention.summary))
            }
            Target::Definition(id) => self.definition(*id),
            Target::Function(function) => {
                Some(format!("{}\n{}", code(function.signature), function.doc))
            }
            Target::Lint => {
                let name = word.replace('-', "_");
                pages::find(&name).next().map(|page| page.text.to_owned())
            }
            Target::Operation(operation) => Some(self.operation(operation, span)),
            Target::Parameter(parameter) => Some(operations::line(parameter)),
            Target::Setting(setting) => {
                let expected = setting.expected;
                let parameters = setting.parameters.iter().map(operations::line);
                let lines: Vec<String> = parameters.map(|line| format!("- {line}")).collect();
                Some(format!("`{}`: takes {expected}\n\n{}", setting.name, lines.join("\n")))
            }
            Target::Total => self.total(word),
            Target::Attribute | Target::Word => None,
        }
    }

    /// An operation: what it is, how the figures of its first layer here come about, and its page.
    fn operation(&self, operation: &'static Operation, name: Span) -> String {
        let mut parts = vec![code(&operation.signature()), operation.summary.to_owned()];
        parts.extend(self.derivation(operation, name));
        let parameters = operation.rest.iter().chain(operation.parameters);
        let parameters: Vec<String> =
            parameters.map(|parameter| format!("- {}", operations::line(parameter))).collect();
        parts.extend((!parameters.is_empty()).then(|| parameters.join("\n")));
        parts.push(operation.doc.trim().to_owned());
        parts.join("\n\n")
    }

    /// How the costs of the first layer that a call made are computed, and what all of them cost.
    fn derivation(&self, operation: &Operation, name: Span) -> Option<String> {
        let calls = self.snapshot.symbols()?.calls().iter();
        let call = calls.into_iter().find(|call| call.span.start == name.start)?.span;
        let again = self.snapshot.probed(self.at, self.files)?;
        let network = again.known()?;
        let costs = Costs::new(network, &Costing::default()).ok()?;
        let made: Vec<_> = network
            .layers
            .iter()
            .enumerate()
            .filter(|(_, layer)| layer.span == Some(call) && layer.operation == operation.name)
            .collect();
        let (index, layer) = *made.first()?;
        let call_record = again.call_records().get(index);
        let derivation = Derivation::new(&costs, layer, call_record, &[costs.convention]);
        let sources = again.sources();
        let explained =
            Explained { costs: &costs, sources, layer, call_record, derivation: &derivation };
        let mut text = Vec::new();
        let term = TermStyle { color: false, unicode: true };
        derivation::write(&explained, WIDTH, term, &mut text).ok()?;
        let text = String::from_utf8(text).ok()?;
        let first = match made.len() {
            1 => String::new(),
            runs => format!("The first of the {runs} layers that are made here:\n\n"),
        };
        Some(format!("{first}```text\n{}\n```", text.trim_end()))
    }

    /// A name: how it is defined, and what it is here.
    fn definition(&self, id: DefinitionId) -> Option<String> {
        let symbols = self.snapshot.symbols()?;
        let definition = symbols.definition(id);
        let text = self.snapshot.sources().text(definition.extent);
        let name = self.snapshot.sources().text(definition.name);
        match definition.kind {
            DefinitionKind::Block => {
                let signature = text.split('{').next().unwrap_or_default().trim();
                let comment = self.comment_above(definition.extent);
                let parts = [Some(code(signature)), self.cost(), comment];
                Some(parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n"))
            }
            DefinitionKind::Function => {
                let comment = self.comment_above(definition.extent);
                let parts = [Some(code(text)), comment];
                Some(parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n"))
            }
            DefinitionKind::File => {
                let file = self.snapshot.sources().source(definition.name)?;
                Some(format!("`{}`", file.name()))
            }
            DefinitionKind::ShareKey => {
                let uses = symbols.references_of(id).count() + 1;
                Some(format!("`share={name}`: the same parameters in {uses} calls"))
            }
            DefinitionKind::Input
            | DefinitionKind::Label
            | DefinitionKind::Let
            | DefinitionKind::LoopVariable
            | DefinitionKind::Param
            | DefinitionKind::Parameter => {
                let line = code(text.lines().next().unwrap_or_default());
                let seen = self.seen(name, definition.name, definition.extent);
                Some(seen.map_or(line.clone(), |seen| format!("{line}\n\n{seen}")))
            }
        }
    }

    /// The comment in the lines directly above a definition.
    fn comment_above(&self, extent: Span) -> Option<String> {
        let source = self.snapshot.sources().source(extent)?;
        let above = source.part(Span::new(source.base(), extent.start));
        let lines = above.lines().rev().take_while(|line| line.trim_start().starts_with('#'));
        let lines: Vec<&str> =
            lines.map(|line| line.trim_start_matches([' ', '\t', '#'])).collect();
        let comment = lines.into_iter().rev().collect::<Vec<_>>().join("\n");
        (!comment.is_empty()).then_some(comment)
    }

    /// What the statement at the cursor costs, and the shape that it yields.
    fn cost(&self) -> Option<String> {
        let (network, record) = self.snapshot.known()?;
        let around = record
            .runs()
            .iter()
            .filter(|run| run.statement.start <= self.at && self.at <= run.statement.end);
        let innermost = around.map(|run| run.statement).min_by_key(|it| it.end - it.start)?;
        let all = self.snapshot.runs()?.of(innermost).filter(|runs| runs.complete)?;
        let runs: Vec<&StatementRun> = all.recorded(record).collect();
        let sums = self.snapshot.sums()?;
        let cost = runs.iter().map(|run| sums.of(&run.layers)).fold(Cost::default(), Cost::plus);
        let shape = runs.last()?.shape(network).map(|shape| shape.to_string());
        let times = (runs.len() > 1).then(|| format!("×{}", runs.len()));
        let parts = [times, shape, cost.shown(Digits::Full)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    /// What a name holds where the cursor is; at its definition, what it holds directly after that.
    fn seen(&self, name: &str, defined: Span, extent: Span) -> Option<String> {
        let here = defined.start <= self.at && self.at <= defined.end;
        let end = self.snapshot.main()?.span().end;
        let at = if here { (extent.end + 1).min(end) } else { self.at };
        let again: Analysis = self.snapshot.probed(at, self.files)?;
        let names = &again.probe()?.names;
        let (_, seen) = names.iter().rev().find(|(known, _)| known == name)?;
        Some(shown(name, seen))
    }

    /// A total of the network as it is now.
    fn total(&self, key: &str) -> Option<String> {
        let metric = Metric::named(key)?;
        let about = format!("`total.{}`: {}", metric.name, metric.about);
        let now = total(metric, &self.snapshot.costs()?);
        Some(now.map_or(about.clone(), |now| format!("{about}\n\nnow: {now}")))
    }
}

fn shown(name: &str, seen: &Seen) -> String {
    match &seen.shape {
        Some(shape) => format!("`{name}` is {} of shape {shape}", seen.kind),
        None => format!("`{name}` is `{}`", seen.shown),
    }
}

fn code(text: &str) -> String {
    format!("```netcost\n{}\n```", text.trim_end())
}
