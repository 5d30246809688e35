//! Whole files of other formats: recognised by a line that only they have, and answered by one message
//! with the translation of their first layer.
//!
//! A text is looked at only if it does not parse.

mod keys;
mod layers;

use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::{Source, Span};
use layers::Translation;

/// How a network is written here.
const HELP: &str =
    "write its layers one after another, each of which takes the output of the one before";

/// A format, the line by which it is known, and how its first layer is read.
struct Format {
    /// With its article.
    name: &'static str,
    is_sign: fn(&str) -> bool,
    /// What another line must be like too.
    confirms: Option<fn(&str) -> bool>,
    first_layer: fn(&Source) -> Option<Translation>,
}

/// The formats. The first whose signs are there is meant.
const FORMATS: &[Format] = &[
    Format {
        name: "a Darknet cfg",
        is_sign: keys::is_darknet_section,
        confirms: None,
        first_layer: |source| keys::darknet(source.text()),
    },
    Format {
        name: "a Caffe prototxt",
        is_sign: |line| matches!(before(line, '{'), Some("layer" | "layers")),
        confirms: Some(|line| line.contains("type:") || line.contains("type :")),
        first_layer: |source| keys::caffe(source.text()),
    },
    Format {
        name: "an ONNX model as text",
        is_sign: |line| {
            let line = line.trim_start();
            ["ir_version:", "<ir_version", "opset_import", "producer_name:", "op_type:"]
                .iter()
                .any(|start| line.starts_with(start))
                || line.starts_with('%') && line.contains("](")
                || line.starts_with("graph ") && line.contains('(')
        },
        confirms: None,
        first_layer: |source| keys::onnx(source.text()),
    },
    Format {
        name: "a printed PyTorch module",
        is_sign: |line| {
            let rest = line.trim_start().strip_prefix('(');
            let named = rest.and_then(|rest| rest.split_once("): "));
            named.is_some_and(|(name, rest)| name.bytes().all(is_word) && rest.contains('('))
        },
        confirms: None,
        first_layer: layers::first_call,
    },
    Format {
        name: "a Python module",
        is_sign: |line| {
            let line = line.trim_end();
            let imports = line.starts_with("from ") && line.contains(" import ");
            let class = line.starts_with("class ") && line.ends_with(':');
            let function = line.trim_start().starts_with("def ") && line.ends_with(':');
            imports || line.starts_with("import ") || class || function
        },
        confirms: Some(|line| line.contains(['(', '='])),
        first_layer: layers::first_call,
    },
    Format {
        name: "JSON",
        is_sign: |line| line.trim_start().starts_with(['{', '[']),
        confirms: Some(|line| {
            let rest = line.trim_start_matches(['{', ' ', '\t']).strip_prefix('"');
            let named = rest.and_then(|rest| rest.split_once('"'));
            named.is_some_and(|(_, rest)| rest.trim_start().starts_with(':'))
        }),
        first_layer: |source| keys::json(source.text()),
    },
    Format {
        name: "YAML",
        is_sign: |line| line.trim_start().starts_with("- "),
        confirms: Some(|line| {
            let name = before(line.trim_start_matches([' ', '-']), ':');
            name.is_some_and(|name| !name.is_empty() && name.bytes().all(is_word))
        }),
        first_layer: |source| keys::yaml(source.text()),
    },
];

/// What is said of a text that is a file of another format.
pub(super) fn find(source: &Source) -> Option<SyntaxProblem> {
    let lines = || lines(source.text()).filter(|(_, line)| !line.trim().is_empty());
    let (format, start, sign) = FORMATS.iter().find_map(|format| {
        let (start, sign) = lines().find(|(_, line)| (format.is_sign)(line))?;
        let mut others = lines().filter(|(at, _)| *at != start).map(|(_, line)| line);
        let confirmed = format.confirms.is_none_or(|confirms| others.any(confirms));
        confirmed.then_some((format, start, sign))
    })?;
    let start = start + sign.len() - sign.trim_start().len();
    let span = Span::within(source.base(), start..start + sign.trim().len());
    let help = match (format.first_layer)(source) {
        Some(Translation { written, call, open }) => {
            format!(
                "{HELP}: `{}` is `{call}`{open}",
                written.split_whitespace().collect::<Vec<_>>().join(" ")
            )
        }
        None => format!("{HELP}, as in `conv 64 k3 p1; bn; relu`"),
    };
    Some(SyntaxProblem::ForeignFormat { format: format.name, span, help })
}

/// The lines of a text with their offsets.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = next;
        next += line.len();
        (start, line.trim_end_matches(['\r', '\n']))
    })
}

/// What stands before a character, trimmed.
fn before(line: &str, end: char) -> Option<&str> {
    line.split_once(end).map(|(before, _)| before.trim())
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
