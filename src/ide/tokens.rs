//! The words of a text with what they are and mean, for editors that colour them.

use super::snapshot::Snapshot;
use crate::check::symbols::{DefinitionId, DefinitionKind, Symbols, Target};
use crate::source::{Source, Span, offset};
use crate::syntax::{Class, highlight};

/// A word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it is.
    pub place: Span,
    /// What it is.
    pub kind: TokenKind,
    /// Whether the name is defined here.
    pub defines: bool,
    /// Whether it is of the language, not of a file.
    pub built_in: bool,
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A block.
    Block,
    /// From `#` to the end of the line.
    Comment,
    /// A word that a parameter, `allow` or the like takes.
    Constant,
    /// An operation or function.
    Function,
    /// A word of the language.
    Keyword,
    /// A number.
    Number,
    /// An operator.
    Operator,
    /// A parameter of a call, block or function.
    Parameter,
    /// An attribute of a tensor, or a total.
    Property,
    /// A text in quotes.
    String,
    /// A name of a value or tensor.
    Variable,
}

/// The words of a text, in order; none overlaps another.
pub fn tokens(snapshot: &Snapshot) -> Vec<Token> {
    let Some(main) = snapshot.main() else { return Vec::new() };
    let words = highlight(main).map(|(place, class)| {
        let kind = class_kind(class);
        Token { place, kind, defines: false, built_in: false }
    });
    let names = snapshot.symbols().into_iter().flat_map(names);
    let mut all: Vec<Token> =
        names.chain(words).filter(|token| snapshot.holds(token.place)).collect();
    let numbers: Vec<Token> =
        all.iter().filter_map(|token| shorthand_number(token, main)).collect();
    all.extend(numbers);
    // Names go before the words that they lie in: `k` before all of `k3`.
    all.sort_by_key(|token| token.place.start);
    all.retain(|token| token.place.start < token.place.end);
    let mut end = 0;
    all.retain(|token| {
        let is_free = token.place.start >= end;
        end = if is_free { token.place.end } else { end };
        is_free
    });
    all
}

/// The number that a parameter is given in the same word: `3` in `k3`.
fn shorthand_number(parameter: &Token, main: &Source) -> Option<Token> {
    let end = parameter.place.end;
    let rest = main.text().get((end - main.base()) as usize..)?;
    let word =
        rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next()?;
    let is_number = word.starts_with(|letter: char| letter.is_ascii_digit());
    let place = Span::new(end, end + offset(word.len()));
    let number = Token { place, kind: TokenKind::Number, defines: false, built_in: false };
    Some(number).filter(|_| is_number && parameter.kind == TokenKind::Parameter)
}

fn class_kind(class: Class) -> TokenKind {
    match class {
        Class::Comment => TokenKind::Comment,
        Class::Keyword => TokenKind::Keyword,
        Class::Number => TokenKind::Number,
        Class::Operator => TokenKind::Operator,
        Class::String => TokenKind::String,
    }
}

/// The names that are defined, and those that refer to something.
fn names(symbols: &Symbols) -> impl Iterator<Item = Token> {
    let references = symbols.references().iter().filter_map(|reference| {
        let kind = target_kind(symbols, &reference.target)?;
        let built_in = !matches!(reference.target, Target::Definition(_));
        Some(Token { place: reference.span, kind, defines: false, built_in })
    });
    let definitions = symbols.definitions().filter_map(|(_, definition)| {
        let kind = definition_kind(definition.kind)?;
        Some(Token { place: definition.name, kind, defines: true, built_in: false })
    });
    definitions.chain(references)
}

fn target_kind(symbols: &Symbols, target: &Target) -> Option<TokenKind> {
    let of = |id: DefinitionId| definition_kind(symbols.definition(id).kind);
    match target {
        Target::Attribute | Target::Total => Some(TokenKind::Property),
        Target::Common(_) | Target::Parameter(_) => Some(TokenKind::Parameter),
        Target::Convention | Target::Lint | Target::Word => Some(TokenKind::Constant),
        Target::Definition(id) => of(*id),
        Target::Function(_) | Target::Operation(_) => Some(TokenKind::Function),
        Target::Setting(_) => Some(TokenKind::Keyword),
    }
}

/// What a name of a definition is; nothing for a file, whose name is a string.
fn definition_kind(kind: DefinitionKind) -> Option<TokenKind> {
    match kind {
        DefinitionKind::Block => Some(TokenKind::Block),
        DefinitionKind::File => None,
        DefinitionKind::Function => Some(TokenKind::Function),
        DefinitionKind::Parameter => Some(TokenKind::Parameter),
        DefinitionKind::Input
        | DefinitionKind::Label
        | DefinitionKind::Let
        | DefinitionKind::LoopVariable
        | DefinitionKind::Param => Some(TokenKind::Variable),
        DefinitionKind::ShareKey => Some(TokenKind::Constant),
    }
}
