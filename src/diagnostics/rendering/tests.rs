use miette::{LabeledSpan, Severity};

use super::{FORMATS, Hints, MessageFormat, Messages, Style, Tally};
use super::{frame, github, human, json, narrated, short};
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::flow::FlowProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::diagnostics::{CallSite, Diagnostic};
use crate::source::{Sources, Span};

const NET: &str = "input 3x6x6\nblock small(c) {\n  reshape (0, c)\n}\nsmall 64\nsmall 64\n";

const HINTS: Hints =
    Hints { help: |_| None, explain: |code| Some(format!("netcost explain {code}")) };

const PLAIN: Style = Style { width: 80, color: false, unicode: false };

/// The last line of messages about [`zero_axis`].
const MORE: &str = "for more: netcost explain net::shape::zero_axis\n";

/// The place of the n-th occurrence of a word.
fn place(sources: &Sources, word: &str, nth: usize) -> Span {
    let source = sources.iter().next().expect("a source");
    let (at, _) = source.text().match_indices(word).nth(nth).expect("the word");
    Span::new(source.base() + at as u32, source.base() + (at + word.len()) as u32)
}

/// A zero axis inside a block, found in two calls of it.
fn zero_axis() -> (Sources, Diagnostic) {
    let sources = Sources::new();
    sources.add("x.net", NET).expect("room");
    let span = place(&sources, "reshape (0, c)", 0);
    let problem = ShapeProblem::ZeroAxis { axis: 0, shape: "0×64".to_owned(), span };
    let call =
        CallSite { callee: "small(c = 64)".to_owned(), span: place(&sources, "small 64", 0) };
    let diagnostic = Diagnostic { kind: problem.into(), calls: vec![call], more: 1 };
    (sources, diagnostic)
}

fn written(
    format: MessageFormat,
    style: Style,
    diagnostics: &[Diagnostic],
    sources: &Sources,
) -> String {
    let mut out = Vec::new();
    let mut messages = Messages::new(format, style, &mut out).with_hints(HINTS);
    messages.write(diagnostics, sources).expect("a vector takes all");
    messages.finish().expect("a vector takes all");
    String::from_utf8(out).expect("text")
}

#[test]
fn a_message_has_its_headline_its_frame_and_the_call_that_led_there() {
    let (sources, diagnostic) = zero_axis();
    let style = Style { unicode: true, ..PLAIN };
    assert_eq!(
        written(human::FORMAT, style, &[diagnostic], &sources),
        "\
error[net::shape::zero_axis]: axis 0 of 0×64 is zero (and once more)
   ╭─[x.net:3:3]
 2 │ block small(c) {
 3 │   reshape (0, c)
   ·   ───────┬──────
   ·          ╰── makes 0×64
 4 │ }
   ╰────
  help: every axis must be at least 1
  in this call of `small(c = 64)`
   ╭─[x.net:5:1]
 5 │ small 64
   · ────────
   ╰────

for more: netcost explain net::shape::zero_axis
"
    );
}

#[test]
fn colours_change_nothing_but_the_colour() {
    let (sources, diagnostic) = zero_axis();
    let diagnostics = [diagnostic.clone(), diagnostic];
    let colored = written(human::FORMAT, Style { color: true, ..PLAIN }, &diagnostics, &sources);
    assert!(colored.starts_with("\u{1b}[1m\u{1b}[31merror["), "{colored:?}");
    let stripped = anstream::adapter::strip_str(&colored).to_string();
    assert_eq!(stripped, written(human::FORMAT, PLAIN, &diagnostics, &sources));
    assert!(stripped.replace('×', "x").is_ascii(), "frames are ASCII: {stripped}");
    assert!(stripped.ends_with(&format!("\n\n2 errors\n{MORE}")), "{stripped}");
}

#[test]
fn the_first_error_is_the_one_to_learn_more_about() {
    let (sources, error) = zero_axis();
    let span = place(&sources, "small", 0);
    let warning = Diagnostic::new(FlowProblem::UnusedBlock { name: "small".to_owned(), span });
    let other = Diagnostic::new(FileProblem::NoNetworks { path: "x".to_owned() });
    let human = |diagnostics: &[Diagnostic]| written(human::FORMAT, PLAIN, diagnostics, &sources);
    let text = human(&[warning.clone(), error, other]);
    assert!(text.ends_with(&format!("\n\n2 errors, 1 warning\n{MORE}")), "{text}");
    assert!(!human(&[warning]).contains("for more"), "a warning is all that is to be said");
}

