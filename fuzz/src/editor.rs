//! The language server.

use std::collections::BTreeSet;

use netcost::internals::check::check;
use netcost::internals::diagnostics::DiagnosticKind;
use netcost::lsp::{Message, Server};
use netcost::{NoFiles, Options, Sources};
use serde_json::{Value, json};

use super::choices::Choices;

const URI: &str = "file:///main.net";

/// What may be asked at a place.
const METHODS: [&str; 18] = [
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/completion",
    "textDocument/definition",
    "textDocument/documentHighlight",
    "textDocument/documentLink",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/formatting",
    "textDocument/hover",
    "textDocument/inlayHint",
    "textDocument/prepareRename",
    "textDocument/references",
    "textDocument/rename",
    "textDocument/selectionRange",
    "textDocument/semanticTokens/full",
    "textDocument/signatureHelp",
    "workspace/symbol",
];

/// How many requests are tried.
const ASKED: usize = 4;

/// Any text can be opened and changed: the messages and answers are those of a server that has only seen
/// what it became, and no request fails for a mistake in the server.
pub fn editor(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let text = super::text(bytes);
    let changed = without_some_lines(&text, &mut choices);
    if [&*text, &changed].into_iter().any(is_too_large) {
        return;
    }
    let (mut edited, mut fresh) = (Client::new(), Client::new());
    edited.open(&text, 1);
    let document = json!({ "uri": URI, "version": 2 });
    let change = json!({ "textDocument": document, "contentChanges": [{ "text": changed }] });
    let told = edited.notify("textDocument/didChange", change);
    assert_eq!(told, fresh.open(&changed, 2), "other messages about:\n{changed}");
    for _ in 0..ASKED {
        let method = choices.one(&METHODS);
        let [start, end] = [0; 2].map(|_| place(&changed, &mut choices));
        let answer = edited.ask(method, &start, &end);
        assert_ne!(answer["error"]["code"], -32603, "{method} fails for:\n{changed}");
        assert_eq!(answer, fresh.ask(method, &start, &end), "another {method} of:\n{changed}");
    }
}

/// A text without some of its lines.
fn without_some_lines(text: &str, choices: &mut Choices) -> String {
    let count = text.lines().count();
    let left_out: BTreeSet<usize> = (0..2).map(|_| choices.below(count)).collect();
    let lines = text.split_inclusive('\n').enumerate();
    lines.filter(|(line, _)| !left_out.contains(line)).map(|(_, line)| line).collect()
}

/// Whether a network is larger than those that are tried here.
fn is_too_large(text: &str) -> bool {
    let sources = Sources::new();
    let source = sources.add("main.net", text).expect("it is short");
    let options = Options { limits: super::LIMITS, ..Options::default() };
    let found = check(&sources, source, &options, &NoFiles).diagnostics;
    found.iter().any(|found| matches!(*found.kind, DiagnosticKind::Limit(_)))
}

/// A place on a line of a text, or after it.
fn place(text: &str, choices: &mut Choices) -> Value {
    let line = choices.below(text.lines().count() + 1);
    let length = text.lines().nth(line).map_or(0, |line| line.encode_utf16().count());
    json!({ "line": line, "character": choices.below(length + 2) })
}

/// A client of a server of its own.
struct Client(Server);

impl Client {
    fn new() -> Self {
        let mut client = Client(Server::new(Box::new(NoFiles)));
        let options = json!({ "advice": true });
        let started = json!({ "capabilities": {}, "initializationOptions": options });
        client.send(json!({ "id": 0, "method": "initialize", "params": started }));
        client
    }

    fn send(&mut self, message: Value) -> Vec<Value> {
        let message: Message = serde_json::from_value(message).expect("a message");
        let sent = self.0.handle(vec![message]);
        sent.iter().map(|message| serde_json::to_value(message).expect("JSON")).collect()
    }

    fn notify(&mut self, method: &str, params: Value) -> Vec<Value> {
        self.send(json!({ "method": method, "params": params }))
    }

    fn open(&mut self, text: &str, version: i32) -> Vec<Value> {
        let document =
            json!({ "uri": URI, "languageId": "netcost", "version": version, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }))
    }

    fn ask(&mut self, method: &str, start: &Value, end: &Value) -> Value {
        let params = json!({
            "textDocument": { "uri": URI },
            "position": start,
            "positions": [start],
            "range": { "start": start, "end": end },
            "context": { "includeDeclaration": true, "diagnostics": [] },
            "newName": "renamed",
            "query": "r",
        });
        let sent = self.send(json!({ "id": 1, "method": method, "params": params }));
        sent.into_iter().next().unwrap_or_default()
    }
}
