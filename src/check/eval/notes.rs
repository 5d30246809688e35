//! What the lints need to know beyond the network: what the calls say, and how often blocks ran.

use std::sync::Arc;

use foldhash::HashMap;

use crate::diagnostics::CallSite;
use crate::ops::axis::Axis;
use crate::ops::{Context, Inferred, Operation};
use crate::source::Span;
use crate::value::BlockId;

/// What the call of a layer says, beyond what the network holds.
pub struct Written {
    /// The operation.
    pub operation: &'static Operation,
    /// The operation's name in the call.
    pub name: Span,
    /// The parameters that the call gives, and where.
    given: Vec<(&'static str, Span)>,
    /// The axes that its windows slide along, if it has windows.
    pub axes: Vec<Axis>,
    /// Whether the padding was written `p=same`.
    pub same: bool,
    /// The calls of blocks that led there.
    pub calls: Arc<[CallSite]>,
}

impl Written {
    /// What the call of an operation says, and infers.
    pub fn new(context: &Context<'_>, inferred: &Inferred, calls: Arc<[CallSite]>) -> Self {
        let parameters = context.operation.parameters.iter().zip(context.arguments);
        let given = parameters.filter_map(|(known, argument)| {
            argument.as_ref().map(|argument| (known.name, argument.span))
        });
        let (operation, name) = (context.operation, context.name);
        let (axes, same) = (inferred.axes.clone(), inferred.same);
        Written { operation, name, given: given.collect(), axes, same, calls }
    }

    /// Where a parameter is given.
    pub fn argument(&self, parameter: &str) -> Option<Span> {
        self.given.iter().find(|(name, _)| *name == parameter).map(|(_, span)| *span)
    }
}

/// What is noted for the lints while a file runs.
#[derive(Default)]
pub struct Notes {
    /// What is written of each layer, in order.
    pub layers: Vec<Written>,
    /// How often each block ran, and its first call.
    pub runs: HashMap<BlockId, (u64, Span)>,
}
