//! A lens written into a text: the text of the same network without the lens.

use std::collections::BTreeSet;

use crate::bundled::blocks::Block;
use crate::check::symbols::{CallSite, Definition, DefinitionKind, Slot, Symbols, Target};
use crate::check::{Checked, Lens, Options, check, states_figure};
use crate::diagnostics::Result;
use crate::diagnostics::setting::SettingProblem;
use crate::network::Network;
use crate::ops::Operation;
use crate::source::{Files, Source, Sources, Span};
use crate::syntax;
use crate::syntax::tree::{Statement, StatementKind};

/// Replacements of parts of a text.
type Edits = Vec<(Span, String)>;

/// The text with the blocks of a lens, and with the standard blocks that call what these replace. Calls are changed where
/// a block does not take an argument as the operation does; claims of figures become comments. `None` if there are errors.
///
/// # Errors
/// When the new text would not make the network that the lens makes.
pub fn with_lens(
    sources: &Sources,
    main: &Source,
    lens: &Lens,
    files: &dyn Files,
) -> (Checked, Option<Result<String>>) {
    let record = crate::check::record::Wanted { symbols: true, ..Default::default() };
    let options = Options { name: main.name().to_owned(), ..Options::default() };
    let options = options.lens(lens.clone()).record(record);
    let checked = check(sources, main, &options, files);
    let text = match (&checked.network, &checked.symbols) {
        (Some(network), Some(symbols)) => {
            let writer = Writer { sources, main, lens, symbols };
            Some(writer.written().and_then(|text| same(main.name(), text, network, lens, files)))
        }
        _ => None,
    };
    (checked, text)
}

/// The text, if it makes the same network by itself.
fn same(
    name: &str,
    text: String,
    network: &Network,
    lens: &Lens,
    files: &dyn Files,
) -> Result<String> {
    let refused =
        |reason: String| SettingProblem::LensNotWritten { lens: lens.name.clone(), reason };
    let sources = Sources::new();
    let Ok(main) = sources.add(name, text.as_str()) else {
        return Err(refused("the text would be too long".to_owned()).into());
    };
    let options = Options { name: main.name().to_owned(), ..Options::default() };
    let checked = check(&sources, main, &options, files);
    let works = |network: &Network| -> Vec<_> {
        let layers = network.layers.iter();
        layers
            .map(|layer| (layer.operation, layer.kind, network.tensor(layer.output).shape))
            .collect()
    };
    let parameters = |network: &Network| -> Vec<_> {
        network.parameters.iter().map(|(_, it)| (it.name, it.shape, it.dtype)).collect()
    };
    match &checked.network {
        Some(written)
            if works(written) == works(network) && parameters(written) == parameters(network) =>
        {
            Ok(text)
        }
        Some(_) => Err(refused(
            "the blocks of the lens would not reach all calls, or reach others".to_owned(),
        )
        .into()),
        None => {
            let errors = checked.diagnostics.iter().find(|it| !it.kind.is_warning());
            let first = errors.map_or(String::new(), |it| it.kind.to_string());
            Err(refused(format!("the text would have errors: {first}")).into())
        }
    }
}

struct Writer<'a> {
    sources: &'a Sources,
    main: &'a Source,
    lens: &'a Lens,
    symbols: &'a Symbols,
}

