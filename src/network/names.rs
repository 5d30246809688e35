//! Giving names to layers and scopes.

use foldhash::HashMap;

use super::ids::LabelId;
use super::name::{Base, Name};

/// The names given within a scope.
#[derive(Default)]
pub(super) struct Names {
    /// How many unlabelled layers or scopes there are of each operation or block.
    numbers: HashMap<LabelId, u32>,
    /// How often each name was given to a label, or to a number that a label had taken: a text of
    /// `labels` and the number after it, 0 for none.
    taken: HashMap<(LabelId, u32), u32>,
}

impl Names {
    /// The next numbered name of an operation or block.
    pub fn number(&mut self, kind: LabelId) -> Name {
        let number = self.numbers.entry(kind).or_default();
        *number += 1;
        // Only a label can have taken the name already.
        let again = self.taken.get_mut(&(kind, *number)).map_or(1, |taken| {
            *taken += 1;
            *taken
        });
        Name { base: Base::Numbered(kind, *number), again }
    }

    /// How often a label has been given, with this time; a number that looks like it counts too.
    pub fn take(&mut self, key: (LabelId, u32)) -> u32 {
        let unlabelled = self.numbers.get(&key.0).is_some_and(|last| key.1 > 0 && key.1 <= *last);
        let taken = self.taken.entry(key).or_insert(u32::from(unlabelled));
        *taken += 1;
        *taken
    }
}

/// A label that looks like a numbered name: `conv1` is `conv` and 1, `relu6_1` is `relu6` and 1;
/// `conv01` is not one.
pub(super) fn numbered(label: &str) -> Option<(&str, u32)> {
    let digit = |letter: char| letter.is_ascii_digit();
    let kind = label.trim_end_matches(digit);
    let digits = label.strip_prefix(kind)?;
    let kind = kind.strip_suffix('_').filter(|kind| kind.ends_with(digit)).unwrap_or(kind);
    let canonical = !kind.is_empty() && !digits.starts_with('0');
    digits.parse().ok().filter(|_| canonical).map(|number| (kind, number))
}
