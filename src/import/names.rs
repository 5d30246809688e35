//! Names, each stored once.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::index::{Idx, ids};

/// A name: the number of a text in [`Names`]. The default is the empty text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Name(u32);

ids!(Name);

impl Name {
    /// The empty name.
    pub(crate) const EMPTY: Name = Name(0);

    /// Whether it is the empty name.
    pub(crate) fn is_empty(self) -> bool {
        self == Name::EMPTY
    }
}

/// The texts of names.
#[derive(Debug)]
pub(crate) struct Names {
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, Name, RandomState>,
}

impl Default for Names {
    fn default() -> Self {
        let mut names = Names { texts: Vec::new(), numbers: HashMap::default() };
        names.intern("");
        names
    }
}

impl Names {
    /// The name of a text.
    pub(crate) fn intern(&mut self, text: &str) -> Name {
        if let Some(name) = self.numbers.get(text) {
            return *name;
        }
        let name = Name::at(self.texts.len());
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, name);
        name
    }

    /// The name of a text, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<Name> {
        self.numbers.get(text).copied()
    }

    /// The text of a name.
    pub(crate) fn text(&self, name: Name) -> &str {
        self.texts.get(name.index()).map_or("", AsRef::as_ref)
    }

    /// The text of a name, to keep.
    pub(crate) fn shared(&self, name: Name) -> Arc<str> {
        self.texts.get(name.index()).cloned().unwrap_or_default()
    }
}
