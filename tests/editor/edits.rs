//! Any edits: the server's text is the client's, and its answers are those of a server that has only seen the
//! final text.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::client::{Client, Texts, URI};

/// What edits insert: pieces of networks, line breaks of all kinds, characters of one to four bytes.
const PIECES: [&str; 16] = [
    "",
    "\n",
    "\r\n",
    "\r",
    ";",
    " ",
    "{",
    "}",
    "conv 8 k3",
    "input 3x8x8\n",
    "x: relu",
    "block b(c) { conv c }\n",
    "b 4",
    "é",
    "😀",
    "repeat 2 { relu }",
];

/// The client's text: characters in units of its encoding.
struct Mirror {
    text: String,
    utf8: bool,
}

impl Mirror {
    /// The position of an offset, found by walking through the text.
    fn position(&self, at: usize) -> Value {
        let (mut line, mut column) = (0, 0);
        let mut before = self.text[..at].chars().peekable();
        while let Some(c) = before.next() {
            match c {
                '\r' if before.peek() == Some(&'\n') => {}
                '\n' | '\r' => (line, column) = (line + 1, 0),
                c => column += if self.utf8 { c.len_utf8() } else { c.len_utf16() },
            }
        }
        json!({ "line": line, "character": column })
    }

    /// Replaces a part, given by any two numbers; the change as the client sends it.
    fn edit(&mut self, from: usize, to: usize, piece: &str) -> Value {
        let ends: Vec<usize> =
            self.text.char_indices().map(|(at, _)| at).chain([self.text.len()]).collect();
        let [mut from, mut to] = [from, to].map(|it| ends[it % ends.len()]);
        if from > to {
            std::mem::swap(&mut from, &mut to);
        }
        // A client's cursor does not stand within a line break.
        let within =
            |at: usize| self.text[..at].ends_with('\r') && self.text[at..].starts_with('\n');
        let [from, to] = [from, to].map(|at| at - usize::from(within(at)));
        let range = json!({ "start": self.position(from), "end": self.position(to) });
        self.text.replace_range(from..to, piece);
        json!({ "range": range, "text": piece })
    }
}

fn client(utf8: bool) -> Client {
    let encodings = if utf8 { json!(["utf-8"]) } else { json!(["utf-16"]) };
    let capabilities = json!({ "general": { "positionEncodings": encodings } });
    Client::new(Texts::default(), capabilities, json!({}))
}

/// All that can be asked without a cursor, and at one.
fn answers(client: &mut Client, cursor: &Value) -> Vec<Value> {
    let methods = [
        "documentSymbol",
        "foldingRange",
        "inlayHint",
        "formatting",
        "hover",
        "definition",
        "references",
        "documentHighlight",
        "selectionRange",
        "codeAction",
        "prepareRename",
        "rename",
        "completion",
        "signatureHelp",
        "semanticTokens/full",
        "codeLens",
    ];
    let range =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 999, "character": 0 } });
    let params = json!({
        "textDocument": { "uri": URI }, "position": cursor, "positions": [cursor], "range": range,
        "context": { "includeDeclaration": true, "diagnostics": [] }, "newName": "other",
    });
    let asked = methods.map(|method| {
        let answer = client.request(&format!("textDocument/{method}"), params.clone());
        if let Err(error) = &answer {
            assert_ne!(error["code"], -32603, "{method}: a panic");
        }
        answer.unwrap_or_else(|error| error)
    });
    asked.to_vec()
}

proptest! {
    #[test]
    fn any_edits_lead_where_the_final_text_does(
        utf8: bool,
        edits in prop::collection::vec((any::<usize>(), any::<usize>(), prop::sample::select(&PIECES[..])), 1..12),
        cursor: usize,
    ) {
        let mut mirror = Mirror { text: "input 3x8x8\nconv 8 k3\n".to_owned(), utf8 };
        let mut edited = client(utf8);
        edited.open(URI, &mirror.text);
        let mut published = Value::Null;
        for (version, (from, to, piece)) in edits.into_iter().enumerate() {
            let change = mirror.edit(from, to, piece);
            let document = json!({ "uri": URI, "version": version + 2 });
            let sent = edited.notify(
                "textDocument/didChange",
                json!({ "textDocument": document, "contentChanges": [change] }),
            );
            published = sent[0]["params"]["diagnostics"].clone();
        }
        let mut fresh = client(utf8);
        let opened = fresh.open(URI, &mirror.text);
        prop_assert_eq!(&published, &opened[0]["params"]["diagnostics"], "{:?}", mirror.text);
        let ends: Vec<usize> = mirror.text.char_indices().map(|(at, _)| at).collect();
        let at = ends.get(cursor % ends.len().max(1)).copied().unwrap_or_default();
        let cursor = mirror.position(at);
        prop_assert_eq!(answers(&mut edited, &cursor), answers(&mut fresh, &cursor), "{:?}", mirror.text);
    }
}
