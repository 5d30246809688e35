//! How tests call operations: a line of the language, read the short way, on inputs of given
//! shapes.

use super::formula::{Count, Counts};
use super::{Argument, Context, Inferred, Input, Kind, Operation, counts, find};
use crate::diagnostics::{DiagnosticKind, Result};
use crate::source::Span;
use crate::tensor::{Shape, TensorId};
use crate::value::{Number, Value};

/// Calls an operation as `conv 96 k11 s=4 p=((0, 1), (2, 2)) nobias`. Inputs are written `3x224x224`,
/// a number operand is an empty string. No spaces within parentheses.
pub fn call(line: &str, inputs: &[&str]) -> Result<Inferred> {
    let mut words = line.split(' ');
    let operation = words.next().and_then(find).expect("a known operation");
    let mut arguments = vec![None; operation.parameters.len()];
    let mut rest = Vec::new();
    let mut next = 0;
    for word in words {
        let span = place(line, word);
        let (index, value) = match named(operation, word) {
            Some(found) => found,
            None if operation.rest.is_some() => {
                rest.push(Argument { value: value(word), span });
                continue;
            }
            None => {
                next += 1;
                (next - 1, value(word))
            }
        };
        assert!(arguments[index].is_none(), "given twice: {word}");
        arguments[index] = Some(Argument { value, span });
    }
    let inputs: Vec<Input> = inputs.iter().enumerate().map(input).collect();
    let context = Context {
        operation,
        span: Span::new(0, line.len() as u32),
        name: place(line, operation.name),
        inputs: &inputs,
        arguments: &arguments,
        rest: &rest,
        meant: None,
        history: None,
    };
    (operation.infer)(&context)
}

/// The shapes of the outputs, as they are shown.
pub fn shapes(line: &str, inputs: &[&str]) -> Vec<String> {
    outcome(line, inputs).outputs.iter().map(Shape::to_string).collect()
}

/// The shape of the only output, with `x` for `×`.
pub fn shape(line: &str, input: &str) -> String {
    let shapes = shapes(line, &[input]);
    assert_eq!(shapes.len(), 1, "outputs of {line}");
    shapes[0].replace('×', "x")
}

/// What a call that works makes.
pub fn outcome(line: &str, inputs: &[&str]) -> Inferred {
    call(line, inputs).unwrap_or_else(|problem| panic!("{line}: {problem}"))
}

/// The counts of a call: macs, mul, add, div, cmp, special.
pub fn figures(line: &str, inputs: &[&str]) -> [u128; 6] {
    let counted: Counts<Count> = counts(&outcome(line, inputs).kind);
    let Counts { macs, mul, add, div, cmp, special } = counted;
    [macs, mul, add, div, cmp, special].map(|count| count.0.expect("no overflow"))
}

/// Learned values and buffers of a call.
pub fn stored(line: &str, inputs: &[&str]) -> (u64, u64) {
    let all = outcome(line, inputs).parameters;
    let sum = |trainable: bool| {
        let parameters = all.iter().map(|inferred| inferred.parameter);
        let some = parameters.filter(|parameter| parameter.trainable == trainable);
        some.map(|parameter| parameter.shape.elements() * parameter.copies).sum()
    };
    (sum(true), sum(false))
}

/// The message and the help of a call that is refused.
pub fn refusal(line: &str, inputs: &[&str]) -> (String, String) {
    let problem = refused(line, inputs);
    let help = miette::Diagnostic::help(&*problem).map(|help| help.to_string());
    (problem.to_string(), help.unwrap_or_default())
}

/// The labels of a call that is refused, in order: the text that they mark, which is empty where
/// an input was made, and what they say.
pub fn labels(line: &str, inputs: &[&str]) -> Vec<(String, String)> {
    let problem = refused(line, inputs);
    let labels = miette::Diagnostic::labels(&*problem).into_iter().flatten();
    let text = |at: usize, len: usize| line.get(at..at + len).unwrap_or_default().to_owned();
    labels
        .map(|label| {
            let says = label.label().unwrap_or_default().to_owned();
            (text(label.offset(), label.len()), says)
        })
        .collect()
}

/// The problem of a call that is refused.
pub fn refused(line: &str, inputs: &[&str]) -> Box<DiagnosticKind> {
    match call(line, inputs) {
        Ok(applied) => panic!("{line} makes {:?}", applied.outputs),
        Err(problem) => problem,
    }
}

fn place(line: &str, word: &str) -> Span {
    let start = line.find(word).unwrap_or_default() as u32;
    Span::new(start, start + word.len() as u32)
}

fn input((index, shape): (usize, &&str)) -> Input {
    let sizes: Vec<u64> = shape.split('x').filter_map(|size| size.parse().ok()).collect();
    let tensor = (!sizes.is_empty()).then_some(TensorId(index as u32));
    let origin = Span::new(1000 + index as u32, 1001 + index as u32);
    Input { tensor, shape: Shape::new(&sizes).expect("a shape"), origin, is_given: true }
}

/// `k=3`, `k3`, `ceil`, `nobias`.
fn named(operation: &Operation, word: &str) -> Option<(usize, Value)> {
    let find = |name: &str| operation.parameter(name);
    if let Some((name, text)) = word.split_once('=') {
        return Some((find(name).expect("a known parameter"), value(text)));
    }
    let flag = |name: &str| find(name).filter(|at| operation.parameters[*at].kind == Kind::Flag);
    if let Some(index) = flag(word) {
        return Some((index, Value::Bool(true)));
    }
    if let Some(index) = word.strip_prefix("no").and_then(flag) {
        return Some((index, Value::Bool(false)));
    }
    let digits = word.find(|letter: char| letter.is_ascii_digit())?;
    Some((find(&word[..digits])?, value(&word[digits..])))
}

fn value(text: &str) -> Value {
    if let Some(items) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        return Value::Tuple(split(items).into_iter().map(value).collect());
    }
    if let Some(items) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return Value::List(std::sync::Arc::new(split(items).into_iter().map(value).collect()));
    }
    if let Some(number) = text.parse().ok().and_then(|number| Number::from_decimal(number).ok()) {
        return Value::Number(number);
    }
    let sizes: Option<Vec<i128>> = text.split('x').map(|size| size.parse().ok()).collect();
    match (text, sizes) {
        ("true" | "false", _) => Value::Bool(text == "true"),
        (_, Some(sizes)) => Value::Tuple(sizes.into_iter().map(Value::int).collect()),
        _ => Value::String(text.trim_matches('"').into()),
    }
}

/// The items of a tuple: split at the commas outside of brackets.
fn split(items: &str) -> Vec<&str> {
    let mut depth = 0;
    let pieces = items.split(|letter| {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        letter == ',' && depth == 0
    });
    pieces.filter(|piece| !piece.is_empty()).collect()
}
