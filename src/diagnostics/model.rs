//! Problems of the area `import`: models that were read, and whose sizes or costs cannot be found.

use super::blame::Blame;
use super::problem::problems;
use crate::source::Span;

problems! {
/// Problems with the nodes and inputs of a model. A `node` is the place of a node, which is shown as a line of text.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum ModelProblem {
    /// An `If` whose condition is computed when the network runs.
    #[error("which branch runs is not known: the condition is computed from the inputs")]
    #[diagnostic(
        code(net::import::condition),
        help("{help}")
    )]
    Condition {
        #[label("the condition is `{input}`")]
        node: Span,
        input: String,
        help: String,
    },
    /// Nodes that read each other's outputs.
    #[error("`{path}` is not a valid model: nodes read what they make themselves, over others")]
    #[diagnostic(code(net::import::cycle), help("export the model again; no order of its nodes can run"))]
    Cycle {
        path: String,
        #[label("is one of them")]
        node: Span,
    },
    /// A model of which nothing is to be computed.
    #[error("`{path}` has no outputs, or none with elements: nothing of it runs")]
    #[diagnostic(code(net::import::empty), help("export the model with the outputs that it is used for"))]
    Empty {
        path: String,
    },
    /// A tensor that two nodes make.
    #[error("`{path}` is not a valid model: `{tensor}` is made twice")]
    #[diagnostic(code(net::import::made_twice), help("export the model again; each tensor has one source"))]
    MadeTwice {
        path: String,
        tensor: String,
    },
    /// A tensor that nothing makes.
    #[error("`{path}` is not a valid model: nothing makes `{tensor}`")]
    #[diagnostic(code(net::import::not_made), help("export the model again; the file misses a node or an initialiser"))]
    NotMade {
        path: String,
        tensor: String,
        #[label("reads it")]
        node: Option<Span>,
    },
    /// A node whose sizes or attributes make no sense.
    #[error("`{operator}` is not valid: {reason}")]
    #[diagnostic(
        code(net::import::invalid_node),
        help("check the sizes given with `--input` and `-D`; if none are given, export the model again")
    )]
    InvalidNode {
        operator: String,
        reason: String,
        #[label("this node")]
        node: Span,
    },
    /// More than is allowed.
    #[error("the model has more than {most} {what}")]
    #[diagnostic(code(net::import::limit), help("{help}"))]
    TooMany {
        what: &'static str,
        most: u64,
        help: &'static str,
        #[label("here")]
        node: Option<Span>,
    },
    /// A loop whose number of iterations is not known or too large.
    #[error("{}", loop_count(*count))]
    #[diagnostic(
        code(net::import::loop_count),
        help("if an input decides it, give its value: `-D NAME=VALUE`; otherwise export the model without the loop")
    )]
    LoopCount {
        count: Option<u64>,
        #[label("this loop")]
        node: Span,
    },
    /// Operators whose costs are not known.
    #[error("the cost of {operators} is not known")]
    #[diagnostic(
        code(net::import::not_counted),
        severity(warning),
        help("figures of operations are lower bounds; params and memory are complete")
    )]
    NotCounted {
        /// Operators with numbers of nodes and, where there is one, the reason: `` `TopK` (9 nodes) ``.
        operators: String,
    },
    /// Sizes that the file leaves open.
    #[error("`{path}` leaves open {dims}")]
    #[diagnostic(code(net::import::open_dims), help("give the sizes, for example `{command}`"))]
    OpenDims {
        path: String,
        /// Each open size: `height` (axis 2 of `x`).
        dims: String,
        command: String,
    },
    /// A size that depends on values which are computed when the network runs.
    #[error("the shape of `{tensor}` is not known: it depends on the values of `{input}`")]
    #[diagnostic(
        code(net::import::run_time),
        help("give the shape: `--shape {tensor}=DIMS`, the batch included")
    )]
    RunTime {
        tensor: String,
        input: String,
        #[label("computes it")]
        node: Span,
    },
    /// A name that the caller gives and the model does not have.
    #[error("`{path}` has no {what} `{name}`")]
    #[diagnostic(code(net::import::unknown_name))]
    UnknownName {
        path: String,
        what: &'static str,
        name: String,
        #[help]
        help: String,
    },
    /// An operator without a rule whose output shapes are not known.
    #[error("the operator `{operator}` is not known, nor is the shape of what it makes")]
    #[diagnostic(
        code(net::import::unknown_operator),
        help("give the shape: `--shape {tensor}=DIMS`, the batch included")
    )]
    UnknownOperator {
        operator: String,
        tensor: String,
        #[label("this node")]
        node: Span,
    },
    /// Sizes of an input that it does not take.
    #[error("`{input}` does not take {given}: {reason}")]
    #[diagnostic(code(net::import::wrong_dims), help("{help}"))]
    WrongDims {
        input: String,
        given: String,
        reason: String,
        help: String,
    },
}
}

impl ModelProblem {
    /// Whose mistake it is: the caller's, where options are wrong or missing; else the model's.
    pub fn blame(&self) -> Blame {
        match self {
            ModelProblem::OpenDims { .. }
            | ModelProblem::UnknownName { .. }
            | ModelProblem::WrongDims { .. } => Blame::Caller,
            _ => Blame::Network,
        }
    }
}

fn loop_count(count: Option<u64>) -> String {
    match count {
        None => "how often the loop runs is not known: it is computed from the inputs".to_owned(),
        Some(count) => format!("the loop runs {count} times or more, too often to be unrolled"),
    }
}
