//! Both parsers read every text alike.

use std::collections::BTreeSet;

use tree_sitter_netcost_test::parse;

use crate::{compiler, nodes, texts};

/// Texts with a mistake beyond which a statement is lost that the compiler finds: of `not bidirectional`, the
/// name is taken for the beginning of what goes on.
const LOSE_A_STATEMENT: [&str; 1] = ["tests/diagnostics/syntax/misplaced_not.net"];

#[test]
fn right_texts_have_the_compilers_tree() {
    let mut seen = 0;
    for text in texts::all() {
        let compiled = compiler::read(&text.text);
        if compiled.problems.iter().all(compiler::is_of_size) {
            let tree = parse(&text.text);
            assert!(
                !tree.root_node().has_error(),
                "{}: {}",
                text.place,
                tree.root_node().to_sexp()
            );
            if compiled.problems.is_empty() {
                assert_eq!(nodes::of(&tree), compiled.nodes, "{}", text.place);
                seen += 1;
            }
        }
    }
    assert!(seen > 400, "{seen} texts");
}

#[test]
fn mistakes_are_in_the_statements_where_the_compiler_has_problems() {
    let mut seen = 0;
    for text in texts::all() {
        let compiled = compiler::read(&text.text);
        if compiled.problems.iter().all(compiler::is_of_size) {
            continue;
        }
        let tree = parse(&text.text);
        let found = compiled.statements(nodes::mistakes(&tree, &text.text));
        let expected = compiled.statements(compiled.places());
        let place = &text.place;
        assert!(expected.is_subset(&found), "{place}: {found:?}, not {expected:?}");
        // A bracket that closes a wrong one is a mistake too, of which the compiler says nothing more.
        let bad: BTreeSet<_> = compiled.bad.iter().copied().map(Some).collect();
        assert!(found.is_subset(&bad), "{place}: {found:?} of {bad:?}");
        seen += 1;
    }
    assert!(seen > 35, "{seen} texts");
}

#[test]
fn what_is_beside_a_mistake_is_found() {
    let mut losing = Vec::new();
    for text in texts::all() {
        let found = nodes::of(&parse(&text.text));
        let compiled = compiler::read(&text.text);
        let lost = compiled.nodes.iter().any(|node| found.binary_search(node).is_err());
        let alone = compiled.problems.iter().any(compiler::is_of_size);
        if lost && !alone {
            losing.push(text.place);
        }
    }
    assert_eq!(losing, LOSE_A_STATEMENT);
}
