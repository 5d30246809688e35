//! From calls to a text of the language: a call a line, in order.

use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::call::{Arg, ArgValue, Call, Calls, VarId};
use super::labels::{Labels, NodeNames};
use crate::index::Idx;
use crate::ops;
use crate::tensor::Dtype;

/// What stands above the calls.
#[derive(Clone, Debug, Default)]
pub(crate) struct Header {
    /// Lines of comment, without `#`.
    pub comments: Vec<String>,
    /// The title of the network.
    pub title: String,
}

/// The text of all calls, which stand for nodes of these names.
pub(crate) fn write(calls: &Calls, nodes: &[Arc<str>], header: &Header) -> String {
    let types = Types::of(calls);
    let mut writer =
        Writer { text: String::new(), labels: vec![None; calls.vars.len()], calls, types };
    self::header(header, types).iter().for_each(|line| writer.line(line));
    let words = calls.words().into_iter().map(str::to_owned);
    let mut labels = Labels::new(words);
    writer.inputs(&mut labels);
    let read = writer.read_by_name();
    let names = NodeNames::new(nodes.iter().map(AsRef::as_ref));
    for call in &calls.calls {
        let node = call.node.and_then(|node| nodes.get(node.index()));
        let node = node.map(|node| names.short(node)).unwrap_or_default();
        writer.label(call, &node, &mut labels, &read);
    }
    let mut current = calls.inputs.last().map(|(_, var)| *var);
    for call in &calls.calls {
        writer.call(call, &mut current);
    }
    writer.outputs();
    writer.text
}

/// The lines above the inputs.
pub(super) fn header(header: &Header, types: Types) -> Vec<String> {
    let mut lines: Vec<String> = header.comments.iter().map(|line| format!("# {line}")).collect();
    lines.push(format!("network \"{}\"", quoted(&header.title)));
    lines.extend(types.setting());
    lines
}

/// The types that most tensors have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Types {
    pub weights: Dtype,
    pub activations: Dtype,
}

impl Types {
    /// The types of the most float weights, and of the most layers with float outputs.
    pub(super) fn of(calls: &Calls) -> Self {
        let most = |types: HashMap<Dtype, u64, RandomState>| {
            let most = types.into_iter().max_by_key(|(dtype, count)| (*count, *dtype));
            most.map_or(Dtype::F32, |(dtype, _)| dtype)
        };
        let (mut weights, mut activations) = (HashMap::default(), HashMap::default());
        for call in &calls.calls {
            if let Some(dtype) = call.weights.filter(|dtype| dtype.is_float()) {
                *weights.entry(dtype).or_default() += 1;
            }
            if let Some(dtype) = call.dtype.filter(|dtype| dtype.is_float()) {
                *activations.entry(dtype).or_default() += 1;
            }
        }
        Types { weights: most(weights), activations: most(activations) }
    }

    /// The statement that sets them, unless they are what they are without it.
    pub(super) fn setting(self) -> Option<String> {
        match self {
            Types { weights: Dtype::F32, activations: Dtype::F32 } => None,
            Types { weights, activations } if weights == activations => {
                Some(format!("dtype {}", weights.name()))
            }
            Types { weights, activations } => {
                Some(format!("dtype weights={} activations={}", weights.name(), activations.name()))
            }
        }
    }

    /// The arguments for the types of a call that are not these.
    pub(super) fn suffix(self, dtype: Option<Dtype>, weights: Option<Dtype>) -> String {
        let own = dtype.filter(|dtype| *dtype != self.activations);
        let weights = weights.filter(|weights| *weights != own.unwrap_or(self.weights));
        let named = |name, dtype: Option<Dtype>| {
            dtype.map(|dtype| format!(" {name}={}", dtype.name())).unwrap_or_default()
        };
        named("dtype", own) + &named("weights", weights)
    }
}

