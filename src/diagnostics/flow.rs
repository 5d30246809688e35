//! Problems of the area `flow`: where tensors and blocks lead.

use super::problem::problems;
use crate::source::Span;
use crate::tensor::Shape;

problems! {
/// Problems with where tensors and blocks lead.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum FlowProblem {
    /// A block or function that calls itself.
    #[error("`{name}` calls itself")]
    #[diagnostic(
        code(net::flow::recursion),
        help("write a loop instead, with `repeat` or `for`")
    )]
    Recursion {
        name: String,
        #[label("first called here")]
        first: Span,
        #[label("and again here, from within")]
        span: Span,
    },
    /// A block body without an output.
    #[error("this block body has no output")]
    #[diagnostic(
        code(net::flow::empty),
        help("end it with an operation; `identity` outputs its input")
    )]
    Empty {
        #[label("no operation in here")]
        span: Span,
    },
    /// A file without any layer or input.
    #[error("there is no network in this file")]
    #[diagnostic(
        code(net::flow::empty_network),
        help("start with an input and an operation: `input 3x224x224; conv 64 k3`")
    )]
    EmptyNetwork {
        #[label]
        span: Span,
    },
    /// A tensor that nothing uses.
    #[error("this {shape} tensor is not used")]
    #[diagnostic(
        code(net::flow::unused),
        severity(Warning),
        help("use it, mark it with `output`, or label it `_:` to discard it")
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
    /// An activation whose input has been through one that leaves it nothing to do.
    #[error("`{operation}` after `{before}` {effect}")]
    #[diagnostic(
        code(net::flow::redundant_activation),
        severity(Warning),
        help("remove one of the two")
    )]
    RedundantActivation {
        operation: &'static str,
        before: &'static str,
        /// `changes nothing`.
        effect: &'static str,
        #[label("{effect}")]
        span: Span,
        #[label("the activation before")]
        first: Span,
    },
    /// A `dropout` that keeps nothing.
    #[error("a dropout of 1 keeps nothing")]
    #[diagnostic(
        code(net::flow::drops_all),
        severity(Warning),
        help("write the share that is dropped, such as `dropout 0.5`")
    )]
    DropsAll {
        #[label("drops every value")]
        span: Span,
    },
    /// A parameter or param that is set and that nothing reads.
    #[error("nothing reads the {what} `{name}`")]
    #[diagnostic(code(net::flow::unused_parameter), severity(Warning))]
    UnusedParameter {
        /// `parameter` or `param`.
        what: &'static str,
        name: String,
        #[label("made here")]
        span: Span,
        #[label("set here")]
        set: Option<Span>,
        #[help]
        help: &'static str,
    },
}
}
