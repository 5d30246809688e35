//! An analysis of a text with a mistake in it: nothing panics, and what stands before the mistake
//! keeps its shapes.
//!
//! In each example one token at a time is deleted, at places chosen by a fixed seed.

use std::collections::BTreeMap;

use netcost::internals::bundled::examples;
use netcost::internals::tensor::Shape;
use netcost::record::Outcome;
use netcost::{Analysis, Options};

/// How many tokens of each example are deleted, one at a time.
const PLACES: usize = 30;

/// The least share of the statements before a mistake that keep their shapes, averaged over places.
const KEPT: f64 = 0.9;

/// The shapes of the statements of a file's own body, by where each statement ends.
fn shapes(analysis: &Analysis) -> BTreeMap<(u32, u32), Shape> {
    let (Some(record), Some(network)) = (analysis.record(), analysis.known()) else {
        return BTreeMap::new();
    };
    let own = record.runs().iter().filter(|run| run.caller.is_none());
    let shapes = own.filter_map(|run| match run.outcome {
        Outcome::Tensor(id) => {
            Some(((run.statement.start, run.statement.end), network.tensor(id).shape))
        }
        _ => None,
    });
    shapes.collect()
}

/// The tokens of a text outside of comments: words and numbers whole, other characters singly.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    let pattern =
        regex_lite::Regex::new(r"#[^\n]*|[A-Za-z0-9_.]+|[^\sA-Za-z0-9_.]").expect("valid");
    let found = pattern.find_iter(text).filter(|found| !found.as_str().starts_with('#'));
    found.map(|found| (found.start(), found.end())).collect()
}

#[test]
fn statements_before_a_mistake_keep_their_shapes() {
    let (mut seed, mut kept, mut places) = (0x2545_f491_4f6c_dd1d_u64, 0.0, 0_u32);
    for example in examples::ALL {
        let whole = shapes(&netcost::analyze("x.net", example.text, &Options::new()));
        let tokens = tokens(example.text);
        for _ in 0..PLACES {
            // Marsaglia's xorshift.
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            let (start, end) = tokens[(seed % tokens.len() as u64) as usize];
            let text = format!("{}{}", &example.text[..start], &example.text[end..]);
            let after = netcost::analyze("x.net", &text, &Options::new());
            assert!(after.network().is_some() || !after.diagnostics().is_empty(), "{text}");
            // A token in a block, function or param changes statements elsewhere as well.
            let own =
                whole.keys().any(|(from, to)| (*from as usize..*to as usize).contains(&start));
            let before: Vec<_> =
                whole.iter().filter(|((_, to), _)| (*to as usize) < start).collect();
            if own && before.len() >= 5 {
                let shapes = shapes(&after);
                let same =
                    before.iter().filter(|(at, shape)| shapes.get(at) == Some(shape)).count();
                kept += same as f64 / before.len() as f64;
                places += 1;
            }
        }
    }
    assert!(places > 100, "only {places} places");
    let average = kept / f64::from(places);
    println!("{:.2} % kept, averaged over {places} places", 100.0 * average);
    assert!(average >= KEPT, "{average}");
}
