//! The words of the language, as its grammar and its registries have them.

use std::collections::BTreeSet;

use netcost::internals::cost::{conventions, metrics};
use netcost::internals::ops;
use netcost::internals::value::functions::FUNCTIONS;

const GRAMMAR: &str = include_str!("../../../grammar/net.pest");

/// All words and signs, in order.
pub fn words() -> Vec<String> {
    let mut words: BTreeSet<&str> = literals(GRAMMAR).collect();
    for operation in ops::all() {
        words.insert(operation.name);
        words.extend(operation.aliases);
        for parameter in operation.parameters {
            words.insert(parameter.name);
            words.extend(parameter.aliases.iter().chain(parameter.words));
        }
    }
    words.extend(FUNCTIONS.iter().map(|function| function.name));
    words.extend(metrics::all().map(|key| key.name));
    words.extend(conventions::ALL.iter().map(|convention| convention.name));
    words.into_iter().map(str::to_owned).collect()
}

/// What stands in quotes in a grammar, escapes and comments apart.
fn literals(grammar: &str) -> impl Iterator<Item = &str> {
    let rules = grammar.lines().filter(|line| !line.starts_with("//"));
    let quoted = rules.flat_map(|line| line.split('"').skip(1).step_by(2));
    quoted.filter(|word| !word.is_empty() && !word.contains(['\\', ' ']))
}
