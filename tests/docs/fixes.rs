//! What messages propose works: a fix makes its message go away and breaks nothing else, and what
//! help says to write can be read.

use std::path::Path;

use libtest_mimic::Failed;
use miette::Diagnostic as _;
use netcost::internals::diagnostics::Diagnostic;
use netcost::internals::diagnostics::fix::Fix;
use netcost::{Files, Options, Sources};

use crate::network::Library;
use crate::page::{Block, Page};

/// Applies each fix of a network's messages by itself, and reads what their help says to write.
pub fn check(page: &Page, block: &Block) -> Result<(), Failed> {
    let (text, files) = (page.source(block), Library::before(page, block));
    let before = messages(&text, &files);
    let mut failures = String::new();
    for message in &before {
        match &message.fixed {
            Some(fixed) => failures += &effect(message, &before, &messages(fixed, &files), fixed),
            None => failures += &unreadable(message),
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.into()) }
}

/// A message, as far as it tells one from another.
struct Message {
    code: String,
    text: String,
    help: String,
    /// The network with the fix applied, if there is one.
    fixed: Option<String>,
}

fn messages(text: &str, files: &dyn Files) -> Vec<Message> {
    let sources = Sources::new();
    let main = sources.add("page.net", text).expect("room for a page");
    let checked = netcost::internals::check::check(&sources, main, &Options::default(), files);
    let mut diagnostics = checked.diagnostics;
    if let Some(Ok(costed)) = checked.network.as_ref().map(netcost::internals::cost::cost) {
        diagnostics.extend(costed.failed);
    }
    let message = |diagnostic: &Diagnostic| {
        let problem = &diagnostic.kind;
        let applied = |fix: &Fix| {
            assert_eq!(sources.source(fix.span).map(|source| source.name()), Some("page.net"));
            let at = |offset: u32| (offset - main.base()) as usize;
            let mut text = text.to_owned();
            text.replace_range(at(fix.span.start)..at(fix.span.end), &fix.text);
            text
        };
        Message {
            code: problem.code().map(|code| code.to_string()).unwrap_or_default(),
            text: problem.to_string(),
            help: problem.help().map(|help| help.to_string()).unwrap_or_default(),
            fixed: problem.fix().map(applied),
        }
    };
    diagnostics.iter().map(message).collect()
}

/// What is wrong with what a fix leads to.
fn effect(of: &Message, before: &[Message], after: &[Message], fixed: &str) -> String {
    let same = |other: &&Message| (&other.text, &other.help) == (&of.text, &of.help);
    let is_broken = |message: &&Message| message.code.starts_with("net::syntax::");
    let count = |messages: &[Message], which: &dyn Fn(&&Message) -> bool| {
        messages.iter().filter(|message| which(message)).count()
    };
    if count(after, &same) >= count(before, &same) {
        format!("`{}` is still said of\n{fixed}\n", of.text)
    } else if count(after, &is_broken) > count(before, &is_broken) {
        format!("the fix of `{}` breaks the syntax:\n{fixed}\n", of.text)
    } else {
        String::new()
    }
}

/// What help says to write, if it is neither a statement nor an argument nor an expression.
fn unreadable(message: &Message) -> String {
    let Some((_, rest)) = message.help.split_once("write `") else { return String::new() };
    let Some((written, _)) = rest.split_once('`') else { return String::new() };
    let broken = |text: String| {
        let messages = messages(&text, &Nothing);
        messages.iter().any(|message| message.code.starts_with("net::syntax::"))
    };
    let readings = [written.to_owned(), format!("relu {written}"), format!("let x = {written}")];
    if written.contains('…') || readings.into_iter().any(|reading| !broken(reading)) {
        return String::new();
    }
    format!("`{written}`, as `{}` proposes, does not parse\n", message.text)
}

/// No files.
struct Nothing;

impl Files for Nothing {
    fn read(&self, _: &Path) -> std::io::Result<Vec<u8>> {
        Err(std::io::ErrorKind::NotFound.into())
    }
}