#[test]
fn a_short_message_is_a_line() {
    let (sources, diagnostic) = zero_axis();
    assert_eq!(
        written(short::FORMAT, PLAIN, &[diagnostic], &sources),
        "x.net:3:3: error[net::shape::zero_axis]: axis 0 of 0×64 is zero (and once more)\n"
    );
    let nowhere = Diagnostic::new(FileProblem::NoNetworks { path: "x".to_owned() });
    assert_eq!(
        written(short::FORMAT, PLAIN, &[nowhere], &sources),
        "error[net::file::no_networks]: there is no `.net` file in `x`\n"
    );
}

#[test]
fn json_places_are_those_of_the_file() {
    let (sources, mut diagnostic) = zero_axis();
    // The same text as a second file: its offsets begin at 0 again.
    let base = sources.add("y.net", NET).expect("room").base();
    let call = &mut diagnostic.calls[0].span;
    *call = Span::new(call.start + base, call.end + base);
    let text = written(json::FORMAT, PLAIN, &[diagnostic], &sources);
    let found: serde_json::Value = serde_json::from_str(&text).expect("one object");
    let expected = serde_json::json!({
        "code": "net::shape::zero_axis",
        "severity": "error",
        "message": "axis 0 of 0×64 is zero",
        "help": "every axis must be at least 1",
        "fix": null,
        "more": 1,
        "labels": [{
            "text": "makes 0×64", "primary": true, "file": "x.net",
            "offset": 31, "length": 14, "line": 3, "column": 3, "end_line": 3, "end_column": 17
        }],
        "calls": [{
            "callee": "small(c = 64)", "file": "y.net",
            "offset": 48, "length": 8, "line": 5, "column": 1, "end_line": 5, "end_column": 9
        }]
    });
    assert_eq!(found, expected);
    assert_eq!(text.matches('\n').count(), 1, "one line");
}

#[test]
fn only_the_first_fifty_are_shown_and_all_are_counted() {
    let (sources, diagnostic) = zero_axis();
    let diagnostics = vec![diagnostic; 99];
    let text = written(human::FORMAT, PLAIN, &diagnostics, &sources);
    assert_eq!(text.matches("error[").count(), 50);
    assert!(text.ends_with(&format!("\nand 49 more\n\n99 errors\n{MORE}")), "{text}");
    let text = written(short::FORMAT, PLAIN, &diagnostics, &sources);
    assert_eq!(text.lines().count(), 99, "programs get all of them");
}

#[test]
fn of_many_calls_those_in_the_middle_are_counted() {
    let (sources, mut diagnostic) = zero_axis();
    diagnostic.calls = vec![diagnostic.calls[0].clone(); 64];
    let text = written(human::FORMAT, PLAIN, &[diagnostic], &sources);
    assert_eq!(text.matches("in this call of").count(), 6);
    assert!(text.contains("\n  and 58 more calls before the next\n"), "{text}");
}

#[test]
fn help_is_wrapped_and_its_code_stays_whole() {
    let help = "write `conv 96 k11 s4 p0` or `pool 3 2` here".to_owned();
    let diagnostic = Diagnostic::new(FileProblem::UnknownExample { name: "x".to_owned(), help });
    let style = Style { width: 36, ..PLAIN };
    assert_eq!(
        written(human::FORMAT, style, &[diagnostic], &Sources::new()),
        "\
error[net::file::unknown_example]: there is no bundled example `x`
  help: write `conv 96 k11 s4 p0` or
        `pool 3 2` here

for more: netcost explain net::file::unknown_example
"
    );
}

#[test]
fn the_end_of_a_text_is_shown_at_its_last_character() {
    for text in ["conv 3 {\n", "conv 3 {", "conv 3 {\r\n\r\n\r\n"] {
        let sources = Sources::new();
        let end = sources.add("x.net", text).expect("room").span().end;
        let span = Span::new(end, end);
        let problem = ShapeProblem::ZeroAxis { axis: 0, shape: "0".to_owned(), span };
        let shown = written(human::FORMAT, PLAIN, &[Diagnostic::new(problem)], &sources);
        assert!(shown.contains("[x.net:1:8]\n 1 | conv 3 {\n   :        |\n"), "{shown}");
    }
}

