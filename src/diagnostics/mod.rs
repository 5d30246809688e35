//! Every error and warning: its code, message, labels, help and fix, decided at a variant of an enum
//! for each area or a part of one.
//!
//! A diagnostic is a value. Its kind derives `Error` and miette's `Diagnostic`, the one interface that
//! every renderer reads; its labels are [`Span`](crate::source::Span)s into
//! [`Sources`](crate::source::Sources).

pub mod advice;
mod blame;
pub mod call;
pub mod claim;
pub mod cost;
mod diagnostic;
pub mod file;
pub mod fix;
pub mod flow;
pub mod import;
mod kind;
pub mod limit;
pub mod model;
pub mod name;
mod problem;
pub mod rendering;
pub mod setting;
pub mod shape;
pub mod syntax;
pub mod value;

pub use blame::Blame;
pub use diagnostic::{CallSite, Diagnostic, Shown};
pub use fix::Fix;
pub use kind::{DiagnosticKind, Result};
