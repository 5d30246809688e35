//! The `net` blocks: each is compiled, and what is said of it compared with its marks.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::Path;

use libtest_mimic::Failed;
use netcost::internals::diagnostics::rendering::{MessageFormat, Messages, Style};
use netcost::{Files, Options, Sources};

use crate::fixture::Fixture;
use crate::page::{Block, Page};

/// The severities, which are also the names of the marks.
const SEVERITIES: [&str; 3] = ["error", "warning", "advice"];

/// The blocks of a page that are files for others to `use`.
pub struct Library(BTreeMap<OsString, String>);

impl Library {
    /// The files before a block.
    pub fn before(page: &Page, block: &Block) -> Self {
        let blocks = page.blocks().into_iter();
        let before = blocks.filter(|other| other.lines.start < block.lines.start);
        let files = before.filter_map(|file| {
            let name = file.marked("file").next()?.into();
            Some((name, page.source(&file)))
        });
        Library(files.collect())
    }
}

impl Files for Library {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let text = path.file_name().and_then(|name| self.0.get(name));
        Ok(text.ok_or(io::ErrorKind::NotFound)?.clone().into_bytes())
    }
}

/// Whether a block is a network that has to be compiled for itself.
pub fn is_network(block: &Block) -> bool {
    block.language == "net" && block.marked("file").next().is_none()
}

/// Compiles a network: it causes exactly what it is marked with.
pub fn check(page: &Page, block: &Block) -> Result<(), Failed> {
    let messages = messages(page, block);
    let marks = SEVERITIES.into_iter();
    let expected: BTreeSet<String> = marks
        .flat_map(|name| block.marked(name).map(move |code| format!("{name}[{code}]")))
        .collect();
    let found: BTreeSet<String> = messages.iter().map(|message| tag(message)).collect();
    if found == expected {
        return Ok(());
    }
    Err(format!("expected {expected:?}, found {found:?}\n{}", messages.join("\n")).into())
}

/// `error[net::shape::kernel_too_large]`, of a message in short.
fn tag(message: &str) -> String {
    let (before, after) = message.split_once("[net::").expect("a code");
    let severity = before.rsplit(' ').next().unwrap_or_default();
    format!("{severity}[net::{}]", after.split(']').next().unwrap_or_default())
}

/// What is said of a network, in short and without the name of its file: `2:1: error[…]: …`.
pub fn messages(page: &Page, block: &Block) -> Vec<String> {
    said(page, block, false)
}

/// The same, with the help of each message in a line below it.
pub fn messages_with_help(page: &Page, block: &Block) -> Vec<String> {
    said(page, block, true)
}

fn said(page: &Page, block: &Block, help: bool) -> Vec<String> {
    let (name, text) = match page.file(block).filter(|_| !help) {
        Some(path) => {
            let fixture = Fixture::read(path);
            (fixture.shown(), fixture.messages("short"))
        }
        None => {
            let name = page.place(block.lines.start);
            let text = compile(&name, page.source(block), &Library::before(page, block), help);
            (name, text)
        }
    };
    // The input before a block is no line of it.
    let hidden = block.marked("after").count();
    text.lines().map(|line| shorten(line, &name, hidden)).collect()
}

/// All messages about a network in short, those about its claims on totals included.
fn compile(name: &str, text: String, files: &Library, help: bool) -> String {
    let sources = Sources::new();
    let main = sources.add(name, text).expect("room for a page");
    let diagnostics = netcost::internals::analysis::diagnose(
        &sources,
        main,
        &Options::default(),
        &netcost::Costing::default(),
        files,
    );
    let mut bytes = Vec::new();
    let style = Style { width: 80, color: false, unicode: false };
    let format = MessageFormat::named("short").expect("a form");
    for diagnostic in &diagnostics {
        let mut messages = Messages::new(format, style, &mut bytes);
        messages.write(std::slice::from_ref(diagnostic), &sources).expect("room in memory");
        if let Some(help) = diagnostic.help().filter(|_| help) {
            bytes.extend(format!("  help: {help}\n").into_bytes());
        }
    }
    String::from_utf8(bytes).expect("text")
}

/// A message without the name of the main file, and as many lines further up.
fn shorten(message: &str, name: &str, hidden: usize) -> String {
    let shortened = || {
        let (line, rest) = message.strip_prefix(name)?.strip_prefix(':')?.split_once(':')?;
        let line = line.parse::<usize>().ok()?.saturating_sub(hidden);
        Some(format!("{line}:{rest}"))
    };
    shortened().unwrap_or_else(|| message.to_owned())
}
