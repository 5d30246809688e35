//! Problems of the area `shape`: shapes that do not fit, or that are probably not what was meant.

mod join;
mod mismatch;
mod sharing;
mod suspicious;

pub use join::JoinProblem;
pub use mismatch::ShapeProblem;
pub use sharing::SharingProblem;
pub use suspicious::SuspiciousProblem;
