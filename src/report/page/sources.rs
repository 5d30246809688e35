//! The texts of a page.

use super::table;
use crate::report::view::View;
use crate::source::Source;

/// The most bytes of texts that a page has.
const MOST: usize = 1 << 20;

/// The texts that layers and claims are written in, in the order in which they are first met.
#[derive(Debug, Default)]
pub(super) struct Sources<'a>(Vec<&'a Source>);

impl<'a> Sources<'a> {
    /// The index of a source.
    pub fn index(&mut self, source: &'a Source) -> u32 {
        let known = self.0.iter().position(|it| std::ptr::eq(*it, source));
        let index = known.unwrap_or_else(|| {
            self.0.push(source);
            self.0.len() - 1
        });
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    /// The texts; those that are too long only by their names. A network without layers has that of its
    /// file.
    pub fn finish(mut self, view: &View<'a>) -> Vec<table::Source> {
        if self.0.is_empty() {
            self.0.extend(view.sources.iter().find(|source| source.name() == view.file));
        }
        let mut left = MOST;
        let source = |source: &Source| {
            let rest = left.checked_sub(source.text().len());
            left = rest.unwrap_or(left);
            let text = rest.map(|_| source.text().to_owned());
            table::Source { name: source.name().to_owned(), text }
        };
        self.0.into_iter().map(source).collect()
    }
}
