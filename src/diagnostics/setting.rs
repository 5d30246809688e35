//! Problems of this area: what the caller asked for: a bad `-D`, `--input`, `--convention` or `--device`.

use super::problem::problems;
use crate::source::Span;

problems! {
/// Problems with what the caller asked for: a bad `-D`, `--input`, `--convention` or `--device`.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum SettingProblem {
    /// `--input DIMS` for a network of several inputs.
    #[error("`--input {shape}` may mean any of several inputs")]
    #[diagnostic(code(net::setting::ambiguous_input))]
    AmbiguousInput {
        shape: String,
        #[help]
        help: String,
    },
    /// `-D name=value` with a value that is no expression, or one that stops.
    #[error("`-D {name}={value}` sets no value: {reason}")]
    #[diagnostic(code(net::setting::bad_argument))]
    BadArgument {
        name: String,
        value: String,
        /// What is wrong with it, lower case, without full stop.
        reason: String,
    },
    /// The description of a device that is none.
    #[error("`{name}` describes no device: {reason}")]
    #[diagnostic(
        code(net::setting::bad_device),
        help("`netcost devices t4 --toml` shows what a description looks like")
    )]
    BadDevice {
        name: String,
        /// What is wrong with it, lower case, without full stop.
        reason: String,
        #[label("here")]
        span: Option<Span>,
    },
    /// `--input` with something that is no shape.
    #[error("`--input {shape}` is no shape: {reason}")]
    #[diagnostic(code(net::setting::bad_input))]
    BadInput {
        shape: String,
        /// What is wrong with it, lower case, without full stop.
        reason: String,
        #[help]
        help: Option<String>,
    },
    /// `--fix` of what is no file.
    #[error("`--fix` writes files, and `{name}` is {what}")]
    #[diagnostic(code(net::setting::cannot_fix))]
    CannotFix {
        name: String,
        /// What it is: `stdin`, `a bundled example`.
        what: &'static str,
        #[help]
        help: String,
    },
    /// The same param or input set twice.
    #[error("`{option}` is given twice")]
    #[diagnostic(code(net::setting::given_twice), help("leave one of them out"))]
    GivenTwice {
        /// The option with the name: `-D width`.
        option: String,
    },
    /// `-D` with a value that the param does not take.
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
    /// `netcost explain` of a code that there is not.
    #[error("there is no code `{code}`")]
    #[diagnostic(code(net::setting::unknown_code))]
    UnknownCode {
        code: String,
        #[help]
        help: String,
    },
    /// A convention that there is not.
    #[error("there is no convention `{name}`")]
    #[diagnostic(code(net::setting::unknown_convention))]
    UnknownConvention {
        name: String,
        #[label("named here")]
        span: Option<Span>,
        #[help]
        help: String,
    },
    /// A device that there is not.
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
    /// `--input NAME=…` where no input has this name.
    #[error("there is no input `{name}`")]
    #[diagnostic(code(net::setting::unknown_input))]
    UnknownInput {
        name: String,
        #[help]
        help: Option<String>,
    },
    /// `netcost explain` of a layer that there is not.
    #[error("there is no layer or group `{name}` in {network}")]
    #[diagnostic(code(net::setting::unknown_layer))]
    UnknownLayer {
        name: String,
        network: String,
        #[help]
        help: String,
    },
    /// `netcost ops` of an operation that there is not.
    #[error("there is no operation `{name}`")]
    #[diagnostic(code(net::setting::unknown_operation))]
    UnknownOperation {
        name: String,
        #[help]
        help: String,
    },
    /// `-D` of a param that the file does not declare.
    #[error("there is no param `{name}`")]
    #[diagnostic(code(net::setting::unknown_param))]
    UnknownParam {
        name: String,
        #[help]
        help: Option<String>,
    },
}
}
