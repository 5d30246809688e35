//! The texts that the client has open.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::handed::Handed;
use super::uri;
use crate::ide::{Document, Encoding, Snapshot};
use crate::source::Files;
use crate::syntax::Memo;

/// A text that the client has open.
#[derive(Debug)]
pub struct Open {
    /// Its path, under which messages name it.
    path: PathBuf,
    /// The client's number of the text as it is.
    pub version: i32,
    document: Document,
    /// What is known of its statements as they were before.
    memo: Rc<Memo>,
    /// What is known of the text as it is, once that was asked for.
    snapshot: Option<Rc<Snapshot>>,
    /// The files that were looked for then, whether they are there or not.
    asked: BTreeSet<PathBuf>,
}

/// The texts that the client has open, over the files that it has handed over, over those on disk.
pub struct Documents {
    open: BTreeMap<String, Open>,
    /// The files that the client has handed over.
    pub handed: Handed,
    disk: Box<dyn Files>,
    /// Whether advice is wanted.
    pub advice: bool,
}

/// A change: what lies between two places, or everything, and the new text.
pub type Change = (Option<std::ops::Range<crate::ide::Position>>, String);

impl Documents {
    /// None open.
    pub fn new(disk: Box<dyn Files>) -> Self {
        Documents { open: BTreeMap::new(), handed: Handed::default(), disk, advice: false }
    }

    /// Opens a text.
    pub fn open(&mut self, uri: &str, version: i32, text: String) {
        let (path, document) = (uri::path(uri), Document::new(text));
        let memo = Rc::default();
        let open = Open { path, version, document, memo, snapshot: None, asked: BTreeSet::new() };
        self.open.insert(uri.to_owned(), open);
    }

    /// Changes a text that is open.
    pub fn edit(&mut self, uri: &str, version: i32, changes: Vec<Change>, encoding: Encoding) {
        let Some(open) = self.open.get_mut(uri) else { return };
        for (range, text) in changes {
            match range {
                Some(range) => open.document.edit(range, &text, encoding),
                None => open.document = Document::new(text),
            }
        }
        open.version = version;
        open.snapshot = None;
    }

    /// Closes a text: the file on disk counts again.
    pub fn close(&mut self, uri: &str) {
        self.open.remove(uri);
    }

    /// Forgets what is known of the texts that use a file; their URIs.
    pub fn changed(&mut self, uri: &str) -> Vec<String> {
        let path = uri::path(uri);
        let users = self.open.iter_mut().filter(|(_, open)| open.asked.contains(&path));
        users
            .map(|(uri, open)| {
                open.snapshot = None;
                uri.clone()
            })
            .collect()
    }

    /// The files that a text asks for and the client has not handed over yet, though it will.
    fn awaited<'a>(&'a self, user: &'a Open) -> impl Iterator<Item = &'a PathBuf> {
        let is_open = |path: &PathBuf| self.open.values().any(|open| open.path == *path);
        user.asked.iter().filter(move |path| self.handed.is_awaited(path) && !is_open(path))
    }

    /// Whether the client is still to hand over a file that a text asks for.
    pub fn waits(&self, uri: &str) -> bool {
        self.open.get(uri).is_some_and(|user| self.awaited(user).next().is_some())
    }

    /// The URIs of the files that the client is to hand over, each once.
    pub fn wanted(&mut self) -> Vec<String> {
        let awaited = self.open.values().flat_map(|user| self.awaited(user));
        let awaited: BTreeSet<PathBuf> = awaited.cloned().collect();
        let news = awaited.into_iter().filter(|path| self.handed.ask(path));
        news.map(|path| uri::uri(&path)).collect()
    }

    /// Forgets what is known of all texts; their URIs.
    pub fn forget(&mut self) -> Vec<String> {
        self.open.values_mut().for_each(|open| open.snapshot = None);
        self.open.keys().cloned().collect()
    }

    /// A text that is open.
    pub fn get(&self, uri: &str) -> Option<&Open> {
        self.open.get(uri)
    }

    /// What is known of a text as it is; `None` if it is not open.
    pub fn snapshot(&mut self, uri: &str) -> Option<Rc<Snapshot>> {
        let open = self.open.get(uri)?;
        if let Some(known) = &open.snapshot {
            return Some(Rc::clone(known));
        }
        let overlay = self.files();
        let name = open.path.display().to_string();
        open.memo.age();
        let (text, advice, memo) = (open.document.text(), self.advice, &open.memo);
        let snapshot = Rc::new(Snapshot::new(&name, text, advice, &overlay, memo));
        let asked = overlay.asked.into_inner();
        let open = self.open.get_mut(uri)?;
        (open.asked, open.snapshot) = (asked, Some(Rc::clone(&snapshot)));
        Some(snapshot)
    }

    /// What is known of all texts that are open.
    pub fn snapshots(&mut self) -> Vec<Rc<Snapshot>> {
        let uris: Vec<String> = self.open.keys().cloned().collect();
        uris.iter().filter_map(|uri| self.snapshot(uri)).collect()
    }

    /// The files that the server can read itself.
    pub fn disk(&self) -> &dyn Files {
        &*self.disk
    }

    /// The files as the client sees them.
    pub fn files(&self) -> Overlay<'_> {
        Overlay { documents: self, asked: RefCell::default() }
    }

    /// The URI of a file: as the client writes it, if it has the file open.
    pub fn uri_of(&self, file: &str) -> String {
        let path = Path::new(file);
        let open = self.open.iter().find(|(_, open)| open.path == path);
        open.map_or_else(|| uri::uri(path), |(uri, _)| uri.clone())
    }
}

/// The texts that are open, the files that were handed over, and those on disk.
pub struct Overlay<'a> {
    documents: &'a Documents,
    asked: RefCell<BTreeSet<PathBuf>>,
}

impl Files for Overlay<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.asked.borrow_mut().insert(path.to_owned());
        let mut open = self.documents.open.values();
        match open.find(|open| open.path == path) {
            Some(open) => Ok(open.document.text().as_bytes().to_vec()),
            None => match self.documents.handed.text(path) {
                Some(text) => Ok(text.as_bytes().to_vec()),
                // A text that was never saved lies in no folder.
                None if !path.is_absolute() => Err(io::ErrorKind::NotFound.into()),
                None => self.documents.disk.read(path),
            },
        }
    }

    fn networks(&self, folder: &Path) -> Vec<String> {
        match self.documents.handed.beside(folder) {
            Some(names) => names.to_vec(),
            None if folder.is_absolute() => self.documents.disk.networks(folder),
            None => Vec::new(),
        }
    }
}
