//! Problems of the area `claim`: claims that do not hold, or cannot.

mod immediate;
mod totals;

pub use immediate::ClaimProblem;
pub use totals::TotalProblem;
