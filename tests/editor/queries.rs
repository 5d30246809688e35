//! Each file in `queries/` is a text with the cursor at `|`, or a selection from `‹` to `›`; its first line names the requests. Their answers
//! are the snapshots.

use std::ops::Range;

use serde_json::{Value, json};

use super::client::{Client, Texts, URI, short};

#[test]
fn answers_at_a_cursor() {
    super::each_file("queries", "net", answered);
}

#[test]
fn a_statement_may_begin_with_an_operation_a_block_or_a_word() {
    let mut client = Client::new(Texts::default(), json!({}), json!({}));
    let text = "block cell(c) { conv c; }\n\n";
    client.open(URI, text);
    let mut proposed = |line: u32, character: u32| -> Vec<String> {
        let position = json!({ "line": line, "character": character });
        let params = json!({ "textDocument": { "uri": URI }, "position": position });
        let answer = client.request("textDocument/completion", params).expect("an answer");
        let items = answer.as_array().expect("items").iter();
        items.map(|item| item["label"].as_str().expect("a label").to_owned()).collect()
    };
    let file = proposed(1, 0);
    for word in ["conv", "se", "cell", "repeat", "param", "batch"] {
        assert!(file.iter().any(|it| it == word), "{word}: {file:?}");
    }
    let body = proposed(0, 23);
    assert!(body.iter().any(|it| it == "conv") && body.iter().any(|it| it == "repeat"));
    assert!(!body.iter().any(|it| it == "param" || it == "batch"), "{body:?}");
}

/// The fixture, and the answer to each of its requests.
fn answered(fixture: &str) -> String {
    let (first, text) = fixture.split_once('\n').expect("a first line");
    let requests = first.trim_start_matches('#').split_whitespace();
    let (text, selection) = marked(text);
    let mut client = Client::new(Texts::default(), json!({}), json!({ "advice": true }));
    let opened = client.open(URI, &text);
    let mut shown = fixture.trim_end().to_owned();
    for request in requests {
        let answer = match request {
            "publishDiagnostics" => opened[0]["params"]["diagnostics"].clone(),
            _ => ask(&mut client, request, &text, &selection),
        };
        shown += &format!("\n\n=== {request}\n{}", rendered(&answer, &text));
    }
    shown
}

/// Texts of several lines as they are, words and proposals one a line, everything else as JSON.
fn rendered(answer: &Value, text: &str) -> String {
    if let Some(data) = answer["data"].as_array() {
        return tokens(data, text);
    }
    if answer[0]["textEdit"].is_object() {
        let items = answer.as_array().into_iter().flatten();
        return items.map(|item| proposal(item) + "\n").collect();
    }
    match answer.pointer("/contents/value").and_then(Value::as_str) {
        Some(text) => format!("{}\n{text}", short(&answer["range"])),
        None => serde_json::to_string_pretty(&short(answer)).expect("JSON"),
    }
}

/// A proposal: what it takes the place of, what it is, and its detail.
fn proposal(item: &Value) -> String {
    let text = |field: &str| item[field].as_str().unwrap_or_default().to_owned();
    let place = short(&item["textEdit"]["range"]);
    let about = item["documentation"]["value"].as_str().unwrap_or_default();
    let shown =
        format!("{} {} ({}): {} | {about}", place, text("label"), item["kind"], text("detail"));
    shown.replace('\n', " ")
}

/// Each word with its number and modifiers, in the lines of the text.
fn tokens(data: &[Value], text: &str) -> String {
    let numbers: Vec<usize> =
        data.iter().map(|it| it.as_u64().expect("a number").try_into().expect("small")).collect();
    let lines: Vec<Vec<u16>> = text.lines().map(|line| line.encode_utf16().collect()).collect();
    let (mut line, mut column, mut shown) = (0, 0, String::new());
    for token in numbers.chunks(5) {
        let &[down, right, length, kind, modifiers] = token else { panic!("five numbers") };
        column = if down > 0 { right } else { column + right };
        line += down;
        let word = String::from_utf16_lossy(&lines[line][column..column + length]);
        shown += if down > 0 { "\n" } else { "" };
        shown += &format!("[{word} {kind}.{modifiers}]");
    }
    shown
}

/// The text without what marks the cursor or selection, and where that is.
fn marked(text: &str) -> (String, Range<usize>) {
    if let Some((before, rest)) = text.split_once('‹') {
        let (selected, after) = rest.split_once('›').expect("an end");
        return ([before, selected, after].concat(), before.len()..before.len() + selected.len());
    }
    let cursor = text.find('|').unwrap_or_default();
    (text.replacen('|', "", 1), cursor..cursor)
}

fn ask(client: &mut Client, request: &str, text: &str, selection: &Range<usize>) -> Value {
    let cursor = position(text, selection.start);
    let end = position(text, text.len());
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": end });
    let here = json!({ "start": cursor, "end": position(text, selection.end) });
    let (method, kind) = request.split_once(':').unwrap_or((request, ""));
    let mut params = json!({
        "textDocument": { "uri": URI },
        "position": cursor,
        "positions": [cursor],
        "range": if method == "codeAction" { here } else { whole },
        "context": { "includeDeclaration": true, "diagnostics": [] },
        "newName": "renamed",
    });
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
