//! Tables before a format writes them: headings, rows of items, a total. What a report shows and
//! what a comparison shows are such tables, so that a format writes all of them by one function.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use anstyle::Style;

/// A table whose rows and items are made when they are written.
pub(crate) trait Tabular {
    /// A row.
    type Row;

    /// The headings of the columns, from left to right.
    fn headings(&self) -> &[Heading];

    /// The rows, from top to bottom.
    fn rows(&self) -> impl Iterator<Item = Self::Row>;

    /// What a row has in a column.
    fn item<'r>(&'r self, row: &'r Self::Row, column: usize) -> Item<'r>;

    /// The row below all others, if there is one.
    fn total(&self) -> Option<Vec<Item<'_>>> {
        None
    }

    /// Whether lines separate headings, rows and total.
    fn is_ruled(&self) -> bool {
        true
    }
}

/// What is above a column, and how the column is fitted into a width.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    /// The title.
    pub title: Cow<'static, str>,
    /// Whether its items are right-aligned, as numbers are.
    pub right: bool,
    /// Whether its items are source code.
    pub code: bool,
    /// Which columns are dropped first if not all fit: those of the highest rank, equal ones
    /// together. A column of rank 0 is never dropped.
    pub rank: u8,
    /// How wide the column is if there is room.
    pub width: Width,
    /// What happens to items that are wider than the column.
    pub overflow: Overflow,
}

/// How wide a column is if there is room.
#[derive(Clone, Debug)]
pub(crate) enum Width {
    /// As wide as its widest item, within limits.
    Measured(RangeInclusive<usize>),
    /// As wide as the title, the total and this: no other item is wider.
    Known(usize),
    /// What the other columns leave, within limits. If that is less than the least, the column is
    /// dropped, or kept at its least width if its rank is 0.
    Rest(RangeInclusive<usize>),
}

/// What happens to items that are wider than their column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overflow {
    /// The column does not shrink.
    Keep,
    /// The column shrinks down to this width, and the items are cut.
    Cut(usize),
    /// The column shrinks down to this width, and the items continue on the next line.
    Wrap(usize),
    /// The item has a line of its own, and the row continues on the next line.
    Break,
}

impl Heading {
    /// A column of texts, which are cut to no less than `least`.
    pub fn text(title: impl Into<Cow<'static, str>>, least: usize) -> Self {
        Heading {
            title: title.into(),
            right: false,
            code: false,
            rank: 0,
            width: Width::Measured(0..=usize::MAX),
            overflow: Overflow::Cut(least),
        }
    }

    /// A column of numbers, which are shown whole or not at all.
    pub fn numbers(title: impl Into<Cow<'static, str>>, rank: u8) -> Self {
        Heading { right: true, rank, overflow: Overflow::Keep, ..Heading::text(title, 0) }
    }

    /// The column with another width.
    pub fn with_width(self, width: Width) -> Self {
        Heading { width, ..self }
    }

    /// The column with another way to handle wide items.
    pub fn with_overflow(self, overflow: Overflow) -> Self {
        Heading { overflow, ..self }
    }
}

/// What a row has in a column.
#[derive(Clone, Debug)]
pub(crate) enum Item<'a> {
    /// A text.
    Text(Cow<'a, str>, Style),
    /// A bar for a share in thousandths.
    Bar(u128),
}

impl<'a> Item<'a> {
    /// No text.
    pub const EMPTY: Item<'static> = Item::Text(Cow::Borrowed(""), Style::new());

    /// A text in a style.
    pub fn styled(text: impl Into<Cow<'a, str>>, style: Style) -> Self {
        Item::Text(text.into(), style)
    }

    /// A text without a style.
    pub fn plain(text: impl Into<Cow<'a, str>>) -> Self {
        Item::Text(text.into(), Style::new())
    }

    /// The text; a bar has none.
    pub fn text(&self) -> &str {
        match self {
            Item::Text(text, _) => text,
            Item::Bar(_) => "",
        }
    }

    /// The text, owned.
    pub fn into_text(self) -> String {
        match self {
            Item::Text(text, _) => text.into_owned(),
            Item::Bar(_) => String::new(),
        }
    }

    /// The item without a copy of its text.
    pub fn by_ref(&self) -> Item<'_> {
        match self {
            Item::Text(text, style) => Item::Text(Cow::Borrowed(text), *style),
            Item::Bar(permille) => Item::Bar(*permille),
        }
    }
}

/// A table of rows that exist already.
#[derive(Clone, Debug)]
pub(crate) struct Listing<'a> {
    /// The headings.
    pub headings: Vec<Heading>,
    /// The rows.
    pub rows: Vec<Vec<Item<'a>>>,
    /// The row below all others.
    pub total: Option<Vec<Item<'a>>>,
    /// Whether lines separate headings, rows and total.
    pub ruled: bool,
}

impl<'a> Listing<'a> {
    /// Rows below headings, without lines between them.
    pub fn new(headings: Vec<Heading>, rows: Vec<Vec<Item<'a>>>) -> Self {
        Listing { headings, rows, total: None, ruled: false }
    }

    /// The listing with lines between headings and rows.
    pub fn ruled(self) -> Self {
        Listing { ruled: true, ..self }
    }
}

impl<'a> Tabular for Listing<'a> {
    /// The index of a row.
    type Row = usize;

    fn headings(&self) -> &[Heading] {
        &self.headings
    }

    fn rows(&self) -> impl Iterator<Item = usize> {
        0..self.rows.len()
    }

    fn item<'r>(&'r self, row: &'r usize, column: usize) -> Item<'r> {
        let item = self.rows.get(*row).and_then(|row| row.get(column));
        item.map_or(Item::EMPTY, Item::by_ref)
    }

    fn total(&self) -> Option<Vec<Item<'_>>> {
        Some(self.total.as_ref()?.iter().map(Item::by_ref).collect())
    }

    fn is_ruled(&self) -> bool {
        self.ruled
    }
}
