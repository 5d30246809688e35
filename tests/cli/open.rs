//! `--open`: a page is written and shown in the browser.

use std::fs;
use std::io;
use std::path::Path;

use crate::program::Program;

/// A browser that demands a page, and takes it away.
fn shown(path: &Path) -> io::Result<()> {
    let page = fs::read_to_string(path)?;
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"), "{page}");
    assert_eq!(path.extension(), Some("html".as_ref()));
    fs::remove_file(path)
}

/// A browser that does not start.
fn broken(_: &Path) -> io::Result<()> {
    Err(io::ErrorKind::NotFound.into())
}

fn program(arguments: &[&str], browser: Option<fn(&Path) -> io::Result<()>>) -> Program {
    let mut program = Program::new(arguments);
    program.terminal.browser = browser;
    program
}

#[test]
fn a_page_is_written_to_a_temporary_file_and_shown() {
    for arguments in [&["run", "lenet5", "--open"][..], &["compare", "lenet5", "alexnet", "--open"]]
    {
        let output = program(arguments, Some(shown)).output();
        assert_eq!((output.status, &*output.stdout, &*output.stderr), (0, "", ""));
    }
}

#[test]
fn the_file_of_output_is_shown_and_stays_where_nothing_shows_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("page.html");
    let path = file.to_str().expect("a path");
    for browser in [None, Some(broken as fn(&Path) -> io::Result<()>)] {
        let output = program(&["run", "lenet5", "--open", "-o", path], browser).output();
        let note = format!("no browser could be opened; the page is `{path}`");
        assert!(output.status == 0 && output.stderr.contains(&note), "{}", output.stderr);
        shown(&file).expect("a page");
    }
    let output = program(&["run", "lenet5", "--open", "-o", path], Some(shown)).output();
    assert_eq!((output.status, &*output.stderr), (0, ""));
    assert!(!file.exists());
}

#[test]
fn a_page_that_nothing_shows_is_named() {
    let output = program(&["run", "lenet5", "--open"], None).output();
    let (_, from) = output.stderr.split_once("the page is `").expect("a note");
    let (path, _) = from.split_once('`').expect("a path");
    shown(Path::new(path)).expect("a page");
}

#[test]
fn nothing_is_opened_of_a_network_with_errors() {
    let output = program(&["run", "-e", "input 3; convv 4", "--open"], Some(broken)).output();
    assert_eq!(output.status, 1);
    assert!(!output.stderr.contains("browser"), "{}", output.stderr);
}

#[test]
fn browsers_show_pages() {
    for command in [&["run", "lenet5"][..], &["compare", "lenet5", "alexnet"]] {
        let arguments = [command, &["--open", "--format", "csv"]].concat();
        let output = program(&arguments, Some(broken)).output();
        let message = "`--open` shows a page: not with `--format csv`";
        assert!(output.status == 2 && output.stderr.contains(message), "{}", output.stderr);
    }
}
