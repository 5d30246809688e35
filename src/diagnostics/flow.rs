//! Problems of this area: where tensors, blocks and bodies lead.

use super::problem::problems;
use crate::source::Span;
use crate::tensor::Shape;

problems! {
/// Problems with where tensors, blocks and bodies lead.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum FlowProblem {
    /// A block or function that calls itself.
    #[error("`{name}` calls itself")]
    #[diagnostic(
        code(net::flow::recursion),
        help("write a loop: `repeat` and `for` go on for as long as you say")
    )]
    Recursion {
        name: String,
        #[label("begins here")]
        first: Span,
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
        shape: Shape,
        #[label("makes {shape}")]
        span: Span,
    },
    /// A block that nothing calls.
    #[error("the block `{name}` is never called")]
    #[diagnostic(code(net::flow::unused_block), severity(Warning), help("call it, or remove it"))]
    UnusedBlock {
        name: String,
        #[label("declared here")]
        span: Span,
    },
}
}
