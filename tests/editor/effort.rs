//! What is left out where a text is long, or has many messages.

use serde_json::{Value, json};

use super::client::{Client, Texts, URI};

/// A text of many lines, and then some.
fn long(lines: usize, end: &str) -> String {
    format!("input 3x8x8\n{}{end}", "relu\n".repeat(lines))
}

/// What is wrong with a text, and what is offered in the last of its lines.
fn asked(text: &str, only: &str) -> (Vec<Value>, Vec<Value>) {
    let mut client = Client::new(Texts::default(), json!({}), json!({}));
    let opened = client.open(URI, text);
    let last = json!({ "line": text.lines().count() - 1, "character": 0 });
    let params = json!({
        "textDocument": { "uri": URI },
        "range": { "start": last, "end": last },
        "context": { "diagnostics": [], "only": [only] },
    });
    let actions = client.request("textDocument/codeAction", params).expect("an answer");
    let list = |value: &Value| value.as_array().expect("a list").clone();
    (list(&opened[0]["params"]["diagnostics"]), list(&actions))
}

#[test]
fn fixes_of_a_long_text_are_tried_when_they_are_asked_for() {
    for (lines, is_tried) in [(10, true), (7_000, false)] {
        let (messages, actions) = asked(&long(lines, "reluu\n"), "quickfix");
        let message = messages[0]["message"].as_str().expect("a text");
        assert_eq!(message.contains("help: "), is_tried, "{lines}: {message}");
        assert_eq!(actions.len(), 1, "{lines}");
        assert_eq!(actions[0]["title"], "Replace `reluu` with `relu`");
        // There is no convolution of a tensor with one axis.
        let (_, actions) = asked(&long(lines, "flatten; convv 8\n"), "quickfix");
        assert!(actions.is_empty(), "{lines}: {actions:?}");
    }
}

#[test]
fn all_safe_fixes_that_work_are_applied_together() {
    let end = "conv 4 k = 3; conv 4 k = 1\nreluu\n";
    for (lines, only) in [(1, "source"), (1, "source.fixAll"), (21_000, "source.fixAll.netcost")] {
        let (_, actions) = asked(&long(lines, end), only);
        assert_eq!(actions.len(), 1, "{only}");
        assert_eq!(actions[0]["kind"], "source.fixAll.netcost");
        let new = &actions[0]["edit"]["changes"][URI][0]["newText"];
        assert_eq!(new, "conv 4 k=3; conv 4 k=1\n");
    }
}

#[test]
fn of_many_messages_the_first_are_shown_and_errors_before_warnings() {
    let mut client = Client::new(Texts::default(), json!({}), json!({}));
    let unused: String = (0..8_000).map(|number| format!("block b{number} {{ relu }}\n")).collect();
    let opened = client.open(URI, &format!("input 3x8x8\n{unused}reluu\n"));
    let messages = opened[0]["params"]["diagnostics"].as_array().expect("a list");
    assert_eq!(messages.len(), 1_001);
    assert_eq!(messages[0]["range"]["start"]["line"], 8_001);
    assert_eq!(messages[1]["range"]["start"]["line"], 1);
    let last = messages[1_000]["message"].as_str().expect("a text");
    assert_eq!(last, "7001 more messages are left out");
}
