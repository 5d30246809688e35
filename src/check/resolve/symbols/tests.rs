use std::collections::HashMap;

use super::{Definition, DefinitionId, DefinitionKind, Symbols, Target};
use crate::bundled::{PRELUDE, examples};
use crate::check::record::Wanted;
use crate::check::{self, Checked, Options};
use crate::source::{Files, NoFiles, Source, Sources, Span};

/// What is to be recorded.
const RECORD: Wanted = Wanted { runs: false, probe: None, symbols: true };

/// A text with its symbols.
struct Analysed {
    sources: Sources,
    symbols: Symbols,
    checked: Checked,
}

impl Analysed {
    fn new(text: &str) -> Self {
        let sources = Sources::new();
        let main = sources.add("main.net", text).expect("room");
        let options = Options { record: RECORD, declarations: true, ..Options::default() };
        let mut checked = check::check(&sources, main, &options, &NoFiles);
        let symbols = checked.symbols.take().expect("they are wanted");
        Analysed { sources, symbols, checked }
    }

    fn main(&self) -> &Source {
        self.sources.iter().next().expect("the main file")
    }

    fn figures(&self) -> String {
        let network = self.checked.network.as_ref().expect("a network");
        let costs = crate::cost::cost(network).expect("figures").costs;
        format!("{:?}", costs.totals)
    }

    /// The definition of this kind and name.
    fn find(&self, kind: DefinitionKind, name: &str) -> DefinitionId {
        let is_it = |at: Span| self.sources.text(at) == name;
        let mut all = self.symbols.definitions();
        let found = all.find(|(_, known)| known.kind == kind && is_it(known.name));
        found.expect("it is defined").0
    }

    /// The texts with a bracket around each place that refers to a definition or is its name.
    fn marked(&self, id: DefinitionId) -> String {
        let places = self.symbols.references_of(id);
        let mut places: Vec<_> = places.chain([self.symbols.definition(id).name]).collect();
        places.sort();
        let text = self.main().text();
        let mut marked = String::new();
        let mut at = 0;
        for place in places {
            let (start, end) = (place.start as usize, place.end as usize);
            marked += &format!("{}[{}]", &text[at..start], &text[start..end]);
            at = end;
        }
        marked + &text[at..]
    }
}

/// All texts that the program comes with.
fn texts() -> impl Iterator<Item = (String, String)> {
    let examples =
        examples::ALL.iter().map(|example| (example.name.to_owned(), example.text.to_owned()));
    examples.chain([("prelude".to_owned(), PRELUDE.to_owned())])
}

/// The words of a text with their offsets, without those in comments and strings, keywords, and what
/// belongs to a number.
fn words(text: &str) -> Vec<(u32, &str)> {
    const KEYWORDS: [&str; 21] = [
        "allow", "and", "assert", "block", "else", "false", "fn", "for", "if", "in", "it", "let",
        "none", "not", "or", "param", "repeat", "then", "total", "true", "use",
    ];
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'#' => at += text[at..].find('\n').unwrap_or(text.len() - at),
            b'"' => at += 2 + text[at + 1..].find('"').expect("a closed string"),
            byte if is_word(byte) => {
                at += bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
                let word = &text[start..at];
                if word == "allow" {
                    // Names of advice do not refer to names in the file.
                    at += text[at..].find('\n').unwrap_or(text.len() - at);
                }
                // `256x?x?` is a number.
                let is_number = byte.is_ascii_digit() || text[..start].ends_with('?');
                if !is_number && !KEYWORDS.contains(&word) && word != "_" {
                    words.push((u32::try_from(start).expect("short"), word));
                }
            }
            _ => at += 1,
        }
    }
    words
}

#[test]
fn every_name_is_defined_or_refers_to_something() {
    for (name, text) in texts() {
        let analysed = Analysed::new(&text);
        let symbols = &analysed.symbols;
        let defined: HashMap<u32, DefinitionId> = symbols
            .definitions()
            .filter(|(_, it)| it.kind != DefinitionKind::File)
            .map(|(id, it)| (it.name.start, id))
            .collect();
        for (at, word) in words(&text) {
            // A flag that is switched off refers to its parameter after `no`.
            let off = word.starts_with("no").then(|| symbols.reference_at(at + 3)).flatten();
            let reference = symbols.reference_at(at).filter(|it| it.span.start == at).or(off);
            assert!(
                defined.contains_key(&at) || reference.is_some(),
                "{name}: {word} at {at} is neither a definition nor a reference"
            );
        }
    }
}

