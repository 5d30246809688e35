//! Problems of the area `file`: files that cannot be read or written.

use std::io::ErrorKind;

use super::blame::Blame;
use super::fix::Help;
use super::problem::problems;
use crate::source::{LIMIT_MIB, ReadError, ReadErrorKind, Span};

problems! {
/// Problems with files that cannot be read or written.
///
/// A `span` is the `use` that names the file; a file that the caller names has none.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum FileProblem {
    /// A `use` that leads back to a file which is being read.
    #[error("`{path}` uses itself: {way}")]
    #[diagnostic(
        code(net::file::cycle),
        help("move what both files need into a third file that both `use`")
    )]
    Cycle {
        path: String,
        /// The files on the way, as shown: `a.net → b.net → a.net`.
        way: String,
        #[label("closes the cycle")]
        span: Span,
    },
    /// A directory where a file is expected.
    #[error("`{path}` is a directory, not a file")]
    #[diagnostic(code(net::file::directory))]
    Directory {
        path: String,
        #[label("named here")]
        span: Option<Span>,
        #[help]
        help: Option<String>,
    },
    /// A folder in which parts of a sweep are missing.
    #[error("{missing} of {count} parts are missing in `{path}`; the first is part {first}")]
    #[diagnostic(code(net::file::missing_parts), help("compute the missing parts first"))]
    MissingParts {
        path: String,
        first: u64,
        missing: u64,
        count: u64,
    },
    /// A text where a model of another program is expected.
    #[error("`{path}` is a text, not a model of another program")]
    #[diagnostic(code(net::file::no_model), help("if it is a network, it needs no import: `netcost run {path}`"))]
    NoModel {
        path: String,
    },
    /// A directory without networks.
    #[error("there is no `.net` file in `{path}`")]
    #[diagnostic(
        code(net::file::no_networks),
        help(
            "hidden files and folders, links to folders, and folders named `target` are skipped"
        )
    )]
    NoNetworks {
        path: String,
    },
    /// No file of this path.
    #[error("there is no file `{path}`")]
    #[diagnostic(code(net::file::not_found))]
    NotFound {
        path: String,
        #[label("named here")]
        span: Option<Span>,
        #[help]
        help: Option<Help>,
    },
    /// Bytes that are not text.
    #[error(
        "`{path}` is not UTF-8 text: line {line}, column {column} has the byte {byte:#04x}"
    )]
    #[diagnostic(code(net::file::not_utf8))]
    NotUtf8 {
        path: String,
        /// The line of the first byte that fits no character, from 1.
        line: usize,
        /// Its column in characters, from 1.
        column: usize,
        byte: u8,
        #[label("named here")]
        span: Option<Span>,
        #[help]
        help: &'static str,
    },
    /// More bytes than a file may hold.
    #[error("`{path}` is larger than {limit} MiB, the limit for a file")]
    #[diagnostic(
        code(net::file::too_large),
        help(
            "check that this is the right file; write repeated parts of a network once, with `repeat` or a block"
        )
    )]
    TooLarge {
        path: String,
        /// The most that is allowed, in MiB.
        limit: u64,
        #[label("named here")]
        span: Option<Span>,
    },
    /// A word that is neither the path of a file nor the name of a bundled example.
    #[error("there is no bundled example `{name}`")]
    #[diagnostic(code(net::file::unknown_example))]
    UnknownExample {
        name: String,
        #[help]
        help: String,
    },
    /// A file that exists and cannot be read.
    #[error("`{path}` cannot be read: {reason}")]
    #[diagnostic(code(net::file::unreadable))]
    Unreadable {
        path: String,
        reason: ErrorKind,
        #[label("named here")]
        span: Option<Span>,
    },
    /// A folder with parts of another sweep.
    #[error("`{path}` holds the parts of another sweep, which differs in {what}")]
    #[diagnostic(code(net::file::other_parts), help("name another folder, or remove this one"))]
    OtherParts {
        path: String,
        /// The difference: ``the values of `width` ``.
        what: String,
    },
    /// A report that would overwrite its own network.
    #[error("`{path}` is the network itself, which the report would overwrite")]
    #[diagnostic(code(net::file::output_is_input))]
    OutputIsInput {
        path: String,
    },
    /// A file or stream that cannot be written.
    #[error("`{path}` cannot be written: {reason}")]
    #[diagnostic(code(net::file::unwritable))]
    Unwritable {
        path: String,
        /// Why, lower case, without full stop.
        reason: String,
        #[help]
        help: Option<String>,
    },
}
}

impl FileProblem {
    /// Whose mistake it is. A file that is there and cannot be read is nobody's: no change of the
    /// network helps.
    pub fn blame(&self) -> Blame {
        match self {
            FileProblem::Unreadable { .. } | FileProblem::Unwritable { .. } => Blame::World,
            FileProblem::Cycle { .. } => Blame::Network,
            FileProblem::Directory { span, .. }
            | FileProblem::NotFound { span, .. }
            | FileProblem::NotUtf8 { span, .. }
            | FileProblem::TooLarge { span, .. } => Blame::of_place(*span),
            FileProblem::MissingParts { .. }
            | FileProblem::NoModel { .. }
            | FileProblem::NoNetworks { .. }
            | FileProblem::UnknownExample { .. }
            | FileProblem::OtherParts { .. }
            | FileProblem::OutputIsInput { .. } => Blame::Caller,
        }
    }

    /// The problem with a file that was not read; `span` is the `use` that names it.
    pub fn unread(error: ReadError, span: Option<Span>) -> Self {
        Self::unread_near(error, span, || None)
    }

    /// As [`FileProblem::unread`]; `near` says what may be meant if there is no such file.
    pub fn unread_near(
        error: ReadError,
        span: Option<Span>,
        near: impl FnOnce() -> Option<Help>,
    ) -> Self {
        let ReadError { name: path, reason } = error;
        match reason {
            ReadErrorKind::TooLarge => FileProblem::TooLarge { path, limit: LIMIT_MIB, span },
            ReadErrorKind::Io(ErrorKind::IsADirectory) => {
                let file = "a `use` names one file: add the name of a file in this directory";
                let help = span.map(|_| file.to_owned());
                FileProblem::Directory { path, span, help }
            }
            ReadErrorKind::Io(ErrorKind::NotFound) => {
                FileProblem::NotFound { path, span, help: near() }
            }
            ReadErrorKind::Io(reason) => FileProblem::Unreadable { path, reason, span },
            ReadErrorKind::NotText { line, column, byte, utf16, binary } => {
                let help = match (utf16, binary) {
                    (true, _) => "it looks like UTF-16; save it as UTF-8",
                    (_, true) => {
                        "it looks like a binary file or UTF-16; a network is a text file in UTF-8"
                    }
                    _ => "save it as UTF-8",
                };
                FileProblem::NotUtf8 { path, line, column, byte, span, help }
            }
        }
    }
}
