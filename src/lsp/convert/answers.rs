//! What clients are answered.

use std::collections::BTreeMap;

use gen_lsp_types as lsp;
use miette::Severity;
use serde::Serialize;
use serde_json::Value;

use super::super::fault::Fault;
use super::super::published::ByFile;
use super::capabilities::FIX_ALL;
use super::ranges::Ranges;
use crate::check::symbols::DefinitionKind;
use crate::ide::{
    Action, ActionKind, Edit, Fold, FoldKind, Highlight, Hint, Hover, Item, Lens, Link, Message,
    Place, Symbol,
};
use crate::source::{Span, offset};

/// An answer as JSON.
pub fn answer(answer: impl Serialize) -> Result<Value, Fault> {
    serde_json::to_value(answer).map_err(|_| Fault::Internal)
}

/// Messages by their files; those that lie in no file are those of the text itself.
pub fn diagnostics(messages: &[Message], own: &str, ranges: &Ranges<'_>) -> ByFile {
    let mut by_file = ByFile::new();
    by_file.insert(own.to_owned(), Vec::new());
    for message in messages {
        let place = message.place.and_then(|place| ranges.location(place));
        let uri = place.as_ref().map_or(own, |place| place.uri.as_ref()).to_owned();
        let diagnostic = diagnostic(message, ranges);
        by_file.entry(uri).or_default().extend(serde_json::to_value(diagnostic).ok());
    }
    by_file
}

fn diagnostic(message: &Message, ranges: &Ranges<'_>) -> lsp::Diagnostic {
    let place = message.place.and_then(|place| ranges.location(place));
    let related = message.related.iter().filter_map(|(place, text)| {
        let location = ranges.location(*place)?;
        Some(lsp::DiagnosticRelatedInformation { location, message: text.clone() })
    });
    let related: Vec<_> = related.collect();
    lsp::Diagnostic {
        range: place.map(|place| place.range).unwrap_or_default(),
        severity: Some(match message.severity {
            Severity::Error => lsp::DiagnosticSeverity::Error,
            Severity::Warning => lsp::DiagnosticSeverity::Warning,
            Severity::Advice => lsp::DiagnosticSeverity::Information,
        }),
        code: Some(message.code.clone()).filter(|code| !code.is_empty()).map(lsp::Code::String),
        code_description: None,
        source: Some("netcost".to_owned()),
        message: lsp::Message::String(message.text.clone()),
        tags: message.unnecessary.then(|| vec![lsp::DiagnosticTag::Unnecessary]),
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}

/// Texts at the ends of lines.
pub fn hints(hints: &[Hint], ranges: &Ranges<'_>) -> Vec<lsp::InlayHint> {
    let hints = hints.iter().map(|hint| lsp::InlayHint {
        position: ranges.range(Span::new(hint.at, hint.at)).start,
        label: lsp::Label::String(hint.label.clone()),
        kind: None,
        text_edits: None,
        tooltip: Some(lsp::Tooltip::String(hint.details.clone())),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    });
    hints.collect()
}

/// Texts above lines. Their commands are no more than these texts.
pub fn lenses(lenses: &[Lens], ranges: &Ranges<'_>) -> Vec<lsp::CodeLens> {
    let lenses = lenses.iter().map(|lens| lsp::CodeLens {
        range: ranges.range(Span::new(lens.place.start, lens.place.start)),
        command: Some(lsp::Command { title: lens.text.clone(), ..Default::default() }),
        data: None,
    });
    lenses.collect()
}

/// What a word is.
pub fn hover(hover: Hover, ranges: &Ranges<'_>) -> lsp::Hover {
    let markup = lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: hover.text };
    lsp::Hover {
        contents: lsp::Contents::MarkupContent(markup),
        range: Some(ranges.range(hover.place)),
    }
}

/// Places in files.
pub fn locations<'p>(
    places: impl IntoIterator<Item = &'p Place>,
    ranges: &Ranges<'_>,
) -> Vec<lsp::Location> {
    let spans = places.into_iter().filter_map(|place| place.within(ranges.snapshot));
    spans.filter_map(|span| ranges.location(span)).collect()
}

/// Places that have to do with a name.
pub fn highlights(highlights: &[Highlight], ranges: &Ranges<'_>) -> Vec<lsp::DocumentHighlight> {
    let highlights = highlights.iter().map(|highlight| lsp::DocumentHighlight {
        range: ranges.range(highlight.place),
        kind: Some(match highlight.defines {
            true => lsp::DocumentHighlightKind::Write,
            false => lsp::DocumentHighlightKind::Read,
        }),
    });
    highlights.collect()
}

/// The names that a text defines.
pub fn outline(items: Vec<Item>, ranges: &Ranges<'_>) -> Vec<lsp::DocumentSymbol> {
    let symbol = |item: Item| {
        let children = outline(item.children, ranges);
        #[expect(deprecated, reason = "the structure has the field")]
        lsp::DocumentSymbol {
            name: item.name,
            detail: Some(item.detail),
            kind: symbol_kind(item.kind),
            tags: None,
            deprecated: None,
            range: ranges.range(item.extent),
            selection_range: ranges.range(item.place),
            children: (!children.is_empty()).then_some(children),
        }
    };
    items.into_iter().map(symbol).collect()
}

