//! Problems of the area `import`: files that should be models and cannot be read as such.

use super::blame::Blame;
use super::problem::problems;
use crate::text::digits::Grouped;

problems! {
/// Models that cannot be imported. They are no texts, so places are bytes in the file.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum ImportProblem {
    /// A file that holds something else, or a damaged model.
    #[error("`{path}` is not a model that can be imported: {reason}")]
    #[diagnostic(code(net::import::not_a_model))]
    NotAModel {
        path: String,
        /// What it is, or what is wrong at which byte.
        reason: String,
        #[help]
        help: String,
    },
    /// A file that ends before its model does.
    #[error(
        "`{path}` is truncated: it ends after {} bytes, before its model does",
        Grouped(u128::from(*length))
    )]
    #[diagnostic(
        code(net::import::truncated),
        help("copy, download or export the file again{}", at_least(*needed))
    )]
    Truncated {
        path: String,
        /// How many bytes there are.
        length: u64,
        /// How many there should be at least, as far as that is known.
        needed: Option<u64>,
    },
    /// A model that exceeds a limit.
    #[error(
        "the limit for {what} is {}, which `{path}` exceeds at byte {}",
        Grouped(u128::from(*most)),
        Grouped(u128::from(*offset))
    )]
    #[diagnostic(code(net::import::limit))]
    Limit {
        path: String,
        /// What is limited, in the plural: `nodes`.
        what: &'static str,
        most: u64,
        /// The byte at which the limit is exceeded.
        offset: u64,
        #[help]
        help: &'static str,
    },
}
}

impl ImportProblem {
    /// Whose mistake it is: the caller's, who names something that is no model; else the model's.
    pub fn blame(&self) -> Blame {
        match self {
            ImportProblem::NotAModel { .. } => Blame::Caller,
            ImportProblem::Truncated { .. } | ImportProblem::Limit { .. } => Blame::Network,
        }
    }
}

/// How many bytes a whole file has at least, as the end of a sentence.
fn at_least(needed: Option<u64>) -> String {
    let text = |bytes| format!(": it should have at least {} bytes", Grouped(u128::from(bytes)));
    needed.map(text).unwrap_or_default()
}
