//! The schemas of what the formats for programs hold, as JSON Schema.

/// The schema of a report.
pub const REPORT: &str = include_str!("../../docs/schema/report-1.json");
/// The schema of a comparison.
pub const COMPARE: &str = include_str!("../../docs/schema/compare-1.json");
/// The schema of a sweep.
pub const SWEEP: &str = include_str!("../../docs/schema/sweep-1.json");
/// The schema of a planned arena.
pub const ARENA: &str = include_str!("../../docs/schema/arena-1.json");
/// The schema of what the largest network is.
pub const FIT: &str = include_str!("../../docs/schema/fit-1.json");
/// The schema of closed forms.
pub const FORMULA: &str = include_str!("../../docs/schema/formula-1.json");
/// The schema of a message.
pub const MESSAGES: &str = include_str!("../../docs/schema/messages-1.json");
