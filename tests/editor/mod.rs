//! What editors are told: queries at a cursor, whole sessions, and any edits.

mod client;
mod edits;
mod neovim;
mod process;
mod queries;
mod sessions;
