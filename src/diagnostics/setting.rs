//! Problems of the area `setting`: what the caller asks for.

use std::fmt;

use super::blame::Blame;
use super::problem::problems;
use crate::source::Span;
use crate::text::digits::Grouped;

problems! {
/// Problems with what the caller asks for: a param, an input, a convention or a device.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum SettingProblem {
    /// A shape without the name of its input for a network of several inputs.
    #[error("the network has several inputs, and `{shape}` could be the shape of any of them")]
    #[diagnostic(code(net::setting::ambiguous_input), help("name the input that has this shape"))]
    AmbiguousInput {
        shape: String,
        /// The name of the first input, if it has one.
        first: Option<String>,
    },
    /// A value of a param that is not an expression, or one that cannot be evaluated.
    #[error("`{value}` is not a value for the param `{name}`: {reason}")]
    #[diagnostic(code(net::setting::bad_argument))]
    BadArgument {
        name: String,
        value: String,
        reason: String,
    },
    /// A description of a device that cannot be read.
    #[error("`{name}` does not describe a device: {reason}")]
    #[diagnostic(code(net::setting::bad_device))]
    BadDevice {
        name: String,
        reason: String,
        #[label("here")]
        span: Option<Span>,
    },
    /// A shape of an input that is not a shape.
    #[error("the input shape `{shape}` is not valid: {reason}")]
    #[diagnostic(
        code(net::setting::bad_input),
        help("write the shape as in the file, without the batch")
    )]
    BadInput {
        shape: String,
        reason: String,
    },
    /// Fixes of what is not a file.
    #[error("fixes are written into files, and `{name}` is {what}")]
    #[diagnostic(code(net::setting::cannot_fix))]
    CannotFix {
        name: String,
        /// What it is: `stdin`, `a bundled example`.
        what: &'static str,
        #[help]
        help: String,
    },
    /// The same param or input set twice.
    #[error("{what} is given twice")]
    #[diagnostic(code(net::setting::given_twice), help("remove one of them"))]
    GivenTwice {
        what: GivenOnce,
    },
    /// A value that the param does not take.
    #[error("`{name}` cannot be {value}: it takes {legal}")]
    #[diagnostic(code(net::setting::illegal_argument))]
    IllegalArgument {
        name: String,
        value: String,
        /// What it takes: `one of 0.5, 0.75, 1`, `96 to 512`.
        legal: String,
        #[label("declared here")]
        span: Option<Span>,
    },
    /// A lens that cannot be written into the text of a network.
    #[error("the lens `{lens}` cannot be written into this file: {reason}")]
    #[diagnostic(code(net::setting::lens_not_written))]
    LensNotWritten {
        lens: String,
        reason: String,
    },
    /// A condition that a network fulfils although a smaller one does not, so a binary search finds no largest.
    #[error("{fits} fulfils the condition and {fails} does not, so the largest cannot be found by a search")]
    #[diagnostic(code(net::setting::not_monotone), help("compute all combinations"))]
    NotMonotone {
        /// What fulfils it: `width=64`.
        fits: String,
        /// What does not.
        fails: String,
    },
    /// A space that is too large to compute, and that cannot be searched.
    #[error("{} combinations are too many to compute all of them", Grouped((*points).into()))]
    #[diagnostic(
        code(net::setting::not_searched),
        help("give fewer values, or vary a single setting over increasing numbers, which can be searched")
    )]
    NotSearched {
        points: u64,
    },
    /// Values that no closed form can be found of.
    #[error("a formula needs a setting of three or more whole numbers at equal distances: {why}")]
    #[diagnostic(code(net::setting::not_spaced), help("give a range, as in `8..64:8`"))]
    NotSpaced {
        /// What there is instead: `width` has other values.
        why: String,
    },
    /// A param that is to take all its listed values, but the file lists none.
    #[error("the file does not list the values of the param `{name}`")]
    #[diagnostic(code(net::setting::no_values))]
    NoValues {
        name: String,
        #[help]
        help: String,
    },
    /// A space with more points than 64 bits can number.
    #[error("there are more than 2⁶⁴−1 combinations of these values")]
    #[diagnostic(code(net::setting::too_many_points), help("give fewer values, or fewer settings"))]
    TooManyPoints {
    },
    /// A code to explain that does not exist.
    #[error("there is no code `{code}`")]
    #[diagnostic(code(net::setting::unknown_code))]
    UnknownCode {
        code: String,
        #[help]
        help: String,
    },
    /// A column of a sweep that does not exist, or has no numbers.
    #[error("there is no {what} `{name}`")]
    #[diagnostic(code(net::setting::unknown_column))]
    UnknownColumn {
        name: String,
        /// `column` or `numeric column`.
        what: &'static str,
        #[help]
        help: String,
    },
    /// A convention that does not exist.
    #[error("there is no convention `{name}`")]
    #[diagnostic(code(net::setting::unknown_convention))]
    UnknownConvention {
        name: String,
        #[label("named here")]
        span: Option<Span>,
        #[help]
        help: String,
    },
    /// A device that does not exist.
    #[error("there is no device `{name}`")]
    #[diagnostic(code(net::setting::unknown_device))]
    UnknownDevice {
        name: String,
        /// The claim's word that asks for it, if it is a claim.
        #[label("named here")]
        span: Option<Span>,
        #[help]
        help: String,
    },
    /// A shape for an input that does not exist.
    #[error("there is no input `{name}`")]
    #[diagnostic(code(net::setting::unknown_input))]
    UnknownInput {
        name: String,
        #[help]
        help: Option<String>,
    },
    /// A layer to explain that does not exist.
    #[error("there is no layer or group `{name}` in {network}")]
    #[diagnostic(code(net::setting::unknown_layer))]
    UnknownLayer {
        name: String,
        network: String,
        #[help]
        help: String,
    },
    /// An option of a lens that none of its blocks has as a parameter.
    #[error("the lens `{lens}` has no option `{name}`")]
    #[diagnostic(code(net::setting::unknown_lens_option))]
    UnknownLensOption {
        lens: String,
        name: String,
        #[help]
        help: String,
    },
    /// An operation to describe that does not exist.
    #[error("there is no operation `{name}`")]
    #[diagnostic(code(net::setting::unknown_operation))]
    UnknownOperation {
        name: String,
        #[help]
        help: String,
    },
    /// A value for a param that the file does not declare.
    #[error("there is no param `{name}`")]
    #[diagnostic(code(net::setting::unknown_param))]
    UnknownParam {
        name: String,
        #[help]
        help: Option<String>,
    },
}
}

