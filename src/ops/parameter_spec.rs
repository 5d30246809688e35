//! The parameters of operations, as signatures declare them.

use std::fmt;

/// A parameter of an operation.
#[derive(Clone, Copy, Debug)]
pub struct ParameterSpec {
    /// Its name, as the signature shows it.
    pub name: &'static str,
    /// Other names for it: PyTorch's.
    pub aliases: &'static [&'static str],
    /// What it takes.
    pub kind: Kind,
    /// The words that it also takes: `same`, `bilinear`, `all`. They need no quotes.
    pub words: &'static [&'static str],
    /// Its value where the call gives none.
    pub default: DefaultValue,
    /// What it is, in a few words.
    pub doc: &'static str,
}

impl ParameterSpec {
    /// A parameter without other names and words.
    pub(crate) const fn new(
        name: &'static str,
        kind: Kind,
        default: DefaultValue,
        doc: &'static str,
    ) -> Self {
        ParameterSpec { name, aliases: &[], kind, words: &[], default, doc }
    }

    /// With these other names.
    pub(crate) const fn also(self, aliases: &'static [&'static str]) -> Self {
        ParameterSpec { aliases, ..self }
    }

    /// Taking these words too. The word of an absent default means that default.
    pub(crate) const fn words(self, words: &'static [&'static str]) -> Self {
        ParameterSpec { words, ..self }
    }
}

/// What a parameter takes. The accessors of [`Context`](super::Context) refuse anything else.
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
    /// An integer of at least 0 for both sides of all axes, a (before, after) pair, or a pair for each.
    Pair,
    /// A shape: dimensions, or a number for one axis.
    Shape,
    /// A spatial size: as `Spatial(1)`, or a tensor, whose own is meant; it arrives as the
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
    /// None, shown as a word: `all`, `none`, `k`, whose meaning is up to the operation.
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
