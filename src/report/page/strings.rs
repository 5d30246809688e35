//! Texts of a page, each once.

use std::rc::Rc;

use foldhash::HashMap;
use foldhash::fast::RandomState;

/// An index into the texts of a page.
pub(super) type StringId = u32;

/// Texts, each of which is kept once.
#[derive(Debug)]
pub(super) struct Strings {
    ids: HashMap<Rc<str>, StringId>,
    texts: Vec<Rc<str>>,
}

/// How many texts there is room for before anything has to be moved: as many as most pages have.
const ROOM: usize = 512;

impl Strings {
    /// No texts yet.
    pub fn new() -> Self {
        let ids = HashMap::with_capacity_and_hasher(ROOM, RandomState::default());
        Strings { ids, texts: Vec::with_capacity(ROOM) }
    }

    /// The index of a text.
    pub fn id(&mut self, text: &str) -> StringId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = StringId::try_from(self.texts.len()).unwrap_or(StringId::MAX);
        let text: Rc<str> = text.into();
        self.texts.push(Rc::clone(&text));
        self.ids.insert(text, id);
        id
    }

    /// The texts in the order of their indices.
    pub fn finish(self) -> Vec<String> {
        self.texts.iter().map(|text| text.to_string()).collect()
    }
}
