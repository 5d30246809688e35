//! Networks side by side: totals and ratios, and for two what changed layer by layer.

pub(super) mod details;
pub(super) mod document;
pub(super) mod layers;
pub(super) mod ratio;
pub(super) mod rows;
pub(super) mod totals;
pub(super) mod view;

pub use view::ComparisonView;