#[test]
fn from_a_reference_to_its_definition_and_back() {
    for (name, text) in texts() {
        let analysed = Analysed::new(&text);
        let symbols = &analysed.symbols;
        for reference in symbols.references() {
            let Target::Definition(id) = reference.target else { continue };
            let definition = symbols.definition(id);
            let written = analysed.sources.text(reference.span);
            if definition.kind != DefinitionKind::File {
                assert_eq!(written, analysed.sources.text(definition.name), "{name}");
            }
            assert_eq!(symbols.definition_at(reference.span.start), Some(id), "{name}: {written}");
            assert!(symbols.references_of(id).any(|span| span == reference.span), "{name}");
        }
        for (id, definition) in symbols.definitions() {
            if definition.kind != DefinitionKind::File {
                let found = symbols.definition_at(definition.name.start);
                assert_eq!(found, Some(id), "{name}: {}", analysed.sources.text(definition.name));
            }
        }
        let counted: usize =
            symbols.definitions().map(|(id, _)| symbols.references_of(id).count()).sum();
        let is_definition = |target: &Target| matches!(target, Target::Definition(_));
        let targets = symbols.references().iter().flat_map(|reference| {
            [Some(reference.target), symbols.parameter_alike(reference.span)]
        });
        assert_eq!(counted, targets.flatten().filter(is_definition).count(), "{name}");
    }
}

/// A cursor is between characters: before, in and directly after a name it is at that name, as in the
/// Language Server Protocol.
#[test]
fn a_name_is_found_from_its_first_place_to_the_one_after_it() {
    let text = "let width = 3\ninput 4\nlinear width \n";
    let analysed = Analysed::new(text);
    let width = analysed.find(DefinitionKind::Let, "width");
    for (from, is_reference) in [(4, false), (29, true)] {
        assert_eq!(&text[from..from + 5], "width");
        for offset in from - 1..from + 7 {
            let inside = (from..=from + 5).contains(&offset);
            let at = offset as u32;
            let found = analysed.symbols.definition_at(at);
            assert_eq!(found, inside.then_some(width), "{offset}");
            let reference = analysed.symbols.reference_at(at).map(|it| it.span.start as usize);
            let found = reference.filter(|start| *start == from);
            assert_eq!(found, (inside && is_reference).then_some(from), "{offset}");
        }
    }
}

#[test]
fn what_is_read_is_visible() {
    for (name, text) in texts() {
        let analysed = Analysed::new(&text);
        let symbols = &analysed.symbols;
        for reference in symbols.references() {
            let Target::Definition(id) = reference.target else { continue };
            let Definition { kind, owner, .. } = *symbols.definition(id);
            let by_name = kind == DefinitionKind::Parameter
                && !symbols.visible_at(reference.span.start).contains(&id)
                && symbols.call_at(reference.span.start).is_some_and(|call| {
                    owner.is_some_and(|owner| call.callee == Target::Definition(owner))
                });
            let has_scope = !matches!(kind, DefinitionKind::File | DefinitionKind::ShareKey);
            if has_scope && !by_name {
                let written = analysed.sources.text(reference.span);
                let visible = symbols.visible_at(reference.span.start);
                assert!(visible.contains(&id), "{name}: {written} at {}", reference.span.start);
            }
        }
    }
}

/// The text with another name for a definition.
fn renamed(analysed: &Analysed, id: DefinitionId, to: &str) -> String {
    let mut text = analysed.main().text().to_owned();
    for (place, name) in analysed.symbols.rename(id, to, &analysed.sources).into_iter().rev() {
        text.replace_range(place.start as usize..place.end as usize, &name);
    }
    text
}

#[test]
fn a_name_can_be_changed_everywhere() {
    for (name, text) in texts().filter(|(name, _)| name != "prelude") {
        let before = Analysed::new(&text);
        let figures = before.figures();
        let own = before
            .symbols
            .definitions()
            .filter(|(_, it)| it.kind != DefinitionKind::File && before.main().holds(it.name));
        for (id, definition) in own {
            let written = before.sources.text(definition.name);
            let after = Analysed::new(&renamed(&before, id, "renamed"));
            let errors: Vec<_> =
                after.checked.diagnostics.iter().map(|it| it.kind.to_string()).collect();
            assert!(after.checked.network.is_some(), "{name}: {written}: {errors:?}");
            assert_eq!(after.figures(), figures, "{name}: {written}");
        }
    }
}

