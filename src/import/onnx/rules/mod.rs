//! The rules of all operators, a file for each family.

mod activation;
mod attention;
mod choose;
mod concat;
mod contrib;
mod conv;
mod costs;
mod dense;
mod einsum;
mod elementwise;
mod gather;
mod layernorm;
mod loss;
mod make;
mod maps;
mod ml;
mod norm;
mod optimise;
mod order;
mod permute;
mod pool;
mod quantise;
mod recurrent;
mod reduce;
mod repeat;
mod resize;
mod sampling;
mod scatter;
mod signal;
mod slice;
mod softmax;
#[cfg(test)]
mod testing;
mod text;
mod transposed;
mod unary;
mod view;
mod window;

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::import::rule::Rule;

/// The rules of each family.
const FAMILIES: &[&[Rule]] = &[
    activation::RULES,
    attention::RULES,
    choose::RULES,
    concat::RULES,
    contrib::RULES,
    conv::RULES,
    dense::RULES,
    einsum::RULES,
    elementwise::OTHERS,
    elementwise::RULES,
    gather::RULES,
    layernorm::RULES,
    loss::RULES,
    make::RULES,
    ml::RULES,
    norm::RULES,
    optimise::RULES,
    order::RULES,
    permute::RULES,
    pool::RULES,
    quantise::RULES,
    recurrent::RULES,
    reduce::RULES,
    repeat::RULES,
    resize::RULES,
    sampling::RULES,
    scatter::RULES,
    signal::RULES,
    slice::RULES,
    softmax::RULES,
    text::RULES,
    transposed::RULES,
    unary::RULES,
    view::RULES,
];

/// The rule of an operator, for one that does the same with other inputs.
fn rule(name: &str) -> Option<&'static Rule> {
    FAMILIES.iter().copied().flatten().find(|rule| rule.name == name)
}

/// All rules by the names of their operators.
#[derive(Debug)]
pub(crate) struct Rules(HashMap<&'static str, &'static Rule, RandomState>);

impl Default for Rules {
    fn default() -> Self {
        Rules(FAMILIES.iter().copied().flatten().map(|rule| (rule.name, rule)).collect())
    }
}

impl Rules {
    /// With the rules of another format.
    pub(crate) fn extend(&mut self, rules: impl IntoIterator<Item = &'static Rule>) {
        self.0.extend(rules.into_iter().map(|rule| (rule.name, rule)));
    }

    /// The rule of an operator, its domain included if that is not the standard one.
    pub(super) fn find(&self, name: &str) -> Option<&'static Rule> {
        self.0.get(name).copied()
    }
}

/// The operators that the evaluation itself knows, whose nodes become those of graphs within them or of their definition.
#[cfg(feature = "internals")]
const OTHERS: [Rule; 6] = [
    Rule { name: "CausalConvWithState", ..Rule::BASE },
    Rule { name: "Constant", ..Rule::BASE },
    Rule { name: "If", ..Rule::BASE },
    Rule { name: "Loop", ..Rule::BASE },
    Rule { name: "Scan", ..Rule::BASE },
    Rule { name: "ai.onnx.preview.FlexAttention", ..Rule::BASE },
];

/// All operators that have a rule, by their names.
#[cfg(feature = "internals")]
pub(crate) fn operators() -> Vec<&'static Rule> {
    let mut rules: Vec<_> = FAMILIES.iter().copied().flatten().chain(&OTHERS).collect();
    rules.sort_unstable_by_key(|rule| rule.name);
    rules
}

#[cfg(test)]
mod tests {
    use std::ptr::fn_addr_eq;

    use super::FAMILIES;
    use crate::import::rule::Rule;

    /// Operators whose outputs are the same for all inputs, so that nothing of them is lowered.
    const CONSTANT: [&str; 7] = [
        "BlackmanWindow",
        "ConstantOfShape",
        "HammingWindow",
        "HannWindow",
        "OptionalHasElement",
        "Shape",
        "Size",
    ];

    /// Operators of which a part of the cost is known.
    const IN_PART: [&str; 1] = ["com.microsoft.MoE"];

    #[test]
    fn what_is_not_lowered_is_not_counted() {
        for rule in FAMILIES.iter().copied().flatten() {
            let lowered = !fn_addr_eq(rule.lower, Rule::BASE.lower);
            let (constant, in_part) = (CONSTANT.contains(&rule.name), IN_PART.contains(&rule.name));
            assert_eq!(rule.counted, (lowered && !in_part) || constant, "{}", rule.name);
        }
    }

    #[test]
    fn an_operator_has_one_rule() {
        let mut names: Vec<_> = FAMILIES.iter().copied().flatten().map(|it| it.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
