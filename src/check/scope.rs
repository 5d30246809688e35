//! The names that are visible at a place, and what a word means there.

use foldhash::{HashMap, HashMapExt};

/// What words mean where a call is.
pub trait Lookup {
    /// Whether a word is a visible name, which an expression could mean.
    fn is_visible(&self, word: &str) -> bool;

    /// Whether a word begins a statement: an operation or block.
    fn is_called(&self, word: &str) -> bool;

    /// Whether a word may be a name that is not visible here: one that the file makes elsewhere, or
    /// that a statement may make which does not parse.
    fn is_made(&self, word: &str) -> bool;

    /// Whether a word is a visible name of a tensor that a statement makes.
    fn is_tensor(&self, word: &str) -> bool;
}

/// Names with what each means, the innermost last. The time to find a name does not depend on how
/// many there are.
pub struct Scope<'a, T> {
    entries: Vec<Entry<'a, T>>,
    /// The last index of each name.
    latest: HashMap<&'a str, usize>,
}

struct Entry<'a, T> {
    name: &'a str,
    value: T,
    /// The index of the same name before it.
    earlier: Option<usize>,
}

impl<T> Default for Scope<'_, T> {
    fn default() -> Self {
        Scope::new()
    }
}

impl<'a, T> Scope<'a, T> {
    /// An empty scope.
    pub fn new() -> Self {
        Scope { entries: Vec::new(), latest: HashMap::new() }
    }

    /// The number of names.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Adds a name; an earlier one of the same spelling is hidden until this one is removed.
    pub fn push(&mut self, name: &'a str, value: T) {
        let earlier = self.latest.insert(name, self.entries.len());
        self.entries.push(Entry { name, value, earlier });
    }

    /// Removes all names from an index on.
    pub fn truncate(&mut self, len: usize) {
        while self.entries.len() > len
            && let Some(Entry { name, earlier, .. }) = self.entries.pop()
        {
            match earlier {
                Some(at) => self.latest.insert(name, at),
                None => self.latest.remove(name),
            };
        }
    }

    /// The index of a name among those from an index on.
    pub fn position(&self, from: usize, name: &str) -> Option<usize> {
        self.latest.get(name).copied().filter(|at| *at >= from)
    }

    /// What a name means among those from an index on.
    pub fn find(&self, from: usize, name: &str) -> Option<&T> {
        let at = self.position(from, name)?;
        self.entries.get(at).map(|entry| &entry.value)
    }

    /// The same, to be changed.
    pub fn find_mut(&mut self, from: usize, name: &str) -> Option<&mut T> {
        let at = self.position(from, name)?;
        self.entries.get_mut(at).map(|entry| &mut entry.value)
    }

    /// All of them from an index on, outer ones first.
    pub fn iter_from(&self, from: usize) -> impl Iterator<Item = (&'a str, &T)> {
        self.entries.iter().skip(from).map(|entry| (entry.name, &entry.value))
    }
}

impl<'a, T> Extend<(&'a str, T)> for Scope<'a, T> {
    fn extend<I: IntoIterator<Item = (&'a str, T)>>(&mut self, names: I) {
        names.into_iter().for_each(|(name, value)| self.push(name, value));
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn the_innermost_of_a_name_is_found_until_it_is_gone() {
        let mut scope = Scope::new();
        scope.extend([("a", 1), ("b", 2), ("a", 3)]);
        assert_eq!(
            (scope.find(0, "a"), scope.find(0, "b"), scope.find(0, "c")),
            (Some(&3), Some(&2), None)
        );
        assert_eq!(
            (scope.find(2, "a"), scope.find(2, "b"), scope.find(3, "a")),
            (Some(&3), None, None)
        );
        if let Some(a) = scope.find_mut(0, "a") {
            *a = 4;
        }
        assert_eq!(scope.iter_from(1).collect::<Vec<_>>(), [("b", &2), ("a", &4)]);
        scope.truncate(2);
        assert_eq!((scope.find(0, "a"), scope.len()), (Some(&1), 2));
        scope.truncate(0);
        assert_eq!((scope.find(0, "a"), scope.find(0, "b")), (None, None));
    }
}
