//! What is parsed again after an edit is as if it were parsed anew.

use tree_sitter::{InputEdit, Point};
use tree_sitter_netcost_test::{parse, parse_again};

use crate::{nodes, texts};

/// The place after a text.
fn end(text: &str) -> Point {
    let line = text.rfind('\n').map_or(0, |newline| newline + 1);
    Point::new(text.matches('\n').count(), text.len() - line)
}

/// Puts a text in place of what is between two offsets, and parses what comes of it both ways.
fn replace(text: &str, from: usize, to: usize, by: &str) {
    let edited = [&text[..from], by, &text[to..]].concat();
    let anew = parse(&edited);
    let mut tree = parse(text);
    tree.edit(&InputEdit {
        start_byte: from,
        old_end_byte: to,
        new_end_byte: from + by.len(),
        start_position: end(&text[..from]),
        old_end_position: end(&text[..to]),
        new_end_position: end(&edited[..from + by.len()]),
    });
    let again = parse_again(&edited, &tree);
    assert_eq!(again.root_node().has_error(), anew.root_node().has_error(), "{edited}");
    if !anew.root_node().has_error() {
        assert_eq!(nodes::of(&again), nodes::of(&anew), "{edited}");
    }
}

#[test]
fn lines_that_come_and_go_leave_the_tree_as_it_is_anew() {
    let examples = texts::all().into_iter().filter(|text| text.place.starts_with("examples/"));
    for text in examples.map(|text| text.text) {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        for from in starts.step_by(3) {
            let line = text[from..].find('\n').map_or(text.len(), |length| from + length + 1);
            replace(&text, from, line, "");
            for by in ["\n", "{ relu }\n", "conv (64\n"] {
                replace(&text, from, from, by);
            }
        }
    }
}
