//! Files that the client sends. A browser has no disk, and a client there reads files asynchronously. So the server
//! asks for the files it needs, and continues when they arrive.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::uri;

/// The files that the client has handed over.
#[derive(Debug, Default)]
pub struct Handed {
    /// Whether the client hands over the files that it is asked for.
    pub on_request: bool,
    files: BTreeMap<PathBuf, State>,
}

/// What is known of a file.
#[derive(Debug)]
enum State {
    /// The client was asked for it.
    Asked,
    /// It has this text.
    Text(String),
    /// It cannot be read; the networks in its folder.
    Missing(Vec<String>),
}

/// A file as the client hands it over.
#[derive(Debug, Deserialize)]
pub struct File {
    /// Where it is.
    pub uri: String,
    /// Its text, if it can be read.
    text: Option<String>,
    /// The names of the networks in its folder, for a file that cannot be read.
    #[serde(default)]
    beside: Vec<String>,
}

impl Handed {
    /// Takes a file.
    pub fn take(&mut self, file: File) {
        let state = match file.text {
            Some(text) => State::Text(text),
            None => State::Missing(file.beside),
        };
        self.files.insert(uri::path(&file.uri), state);
    }

    /// Forgets a file that has changed, so that the client is asked again.
    pub fn forget(&mut self, uri: &str) {
        if self.on_request {
            self.files.remove(&uri::path(uri));
        }
    }

    /// The text of a file.
    pub fn text(&self, path: &Path) -> Option<&str> {
        match self.files.get(path)? {
            State::Text(text) => Some(text),
            State::Asked | State::Missing(_) => None,
        }
    }

    /// The names of the networks in a folder, if a file was sought there and not found.
    pub fn beside(&self, folder: &Path) -> Option<&[String]> {
        self.files.iter().find_map(|(path, state)| match state {
            State::Missing(beside) if path.parent() == Some(folder) => Some(beside.as_slice()),
            State::Missing(_) | State::Asked | State::Text(_) => None,
        })
    }

    /// Whether the client will hand over a file and has not yet.
    pub fn is_awaited(&self, path: &Path) -> bool {
        let is_known = matches!(self.files.get(path), Some(State::Text(_) | State::Missing(_)));
        self.on_request && !is_known && uri::has_folder(path)
    }

    /// Notes that the client is asked for a file; whether that is new.
    pub fn ask(&mut self, path: &Path) -> bool {
        !self.files.contains_key(path) && self.files.insert(path.to_owned(), State::Asked).is_none()
    }
}
