//! What of a network a report shows: which rows, in which order.

use super::columns::Column;

/// Which rows there are, and in which order.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowOptions {
    /// How many parts the path of a row has at most: a scope of that many is folded into one row, and
    /// with 0 there is only the total. All scopes are open if it is `None`.
    pub depth: Option<usize>,
    /// What layers are grouped by.
    pub by: Option<GroupBy>,
    /// What rows are sorted by: a figure, the largest first, or a name.
    pub sort: Option<&'static Column>,
    /// How many rows are shown, the heaviest first; the others are summed in one row.
    pub top: Option<usize>,
}

/// What layers are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// Their operations.
    Op,
    /// The outermost blocks that they lie in, all calls of a block together.
    Block,
}

impl RowOptions {
    /// Whether each layer has its row, in the order in which the layers run.
    pub fn is_default(&self) -> bool {
        let RowOptions { depth, by, sort, top } = self;
        depth.is_none() && by.is_none() && sort.is_none() && top.is_none()
    }
}
