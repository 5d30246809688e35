//! A network whose page is kept current.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

use serde_json::json;

use crate::cli::run::Run;
use crate::cli::terminal::Terminal;
use crate::cli::{Reporter, Streams};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::rendering::MessageFormat;
use crate::source::Sources;

/// By what a file is known to have changed: when it was written, and its size. `None` if it is not there.
type Stamp = Option<(SystemTime, u64)>;

/// A network whose page is kept current.
#[derive(Debug)]
pub(super) struct Watched {
    run: Run,
    /// The files that the network was read from.
    files: BTreeMap<PathBuf, Stamp>,
    /// The last page of the network without errors.
    page: Vec<u8>,
    /// How many pages there were before.
    version: u64,
    /// The messages about the files as they are.
    said: String,
}

impl Watched {
    /// The page of what there is now.
    pub fn new(run: Run) -> Self {
        let files = run.file().map(|path| (path, None)).into_iter().collect();
        let (page, said) = (Vec::new(), String::new());
        let mut watched = Watched { run, files, page, version: 0, said };
        watched.renew();
        watched
    }

    /// The page of the files as they are; if there are errors, the last one without.
    pub fn page(&mut self) -> Vec<u8> {
        self.look();
        self.page.clone()
    }

    /// Which page it is, and what is to be said of the files, as JSON.
    pub fn state(&mut self) -> Vec<u8> {
        self.look();
        json!({ "version": self.version, "said": self.said }).to_string().into_bytes()
    }

    /// Makes the page anew if a file has changed.
    fn look(&mut self) {
        if self.files.iter().any(|(path, before)| stamp(path) != *before) {
            self.renew();
        }
    }

    fn renew(&mut self) {
        let (mut page, mut said) = (Vec::new(), Vec::new());
        let streams = Streams {
            stdin: &mut io::empty(),
            stdout: &mut page,
            stderr: &mut said,
            terminal: Terminal::default(),
        };
        let sources = Sources::new();
        let mut reporter = Reporter::new(MessageFormat::default(), streams);
        // Before they are read: what is written meanwhile is a change.
        self.files.iter_mut().for_each(|(path, known)| *known = stamp(path));
        if let Err(problem) = self.run.compile(&sources, &mut reporter) {
            reporter.report(&[Diagnostic::new(problem)], &sources);
        }
        reporter.finish();
        for source in sources.iter() {
            let path = PathBuf::from(source.name());
            let found = stamp(&path);
            self.files.entry(path).or_insert(found);
        }
        self.said = String::from_utf8_lossy(&said).into_owned();
        if !page.is_empty() && page != self.page {
            self.page = page;
            self.version += 1;
        }
    }
}

fn stamp(path: &PathBuf) -> Stamp {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
