//! What editors are told: queries at a cursor, whole sessions, and any edits.

mod client;
mod edits;
mod process;
mod queries;
mod sessions;
