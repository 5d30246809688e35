//! Why a request is not answered.

use lsp_server::{ErrorCode, ResponseError};

/// Why a request is not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The client took it back.
    #[error("the request was cancelled")]
    Cancelled,
    /// It is about a text that has changed since.
    #[error("the text has changed since")]
    Modified,
    /// There is no such request.
    #[error("there is no method `{0}`")]
    Unknown(String),
    /// Its parameters are not those of the protocol.
    #[error("wrong parameters: {0}")]
    Parameters(String),
    /// It cannot be done.
    #[error("{0}")]
    Refused(String),
    /// The server is not started yet.
    #[error("the server is not started yet: `initialize` comes first")]
    NotStarted,
    /// The server is started once, and answers nothing after it was shut down.
    #[error("{0}")]
    Misplaced(&'static str),
    /// There is a mistake in the server.
    #[error("the server failed; the message is on its stderr")]
    Internal,
}

impl From<Fault> for ResponseError {
    fn from(fault: Fault) -> Self {
        let code = match fault {
            Fault::Cancelled => ErrorCode::RequestCanceled,
            Fault::Modified => ErrorCode::ContentModified,
            Fault::Unknown(_) => ErrorCode::MethodNotFound,
            Fault::Parameters(_) => ErrorCode::InvalidParams,
            Fault::Refused(_) => ErrorCode::RequestFailed,
            Fault::NotStarted => ErrorCode::ServerNotInitialized,
            Fault::Misplaced(_) => ErrorCode::InvalidRequest,
            Fault::Internal => ErrorCode::InternalError,
        };
        ResponseError { code: code as i32, message: fault.to_string(), data: None }
    }
}
