//! What the grammar found in parts of texts, kept for when these are parsed again. A text that is typed is
//! parsed at each keystroke, and all its statements but one are as before.

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::HashMap;

use super::pairs::Nodes;

/// What the grammar found in parts of texts. It is looked up by the whole text of a part, so it is what
/// parsing that again would find.
#[derive(Debug, Default)]
pub struct Memo(RefCell<Found>);

#[derive(Debug, Default)]
struct Found {
    /// What was asked for since the memo was last aged.
    young: Parts,
    /// What was asked for between the last two times.
    old: Parts,
}

/// What was found in parts, by their texts; `None` where pest gave up.
type Parts = HashMap<Box<str>, Option<Rc<Nodes>>>;

impl Memo {
    /// Forgets what was not asked for since it was last aged.
    pub fn age(&self) {
        let mut found = self.0.borrow_mut();
        found.old = std::mem::take(&mut found.young);
    }

    /// How many parts it knows.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        let found = self.0.borrow();
        found.young.len() + found.old.len()
    }

    /// What the grammar finds in a part, with places relative to its start.
    pub(super) fn nodes(
        &self,
        part: &str,
        find: impl FnOnce() -> Option<Nodes>,
    ) -> Option<Rc<Nodes>> {
        let mut found = self.0.borrow_mut();
        if let Some(known) = found.young.get(part) {
            return known.clone();
        }
        let (part, nodes) = match found.old.remove_entry(part) {
            Some(known) => known,
            None => (part.into(), find().map(Rc::new)),
        };
        found.young.insert(part, nodes.clone());
        nodes
    }
}
