//! Problems of this area: where tensors, blocks and bodies lead.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;
use crate::tensor::Shape;

/// Problems with where tensors, blocks and bodies lead.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum FlowProblem {
    /// A block or function that calls itself.
    #[error("`{name}` calls itself")]
    #[diagnostic(
        code(net::flow::recursion),
        help("write a loop: `repeat` and `for` go on for as long as you say")
    )]
    Recursion {
        /// The block or function.
        name: String,
        /// Where it was called first, or declared.
        #[label("begins here")]
        first: Span,
        /// Where it calls itself.
        #[label("and comes back to itself here")]
        span: Span,
    },
    /// A body that yields nothing.
    #[error("this yields no tensor")]
    #[diagnostic(
        code(net::flow::empty),
        help("end it with an operation; `identity` yields the tensor that comes in")
    )]
    Empty {
        /// Where.
        #[label("no operation makes a tensor in here")]
        span: Span,
    },
    /// A file without any layer or input.
    #[error("there is no network in this file")]
    #[diagnostic(
        code(net::flow::empty_network),
        help("begin with an input and an operation: `input 3x224x224; conv 64 k3`")
    )]
    EmptyNetwork {
        /// Where.
        #[label]
        span: Span,
    },
    /// A tensor that nothing uses.
    #[error("nothing uses this {shape}")]
    #[diagnostic(
        code(net::flow::unused),
        severity(Warning),
        help("join it, mark it with `output`, or call it `_:`")
    )]
    Unused {
        /// Its shape.
        shape: Shape,
        /// Where.
        #[label("makes {shape}")]
        span: Span,
    },
    /// A block that nothing calls.
    #[error("the block `{name}` is never called")]
    #[diagnostic(code(net::flow::unused_block), severity(Warning), help("call it, or remove it"))]
    UnusedBlock {
        /// Its name.
        name: String,
        /// Where.
        #[label("declared here")]
        span: Span,
    },
}
