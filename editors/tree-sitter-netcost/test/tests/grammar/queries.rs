//! The queries fit the grammar, and colours are those of the language server.

use std::collections::BTreeMap;
use std::fs;
use std::rc::Rc;

use netcost::NoFiles;
use netcost::internals::check::SETTINGS;
use netcost::internals::ide::{Snapshot, TokenKind, tokens};
use netcost::internals::syntax::Memo;
use tree_sitter::{Query, QueryCursor, StreamingIterator};
use tree_sitter_netcost_test::{grammar, language, parse};

use crate::texts;

/// Names where no network of the project has any.
const RARE: &str = "fn same(x) = x\nparam a = b in c\nlet d = a\nxs += d\nassert d\n";

/// From where to where, in bytes.
type Place = (usize, usize);

fn query(name: &str) -> Query {
    let text = fs::read_to_string(grammar().join("queries").join(name)).expect("a query");
    Query::new(&language(), &text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The texts without mistakes.
fn sound() -> impl Iterator<Item = String> {
    let texts = texts::all().into_iter().map(|text| text.text);
    texts.filter(|text| !parse(text).root_node().has_error())
}

#[test]
fn every_pattern_finds_something() {
    for file in fs::read_dir(grammar().join("queries")).expect("a folder") {
        let name = file.expect("an entry").file_name().into_string().expect("a name");
        let query = query(&name);
        let mut unseen: Vec<_> = (0..query.pattern_count()).collect();
        for text in sound().chain([RARE.to_owned()]) {
            let (tree, mut cursor) = (parse(&text), QueryCursor::new());
            let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
            while let Some(found) = matches.next() {
                unseen.retain(|pattern| *pattern != found.pattern_index);
            }
        }
        let lines = fs::read_to_string(grammar().join("queries").join(&name)).expect("a query");
        let pattern = |index: &usize| lines[query.start_byte_for_pattern(*index)..].lines().next();
        let unseen: Vec<_> = unseen.iter().filter_map(pattern).collect();
        assert!(unseen.is_empty(), "{name}: {unseen:#?}");
    }
}

/// The colours of a text; no place has two.
fn colours<'q>(query: &'q Query, text: &str) -> BTreeMap<Place, &'q str> {
    let (tree, mut cursor) = (parse(text), QueryCursor::new());
    let mut colours = BTreeMap::new();
    let mut captures = cursor.captures(query, tree.root_node(), text.as_bytes());
    while let Some((found, index)) = captures.next() {
        let capture = found.captures[*index];
        let place = (capture.node.start_byte(), capture.node.end_byte());
        let before = colours.insert(place, query.capture_names()[capture.index as usize]);
        assert_eq!(before, None, "`{}` has two colours", &text[place.0..place.1]);
    }
    colours
}

/// What the language server says of each word.
fn server(text: &str) -> BTreeMap<Place, TokenKind> {
    let snapshot = Snapshot::new("", text, false, &NoFiles, &Rc::new(Memo::default()));
    let tokens = tokens(&snapshot).into_iter();
    let place = |at: u32| at as usize;
    tokens.map(|token| ((place(token.place.start), place(token.place.end)), token.kind)).collect()
}

/// Whether a colour is one of what the server says. It knows what names mean, of which the tree only shows where they
/// are: a name that is called may be a block, or hold an operation.
fn agree(colour: &str, kind: TokenKind) -> bool {
    match kind {
        TokenKind::Block => colour == "function",
        TokenKind::Comment => colour == "comment",
        TokenKind::Constant => matches!(colour, "constant" | "variable"),
        TokenKind::Function => matches!(colour, "function" | "variable"),
        TokenKind::Keyword => matches!(
            colour,
            "boolean" | "constant.builtin" | "keyword" | "keyword.operator" | "variable.builtin"
        ),
        TokenKind::Number => colour == "number",
        TokenKind::Operator => colour == "operator",
        TokenKind::Parameter => matches!(colour, "variable.parameter" | "variable" | "function"),
        TokenKind::Property => colour == "property",
        TokenKind::String => colour == "string",
        TokenKind::Variable => matches!(colour, "variable" | "function"),
    }
}

/// Whether a word of this kind has a colour by itself, wherever it is.
fn stands_out(kind: TokenKind) -> bool {
    use TokenKind::{Block, Comment, Keyword, Number, Operator, Property, String};
    matches!(kind, Block | Comment | Keyword | Number | Operator | Property | String)
}

#[test]
fn colours_are_those_of_the_server() {
    let query = query("highlights.scm");
    for text in sound() {
        let colours = colours(&query, &text);
        for (place, kind) in server(&text) {
            let word = &text[place.0..place.1];
            match colours.get(&place) {
                Some(colour) => assert!(agree(colour, kind), "`{word}`: {colour}, {kind:?}"),
                // For the server, the number of `32x?x?` is only its beginning.
                None if text[place.1..].starts_with('?') => {}
                // And that of `k3` is apart.
                None if text[..place.0].ends_with(|c: char| c.is_ascii_alphanumeric()) => {}
                None => assert!(!stands_out(kind), "`{word}` has no colour: {kind:?} in\n{text}"),
            }
        }
    }
}

#[test]
fn settings_are_keywords() {
    let query = query("highlights.scm");
    for setting in &SETTINGS {
        let text = format!("{} a\n", setting.name);
        assert_eq!(colours(&query, &text).get(&(0, setting.name.len())), Some(&"keyword"));
    }
}
