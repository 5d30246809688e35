//! From the trees of files to a program: which names there are, what each use of them means, and which
//! parameter each argument fills.

pub(crate) mod bind;
pub(crate) mod bindings;
pub(crate) mod callee;
mod calls;
mod declarations;
mod expressions;
pub(crate) mod ids;
pub(crate) mod lenses;
pub(crate) mod load;
mod names;
mod placement;
mod prelude;
pub(crate) mod program;
mod recovered;
mod resolver;
mod statements;
pub mod symbols;
mod unknown;
