//! What is found at a place of a text, at every offset of every example, against a look at all there is.

use std::collections::HashSet;

use netcost::internals::bundled::examples;
use netcost::symbols::{DefinitionId, DefinitionKind, Symbols, Target};
use netcost::{Options, Span};

fn holds(span: Span, offset: u32) -> bool {
    (span.start..=span.end).contains(&offset)
}

/// The definition that is named at an offset: of two names that meet there, the later one.
fn named_at(symbols: &Symbols, offset: u32) -> Option<DefinitionId> {
    let references = symbols.references().iter().filter(|it| holds(it.span, offset));
    match references.max_by_key(|it| it.span.start).map(|it| it.target) {
        Some(Target::Definition(id)) => Some(id),
        Some(_) => None,
        None => {
            let is_at = |id: &DefinitionId| {
                let definition = symbols.definition(*id);
                definition.kind != DefinitionKind::File && holds(definition.name, offset)
            };
            symbols.definitions().map(|(id, _)| id).find(is_at)
        }
    }
}

#[test]
fn names_and_calls_are_found_at_every_offset() {
    for example in examples::ALL {
        let analysis = netcost::analyze(example.name, example.text, &Options::new());
        let symbols = analysis.symbols().expect("it is read");
        for offset in 0..=u32::try_from(example.text.len()).expect("a short text") {
            let at = || format!("{} at {offset}", example.name);
            assert_eq!(symbols.definition_at(offset), named_at(symbols, offset), "{}", at());
            let calls = symbols.calls().iter().filter(|call| holds(call.span, offset));
            let innermost = calls.max_by_key(|call| call.span.start).map(|call| call.span);
            let visible = symbols.visible_at(offset);
            let once: HashSet<DefinitionId> = visible.iter().copied().collect();
            assert_eq!(once.len(), visible.len(), "{}", at());
            assert_eq!(symbols.call_at(offset).map(|call| call.span), innermost, "{}", at());
        }
    }
}

/// What is named in quotes has them around its name.
#[test]
fn the_names_of_shared_weights_are_without_quotes() {
    let text = "input 8\nlinear 8 share=\"a b\"\nlinear 8 share=\"a b\"\nlinear 8 share=ab";
    let analysis = netcost::analyze("shared.net", text, &Options::new());
    let symbols = analysis.symbols().expect("it is read");
    let keys = symbols.definitions().filter(|(_, it)| it.kind == DefinitionKind::ShareKey);
    let names: Vec<&str> = keys.map(|(_, it)| analysis.sources().text(it.name)).collect();
    assert_eq!(names, ["a b", "ab"]);
}
