//! TODO

pub(crate) mod binding;
pub(crate) mod load;
pub(crate) mod mentions;
pub(crate) mod placement;
pub(crate) mod prelude;
pub(crate) mod program;
pub(crate) mod reading;
pub(crate) mod resolver;
pub(crate) mod scope;
pub(crate) mod signature;
pub(crate) mod words;