struct Writer<'c> {
    text: String,
    calls: &'c Calls,
    /// How the text names each tensor, if it has to.
    labels: Vec<Option<String>>,
    types: Types,
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn inputs(&mut self, labels: &mut Labels) {
        for (name, var) in &self.calls.inputs {
            let label = labels.unique(name);
            let shape = Shape(&self.calls.vars[*var]);
            let line = format!("{label}: input {shape}");
            self.line(&line);
            self.set(*var, label);
        }
    }

    fn set(&mut self, var: VarId, label: String) {
        if let Some(place) = self.labels.get_mut(var.index()) {
            *place = Some(label);
        }
    }

    /// Whether each tensor is read otherwise than as the current one.
    fn read_by_name(&self) -> Vec<bool> {
        let mut named = vec![false; self.calls.vars.len()];
        let mut current = self.calls.inputs.last().map(|(_, var)| *var);
        let mut mark = |var: VarId| {
            if let Some(named) = named.get_mut(var.index()) {
                *named = true;
            }
        };
        for call in &self.calls.calls {
            let by_name = call.input.filter(|input| current != Some(*input));
            by_name
                .into_iter()
                .chain(call.reads().skip(usize::from(call.input.is_some())))
                .for_each(&mut mark);
            current = call.outputs.first().copied().or(current);
        }
        self.calls.outputs.iter().copied().for_each(mark);
        named
    }

    /// Names what a call makes after its node; where that has no name, only what is read by name.
    fn label(&mut self, call: &Call, node: &str, labels: &mut Labels, read: &[bool]) {
        let needed = |var: &VarId| read.get(var.index()).copied().unwrap_or_default();
        if node.is_empty() && !call.outputs.iter().any(needed) {
            return;
        }
        let base = if node.is_empty() { call.op } else { node };
        for var in &call.outputs {
            self.set(*var, labels.unique(base));
        }
    }

    fn call(&mut self, call: &Call, current: &mut Option<VarId>) {
        if let Some(input) = call.input.filter(|input| *current != Some(*input)) {
            let from = format!("from {}", self.name(input));
            self.line(&from);
        }
        let mut line = String::new();
        let named: Vec<&str> = call
            .outputs
            .iter()
            .map(|var| self.name(*var))
            .filter(|name| !name.is_empty())
            .collect();
        if !named.is_empty() {
            line.push_str(&named.join(", "));
            line.push_str(": ");
        }
        line.push_str(call.op);
        for arg in &call.args {
            line.push(' ');
            self.argument(call.op, arg, &mut line);
        }
        line.push_str(&self.types.suffix(call.dtype, call.weights));
        if let Some(key) = call.share {
            _ = write!(line, " share=w{key}");
        }
        self.line(&line);
        *current = call.outputs.first().copied().or(*current);
    }

    fn name(&self, var: VarId) -> &str {
        self.labels.get(var.index()).and_then(Option::as_deref).unwrap_or_default()
    }

    fn argument(&self, op: &str, arg: &Arg, line: &mut String) {
        match (arg.name, &arg.value) {
            (Some(name), ArgValue::Int(value)) if name.len() == 1 && *value >= 0 => {
                _ = write!(line, "{name}{value}");
                return;
            }
            (Some(name), _) => _ = write!(line, "{name}="),
            (None, _) => {}
        }
        _ = match &arg.value {
            ArgValue::Int(value) => write!(line, "{value}"),
            ArgValue::Number(value) => write!(line, "{}", Decimal(*value)),
            ArgValue::Ints(values) => write!(line, "({}{})", List(values), trailing(values.len())),
            ArgValue::Pairs(pairs) => {
                let pairs: Vec<String> = pairs.iter().map(|(a, b)| format!("({a}, {b})")).collect();
                write!(line, "({}{})", pairs.join(", "), trailing(pairs.len()))
            }
            ArgValue::Dims(dims) => write!(line, "{}", Shape(dims)),
            ArgValue::Shapes(shapes) => {
                write!(line, "[{}]", List(&shapes.iter().map(|it| Shape(it)).collect::<Vec<_>>()))
            }
            ArgValue::Word(word) => write!(line, "{word}"),
            ArgValue::Text(text) => write!(line, "\"{}\"", quoted(text)),
            ArgValue::Tensor(var) => match self.name(*var) {
                name if arg.name.is_none() && is_parameter(op, name) => write!(line, "({name})"),
                name => write!(line, "{name}"),
            },
            ArgValue::Tensors(vars) => {
                let names: Vec<&str> = vars.iter().map(|var| self.name(*var)).collect();
                write!(line, "({}{})", names.join(", "), trailing(names.len()))
            }
        };
    }

    fn outputs(&mut self) {
        if self.calls.outputs.is_empty() {
            return;
        }
        let names: Vec<&str> = self.calls.outputs.iter().map(|var| self.name(*var)).collect();
        let line = format!("output {}", names.join(" "));
        self.line(&line);
    }
}

/// Whether an operation may take a word for a parameter of its own, or for one with a value, such as `k3`.
pub(super) fn is_parameter(op: &str, word: &str) -> bool {
    let Some(op) = ops::find(op) else { return false };
    let letters = word.trim_end_matches(|it: char| it.is_ascii_digit() || it == 'x');
    let readings = [Some(word), Some(letters), word.strip_prefix("no")];
    let mut names = op.parameters.iter().flat_map(|it| it.aliases.iter().chain([&it.name]));
    names.any(|name| readings.contains(&Some(name)))
}

/// Whether the parameter at this position of an operation has this name. The name alone is then enough as an argument.
pub(super) fn is_parameter_at(op: &str, position: usize, name: &str) -> bool {
    ops::find(op).and_then(|op| op.parameters.get(position)).is_some_and(|it| it.name == name)
}

/// A comma after the only item of a tuple.
pub(super) fn trailing(items: usize) -> &'static str {
    if items == 1 { "," } else { "" }
}

/// A text within quotes: none itself, and no line ends or other control characters.
pub(super) fn quoted(text: &str) -> String {
    text.chars().map(|it| if it == '"' || it.is_control() { '_' } else { it }).collect()
}

/// Items with commas between them.
struct List<'l, T>(&'l [T]);

impl<T: fmt::Display> fmt::Display for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            item.fmt(f)?;
        }
        Ok(())
    }
}

/// Dims as the language writes them: `64x56x56`.
pub(super) struct Shape<'d>(pub &'d [u64]);

impl fmt::Display for Shape<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, rest @ ..] = self.0 else { return f.write_str("1") };
        write!(f, "{first}")?;
        rest.iter().try_for_each(|size| write!(f, "x{size}"))
    }
}

/// A number that the language can write, whole or not.
const MOST: f64 = 1.7e38;

/// A number as the language writes it: without an exponent that it would not read.
pub(super) struct Decimal(pub f64);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The language's whole numbers end before those of floats.
        let number = self.0.clamp(-MOST, MOST);
        // Numbers of 32 bits have fewer digits as such.
        match number.to_string().parse::<f32>() {
            Ok(short) if f64::from(short) == number => write!(f, "{short}"),
            _ => write!(f, "{number}"),
        }
    }
}
