//! TODO

pub(crate) mod elsewhere;
pub(crate) mod meant;
pub(crate) mod misread;
pub(crate) mod unknown;