#[test]
fn an_empty_text_is_named_and_a_long_line_is_cut() {
    let long = format!("{}\n", "relu; ".repeat(1000));
    for (text, at, place) in [("", 0, "x.net:1:1"), (&long, 3000, "x.net:1:3001")] {
        let sources = Sources::new();
        sources.add("x.net", text).expect("room");
        let span = Span::new(at, at + u32::from(at > 0));
        let problem = ShapeProblem::ZeroAxis { axis: 0, shape: "0".to_owned(), span };
        let shown = written(human::FORMAT, PLAIN, &[Diagnostic::new(problem)], &sources);
        assert!(shown.contains(place), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    }
}

#[test]
fn labels_far_apart_are_in_frames_of_their_own() {
    let sources = Sources::new();
    let text = format!("input 3\n{}relu\n", "\n".repeat(500));
    sources.add("x.net", text).expect("room");
    let labels = vec![
        LabeledSpan::new_primary_with_span(None, place(&sources, "relu", 0)),
        LabeledSpan::new_with_span(None, place(&sources, "input", 0)),
    ];
    let mut out = Vec::new();
    frame::write(&mut out, labels, &sources, (1, Severity::Error), PLAIN)
        .expect("a vector takes all");
    let shown = String::from_utf8(out).expect("text");
    assert!(shown.contains("[x.net:1:1]") && shown.contains("[x.net:502:1]"), "{shown}");
    assert!(shown.lines().count() < 15, "{shown}");
}

#[test]
fn a_tally_counts_by_severity() {
    let tally = Tally { errors: 2, warnings: 1, advice: 3, ..Tally::default() };
    assert_eq!(tally.to_string(), "2 errors, 1 warning, 3 advice");
    let tally = Tally { files: 12, concerned: 2, ..tally };
    assert_eq!(tally.to_string(), "2 errors, 1 warning, 3 advice in 2 of 12 files");
    assert_eq!(Tally { warnings: 2, ..Tally::default() }.to_string(), "2 warnings");
}

#[test]
fn a_fix_is_a_text_and_the_place_to_put_it() {
    let sources = Sources::new();
    let main = sources.add("x.net", "input 3x8x8\nconv 4 k = 3\n").expect("room");
    let checked = crate::check::check(&sources, main, &crate::Options::default(), &crate::NoFiles);
    let text = written(json::FORMAT, PLAIN, &checked.diagnostics, &sources);
    let message: serde_json::Value = serde_json::from_str(&text).expect("one object");
    assert_eq!(
        message["fix"],
        serde_json::json!({
            "text": "k=3", "safe": true, "file": "x.net", "offset": 19, "length": 5,
            "line": 2, "column": 8, "end_line": 2, "end_column": 13,
        })
    );
}

#[test]
fn a_narrated_message_is_read_line_by_line() {
    let (sources, diagnostic) = zero_axis();
    let text = written(narrated::FORMAT, PLAIN, &[diagnostic.clone(), diagnostic], &sources);
    let message = "\
error: axis 0 of 0×64 is zero (and once more)
in x.net at line 3, columns 3 to 16: makes 0×64
  line 3: reshape (0, c)
in x.net at line 5, columns 1 to 8: in this call of `small(c = 64)`
  line 5: small 64
help: every axis must be at least 1
code: net::shape::zero_axis

";
    assert_eq!(text, format!("{message}{message}2 errors\n{MORE}"));
}

#[test]
fn a_github_message_is_a_workflow_command() {
    let (sources, diagnostic) = zero_axis();
    assert_eq!(
        written(github::FORMAT, PLAIN, &[diagnostic], &sources),
        "::error file=x.net,line=3,endLine=3,col=3,endColumn=16,title=net%3A%3Ashape%3A%3Azero_axis\
         ::axis 0 of 0×64 is zero (and once more)%0Ax.net:3:3: makes 0×64\
         %0Ax.net:5:1: in this call of `small(c = 64)`%0Ahelp: every axis must be at least 1\n"
    );
    let nowhere = Diagnostic::new(FileProblem::NoNetworks { path: "x".to_owned() });
    assert_eq!(
        written(github::FORMAT, PLAIN, &[nowhere], &sources),
        "::error title=net%3A%3Afile%3A%3Ano_networks::there is no `.net` file in `x`%0Ahelp: hidden \
         files and folders, links to folders, and folders named `target` are skipped\n"
    );
}

#[test]
fn nothing_in_a_text_steers_the_terminal() {
    let sources = Sources::new();
    let main = sources.add("a\u{1b}.net", "input 3x8x8 # \u{1b}[31m\u{202e}\nconv\u{7} 4\n");
    let main = main.expect("room");
    let checked = crate::check::check(&sources, main, &crate::Options::default(), &crate::NoFiles);
    assert!(!checked.diagnostics.is_empty());
    for &format in FORMATS.iter().filter(|format| format.name != "sarif") {
        let text = written(format, PLAIN, &checked.diagnostics, &sources);
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(steers), "{}: {text:?}", format.name);
    }
}

#[test]
fn every_form_has_a_name_of_its_own() {
    for format in FORMATS.iter() {
        assert_eq!(
            MessageFormat::named(format.name).map(|found| found.summary),
            Some(format.summary)
        );
    }
    assert!(MessageFormat::named("xml").is_none());
}
