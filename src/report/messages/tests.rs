use super::*;
use crate::diagnostics::CallSite;
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::shape::ShapeProblem;

const NET: &str = "input 3x6x6\nblock small(c) {\n  reshape (0, c)\n}\nsmall 64\nsmall 64\n";

const PLAIN: Style = Style { width: 80, color: false, unicode: false };

/// The place of the n-th occurrence of a word.
fn place(sources: &Sources, word: &str, nth: usize) -> Span {
    let source = sources.iter().next().expect("a source");
    let (at, _) = source.text().match_indices(word).nth(nth).expect("the word");
    Span::new(source.base() + at as u32, source.base() + (at + word.len()) as u32)
}

/// A zero axis inside a block, found in two calls of it.
fn zero_axis() -> (Sources, Diagnosis) {
    let sources = Sources::new();
    sources.add("x.net", NET).expect("room");
    let span = place(&sources, "reshape (0, c)", 0);
    let problem = ShapeProblem::ZeroAxis { axis: 0, shape: "0×64".to_owned(), span };
    let call =
        CallSite { callee: "small(c = 64)".to_owned(), span: place(&sources, "small 64", 0) };
    let diagnosis = Diagnosis { problem: problem.into(), calls: vec![call], more: 1 };
    (sources, diagnosis)
}

fn written(form: Form, style: Style, diagnoses: &[Diagnosis], sources: &Sources) -> String {
    let mut out = Vec::new();
    let mut messages = Messages::new(form, style, &mut out);
    messages.write(diagnoses, sources).expect("a vector takes all");
    messages.finish().expect("a vector takes all");
    String::from_utf8(out).expect("text")
}

#[test]
fn show() {
    let (sources, diagnosis) = zero_axis();
    for (color, unicode) in [(true, true), (false, false), (false, true)] {
        for width in [60] {
            eprintln!(
                "{}",
                written(
                    Form::Human,
                    Style { width, color, unicode },
                    &[diagnosis.clone(), diagnosis.clone()],
                    &sources
                )
            );
        }
    }
    eprintln!("{}", written(Form::Short, PLAIN, &[diagnosis.clone()], &sources));
    eprintln!("{}", written(Form::Json, PLAIN, &[diagnosis.clone()], &sources));
    let _ = FileProblem::Directory { path: "x".into(), span: None };
}