/// What a caller gives at most once.
#[derive(Clone, Debug, PartialEq)]
pub enum GivenOnce {
    /// The value of the param of this name.
    Param(String),
    /// The shape of an input, by its name if that is given.
    Input(Option<String>),
    /// The text of stdin.
    Stdin,
}

impl fmt::Display for GivenOnce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GivenOnce::Param(name) => write!(f, "the param `{name}`"),
            GivenOnce::Input(None) => f.write_str("the shape of the input"),
            GivenOnce::Input(Some(name)) => write!(f, "the shape of the input `{name}`"),
            GivenOnce::Stdin => f.write_str("stdin (`-`)"),
        }
    }
}

impl SettingProblem {
    /// Whose mistake it is. A convention or device that the text of a network names is the network's.
    pub fn blame(&self) -> Blame {
        match self {
            SettingProblem::UnknownConvention { span, .. }
            | SettingProblem::UnknownDevice { span, .. } => Blame::of_place(*span),
            SettingProblem::AmbiguousInput { .. }
            | SettingProblem::BadArgument { .. }
            | SettingProblem::BadDevice { .. }
            | SettingProblem::BadInput { .. }
            | SettingProblem::CannotFix { .. }
            | SettingProblem::GivenTwice { .. }
            | SettingProblem::IllegalArgument { .. }
            | SettingProblem::LensNotWritten { .. }
            | SettingProblem::NoValues { .. }
            | SettingProblem::NotMonotone { .. }
            | SettingProblem::NotSearched { .. }
            | SettingProblem::NotSpaced { .. }
            | SettingProblem::TooManyPoints { .. }
            | SettingProblem::UnknownCode { .. }
            | SettingProblem::UnknownColumn { .. }
            | SettingProblem::UnknownInput { .. }
            | SettingProblem::UnknownLayer { .. }
            | SettingProblem::UnknownLensOption { .. }
            | SettingProblem::UnknownOperation { .. }
            | SettingProblem::UnknownParam { .. } => Blame::Caller,
        }
    }
}
