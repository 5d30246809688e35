//! What every operation is: its parameters, shape rule, counts and documentation.
//!
//! An operation is one [`Operation`] in its family's file and one line in `registry.rs`.
//! Operations know shapes, values and [`OpKind`]; they know nothing of the
//! tree, the report, or each other.

pub mod activation;
pub mod adaptive;
pub mod arguments;
pub mod axes;
pub mod axis;
pub mod call_record;
pub mod concat;
pub mod context;
pub mod conv;
pub mod deconv;
pub mod dense;
pub mod formula;
pub mod image;
pub mod io;
pub mod join;
pub mod lookup;
pub mod matmul;
pub mod norm;
pub mod part;
pub mod patch;
pub mod pool;
pub mod recurrent;
pub mod reduce;
mod registry;
mod slot;
pub mod softmax;
#[cfg(test)]
mod testing;
pub mod upsample;
pub mod view;
pub mod window;

use std::fmt;

use smallvec::{SmallVec, smallvec};

pub use self::call_record::CallRecord;
use self::formula::{Count, Numeric};
pub use self::registry::{all, counts, find};
use crate::diagnostics::Result;
use crate::diagnostics::fix::Help;
use crate::network::OpKind;
use crate::source::Span;
use crate::tensor::{Shape, TensorId};
use crate::value::Value;

/// An operation of the language.
#[derive(Debug)]
pub struct Operation {
    /// Its canonical name.
    pub name: &'static str,
    /// Other names it answers to.
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
    pub rest: Option<Parameter>,
    /// Its other parameters, in the order in which positional arguments fill them.
    pub parameters: &'static [Parameter],
    /// Whether it works on one axis only and an input of more axes is flattened first, by a
    /// `flatten` of its own row: `fc`. Its shape rule sees one axis.
    pub flattens: bool,
    /// Whether its size is that of the last axis, so that one made from `.c` is doubtful on
    /// tokens × features: `linear`.
    pub on_last_axis: bool,
    /// The operation that says the same where each channel is a group of its own.
    pub depthwise: Option<&'static Operation>,
    /// Its shape rule: what it makes of its inputs and arguments.
    pub infer: fn(&Context<'_>) -> Result<Inferred>,
}

impl Operation {
    /// What most operations have: one tensor in, nothing else. Items fill in the rest.
    const BASE: Operation = Operation {
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
        depthwise: None,
        infer: view::same,
    };
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

/// A parameter of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name, as the signature shows it.
    pub name: &'static str,
    /// Other names it answers to: PyTorch's.
    pub aliases: &'static [&'static str],
    /// What it takes.
    pub kind: Kind,
    /// The words it takes besides: `same`, `bilinear`, `all`. They need no quotes.
    pub words: &'static [&'static str],
    /// Its value where the call gives none.
    pub default: DefaultValue,
    /// What it is, in a few words.
    pub doc: &'static str,
}

impl Parameter {
    /// A parameter without other names and words.
    const fn new(name: &'static str, kind: Kind, default: DefaultValue, doc: &'static str) -> Self {
        Parameter { name, aliases: &[], kind, words: &[], default, doc }
    }

    /// Answering to these names too.
    const fn also(self, aliases: &'static [&'static str]) -> Self {
        Parameter { aliases, ..self }
    }

    /// Taking these words too. One that is the word of an absent default means just that.
    const fn words(self, words: &'static [&'static str]) -> Self {
        Parameter { words, ..self }
    }
}

/// What a parameter takes. The accessors of [`Context`] refuse what is none of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A boolean; the only kind that flags set.
    Flag,
    /// An integer, at least the number given.
    Integer(i64),
    /// Any number.
    Number,
    /// An integer of at least the number given, or a tuple of such, one for each spatial axis.
    Spatial(i64),
    /// As `Spatial(0)`, or a (before, after) pair for each spatial axis.
    Padding,
    /// An integer of at least 0 for both sides of an axis, or a (before, after) pair.
    Pair,
    /// A shape: dimensions, or a number for one axis.
    Shape,
    /// A spatial size: as `Spatial(1)`, or a tensor that stands for its own; it arrives as the
    /// tuple of the tensor's axes after the first.
    Size,
    /// Positive numbers, one for all spatial axes or a tuple of one for each.
    Factor,
    /// An axis, negative from the end.
    Axis,
    /// As `Axis`, or a tuple of axes.
    Axes,
    /// An integer or a tuple of integers.
    Integers,
    /// A string.
    Text,
    /// A tensor, or a tuple of tensors; they follow the other inputs.
    Tensor,
    /// Only one of the words.
    Word,
}