#[test]
fn parameters_are_referred_to_by_flags_and_shorthands() {
    let text = "block cell(c, s = 1, norm = true) { conv c k3 s=(s); if norm { bn } }\n\
                fn twice(n) = n * 2\n\
                input 3x32x32\ncell 8 s2 nonorm; cell 16 norm; cell c=twice(n=8) s=2\n";
    let analysed = Analysed::new(text);
    let marked = |name| analysed.marked(analysed.find(DefinitionKind::Parameter, name));
    assert!(marked("s").contains("[s]2 nonorm"), "{}", marked("s"));
    assert!(marked("s").contains("([s] = 1") || marked("s").contains(", [s] = 1"));
    assert!(marked("s").contains("k3 s=([s])") && marked("s").contains("[s]=2\n"));
    assert!(marked("norm").contains("no[norm]; cell 16 [norm];"), "{}", marked("norm"));
    assert!(marked("n").contains("fn twice([n]) = [n] * 2"), "{}", marked("n"));
    assert!(marked("n").contains("twice([n]=8)"));
}

#[test]
fn keys_of_share_are_names_of_their_own() {
    let text = "input 8x8x8\nlet a = 8\nconv a k3 p1 share=a\nconv 8 k3 p1 share=a\n\
                block twin() { conv 8 share=a; conv 8 share=\"a\" }\ntwin\n";
    let analysed = Analysed::new(text);
    let symbols = &analysed.symbols;
    let keys = symbols.definitions().filter(|(_, it)| it.kind == DefinitionKind::ShareKey);
    let keys: Vec<_> =
        keys.map(|(id, it)| (it.owner.is_some(), symbols.references_of(id).count())).collect();
    assert_eq!(keys, [(false, 1), (true, 1)]);
    let value = analysed.find(DefinitionKind::Let, "a");
    assert_eq!(symbols.references_of(value).count(), 1);
}

#[test]
fn calls_have_their_arguments() {
    let text = "input 3x32x32\nconv 64 k3 p=1\nadd { conv 64 } { bn }\n";
    let analysed = Analysed::new(text);
    let at = |text: &str| {
        u32::try_from(analysed.main().text().find(text).expect("there")).expect("short")
    };
    let call = analysed.symbols.call_at(at("k3")).expect("a call");
    assert!(matches!(call.callee, Target::Operation(operation) if operation.name == "conv"));
    let arguments: Vec<_> =
        call.arguments.iter().map(|it| (analysed.sources.text(it.span), it.slot)).collect();
    let slot = crate::check::signature::Slot::Parameter;
    assert_eq!(arguments, [("64", slot(0)), ("k3", slot(1)), ("p=1", slot(3))]);
    let inner = analysed.symbols.call_at(at("bn }")).expect("a call");
    assert_eq!(analysed.sources.text(inner.span), "bn");
    let outer = analysed.symbols.call_at(at("} { bn")).expect("a call");
    assert!(analysed.sources.text(outer.span).starts_with("add"));
}

#[test]
fn a_name_in_parentheses_is_found() {
    let analysed = Analysed::new("input 3x8x8\nlet c = 8\nconv ( # c, in\n  (c) ) k3\n");
    let id = analysed.find(DefinitionKind::Let, "c");
    let marked = analysed.marked(id);
    assert!(marked.ends_with("conv ( # c, in\n  ([c]) ) k3\n"), "{marked}");
}

struct Two;

impl Files for Two {
    fn read(&self, _: &std::path::Path) -> std::io::Result<Vec<u8>> {
        Ok("block cell(c) { conv c k3 p1; relu }\nfn half(n) = n // 2\n".into())
    }
}

#[test]
fn used_files_and_what_they_declare_are_found() {
    let sources = Sources::new();
    let text = "use \"cells.net\"\ninput 3x8x8\ncell half(16)\n";
    let main = sources.add("main.net", text).expect("room");
    let options = Options { record: RECORD, ..Options::default() };
    let checked = check::check(&sources, main, &options, &Two);
    assert!(checked.network.is_some(), "{:?}", checked.diagnostics);
    let symbols = checked.symbols.expect("they are wanted");
    let named = |offset: u32| symbols.definition(symbols.definition_at(offset).expect("one"));
    assert_eq!(named(6).kind, DefinitionKind::File);
    let at = |word: &str| u32::try_from(text.find(word).expect("there")).expect("short");
    for word in ["cell half", "half"] {
        let definition = named(at(word));
        let name = sources.text(definition.name);
        assert!(word.starts_with(name) && !main.holds(definition.name));
        assert!(
            symbols.visible_at(at("half")).iter().any(|id| symbols.definition(*id) == definition)
        );
    }
}

#[test]
fn a_table_can_be_sent_to_another_thread() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Symbols>();
}

#[test]
fn blocks_are_visible_from_the_first_place_to_the_last() {
    let text = "block cell { relu }\ninput 4\ncell\n";
    let analysed = Analysed::new(text);
    let cell = analysed.find(DefinitionKind::Block, "cell");
    for offset in [0, text.len() as u32] {
        assert!(analysed.symbols.visible_at(offset).contains(&cell), "at {offset}");
    }
}

