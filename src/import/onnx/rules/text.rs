//! Texts, whose operations count nothing that is known.

use super::elementwise::{broadcast, same};
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "StringConcat",
        shapes: |node| Output::new(broadcast(node)?, ElementType::Text).only(),
        ..Rule::UNCOUNTED
    },
    Rule { name: "StringNormalizer", run_time: true, shapes: normalizer, ..Rule::UNCOUNTED },
    Rule { name: "StringSplit", run_time: true, shapes: split, ..Rule::UNCOUNTED },
    Rule {
        name: "RegexFullMatch",
        shapes: |node| Output::new(node.dims(0)?, ElementType::Bool).only(),
        ..Rule::UNCOUNTED
    },
    Rule { name: "TfIdfVectorizer", shapes: vectorizer, ..Rule::UNCOUNTED },
];

/// How many words remain is known only where none is left out.
fn normalizer(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    match node.node.attribute("stopwords") {
        None => same(node),
        Some(_) => Err(Failure::RunTime { input: 0 }),
    }
}

/// As many parts as the text with the most has: none, if there are no texts.
fn split(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dims = node.dims(0)?;
    if dims::elements(dims) != Some(0) {
        return Err(Failure::RunTime { input: 0 });
    }
    let parts: Dims = dims.iter().copied().chain([0]).collect();
    let parts = Output::new(parts, ElementType::Text);
    Ok(Outputs::from_iter([parts, Output::new(dims, ElementType::Int64)]))
}

/// A number for each sequence of words that is counted.
fn vectorizer(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let indexes = node.node.ints("ngram_indexes").unwrap_or_default();
    let most = indexes.iter().max().and_then(|most| u64::try_from(*most).ok());
    let most = most.ok_or_else(|| Failure::invalid("its attribute `ngram_indexes` is missing"))?;
    let mut dims: Dims = node.dims(0)?.iter().rev().skip(1).rev().copied().collect();
    dims.push(most + 1);
    Output::new(dims, ElementType::F32).only()
}

#[cfg(test)]
mod tests {
    use crate::import::element::ElementType;
    use crate::import::onnx::rules::testing::one;

    #[test]
    fn counts_of_words() {
        let node = |dims: &[u64]| {
            let node = one("TfIdfVectorizer").typed(dims, ElementType::Int32);
            node.list("ngram_indexes", &[0, 2, 6, 1]).shapes()
        };
        assert_eq!(node(&[12]), "7");
        assert_eq!(node(&[2, 6]), "2x7");
    }
}
