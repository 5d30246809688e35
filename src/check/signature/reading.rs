//! The ways in which the text of an argument is read.

use super::{COMMON, Signature, Slot};
use crate::value::{Number, Value};

/// How the text of an argument is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As a branch or an expression.
    Operand,
    /// As a visible name that is the parameter's too: `k` for `k=k`.
    Name,
    /// As a flag of this value.
    Flag(bool),
    /// As a shorthand, letters with sizes: `k3`, `k1x7`.
    Shorthand,
    /// As a word that means itself.
    Word,
}

impl Reading {
    /// The value of a word that is read so; none for an operand.
    pub(crate) fn value(self, word: &str) -> Option<Value> {
        match self {
            Reading::Operand | Reading::Name => None,
            Reading::Flag(value) => Some(Value::Bool(value)),
            Reading::Shorthand => dimensions(shorthand(word)?.1),
            Reading::Word => Some(Value::String(word.into())),
        }
    }

    /// The same with the parameter's name, as an argument that can only be read so.
    pub(crate) fn spelled_out(self, word: &str) -> String {
        match (self, shorthand(word)) {
            (Reading::Name, _) => format!("{word}={word}"),
            (Reading::Flag(true), _) => format!("{word}=true"),
            (Reading::Flag(false), _) => {
                format!("{}=false", word.strip_prefix("no").unwrap_or(word))
            }
            (Reading::Shorthand, Some((name, digits))) => format!("{name}={digits}"),
            _ => word.to_owned(),
        }
    }
}

impl Signature<'_> {
    /// The parameter that a word sets as a flag or shorthand, and how.
    pub(crate) fn flag_or_shorthand(&self, word: &str) -> Option<(Slot, Reading)> {
        let flag = |name| self.find(name).filter(|index| self.is_flag(*index));
        if let Some(index) = flag(word) {
            return Some((Slot::Parameter(index), Reading::Flag(true)));
        }
        if let Some(index) = word.strip_prefix("no").and_then(flag) {
            return Some((Slot::Parameter(index), Reading::Flag(false)));
        }
        if let Some(slot) = self.common_flag(word) {
            return Some((slot, Reading::Flag(true)));
        }
        let (name, digits) = shorthand(word)?;
        let index = self.find(name).filter(|index| !self.is_flag(*index))?;
        is_dimensions(digits).then_some((Slot::Parameter(index), Reading::Shorthand))
    }

    /// The common parameter that a word sets as a flag.
    fn common_flag(&self, word: &str) -> Option<Slot> {
        let known = COMMON.iter().find(|known| known.flag && known.name == word)?;
        self.slot(word).filter(|slot| *slot == known.slot)
    }
}

/// The letters of a shorthand, and the sizes after them.
pub(crate) fn shorthand(word: &str) -> Option<(&str, &str)> {
    word.split_at_checked(word.bytes().position(|byte| byte.is_ascii_digit())?)
}

/// Whether a text is sizes: `11`, `1x7`.
pub(crate) fn is_dimensions(digits: &str) -> bool {
    dimensions(digits).is_some()
}

/// The value of the sizes of a shorthand: `11`, `1x7`.
fn dimensions(digits: &str) -> Option<Value> {
    let size = |size: &str| {
        let plain = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit());
        // Nearly all fit into 64 bits, which are read faster.
        let number = || size.parse().map(u64::into).or_else(|_| size.parse()).ok();
        plain.then(number).flatten().map(|number| Value::Number(Number::Int(number)))
    };
    match digits.bytes().any(|byte| byte == b'x') {
        false => size(digits),
        true => digits.split('x').map(size).collect::<Option<_>>().map(Value::Tuple),
    }
}
