//! What is parsed with a memo is what is parsed without one.

use proptest::prelude::*;

use super::generated::statement;
use super::with;
use crate::syntax::{Memo, parse, parse_again};

/// What edits insert: what ends, begins and continues statements, alone or in part.
const PIECES: [&str; 14] =
    ["", "\n", "\r\n", ";", "{", "}", "(", "]", "\"", "# ", "->", " else ", "conv 8 k3", "é"];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_parse_as_if_the_text_were_new(
        statements in prop::collection::vec(statement(), 1..6),
        edits in prop::collection::vec(
            (any::<usize>(), 0_usize..6, prop::sample::select(&PIECES[..])),
            1..6,
        ),
    ) {
        let memo = Memo::default();
        let mut text = statements.join("\n");
        for (from, length, piece) in edits {
            let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let from = from % ends.len();
            let to = (from + length).min(ends.len() - 1);
            text.replace_range(ends[from]..ends[to], piece);
            memo.age();
            with(text.as_str(), |source| {
                let (fresh, again) = (parse(source), parse_again(source, Some(&memo)));
                prop_assert_eq!(fresh.body, again.body, "{}", text);
                prop_assert_eq!(fresh.problems, again.problems, "{}", text);
                prop_assert_eq!(fresh.balanced, again.balanced, "{}", text);
                Ok(())
            })?;
        }
    }
}

#[test]
fn no_statement_is_cut_where_a_comment_may_be() {
    // Without the `}` the second line is a comment, after which the statement goes on.
    let text = "if (a\n } # then\n else { relu }\nbn\n";
    with(text, |source| {
        let (fresh, again) = (parse(source), parse_again(source, Some(&Memo::default())));
        assert_eq!(fresh.body, again.body);
    });
}

#[test]
fn what_is_not_asked_for_again_is_forgotten() {
    let memo = Memo::default();
    let parse =
        |text: &str| with(text, |source| parse_again(source, Some(&memo)).body.statements.len());
    assert_eq!(parse("relu\nconv 8\n"), 2);
    assert_eq!(memo.len(), 2);
    memo.age();
    assert_eq!(parse("relu\nconv 9\n"), 2);
    // The statement as it was is still there, and goes with the next text.
    assert_eq!(memo.len(), 3);
    memo.age();
    assert_eq!(parse("relu\nconv 9\n"), 2);
    assert_eq!(memo.len(), 2);
}

#[test]
fn what_several_threads_read_is_in_order() {
    let line = |number: u32| match number % 997 {
        0 => format!("conv {number} k 3 )\n"),
        1 => format!("x{number} = \n"),
        _ => format!("x{number} = conv {number} k3\n"),
    };
    let text: String = (0..20_000).map(line).collect();
    with(text.as_str(), |source| {
        let (fresh, again) = (parse(source), parse_again(source, Some(&Memo::default())));
        assert_eq!(fresh.body, again.body);
        assert_eq!(fresh.problems.len(), again.problems.len());
        assert_eq!(fresh.problems, again.problems);
    });
}
