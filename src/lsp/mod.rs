//! The language server: messages of the Language Server Protocol in, messages out. It reads no stream and
//! has no thread; whoever drives it hands over what has arrived.
//!
//! Beside what the protocol has, there are three requests, `netcost/totals` and `netcost/page` with the totals and the
//! page model of a text, and `netcost/model` with the text of a model, and two notifications for clients with files that
//! the server cannot read: the server sends `netcost/wanted`, and the client `netcost/files`.
//!
//! Only `convert` knows what the protocol's structures look like.

mod convert;
mod documents;
mod fault;
mod handed;
mod model;
mod published;
mod queue;
mod requests;
mod server;
mod settings;
mod state;
mod uri;

pub use lsp_server::Message;
pub use server::Server;
