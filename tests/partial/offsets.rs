//! What is found at a place of a text, at every offset of every example, against a look at all there is.

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
            assert_eq!(symbols.call_at(offset).map(|call| call.span), innermost, "{}", at());
        }
    }
}
