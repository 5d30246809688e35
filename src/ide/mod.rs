//! What an editor asks of a text, whatever protocol it speaks. A [`Snapshot`] is a text with all that
//! is known of it; each file below answers one kind of question about it. Places are those of the
//! snapshot's sources.
//!
//! Nothing is shown that does not come from the text as it is, and what a change of the text would lead
//! to is found by checking the changed text.

mod actions;
mod diagnostics;
mod document;
mod edits;
mod extract;
mod folds;
mod hints;
mod hover;
mod lenses;
mod links;
mod model;
mod navigation;
mod outline;
mod page;
mod rename;
mod rewrites;
mod runs;
mod selection;
mod snapshot;
mod sums;
mod tokens;
mod typing;
mod walk;

pub use actions::{Action, ActionKind, fix_all, quick_fixes};
pub use diagnostics::{Message, messages};
pub use document::{Document, Encoding, Lines, Position};
pub use edits::{Edit, formatting};
pub use extract::extract;
pub use folds::{Fold, FoldKind, folds};
pub use hints::{Hint, Shown, hints};
pub use hover::{Hover, hover};
pub use lenses::{Lens, lenses, totals};
pub use links::{Link, links};
pub use model::model;
pub use navigation::{Highlight, Place, definition, highlights, references};
pub use outline::{Item, Symbol, outline, symbols};
pub use page::{PageSettings, page};
pub use rename::{Refusal, prepare, rename};
pub use rewrites::rewrites;
pub use selection::selection;
pub use snapshot::Snapshot;
pub use tokens::{Token, TokenKind, tokens};
pub use typing::{Proposal, ProposalKind, SignatureHelp, completion, signature};
