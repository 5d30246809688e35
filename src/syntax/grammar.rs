//! The parser that pest generates from `grammar/net.pest`. Only `syntax` uses pest: the tree builder
//! turns rules into trees, and the hints name them in messages.

pub(super) use generated::{Grammar, Rule};

mod generated {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/net.pest"]
    pub struct Grammar;
}

#[cfg(test)]
mod tests {
    use crate::syntax::keywords::Keyword;
    use crate::value::operators::{Binary, Unary};

    const GRAMMAR: &str = include_str!("../../grammar/net.pest");

    /// The literals of a rule, in order.
    fn literals(rule: &str) -> Vec<&'static str> {
        let start = GRAMMAR.find(&format!("\n{rule} ")).expect("the rule exists");
        let rest = &GRAMMAR[start..];
        // A literal with `}` in it would end the rule too early.
        let text = &rest[..rest.find('}').expect("a rule ends")];
        text.split('"').skip(1).step_by(2).collect()
    }

    fn sorted<'t>(words: impl IntoIterator<Item = &'t str>) -> Vec<&'t str> {
        let mut words: Vec<_> = words.into_iter().collect();
        words.sort_unstable();
        words
    }

    #[test]
    fn the_grammar_reserves_the_keywords() {
        let keywords = Keyword::ALL.iter().map(|keyword| keyword.text());
        assert_eq!(sorted(literals("reserved")), sorted(keywords));
    }

    #[test]
    fn the_grammar_has_the_operators() {
        let found = operators().into_iter().chain(literals("logical"));
        assert_eq!(sorted(found), sorted(Binary::ALL.map(Binary::text)));
        let unary = Unary::ALL.map(|operator| operator.text().trim_end());
        assert_eq!([literals("minus")[0], literals("not")[0]], unary);
    }

    /// The operators that are not words: a minus is followed by a lookahead that is not one of them.
    fn operators() -> Vec<&'static str> {
        let mut found = literals("operator");
        let minus = found.iter().position(|text| *text == "-").expect("there is a minus");
        assert_eq!(found.remove(minus + 1), ">");
        found
    }

    #[test]
    fn longer_operators_come_before_their_prefixes() {
        let operators = operators();
        for (index, operator) in operators.iter().enumerate() {
            let hidden = operators[index + 1..].iter().find(|later| later.starts_with(operator));
            assert_eq!(hidden, None, "hidden by `{operator}`");
        }
    }
}
