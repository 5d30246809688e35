//! What is wrong with a statement that does not parse.
//!
//! The grammar reports where parsing stopped and what could have followed. Most mistakes are known
//! ones, brought from other languages or caused by the rules about spaces. A hint recognises one of them
//! in the tokens around that place and proposes what to write. For all others the message lists what
//! was expected.

mod arguments;
mod numbers;
mod other_languages;
mod papers;
mod python;
mod pytorch;
mod registry;
mod rules;
mod site;
mod spellings;
mod statements;
mod translation;

pub(super) use other_languages::foreign_call;
pub(super) use registry::find;
pub(super) use spellings::sign;
pub(crate) use translation::spaced_call;
