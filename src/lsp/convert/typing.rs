//! What may be typed at the cursor.

use gen_lsp_types as lsp;

use super::ranges::Ranges;
use crate::ide::{Proposal, ProposalKind, SignatureHelp};
use crate::source::{Span, offset};

/// What may be typed in the place of a word.
pub fn completion(
    place: Span,
    proposals: Vec<Proposal>,
    ranges: &Ranges<'_>,
) -> Vec<lsp::CompletionItem> {
    let range = ranges.range(place);
    let some = |text: String| (!text.is_empty()).then_some(text);
    let items = proposals.into_iter().map(|proposal| {
        let edit = lsp::TextEdit { range, new_text: proposal.text.clone() };
        lsp::CompletionItem {
            label: proposal.text,
            kind: Some(kind(proposal.kind)),
            detail: some(proposal.detail),
            documentation: some(proposal.about).map(markdown),
            text_edit: Some(lsp::CompletionItemTextEdit::TextEdit(edit)),
            ..Default::default()
        }
    });
    items.collect()
}

fn kind(kind: ProposalKind) -> lsp::CompletionItemKind {
    match kind {
        ProposalKind::Block => lsp::CompletionItemKind::Class,
        ProposalKind::Constant => lsp::CompletionItemKind::EnumMember,
        ProposalKind::Function => lsp::CompletionItemKind::Function,
        ProposalKind::Keyword => lsp::CompletionItemKind::Keyword,
        ProposalKind::Parameter => lsp::CompletionItemKind::Field,
        ProposalKind::Property => lsp::CompletionItemKind::Property,
        ProposalKind::Shape => lsp::CompletionItemKind::Value,
        ProposalKind::Variable => lsp::CompletionItemKind::Variable,
    }
}

/// What is being called.
pub fn signature(help: SignatureHelp) -> lsp::SignatureHelp {
    let parameters = help.parameters.into_iter().map(|(label, about)| lsp::ParameterInformation {
        label: lsp::ParameterInformationLabel::String(label),
        documentation: (!about.is_empty()).then(|| markdown(about)),
    });
    let signature = lsp::SignatureInformation {
        label: help.label,
        documentation: (!help.about.is_empty()).then(|| markdown(help.about)),
        parameters: Some(parameters.collect()),
        active_parameter: None,
    };
    lsp::SignatureHelp {
        signatures: vec![signature],
        active_signature: Some(0),
        active_parameter: help.active.map(|index| lsp::ActiveParameter::Int(offset(index))),
    }
}

fn markdown(value: String) -> lsp::Documentation {
    lsp::Documentation::MarkupContent(lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value })
}
