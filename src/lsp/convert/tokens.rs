//! The words of a text as numbers, each relative to the one before it.

use gen_lsp_types as lsp;

use super::ranges::Ranges;
use crate::ide::{Token, TokenKind};

/// What words can be, by the numbers of [`type_of`].
const TYPES: [&str; 11] = [
    "class",
    "comment",
    "enumMember",
    "function",
    "keyword",
    "number",
    "operator",
    "parameter",
    "property",
    "string",
    "variable",
];

/// What else is said of them, each a bit.
const MODIFIERS: [&str; 2] = ["declaration", "defaultLibrary"];

/// What the numbers mean.
pub(super) fn legend() -> lsp::SemanticTokensLegend {
    lsp::SemanticTokensLegend {
        token_types: TYPES.map(str::to_owned).to_vec(),
        token_modifiers: MODIFIERS.map(str::to_owned).to_vec(),
    }
}

/// The words of a text.
pub fn tokens(tokens: &[Token], ranges: &Ranges<'_>) -> lsp::SemanticTokens {
    let mut before = lsp::Position::default();
    let data = tokens.iter().map(|token| {
        let lsp::Range { start, end } = ranges.range(token.place);
        let from = if start.line == before.line { before.character } else { 0 };
        let number = lsp::SemanticToken {
            delta_line: start.line.saturating_sub(before.line),
            delta_start: start.character.saturating_sub(from),
            length: end.character.saturating_sub(start.character),
            token_type: type_of(token.kind),
            token_modifiers_bitset: u32::from(token.defines) | u32::from(token.built_in) << 1,
        };
        before = start;
        number
    });
    lsp::SemanticTokens { result_id: None, data: data.collect() }
}

fn type_of(kind: TokenKind) -> u32 {
    match kind {
        TokenKind::Block => 0,
        TokenKind::Comment => 1,
        TokenKind::Constant => 2,
        TokenKind::Function => 3,
        TokenKind::Keyword => 4,
        TokenKind::Number => 5,
        TokenKind::Operator => 6,
        TokenKind::Parameter => 7,
        TokenKind::Property => 8,
        TokenKind::String => 9,
        TokenKind::Variable => 10,
    }
}