impl Writer<'_> {
    fn written(&self) -> Result<String> {
        let mut edits = self.calls();
        edits.extend(self.claims());
        edits.sort_by_key(|(span, _)| *span);
        let mut text = self.main.with(borrowed(&edits));
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let (used, blocks) = self.standard_blocks();
        for block in blocks {
            text += &format!("\n{}\n{}\n", block.comment, block.text);
        }
        let lens = self.lens_text(used);
        if !lens.is_empty() {
            text += &format!("\n{lens}\n");
        }
        Ok(text)
    }

    /// The statements of the lens that the network uses, with its options as defaults.
    fn lens_text(&self, mut used: BTreeSet<String>) -> String {
        let Some(source) = self.lens_source() else { return String::new() };
        let body = syntax::parse(source).body;
        for _ in &body.statements {
            let named = body.statements.iter().filter(|it| is_used(it, &used));
            let named: Vec<_> = named.flat_map(|it| self.named_in(it.span)).collect();
            used.extend(named);
        }
        if !body.statements.iter().any(|it| is_used(it, &used)) {
            return String::new();
        }
        let edits = self.options_in(source);
        let (mut pieces, mut end) = (Vec::new(), source.span().start);
        for (index, statement) in body.statements.iter().enumerate() {
            let is_kept = is_used(statement, &used);
            // The comment above the first statement describes the whole file.
            let last = if is_kept { statement.span.end } else { statement.span.start };
            if is_kept || index == 0 {
                let within = edits.iter().filter(|(it, _)| end <= it.start && it.end <= last);
                pieces.push(part_with(source, Span::new(end, last), within));
            }
            end = statement.span.end;
        }
        let trimmed = pieces.iter().map(|piece| piece.trim()).filter(|piece| !piece.is_empty());
        trimmed.collect::<Vec<_>>().join("\n\n")
    }

    /// The options of the lens as defaults of its parameters.
    fn options_in(&self, source: &Source) -> Edits {
        let parameters = self.symbols.definitions().map(|(_, definition)| definition);
        let parameters =
            parameters.filter(|it| it.kind == DefinitionKind::Parameter && source.holds(it.name));
        let edit = |parameter: &Definition| {
            let name = source.part(parameter.name);
            let option = self.lens.options.iter().find(|option| option.name == name)?;
            Some((parameter.extent, format!("{name}={}", option.value)))
        };
        let mut edits: Edits = parameters.filter_map(edit).collect();
        edits.sort_by_key(|(span, _)| *span);
        edits
    }

    fn lens_source(&self) -> Option<&Source> {
        self.sources.iter().find(|it| it.name() == self.lens.file && it.text() == self.lens.text)
    }

    /// The names of the blocks of the lens.
    fn replaced(&self) -> BTreeSet<&str> {
        let Some(source) = self.lens_source() else { return BTreeSet::new() };
        let blocks = self.symbols.definitions().map(|(_, definition)| definition);
        let blocks = blocks.filter(|it| it.kind == DefinitionKind::Block && source.holds(it.name));
        blocks.map(|block| source.part(block.name)).collect()
    }

    /// The parameters of a block of the lens.
    fn parameters(&self, block: &str) -> Vec<&str> {
        let Some(source) = self.lens_source() else { return Vec::new() };
        let mut definitions = self.symbols.definitions();
        let found = definitions.find(|(_, it)| {
            it.kind == DefinitionKind::Block
                && source.holds(it.name)
                && source.part(it.name) == block
        });
        let Some((id, _)) = found else { return Vec::new() };
        let parameters = (0..).map_while(|index| self.symbols.parameter(id, index));
        parameters.map(|id| source.part(self.symbols.definition(id).name)).collect()
    }

    /// Arguments of replaced operations, written as their blocks take them.
    fn calls(&self) -> Edits {
        let mut edits = Edits::new();
        for CallSite { span, callee, arguments } in self.symbols.calls() {
            let Target::Operation(operation) = callee else { continue };
            if !self.main.holds(*span) || !self.replaced().contains(operation.name) {
                continue;
            }
            let parameters = self.parameters(operation.name);
            for argument in arguments {
                let Slot::Parameter(index) = argument.slot else { continue };
                let text = self.main.part(argument.span);
                let new = for_block(operation, index, text, &parameters);
                edits.extend(new.map(|new| (argument.span, new)));
            }
        }
        edits
    }

    /// Claims that state figures, as comments.
    fn claims(&self) -> Edits {
        let body = syntax::parse(self.main).body;
        let mut edits = Edits::new();
        for statement in &body.statements {
            let text = self.main.part(statement.span);
            if let StatementKind::Assert { condition, .. } = &statement.kind
                && states_figure(condition)
            {
                let lines = text.replace('\n', "\n# ");
                let rest = Span::new(statement.span.end, self.main.span().end);
                let rest = self.main.part(rest).lines().next().unwrap_or_default().trim_start();
                // Another statement on the line stays.
                let is_last = rest.is_empty() || rest.starts_with('#');
                let comment = || format!("# without {}: {lines}", self.lens.name);
                edits.push((statement.span, if is_last { comment() } else { String::new() }));
            }
        }
        edits
    }

    /// What the text names, directly and in standard blocks, and the standard blocks among it that reach what the lens
    /// replaces.
    fn standard_blocks(&self) -> (BTreeSet<String>, Vec<Block>) {
        let replaced = self.replaced();
        let mut reaching: BTreeSet<&str> = BTreeSet::new();
        let (mut used, mut before) = (self.named_in(self.main.span()), usize::MAX);
        while before != used.len() + reaching.len() {
            before = used.len() + reaching.len();
            for block in Block::all() {
                let calls = self.called_in_standard(block.name);
                let reaches = |name: &&str| replaced.contains(name) || reaching.contains(name);
                if calls.iter().any(|name| reaches(&name.as_str())) {
                    reaching.insert(block.name);
                }
                if used.contains(block.name) {
                    used.extend(calls);
                }
            }
        }
        let wanted = |block: &Block| used.contains(block.name) && reaching.contains(block.name);
        let blocks = Block::all().filter(|it| wanted(it) && !replaced.contains(it.name)).collect();
        (used, blocks)
    }

    /// What a standard block names.
    fn called_in_standard(&self, block: &str) -> BTreeSet<String> {
        let mut definitions = self.symbols.definitions().map(|(_, definition)| definition);
        let found = definitions
            .find(|it| it.kind == DefinitionKind::Block && self.is_standard(it.name, block));
        found.map_or_else(BTreeSet::new, |definition| self.named_in(definition.extent))
    }

    /// The operations, the standard blocks and what the lens declares, as far as a part of the program names it.
    fn named_in(&self, part: Span) -> BTreeSet<String> {
        let references = self.symbols.references().iter();
        let within = references.filter(|it| part.start <= it.span.start && it.span.end <= part.end);
        let named = within.filter_map(|it| match it.target {
            Target::Operation(operation) => Some(operation.name.to_owned()),
            Target::Definition(id) => {
                let name = self.symbols.definition(id).name;
                let text = self.sources.text(name);
                let is_known = self.is_standard(name, text)
                    || self.lens_source().is_some_and(|lens| lens.holds(name));
                is_known.then(|| text.to_owned())
            }
            _ => None,
        });
        named.collect()
    }

    /// Whether a name lies in the standard blocks, and is this one.
    fn is_standard(&self, name: Span, is: &str) -> bool {
        let source = self.sources.iter().find(|source| source.holds(name));
        source.is_some_and(|it| it.name() == "<prelude>" && it.part(name) == is)
    }
}

