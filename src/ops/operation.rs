//! What an operation is, and the call that its shape rule sees.

use super::history::History;
use super::inferred::{Inferred, VIEW};
use super::parameter_spec::{DefaultValue, ParameterSpec};
use crate::diagnostics::Result;
use crate::diagnostics::fix::Help;
use crate::source::Span;
use crate::tensor::{Shape, TensorId};
use crate::value::Value;

/// An operation of the language.
#[derive(Debug)]
pub struct Operation {
    /// Its canonical name.
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// What it does, in a line.
    pub summary: &'static str,
    /// Its shape rule and its counts, in Markdown, with the source of each formula.
    pub doc: &'static str,
    /// A few lines that run, for the reference.
    pub example: Example,
    /// The tensors it takes.
    pub takes: Takes,
    /// What calling it does.
    pub role: Role,
    /// The parameter that takes any number of positional arguments, if there is one.
    pub rest: Option<ParameterSpec>,
    /// Its other parameters, in the order in which positional arguments fill them.
    pub parameters: &'static [ParameterSpec],
    /// Whether it works on one axis only and an input of more axes is flattened first, by a
    /// `flatten` with a row of its own: `fc`. Its shape rule sees one axis.
    pub flattens: bool,
    /// Whether its size is that of the last axis, so that a size computed from `.c` is doubtful on
    /// tokens × features: `linear`.
    pub on_last_axis: bool,
    /// Whether it learns a weight that `sparsity=` makes sparse: a factor of its products, or a table.
    pub has_weights: bool,
    /// The operation that does the same if each channel is a group of its own.
    pub depthwise: Option<&'static Operation>,
    /// Its shape rule: what it makes of its inputs and arguments.
    pub infer: fn(&Context<'_>) -> Result<Inferred>,
}

impl Operation {
    /// What most operations have: one tensor in, nothing else. Items fill in the rest.
    pub(super) const BASE: Operation = Operation {
        name: "",
        aliases: &[],
        summary: "",
        doc: "",
        example: Example { after: "", code: "" },
        takes: Takes::Current,
        role: Role::Layer,
        rest: None,
        parameters: &[],
        flattens: false,
        on_last_axis: false,
        has_weights: false,
        depthwise: None,
        infer: same,
    };
}

/// The shape rule of views that keep the shape.
pub(super) fn same(context: &Context<'_>) -> Result<Inferred> {
    Ok(Inferred::new(context.input()?.shape, VIEW))
}

/// A piece of a file that shows an operation.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The shape of the current tensor before it, `64x56x56`; empty if it needs none.
    pub after: &'static str,
    /// The statements.
    pub code: &'static str,
}

impl Example {
    /// The text of a file with these statements.
    pub fn text(&self) -> String {
        match self.after {
            "" => format!("{}\n", self.code),
            shape => format!("input {shape}\n{}\n", self.code),
        }
    }
}

/// Which tensors an operation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// The current tensor.
    Current,
    /// Two or more operands by the rule of joins; numbers among them where `numbers` is set.
    Operands {
        /// Whether a number may be an operand.
        numbers: bool,
    },
    /// Those of the parameter of this name, or the current one if the call gives none.
    Reads(&'static str),
    /// None.
    Nothing,
    /// Named tensors: `from`, `output`.
    Names,
}

/// What calling an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It adds a layer.
    Layer,
    /// It adds an input of the network.
    Input,
    /// It makes a tensor the current one.
    Select,
    /// It marks what a block or the network yields.
    Output,
}

/// A call, as a shape rule sees it.
#[derive(Debug)]
pub struct Context<'a> {
    /// The operation that is called.
    pub operation: &'static Operation,
    /// The call, from its name to its last argument.
    pub span: Span,
    /// The operation's name in the call.
    pub name: Span,
    /// The tensors it takes, in order.
    pub inputs: &'a [Input],
    /// The arguments, one place for each parameter; `None` where the call gave none.
    pub arguments: &'a [Option<Argument>],
    /// The arguments of [`Operation::rest`], where that is not a list of operands.
    pub rest: &'a [Argument],
    /// What to do about a window that does not fit, if the call reads as if it were written in another
    /// order.
    pub meant: Option<&'a Help>,
    /// How its inputs came about, while the message about a call that fails is made.
    pub history: Option<&'a dyn History>,
}

/// An operand of an operation: a tensor, or a number in its place.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// The tensor; `None` for a number.
    pub tensor: Option<TensorId>,
    /// Its shape; that of a number is [`Shape::scalar`].
    pub shape: Shape,
    /// Where it was made.
    pub origin: Span,
    /// Whether it is an input of the network, not what a layer made.
    pub is_given: bool,
}

/// An argument, evaluated.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Its value.
    pub value: Value,
    /// Where it is written.
    pub span: Span,
}

impl Operation {
    /// The index of the parameter of this name or alias.
    pub fn parameter(&self, name: &str) -> Option<usize> {
        let answers = |known: &ParameterSpec| known.name == name || known.aliases.contains(&name);
        self.parameters.iter().position(answers)
    }

    /// Its parameters as a call would write them, those of joins and the like first:
    /// `conv out k=1 s=1 p=0 d=1 g=1 bias=true`, `concat operands… axis=0`.
    pub fn signature(&self) -> String {
        let rest = self.rest.iter().map(|rest| format!(" {}…", rest.name));
        let others = self.parameters.iter().map(|parameter| match parameter.default {
            DefaultValue::Required => format!(" {}", parameter.name),
            default => format!(" {}={default}", parameter.name),
        });
        std::iter::once(self.name.to_owned()).chain(rest).chain(others).collect()
    }
}