#[test]
fn what_is_missing_or_broken_costs_only_itself() {
    let text = "use \"missing.net\"\ninput 3x8x8\na: conv 8 k3\nadd { conv 8\nb: relu\nadd a\n";
    let analysed = Analysed::new(text);
    assert!(!analysed.checked.diagnostics.is_empty());
    let read = analysed.find(DefinitionKind::Label, "a");
    assert!(analysed.marked(read).ends_with("add [a]\n"), "{}", analysed.marked(read));
    assert!(analysed.checked.known().is_some_and(|network| !network.layers.is_empty()));
}

#[test]
fn blocks_may_have_very_many_parameters() {
    let parameters: Vec<_> = (0..3000).map(|index| format!("size{index} = 1")).collect();
    let text = format!(
        "block wide({}) {{ conv size2999 k=size2999 }}\ninput 3x8x8\nwide size2999=3 -> 3x6x6\n",
        parameters.join(", ")
    );
    let analysed = Analysed::new(&text);
    assert!(analysed.checked.network.is_some(), "{:?}", analysed.checked.diagnostics);
}

#[test]
fn the_name_of_a_block_within_it_is_what_it_hides() {
    let text = "block conv(c) { conv c k3; bn }\ninput 3x8x8\nconv 8\n";
    let analysed = Analysed::new(text);
    let block = analysed.find(DefinitionKind::Block, "conv");
    let marked = analysed.marked(block);
    assert_eq!(marked, "block [conv](c) { conv c k3; bn }\ninput 3x8x8\n[conv] 8\n");
    let within = text.find("conv c").and_then(|at| u32::try_from(at).ok()).expect("short");
    let target = analysed.symbols.reference_at(within).map(|it| it.target);
    assert!(matches!(target, Some(Target::Operation(operation)) if operation.name == "conv"));
}

#[test]
fn a_name_that_a_parameter_has_too_refers_to_both() {
    let text = "block cell(c, s = 1) { conv c s k3 }\nblock pair(c, s = 1) { cell s 8; cell c s }\n\
                input 3x32x32\npair 8 s2\n";
    let analysed = Analysed::new(text);
    let figures = analysed.figures();
    let is_s = |(_, it): &(_, &Definition)| {
        it.kind == DefinitionKind::Parameter && analysed.sources.text(it.name) == "s"
    };
    let ids: Vec<_> = analysed.symbols.definitions().filter(is_s).map(|(id, _)| id).collect();
    let [of_cell, of_pair] = ids[..] else { panic!("two of them") };
    let renamed = |id| {
        let text = renamed(&analysed, id, "stride");
        assert_eq!(Analysed::new(&text).figures(), figures, "{text}");
        text
    };
    let cell = renamed(of_cell);
    assert!(cell.starts_with("block cell(c, stride = 1) { conv c s=stride k3 }"), "{cell}");
    assert!(cell.contains("{ cell stride=s 8; cell c s }"), "{cell}");
    let pair = renamed(of_pair);
    assert!(pair.contains("(c, stride = 1) { cell s=stride 8; cell c stride }"), "{pair}");
}

#[test]
fn constants_of_the_file_are_found_in_its_blocks() {
    let text = "let c = 8\nblock cell { conv c; relu }\ninput 3x8x8\nlet h = it.h\ncell\nconv h\n";
    let analysed = Analysed::new(text);
    let c = analysed.find(DefinitionKind::Let, "c");
    assert!(analysed.marked(c).starts_with("let [c] = 8\nblock cell { conv [c];"));
    let within = u32::try_from(text.find("; relu").expect("there")).expect("short");
    let visible = analysed.symbols.visible_at(within);
    assert!(visible.contains(&c));
    assert!(!visible.contains(&analysed.find(DefinitionKind::Let, "h")));
    let renamed = renamed(&analysed, c, "channels");
    assert_eq!(Analysed::new(&renamed).figures(), analysed.figures());
}

#[test]
fn parameters_are_those_of_their_block() {
    let text = "block a(p) { let x = p; conv x }; block b { relu }; block c(q) { conv q }";
    let analysed = Analysed::new(text);
    let parameters = |name| {
        let block = analysed.find(DefinitionKind::Block, name);
        let all = (0..4).map_while(|index| analysed.symbols.parameter(block, index));
        let name = |id| analysed.sources.text(analysed.symbols.definition(id).name);
        all.map(name).collect::<Vec<_>>()
    };
    assert_eq!([parameters("a"), parameters("b"), parameters("c")], [vec!["p"], vec![], vec!["q"]]);
}
