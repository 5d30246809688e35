//! The messages that the client shows, by the file that they are about.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashSet;
use serde_json::Value;

/// Messages by the URI of the file that they are about.
pub type ByFile = BTreeMap<String, Vec<Value>>;

/// The messages that the client shows.
#[derive(Debug, Default)]
pub struct Published {
    /// What is wrong with each text that is open, and with the files it uses.
    found: BTreeMap<String, ByFile>,
    /// What the client shows.
    shown: ByFile,
}

impl Published {
    /// Takes what is now wrong with a text; `None` once it is closed.
    pub fn found(&mut self, uri: &str, messages: Option<ByFile>) {
        match messages {
            Some(messages) => _ = self.found.insert(uri.to_owned(), messages),
            None => _ = self.found.remove(uri),
        }
    }

    /// What is to be shown anew: the files whose messages have changed, and these.
    pub fn news(&mut self, of: &BTreeSet<String>) -> Vec<(String, Vec<Value>)> {
        let mut all = ByFile::new();
        let mut known = HashSet::default();
        for (file, messages) in self.found.values().flatten() {
            // What several files find in one that they use is one message.
            let new = messages.iter().filter(|message| known.insert((file, *message)));
            all.entry(file.clone()).or_default().extend(new.cloned());
        }
        let files: BTreeSet<&String> = all.keys().chain(self.shown.keys()).chain(of).collect();
        let news = files.into_iter().filter_map(|file| {
            let now = all.get(file).cloned().unwrap_or_default();
            let before = self.shown.get(file).map(Vec::as_slice).unwrap_or_default();
            (of.contains(file) || now != before).then(|| (file.clone(), now))
        });
        let news = news.collect();
        all.retain(|_, messages| !messages.is_empty());
        self.shown = all;
        news
    }
}
