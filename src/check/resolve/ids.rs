//! The numbers of files and functions.

use crate::index::ids;

/// The number of a file among those of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitId(u32);

/// The number of a function among those of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FunctionId(u32);

ids!(UnitId, FunctionId);

impl UnitId {
    /// The main file, which is the first.
    pub const MAIN: UnitId = UnitId(0);
}