/// The value of a parameter that a call leaves out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DefaultValue {
    /// There is none: the call must give it.
    Required,
    /// None, shown as a word: `all`, `none`, `k`, what that means is the operation's affair.
    Absent(&'static str),
    /// A boolean.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A decimal.
    Decimal(f64),
    /// One of the parameter's words.
    Word(&'static str),
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
}

/// A tensor, or a number that stands for one, that an operation takes.
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
    /// Where it stands.
    pub span: Span,
}

/// What an operation makes of its inputs and arguments.
#[derive(Clone, Debug)]
pub struct Inferred {
    /// The shapes of its outputs, at least one.
    pub outputs: SmallVec<[Shape; 1]>,
    /// What it does.
    pub kind: OpKind,
    /// What it stores.
    pub stored: SmallVec<[Stored; 2]>,
    /// How many stored values it reads, where it is not all of them: `embed` reads a row for each id.
    pub reads: Option<u64>,
    /// The windows that slide over its input, if it works so.
    pub windows: Option<Box<window::Placed>>,
    /// The axes that it spreads over, if it works so.
    pub spread: Vec<axis::Axis>,
}

/// A tensor that a layer stores: a learned parameter or a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// What PyTorch calls it: `weight`, `bias`, `running_mean`.
    pub name: &'static str,
    /// Its shape.
    pub shape: Shape,
    /// How many there are of it: the gates of all layers of an `lstm` but the first.
    pub count: u64,
    /// Whether it is learned, or only kept.
    pub learned: bool,
    /// The letters of its first axes in formulas, as many as have one.
    pub letters: &'static [&'static str],
}

impl Stored {
    /// One learned tensor.
    fn learned(name: &'static str, shape: Shape) -> Self {
        Stored { name, shape, count: 1, learned: true, letters: &[] }
    }

    /// One buffer.
    fn buffer(name: &'static str, shape: Shape) -> Self {
        Stored { learned: false, ..Stored::learned(name, shape) }
    }

    /// With letters for its axes.
    fn sized(self, letters: &'static [&'static str]) -> Self {
        Stored { letters, ..self }
    }

    /// How many values these are; `None` beyond 64 bits.
    pub fn values(&self) -> Option<u64> {
        u64::try_from(self.formula::<Count>().0?).ok()
    }

    /// The same as a formula: the product of the axes.
    pub fn formula<N: Numeric>(&self) -> N {
        self.product(0)
    }

    /// The size of its first axis, if that has a letter.
    fn first_axis(&self) -> Option<(&'static str, u32)> {
        self.letters.first().copied().zip(self.shape.axes().first().copied())
    }

    /// The product of the axes without the first few.
    fn product<N: Numeric>(&self, without: usize) -> N {
        let letters = self.letters.iter().map(Some).chain(std::iter::repeat(None));
        let axes = self.shape.axes().iter().zip(letters).skip(without);
        let axes = axes.map(|(size, letter)| match letter {
            Some(letter) => N::named(letter, *size),
            None => N::literal(u64::from(*size)),
        });
        axes.fold(N::literal(self.count), |product, axis| product * axis)
    }
}

impl Inferred {
    /// One output, nothing stored.
    fn new(output: Shape, kind: OpKind) -> Self {
        Inferred {
            outputs: smallvec![output],
            kind,
            stored: SmallVec::new(),
            reads: None,
            windows: None,
            spread: Vec::new(),
        }
    }

    /// With these windows on the input.
    fn over(self, map: &context::FeatureMap, windows: window::Windows) -> Self {
        let placed = window::Placed { windows, input: map.spatial };
        Inferred { windows: Some(Box::new(placed)), ..self }
    }

    /// With these tensors stored.
    fn storing(self, stored: impl IntoIterator<Item = Stored>) -> Self {
        Inferred { stored: stored.into_iter().collect(), ..self }
    }
}

impl Operation {
    /// The index of the parameter of this name or alias.
    pub fn parameter(&self, name: &str) -> Option<usize> {
        let answers = |known: &Parameter| known.name == name || known.aliases.contains(&name);
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

/// As a call would write it.
impl fmt::Display for DefaultValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DefaultValue::Required => Ok(()),
            DefaultValue::Absent(word) | DefaultValue::Word(word) => f.write_str(word),
            DefaultValue::Bool(value) => write!(f, "{value}"),
            DefaultValue::Integer(value) => write!(f, "{value}"),
            DefaultValue::Decimal(value) => write!(f, "{value}"),
        }
    }
}
