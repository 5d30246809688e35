//! Texts that nobody would write.

use tree_sitter_netcost_test::parse;

use crate::pieces::PIECES;
use crate::{compiler, nodes, texts};

/// Numbers that seem random: xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        for shift in [13, -7, 17] {
            self.0 ^= if shift > 0 { self.0 << shift } else { self.0 >> -shift };
        }
        usize::try_from(self.0 >> 32).expect("32 bits") % end
    }

    /// Up to `most` of these, one after the other.
    fn some(&mut self, most: usize, of: &[&str], separator: &str) -> String {
        let count = 1 + self.below(most);
        let pieces: Vec<_> = (0..count).map(|_| of[self.below(of.len())]).collect();
        pieces.join(separator)
    }
}

/// A tree has errors if and only if the compiler has problems; without, the trees are the same.
fn agree(text: &str) {
    let compiled = compiler::read(text);
    let sizes = compiled.problems.iter().filter(|problem| compiler::is_of_size(problem)).count();
    if sizes > 0 {
        return;
    }
    let tree = parse(text);
    let sound = compiled.problems.is_empty();
    assert_eq!(tree.root_node().has_error(), !sound, "{text:?}: {:?}", compiled.problems);
    if sound {
        assert_eq!(nodes::of(&tree), compiled.nodes, "{text:?}");
    }
}

#[test]
fn both_parsers_refuse_the_same_texts() {
    let mut random = Random(1);
    for _ in 0..5_000 {
        agree(&random.some(8, PIECES, ""));
    }
}

#[test]
fn both_parsers_refuse_the_same_lines() {
    let texts = texts::all();
    // A byte order mark behind a comment is none for the compiler; here it is.
    let lines = texts.iter().flat_map(|text| text.text.lines());
    let lines: Vec<_> = lines.filter(|line| !line.contains('\u{feff}')).collect();
    let mut random = Random(2);
    for _ in 0..1_000 {
        let mut text = random.some(6, &lines, "\n");
        agree(&text);
        let at = random.below(text.len() + 1);
        if text.is_char_boundary(at) {
            text.insert_str(at, &random.some(2, PIECES, ""));
            agree(&text);
        }
    }
}

#[test]
fn any_bytes_are_parsed() {
    let mut random = Random(3);
    for _ in 0..500 {
        let length = random.below(400);
        let bytes: Vec<_> = (0..length).map(|_| random.below(256).to_le_bytes()[0]).collect();
        agree(&String::from_utf8_lossy(&bytes));
    }
}

/// If the time of any of them grew faster than its length, this would not end.
#[test]
fn long_texts_are_parsed() {
    for piece in PIECES {
        parse(&piece.repeat(4_000));
    }
}
