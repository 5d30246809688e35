//! Laying out.

use netcost::Sources;
use netcost::internals::diagnostics::syntax::SyntaxProblem;
use netcost::internals::syntax;

use super::tree;

/// The layout changes nothing but blanks and line ends, and leaves out byte order marks in front;
/// keeps the tree, and the messages; keeps to the byte what does not parse; and stays as it is when
/// it is laid out again.
pub fn format(bytes: &[u8]) {
    let sources = Sources::new();
    let source = sources.add("main.net", super::text(bytes)).expect("it is short");
    let once = syntax::format(source);
    assert!(signs(source.text()).eq(signs(&once)), "the layout changes signs:\n{once}");

    let laid_out = sources.add("once.net", once).expect("it is short");
    assert_eq!(syntax::format(laid_out), laid_out.text(), "the layout of a layout differs");

    let (before, after) = (syntax::parse(source), syntax::parse(laid_out));
    let words = |problems: &[SyntaxProblem]| -> Vec<String> {
        problems.iter().map(ToString::to_string).collect()
    };
    assert_eq!(words(&before.problems), words(&after.problems), "the layout changes messages");
    if source.text().contains(tree::PLACE) {
        return;
    }
    let [old, new] = [&before, &after].map(tree::printed);
    assert_eq!(tree::without_places(&old), tree::without_places(&new), "the tree changes");
    // A statement that is gone on with wrongly is no more than broken, but does parse.
    let continues = |it: &SyntaxProblem| matches!(it, SyntaxProblem::ContinuesNothing { .. });
    if !before.problems.iter().any(continues) {
        let [old, new] = [(source, &old), (laid_out, &new)].map(|(source, tree)| {
            let base = source.base() as usize;
            let broken = tree::places(tree, "kind: Bad, claim: None, span: ");
            let text = broken.map(|at| &source.text()[at.start - base..at.end - base]);
            text.map(|text| text.trim_matches(BLANKS)).collect::<Vec<_>>()
        });
        assert_eq!(old, new, "what does not parse changes");
    }
}

/// What the layout sets.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// What stands in a text, but for blanks, and for byte order marks in front.
fn signs(text: &str) -> impl Iterator<Item = char> + '_ {
    let signs = text.chars().filter(|sign| !BLANKS.contains(sign));
    signs.skip_while(|sign| *sign == '\u{feff}')
}