/// A part of a text with some of its parts replaced.
fn part_with<'e>(
    source: &Source,
    part: Span,
    edits: impl Iterator<Item = &'e (Span, String)>,
) -> String {
    let (mut text, mut end) = (String::new(), part.start);
    for (span, new) in edits {
        text += source.part(Span::new(end, span.start));
        text += new;
        end = span.end;
    }
    text + source.part(Span::new(end, part.end))
}

/// Whether a statement of a lens declares something that is used, or nothing.
fn is_used(statement: &Statement<'_>, used: &BTreeSet<String>) -> bool {
    match &statement.kind {
        StatementKind::Block(block) => used.contains(block.name.text),
        StatementKind::Fn(function) => used.contains(function.name.text),
        _ => true,
    }
}

fn borrowed(edits: &Edits) -> impl Iterator<Item = (Span, &str)> {
    edits.iter().map(|(span, new)| (*span, new.as_str()))
}

/// An argument of an operation as a block takes it that has some of its parameters; `None` if it takes it as it is.
fn for_block(
    operation: &'static Operation,
    index: usize,
    argument: &str,
    parameters: &[&str],
) -> Option<String> {
    let fills = |name: &&&str| operation.parameter(name) == Some(index);
    let own = *parameters.iter().find(fills)?;
    let words = operation.parameters.get(index)?.words;
    let quoted = |value: &str| match words.contains(&value) {
        true => format!("\"{value}\""),
        false => value.to_owned(),
    };
    let name = argument.split_once('=');
    let name = name.filter(|(name, value)| is_name(name) && !value.starts_with('='));
    let letters = argument.trim_end_matches(|it: char| it.is_ascii_digit() || it == 'x');
    let written = match name {
        Some((_, value)) => format!("{own}={}", quoted(value)),
        // `groups32`
        None if letters != own && operation.parameter(letters) == Some(index) => {
            format!("{own}={}", argument.strip_prefix(letters)?)
        }
        None if words.contains(&argument) && parameters.get(index) == Some(&own) => {
            quoted(argument)
        }
        None if words.contains(&argument) => format!("{own}={}", quoted(argument)),
        None => return None,
    };
    (written != argument).then_some(written)
}

/// Whether a text is a name.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops;

    #[test]
    fn arguments_are_written_for_blocks() {
        let conv = ops::find("conv").unwrap();
        let with =
            |index, argument| for_block(conv, index, argument, &["out", "k", "s", "p", "groups"]);
        for (index, argument, written) in [
            (3, "p=same", "p=\"same\""),
            (3, "padding=same", "p=\"same\""),
            (3, "padding=1", "p=1"),
            (3, "same", "\"same\""),
            (5, "g32", "groups=32"),
            (5, "g=it.c", "groups=it.c"),
        ] {
            assert_eq!(with(index, argument).as_deref(), Some(written), "{argument}");
        }
        for (index, argument) in [(0, "64"), (1, "k3"), (1, "k=(3, 1)"), (3, "p=1"), (0, "64==n")] {
            assert_eq!(with(index, argument), None, "{argument}");
        }
    }

    #[test]
    fn claims_of_figures_are_found() {
        let states = |claim: &str| {
            let sources = Sources::new();
            let source = sources.add("x.net", claim).unwrap();
            let body = syntax::parse(source).body;
            let [Statement { kind: StatementKind::Assert { condition, .. }, .. }] =
                &*body.statements
            else {
                panic!("{claim}")
            };
            states_figure(condition)
        };
        for claim in [
            "assert total.params == 5",
            "assert n != 1 or 5 == total.macs",
            "assert (total.flops(fvcore)\n == 5)",
            "assert not (n == 1 and total.params == 5)",
        ] {
            assert!(states(claim), "{claim}");
        }
        for claim in
            ["assert total.params <= 5", "assert n == 5", "assert total.params < 5 or n == 1"]
        {
            assert!(!states(claim), "{claim}");
        }
    }
}
