//! Families of networks: one text, many values of its params, batches, element types and devices.
//!
//! A [`Space`] has an axis for each setting that varies. A [`Sweep`] describes what to compute for its points, and
//! `Program::sweep` computes a range of them. It is a pure function, so ranges can be computed in any order and on any
//! machine.

mod axis;
mod condition;
mod decimal;
mod evaluate;
mod formula;
mod largest;
pub(crate) mod part;
mod row;
pub(crate) mod run;
mod sample;
mod select;
mod space;
mod spec;
#[cfg(test)]
mod tests;

pub(crate) use axis::{Axis, Change, Choice, Numbers, Setting};
pub(crate) use condition::Condition;
pub(crate) use evaluate::Sample;
pub use evaluate::Sweep;
pub(crate) use formula::{Class, Form, NoForm, Piece, Probe, Variable};
pub(crate) use largest::{Contradiction, largest};
pub use row::{Failure, Row, Status};
pub(crate) use sample::Permutation;
pub(crate) use select::{Objective, Selected, Selection, Subject};
pub use space::Space;
pub(crate) use spec::{batch_axis, param_axis, zipped_axis};
