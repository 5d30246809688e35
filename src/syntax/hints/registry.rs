//! All hints, and the search for the one that applies.

use pest::error::Error;

use super::site::Site;
use super::{arguments, numbers, other_languages, papers, statements, translation};
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::{Source, Span};
use crate::syntax::grammar::Rule;

/// Finds what is wrong with the statement at `span`.
pub(in crate::syntax) fn find(source: &Source, span: Span, error: &Error<Rule>) -> SyntaxProblem {
    let site = Site::new(source, span, error);
    let mistake = HINTS.iter().find_map(|hint| hint(&site));
    mistake.unwrap_or_else(|| site.unexpected())
}

/// Recognises one kind of mistake.
type Hint = fn(&Site<'_>) -> Option<SyntaxProblem>;

/// All hints. The first that applies is used, so those that look at the whole statement come before
/// those that look at the words around the place where parsing stopped.
const HINTS: [Hint; 36] = [
    statements::continues_nothing,
    other_languages::foreign_word,
    statements::reserved_label,
    statements::label_with_digit,
    translation::call,
    other_languages::assignment,
    other_languages::non_ascii,
    papers::layer,
    other_languages::comment_sign,
    statements::begins_nothing,
    statements::label_on_statement,
    numbers::percentage,
    numbers::leading_point,
    numbers::trailing_point,
    numbers::shorthand_decimal,
    numbers::bytes_without_scale,
    numbers::small_scale,
    numbers::dimensions,
    numbers::spaced_unit,
    numbers::before_name,
    numbers::unreadable,
    arguments::quoted_shorthand,
    other_languages::character,
    arguments::item_without_comma,
    arguments::comma,
    arguments::condition,
    arguments::spaced_equals,
    arguments::stride_with_slash,
    arguments::spaced_operator,
    statements::single_equals,
    statements::claim,
    statements::colon,
    statements::body_without_braces,
    other_languages::else_if_on_the_line,
    statements::words_in_a_row,
    statements::reserved_word,
];
