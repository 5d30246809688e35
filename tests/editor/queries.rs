//! Each file in `queries/` is a text with the cursor at `|`; its first line names the requests. Their answers
//! are the snapshots.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::client::{Client, Texts, URI, short};

#[test]
fn answers_at_a_cursor() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editor/queries");
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "net"));
    paths.sort();
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for path in paths {
            let fixture = fs::read_to_string(&path).expect("a fixture");
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            insta::assert_snapshot!(name.as_ref(), answered(&fixture));
        }
    });
}

/// The fixture, and the answer to each of its requests.
fn answered(fixture: &str) -> String {
    let (first, text) = fixture.split_once('\n').expect("a first line");
    let requests = first.trim_start_matches('#').split_whitespace();
    let cursor = text.find('|');
    let text = text.replacen('|', "", 1);
    let mut client = Client::new(Texts::default(), json!({}), json!({ "advice": true }));
    let opened = client.open(URI, &text);
    let mut shown = fixture.trim_end().to_owned();
    for request in requests {
        let answer = match request {
            "publishDiagnostics" => opened[0]["params"]["diagnostics"].clone(),
            _ => ask(&mut client, request, &text, cursor),
        };
        shown += &format!("\n\n=== {request}\n{}", rendered(&answer));
    }
    shown
}

/// Texts of several lines as they are, everything else as JSON.
fn rendered(answer: &Value) -> String {
    match answer.pointer("/contents/value").and_then(Value::as_str) {
        Some(text) => format!("{}\n{text}", short(&answer["range"])),
        None => serde_json::to_string_pretty(&short(answer)).expect("JSON"),
    }
}

fn ask(client: &mut Client, request: &str, text: &str, cursor: Option<usize>) -> Value {
    let cursor = position(text, cursor.unwrap_or_default());
    let end = position(text, text.len());
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": end });
    let here = json!({ "start": cursor, "end": cursor });
    let mut params = json!({
        "textDocument": { "uri": URI },
        "position": cursor,
        "positions": [cursor],
        "range": if request == "codeAction" { here } else { whole },
        "context": { "includeDeclaration": true, "diagnostics": [] },
        "newName": "renamed",
    });
    let (method, kind) = request.split_once(':').unwrap_or((request, ""));
    if !kind.is_empty() {
        params["context"]["only"] = json!([kind]);
    }
    let asked = client.request(&format!("textDocument/{method}"), params);
    asked.unwrap_or_else(|error| error)
}

/// The position of an offset in units of UTF-16.
fn position(text: &str, at: usize) -> Value {
    let before = &text[..at];
    let line = before.rsplit('\n').next().unwrap_or_default();
    json!({ "line": before.matches('\n').count(), "character": line.encode_utf16().count() })
}
