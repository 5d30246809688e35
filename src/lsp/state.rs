//! What the server knows of the client and its texts.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::convert::Client;
use super::documents::Documents;
use super::published::Published;
use super::settings::Settings;
use crate::source::Files;

/// What the server knows.
pub struct State {
    /// What the client can do.
    pub client: Client,
    /// What it sets.
    pub settings: Settings,
    /// The texts that it has open.
    pub documents: Documents,
    /// The messages that it shows.
    pub published: Published,
    /// The texts that were opened, edited or closed, of which messages are to be published.
    pub edited: BTreeSet<String>,
    /// The texts that use a file that has changed.
    pub affected: BTreeSet<String>,
    /// What is to be said to who uses the client.
    pub warnings: Vec<String>,
    /// What makes a text of the model at a path, if the server can do that.
    pub import: Option<Import>,
}

/// Makes a text of the model at a path, or says what is wrong with it.
pub type Import = fn(&Path, &dyn Files) -> Result<String, String>;

impl State {
    /// A text was opened, changed or closed.
    pub fn touch(&mut self, uri: &str) {
        self.edited.insert(uri.to_owned());
        self.affected.extend(self.documents.changed(uri));
    }

    /// Takes what the client sets.
    pub fn configure(&mut self, given: &Value) {
        match self.settings.with(given) {
            Ok(settings) if settings == self.settings => {}
            Ok(settings) => {
                self.settings = settings;
                self.documents.advice = settings.advice;
                self.affected.extend(self.documents.forget());
            }
            Err(error) => self.warnings.push(format!("netcost: a setting is wrong: {error}")),
        }
    }
}
