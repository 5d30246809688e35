//! Problems of this area: what the caller asked for: a bad `-D`, `--input`, `--convention` or `--device`.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with what the caller asked for: a bad `-D`, `--input`, `--convention` or `--device`.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum SettingProblem {
    /// `--input DIMS` for a network of several inputs.
    #[error("`--input {shape}` may mean any of several inputs")]
    #[diagnostic(code(net::setting::ambiguous_input))]
    AmbiguousInput {
        /// The shape, as the caller wrote it.
        shape: String,
        /// The option with a name put in.
        #[help]
        help: String,
    },
    /// `-D name=value` with a value that is no expression, or one that stops.
    #[error("`-D {name}={value}` sets no value: {reason}")]
    #[diagnostic(code(net::setting::bad_argument))]
    BadArgument {
        /// The param.
        name: String,
        /// The value, as the caller wrote it.
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
        /// The file.
        name: String,
        /// What is wrong with it, lower case, without full stop.
        reason: String,
        /// Where.
        #[label("here")]
        span: Option<Span>,
    },
    /// `--input` with something that is no shape.
    #[error("`--input {shape}` is no shape: {reason}")]
    #[diagnostic(code(net::setting::bad_input))]
    BadInput {
        /// What the caller wrote.
        shape: String,
        /// What is wrong with it, lower case, without full stop.
        reason: String,
        /// A shape that would do.
        #[help]
        help: Option<String>,
    },
    /// `--fix` of what is no file.
    #[error("`--fix` writes files, and `{name}` is {what}")]
    #[diagnostic(code(net::setting::cannot_fix))]
    CannotFix {
        /// What was asked for.
        name: String,
        /// What it is: `stdin`, `a bundled example`.
        what: &'static str,
        /// How it becomes a file.
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
        /// The param.
        name: String,
        /// The value, as the caller wrote it.
        value: String,
        /// What it takes: `one of 0.5, 0.75, 1`, `96 to 512`.
        legal: String,
        /// The param's statement.
        #[label("declared here")]
        span: Option<Span>,
    },
    /// `netcost explain` of a code that there is not.
    #[error("there is no code `{code}`")]
    #[diagnostic(code(net::setting::unknown_code))]
    UnknownCode {
        /// The code, as asked for.
        code: String,
        /// The nearest codes, or how to see all.
        #[help]
        help: String,
    },
    /// A convention that there is not.
    #[error("there is no convention `{name}`")]
    #[diagnostic(code(net::setting::unknown_convention))]
    UnknownConvention {
        /// The name, as asked for.
        name: String,
        /// The `convention` statement, if it was that.
        #[label("named here")]
        span: Option<Span>,
        /// The nearest name, or all.
        #[help]
        help: String,
    },
    /// A device that there is not.
    #[error("there is no device `{name}`")]
    #[diagnostic(code(net::setting::unknown_device))]
    UnknownDevice {
        /// The name, as asked for.
        name: String,
        /// The claim's word that asks for it, if it is a claim.
        #[label("named here")]
        span: Option<Span>,
        /// The nearest names, or all.
        #[help]
        help: String,
    },
    /// `--input NAME=…` where no input has this name.
    #[error("there is no input `{name}`")]
    #[diagnostic(code(net::setting::unknown_input))]
    UnknownInput {
        /// The name.
        name: String,
        /// The nearest name, or all.
        #[help]
        help: Option<String>,
    },
    /// `netcost explain` of a layer that there is not.
    #[error("there is no layer or group `{name}` in {network}")]
    #[diagnostic(code(net::setting::unknown_layer))]
    UnknownLayer {
        /// The name, as asked for.
        name: String,
        /// The title of the network.
        network: String,
        /// The nearest names, or how to see all.
        #[help]
        help: String,
    },
    /// `netcost ops` of an operation that there is not.
    #[error("there is no operation `{name}`")]
    #[diagnostic(code(net::setting::unknown_operation))]
    UnknownOperation {
        /// The name, as asked for.
        name: String,
        /// The nearest names, or how to see all.
        #[help]
        help: String,
    },
    /// `-D` of a param that the file does not declare.
    #[error("there is no param `{name}`")]
    #[diagnostic(code(net::setting::unknown_param))]
    UnknownParam {
        /// The name.
        name: String,
        /// The nearest name, or all.
        #[help]
        help: Option<String>,
    },
}
