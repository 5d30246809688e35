//! From the trees of files to a program: which names there are, what each use of them means, and which
//! parameter each argument fills.

pub(crate) mod bind;
pub(crate) mod binding;
mod calls;
mod declarations;
mod expressions;
pub(crate) mod ids;
pub(crate) mod load;
pub(crate) mod mentions;
mod placement;
mod prelude;
pub(crate) mod program;
mod recovered;
pub(crate) mod resolver;
mod unknown;
