//! The server: what has arrived in, what is to be sent out.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lsp_server::{Message, Notification, Request, Response};
use serde_json::Value;

use super::convert::{self, Client, Ranges};
use super::documents::Documents;
use super::fault::Fault;
use super::handed;
use super::published::Published;
use super::queue::overtaken;
use super::requests;
use super::settings::Settings;
use super::state::State;
use crate::ide;
use crate::source::Files;

/// Where in its life the server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    New,
    Running,
    ShutDown,
    /// Whether it was shut down before.
    Ended(bool),
}

/// A language server for one client.
///
/// ```
/// use netcost::Disk;
/// use netcost::lsp::{Message, Server};
///
/// let mut server = Server::new(Box::new(Disk));
/// let asked = r#"{ "id": 1, "method": "initialize", "params": { "capabilities": {} } }"#;
/// let answers = server.handle(vec![serde_json::from_str(asked)?]);
/// assert!(matches!(answers[..], [Message::Response(_)]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Server {
    phase: Phase,
    state: State,
    /// How often the client was told to ask anew.
    refreshed: u32,
}

impl Server {
    /// A server that reads files which are not open from these.
    pub fn new(disk: Box<dyn Files>) -> Self {
        let state = State {
            client: Client::default(),
            settings: Settings::default(),
            documents: Documents::new(disk),
            published: Published::default(),
            edited: BTreeSet::new(),
            affected: BTreeSet::new(),
            warnings: Vec::new(),
            import: None,
        };
        Server { phase: Phase::New, state, refreshed: 0 }
    }

    /// One that makes texts of models, too. A program that never calls this has no importer in it.
    pub fn importing(mut self) -> Self {
        self.state.import = Some(ide::model);
        self
    }

    /// Whether the client has ended it, and if so, whether it shut it down before.
    pub fn ended(&self) -> Option<bool> {
        match self.phase {
            Phase::Ended(orderly) => Some(orderly),
            Phase::New | Phase::Running | Phase::ShutDown => None,
        }
    }

    /// Handles all that has arrived, in order, and gives back what is to be sent. Messages about texts come
    /// last, once for all changes.
    pub fn handle(&mut self, arrived: Vec<Message>) -> Vec<Message> {
        let mut out = Vec::new();
        for (index, message) in arrived.iter().enumerate() {
            let after = arrived.get(index + 1..).unwrap_or_default();
            match message {
                Message::Request(request) => {
                    let result = match overtaken(request, after) {
                        Some(fault) => Err(fault),
                        None => guarded(|| self.request(request)).and_then(|result| result),
                    };
                    let response_result = result.map_err(Into::into);
                    out.push(Response { id: request.id.clone(), response_result }.into());
                }
                Message::Notification(notification) => {
                    // What is not of the protocol has nobody to be told.
                    _ = guarded(|| self.notice(notification, &mut out));
                }
                Message::Response(_) => {}
            }
        }
        out.extend(self.state.warnings.drain(..).map(|text| convert::warn(&text)));
        self.publish(&mut out);
        out
    }

    fn request(&mut self, request: &Request) -> Result<Value, Fault> {
        match (self.phase, request.method.as_str()) {
            (Phase::New, "initialize") => {
                self.phase = Phase::Running;
                self.state.client = Client::new(&request.params);
                self.state.documents.handed.on_request = self.state.client.hands_over;
                if let Some(options) = request.params.get("initializationOptions") {
                    self.state.configure(options);
                }
                convert::answer(convert::initialized(self.state.client))
            }
            (Phase::Running, "shutdown") => {
                self.phase = Phase::ShutDown;
                Ok(Value::Null)
            }
            (Phase::Running, "initialize") => {
                Err(Fault::Misplaced("the server is started already"))
            }
            (Phase::Running, method) => requests::respond(&mut self.state, method, &request.params),
            (Phase::New, _) => Err(Fault::NotStarted),
            (Phase::ShutDown | Phase::Ended(_), _) => {
                Err(Fault::Misplaced("the server was shut down"))
            }
        }
    }

