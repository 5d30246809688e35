//! Which tensor each name stands for, in graphs within graphs.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::import::graph::TensorId;
use crate::import::names::Name;

/// The names of a graph and of those around it, the innermost last.
#[derive(Debug)]
pub(crate) struct Environment {
    graphs: Vec<Frame>,
}

#[derive(Debug, Default)]
struct Frame {
    tensors: HashMap<Name, TensorId, RandomState>,
    /// Whether the names of the graphs around it are not visible: it is the body of a function.
    closed: bool,
}

impl Environment {
    /// The names of the main graph.
    pub(super) fn new() -> Self {
        Environment { graphs: vec![Frame::default()] }
    }

    /// How many graphs are within each other.
    pub(crate) fn depth(&self) -> usize {
        self.graphs.len()
    }

    /// Begins a graph within; `closed` if it does not see the names around it.
    pub(crate) fn enter(&mut self, closed: bool) {
        self.graphs.push(Frame { closed, ..Frame::default() });
    }

    /// Ends the innermost graph.
    pub(crate) fn leave(&mut self) {
        self.graphs.pop();
    }

    /// The tensor of a name.
    pub(crate) fn find(&self, name: Name) -> Option<TensorId> {
        for frame in self.graphs.iter().rev() {
            if let Some(id) = frame.tensors.get(&name) {
                return Some(*id);
            }
            if frame.closed {
                return None;
            }
        }
        None
    }

    /// Gives a name of the innermost graph to another tensor than before.
    pub(crate) fn replace(&mut self, name: Name, id: TensorId) {
        self.graphs.last_mut().map(|frame| frame.tensors.insert(name, id));
    }

    /// Gives a name of the innermost graph to a tensor; `false` if it has one already.
    pub(super) fn define(&mut self, name: Name, id: TensorId) -> bool {
        match self.graphs.last_mut() {
            Some(frame) => frame.tensors.insert(name, id).is_none(),
            None => false,
        }
    }
}
