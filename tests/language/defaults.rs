//! Parameters of all operations, written out: by each of their names, and with the value that they have by default.

use netcost::internals::ops::{self, DefaultValue, Operation, ParameterSpec};

use super::*;

/// What a call would write to give a parameter its default.
fn written(parameter: &ParameterSpec) -> Option<String> {
    match parameter.default {
        DefaultValue::Required => None,
        // Others are explanations.
        DefaultValue::Absent(word) => parameter.words.contains(&word).then(|| word.to_owned()),
        default => Some(default.to_string()),
    }
}

/// The example of an operation, with one more argument in its call.
fn with(operation: &Operation, argument: &str) -> String {
    let text = operation.example.text();
    let is_word =
        |byte: Option<&u8>| byte.is_some_and(|it| it.is_ascii_alphanumeric() || *it == b'_');
    let start = text.find('\n').filter(|_| !operation.example.after.is_empty()).unwrap_or_default();
    let places = text.match_indices(operation.name).map(|(at, name)| (at, at + name.len()));
    let mut calls = places.filter(|(at, end)| {
        let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
        *at >= start && !is_word(before) && !is_word(text.as_bytes().get(*end))
    });
    let (_, end) =
        calls.next().unwrap_or_else(|| panic!("no call of {} in {text}", operation.name));
    format!("{} {argument}{}", &text[..end], &text[end..])
}

/// What each layer does, and of which shapes.
fn work(text: &str) -> Vec<String> {
    let network = network(text);
    let shapes = layers(text).into_iter();
    let kinds = network.layers.iter().map(|layer| format!("{:?} {:?}", layer.kind, layer.inputs));
    shapes.zip(kinds).map(|(shape, kind)| format!("{shape} {kind}")).collect()
}

#[test]
fn a_default_that_is_written_changes_nothing() {
    let mut tried = 0;
    for operation in ops::all() {
        let plain = operation.example.text();
        for parameter in operation.parameters {
            let Some(value) = written(parameter) else { continue };
            for name in std::iter::once(&parameter.name).chain(parameter.aliases) {
                let text = with(operation, &format!("{name}={value}"));
                if codes(&text).iter().any(|code| code == "net::call::argument_twice") {
                    continue;
                }
                assert_eq!(work(&text), work(&plain), "{text}");
                assert_eq!(params(&text), params(&plain), "{text}");
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "only {tried} parameters were tried");
}