    fn notice(&mut self, notification: &Notification, out: &mut Vec<Message>) -> Result<(), Fault> {
        let Notification { method, params } = notification;
        let state = &mut self.state;
        match (self.phase, method.as_str()) {
            (phase, "exit") => self.phase = Phase::Ended(phase == Phase::ShutDown),
            (Phase::Running, "initialized") => {
                out.extend(state.client.watches.then(convert::watch));
            }
            (Phase::Running, "textDocument/didOpen") => {
                let uri = convert::uri(params)?;
                let version = convert::field(params, "/textDocument/version")?;
                let text = convert::field(params, "/textDocument/text")?;
                state.documents.open(&uri, version, text);
                state.touch(&uri);
            }
            (Phase::Running, "textDocument/didChange") => {
                let uri = convert::uri(params)?;
                let version = convert::field(params, "/textDocument/version")?;
                let changes = convert::changes(params)?;
                state.documents.edit(&uri, version, changes, state.client.encoding);
                state.touch(&uri);
            }
            (Phase::Running, "textDocument/didClose") => {
                let uri = convert::uri(params)?;
                state.documents.close(&uri);
                state.touch(&uri);
            }
            (Phase::Running, "workspace/didChangeWatchedFiles") => {
                for uri in convert::changed_files(params)? {
                    state.documents.handed.forget(&uri);
                    state.affected.extend(state.documents.changed(&uri));
                }
            }
            (Phase::Running, "netcost/files") => {
                let files: Vec<handed::File> = convert::field(params, "/files")?;
                for file in files {
                    state.affected.extend(state.documents.changed(&file.uri));
                    state.documents.handed.take(file);
                }
            }
            (Phase::Running, "workspace/didChangeConfiguration") => {
                state.configure(params.get("settings").unwrap_or(&Value::Null));
            }
            _ => {}
        }
        Ok(())
    }

    /// Publishes what is wrong with the texts that have changed, and with those that use them.
    fn publish(&mut self, out: &mut Vec<Message>) {
        let edited = std::mem::take(&mut self.state.edited);
        let affected = std::mem::take(&mut self.state.affected);
        if edited.is_empty() && affected.is_empty() {
            return;
        }
        for uri in edited.union(&affected) {
            // What is not known is not shown.
            if guarded(|| self.find(uri)).is_err() {
                self.state.published.found(uri, None);
            }
        }
        let State { published, documents, client, .. } = &mut self.state;
        let wanted = documents.wanted();
        out.extend((!wanted.is_empty()).then(|| convert::want(&wanted)));
        let known = edited.iter().filter(|uri| !documents.waits(uri)).cloned().collect();
        for (uri, messages) in published.news(&known) {
            let version = documents.get(&uri).map(|open| open.version);
            out.push(convert::publish(&uri, version, messages));
        }
        if affected.iter().any(|uri| !edited.contains(uri)) {
            self.refreshed += 1;
            out.extend(convert::refresh(*client, self.refreshed));
        }
    }

    /// Finds what is wrong with a text.
    fn find(&mut self, uri: &str) {
        let State { documents, published, client, .. } = &mut self.state;
        let snapshot = documents.snapshot(uri);
        // What a file defines is not missing while it is on its way.
        if documents.waits(uri) {
            return;
        }
        let found = snapshot.map(|snapshot| {
            let uri_of = |file: &str| documents.uri_of(file);
            let ranges = Ranges::new(&snapshot, client.encoding, &uri_of);
            convert::diagnostics(&ide::messages(&snapshot), uri, &ranges)
        });
        published.found(uri, found);
    }
}

/// Runs what may hit a mistake in the program, which then costs this one answer. The message is on stderr.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| Fault::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_costs_one_answer() {
        assert_eq!(guarded(|| 1), Ok(1));
        let failed: Result<(), Fault> = guarded(|| panic!("a mistake"));
        assert_eq!(failed, Err(Fault::Internal));
    }
}
