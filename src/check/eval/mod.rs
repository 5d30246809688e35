//! TODO

pub(crate) mod append;
pub(crate) mod block;
pub(crate) mod call;
pub(crate) mod claim;
pub(crate) mod compute;
pub(crate) mod evaluator;
pub(crate) mod expression;
pub(crate) mod file;
pub(crate) mod join;
pub(crate) mod loops;
pub(crate) mod overrides;
pub(crate) mod settings;
pub(crate) mod share;