/// Names of any files.
pub fn symbols(symbols: Vec<Symbol>, ranges: &Ranges<'_>) -> Vec<lsp::WorkspaceSymbol> {
    let symbols = symbols.into_iter().filter_map(|symbol| {
        let location = ranges.location(symbol.place.within(ranges.snapshot)?)?;
        let base_symbol_information = lsp::BaseSymbolInformation {
            name: symbol.name,
            kind: symbol_kind(symbol.kind),
            tags: None,
            container_name: symbol.owner,
        };
        Some(lsp::WorkspaceSymbol {
            location: location.into(),
            data: None,
            base_symbol_information,
        })
    });
    symbols.collect()
}

/// Places that name files, whose URIs `uri_of` has.
pub fn links(
    links: Vec<Link>,
    uri_of: &dyn Fn(&str) -> String,
    ranges: &Ranges<'_>,
) -> Vec<lsp::DocumentLink> {
    let links = links.into_iter().map(|link| lsp::DocumentLink {
        range: ranges.range(link.place),
        target: Some(uri_of(&link.file).into()),
        tooltip: None,
        data: None,
    });
    links.collect()
}

fn symbol_kind(kind: DefinitionKind) -> lsp::SymbolKind {
    match kind {
        DefinitionKind::Block => lsp::SymbolKind::Class,
        DefinitionKind::File => lsp::SymbolKind::File,
        DefinitionKind::Function => lsp::SymbolKind::Function,
        DefinitionKind::Input | DefinitionKind::Label => lsp::SymbolKind::Field,
        DefinitionKind::Let | DefinitionKind::LoopVariable | DefinitionKind::Parameter => {
            lsp::SymbolKind::Variable
        }
        DefinitionKind::Param => lsp::SymbolKind::Constant,
        DefinitionKind::ShareKey => lsp::SymbolKind::Key,
    }
}

/// What can be folded.
pub fn folds(folds: &[Fold]) -> Vec<lsp::FoldingRange> {
    let folds = folds.iter().map(|fold| lsp::FoldingRange {
        start_line: offset(fold.first),
        end_line: offset(fold.last),
        kind: match fold.kind {
            FoldKind::Body => None,
            FoldKind::Comment => Some(lsp::FoldingRangeKind::Comment),
            FoldKind::Uses => Some(lsp::FoldingRangeKind::Imports),
        },
        ..Default::default()
    });
    folds.collect()
}

/// What a selection grows by: places, the smallest first.
pub fn selection(places: &[Span], ranges: &Ranges<'_>) -> Option<lsp::SelectionRange> {
    places.iter().rev().fold(None, |parent, place| {
        Some(lsp::SelectionRange { range: ranges.range(*place), parent: parent.map(Box::new) })
    })
}

/// Changes of the text itself.
pub fn edits(edits: &[Edit], ranges: &Ranges<'_>) -> Vec<lsp::TextEdit> {
    let edits = edits
        .iter()
        .map(|edit| lsp::TextEdit { range: ranges.range(edit.place), new_text: edit.text.clone() });
    edits.collect()
}

/// Changes that are offered, with the messages they answer.
pub fn actions(
    actions: &[Action],
    messages: &[Message],
    uri: &str,
    ranges: &Ranges<'_>,
) -> Vec<lsp::CodeAction> {
    let actions = actions.iter().map(|action| {
        let answers = action.answers.and_then(|index| messages.get(index));
        let changes = [(uri.into(), edits(&action.edits, ranges))];
        lsp::CodeAction {
            title: action.title.clone(),
            kind: Some(match action.kind {
                ActionKind::QuickFix => lsp::CodeActionKind::QuickFix,
                ActionKind::Extract => lsp::CodeActionKind::RefactorExtract,
                ActionKind::FixAll => lsp::CodeActionKind::new(FIX_ALL),
                ActionKind::Rewrite => lsp::CodeActionKind::RefactorRewrite,
            }),
            diagnostics: answers.map(|message| vec![diagnostic(message, ranges)]),
            is_preferred: action.preferred.then_some(true),
            edit: Some(lsp::WorkspaceEdit {
                changes: Some(changes.into_iter().collect()),
                ..Default::default()
            }),
            ..Default::default()
        }
    });
    actions.collect()
}

/// The name that is about to be changed.
pub fn renamed(place: Span, ranges: &Ranges<'_>) -> lsp::PrepareRenamePlaceholder {
    let placeholder = ranges.snapshot.sources().text(place).to_owned();
    lsp::PrepareRenamePlaceholder { range: ranges.range(place), placeholder }
}

/// Changes of several files. Each place is one of a snapshot whose ranges are given.
pub fn workspace_edit(edits: &BTreeMap<Place, String>, all: &[Ranges<'_>]) -> lsp::WorkspaceEdit {
    let mut changes = std::collections::HashMap::<lsp::Uri, Vec<lsp::TextEdit>>::new();
    for (place, new) in edits {
        let location =
            all.iter().find_map(|ranges| ranges.location(place.within(ranges.snapshot)?));
        if let Some(lsp::Location { uri, range }) = location {
            let edit = lsp::TextEdit { range, new_text: new.clone() };
            changes.entry(uri).or_default().push(edit);
        }
    }
    lsp::WorkspaceEdit { changes: Some(changes), ..Default::default() }
}
