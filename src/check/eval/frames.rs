//! Frames: what belongs to one run of a file's body, a block or a function.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::share;
use crate::check::resolve::ids::{FunctionId, UnitId};
use crate::diagnostics::CallSite;
use crate::source::Span;
use crate::value::{BlockId, Value, Values};

/// What a frame runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// The file's own body.
    File,
    /// A block, by its number.
    Block(BlockId),
    /// A function, by its number.
    Function(FunctionId),
}

/// A body that is being run, with what belongs to it alone.
pub struct Frame {
    /// What is run.
    pub kind: FrameKind,
    /// The file it is in.
    pub unit: UnitId,
    /// Where its names begin.
    pub base: usize,
    /// The call that led to it.
    pub call: Span,
    /// The current tensor; none before the first, unknown after a mistake.
    pub current: Option<Value>,
    /// What `output` has marked.
    pub outputs: Values,
    /// The keys of `share=` met in this run of the body.
    pub shares: HashMap<String, share::Group>,
    /// The calls that led to it, once they have been requested.
    pub trace: Option<Arc<[CallSite]>>,
}

impl Frame {
    /// A frame whose names begin at `base`, without a current tensor.
    pub fn new(kind: FrameKind, unit: UnitId, base: usize, call: Span) -> Self {
        Frame {
            kind,
            unit,
            base,
            call,
            current: None,
            outputs: Values::new(),
            shares: HashMap::new(),
            trace: None,
        }
    }

    /// Starting with this tensor.
    pub fn starting(self, current: Option<Value>) -> Self {
        Frame { current, ..self }
    }
}

/// All that is being run.
pub struct Frames {
    /// The file's own body.
    pub file: Frame,
    /// The blocks and functions called from there, the innermost last.
    pub calls: Vec<Frame>,
}

impl Frames {
    /// The file's own body alone.
    pub fn new() -> Self {
        let file = Frame::new(FrameKind::File, UnitId::MAIN, 0, Span::default());
        Frames { file, calls: Vec::new() }
    }

    /// What is being run right now.
    pub fn innermost(&self) -> &Frame {
        self.calls.last().unwrap_or(&self.file)
    }

    /// The same, to be changed.
    pub fn innermost_mut(&mut self) -> &mut Frame {
        self.calls.last_mut().unwrap_or(&mut self.file)
    }
}
