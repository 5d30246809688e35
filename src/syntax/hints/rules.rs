//! The rules of the grammar as messages name them.

use crate::syntax::grammar::Rule;

/// The name of a rule where it was expected; `None` for rules that say too little.
///
/// The match is total: a new rule does not compile until it has its name.
pub(super) fn name_of(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::EOI => "the end of the statement",
        Rule::append => "`+=`",
        Rule::body => "`{`",
        Rule::boolean
        | Rule::dims
        | Rule::expr
        | Rule::paren_expr
        | Rule::it
        | Rule::none
        | Rule::list
        | Rule::number
        | Rule::parenthesized
        | Rule::argument_expr
        | Rule::total
        | Rule::value => "a value",
        Rule::claim => "`->`",
        Rule::close_paren => "`)`",
        Rule::colon => "`:`",
        Rule::comma => "`,`",
        Rule::else_ => "`else`",
        Rule::close_bracket => "`]`",
        Rule::equals => "`=`",
        Rule::parameter | Rule::name => "a name",
        Rule::parameters | Rule::pattern => "`(`",
        Rule::in_ => "`in`",
        Rule::logical | Rule::operator => "an operator",
        Rule::named_argument => "an argument",
        Rule::wildcard_dims => "a shape",
        Rule::string => "a string",
        Rule::then => "`then`",
        Rule::function_argument
        | Rule::function_arguments
        | Rule::allow
        | Rule::deploy
        | Rule::fused
        | Rule::pass
        | Rule::single_statement
        | Rule::arguments
        | Rule::assert
        | Rule::attribute
        | Rule::qualifier
        | Rule::space
        | Rule::spaces
        | Rule::block
        | Rule::branch
        | Rule::invalid
        | Rule::call
        | Rule::comment
        | Rule::continuation
        | Rule::braces
        | Rule::digits
        | Rule::terminator
        | Rule::entry
        | Rule::expression
        | Rule::file
        | Rule::fn_
        | Rule::line_continuation
        | Rule::for_
        | Rule::frozen
        | Rule::expr_arm
        | Rule::separator
        | Rule::fits
        | Rule::unqualified
        | Rule::hyphenated
        | Rule::if_
        | Rule::index
        | Rule::paren_expr_arm
        | Rule::item_separator
        | Rule::body_end
        | Rule::domain
        | Rule::let_
        | Rule::name_char
        | Rule::literal
        | Rule::control_flow
        | Rule::minus
        | Rule::other_labels
        | Rule::nested
        | Rule::newline
        | Rule::not
        | Rule::comment_text
        | Rule::to_next_line
        | Rule::wildcard_size
        | Rule::param
        | Rule::plain_text
        | Rule::prefix
        | Rule::repeat
        | Rule::reserved
        | Rule::parentheses
        | Rule::trivia
        | Rule::brackets
        | Rule::statement
        | Rule::statements
        | Rule::use_ => return None,
    })
}

/// `a, b or c`.
pub(super) fn one_of(words: &[&str]) -> String {
    match words {
        [] => "a statement".to_owned(),
        [word] => (*word).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
