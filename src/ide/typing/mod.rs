//! What may be typed at the cursor, and what is being called there. A statement that is half typed has no tree:
//! where the cursor is, is read off the text of the statement before it.

mod completion;
mod lists;
mod signature;
mod site;

pub use completion::completion;
pub use lists::{Proposal, ProposalKind};
pub use signature::{SignatureHelp, signature};
