//! Which names a program makes, and which of them it mentions again: what advice about names goes
//! by.

use foldhash::{HashMap, HashSet};

use super::binding::Kind;
use super::ids::FunctionId;
use crate::source::Span;
use crate::syntax::tree::Name;
use crate::value::BlockId;

/// What the pass over names has met.
#[derive(Default)]
pub struct Mentions<'a> {
    /// How often each block is called or named.
    pub blocks: HashMap<BlockId, u32>,
    /// The functions that are called.
    pub functions: HashSet<FunctionId>,
    /// The names that statements, blocks and functions make, in order.
    made: Vec<(Name<'a>, Kind)>,
    /// Where those are made that something reads.
    read: HashSet<Span>,
}

impl<'a> Mentions<'a> {
    /// Notes that a block is called or named.
    pub fn block(&mut self, id: BlockId) {
        *self.blocks.entry(id).or_default() += 1;
    }

    /// Notes a name where it is made.
    pub fn make(&mut self, name: Name<'a>, kind: Kind) {
        self.made.push((name, kind));
    }

    /// Notes that something reads the name that is made there.
    pub fn read(&mut self, made: Span) {
        self.read.insert(made);
    }

    /// The names that nothing reads; those that begin with `_` are meant so.
    pub fn unread(&self) -> impl Iterator<Item = &(Name<'a>, Kind)> {
        self.made
            .iter()
            .filter(|(name, _)| !name.text.starts_with('_') && !self.read.contains(&name.span))
    }
}
