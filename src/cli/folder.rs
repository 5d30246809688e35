//! The files that words of the command line name, those in folders included.

use std::collections::HashSet;
use std::fs::{self, DirEntry, FileType};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::input::Input;
use crate::bundled::examples::Example;
use crate::diagnostics::Result;
use crate::diagnostics::file::FileProblem;

/// What is to be looked at, in the order it was named, and in folders by path; each file once. A
/// word that names no bundled example may be a folder.
pub fn expand(inputs: impl Iterator<Item = Input>) -> Vec<Result<Input>> {
    let mut known = HashSet::new();
    let found = inputs.flat_map(|input| match input {
        Input::File(path) if path.is_dir() => below(&path),
        Input::Example(name) if is_folder(&name) => below(Path::new(&name)),
        input => vec![Ok(input)],
    });
    found.filter(|found| found.as_ref().map_or(true, |input| known.insert(input.clone()))).collect()
}

fn is_folder(name: &str) -> bool {
    Example::find(name).is_none() && Path::new(name).is_dir()
}

/// The networks in a folder and those below it; a folder without any is an error.
fn below(folder: &Path) -> Vec<Result<Input>> {
    let mut walk = Walk { open: vec![folder.to_owned()], files: Vec::new(), failed: Vec::new() };
    while let Some(folder) = walk.open.pop() {
        if let Err(error) = walk.look_into(&folder) {
            let (path, reason) = (folder.display().to_string(), error.kind());
            walk.failed.push(FileProblem::Unreadable { path, reason, span: None });
        }
    }
    if walk.files.is_empty() && walk.failed.is_empty() {
        walk.failed.push(FileProblem::NoNetworks { path: folder.display().to_string() });
    }
    walk.files.sort();
    let files = walk.files.into_iter().map(|path| Ok(Input::File(path)));
    files.chain(walk.failed.into_iter().map(|problem| Err(problem.into()))).collect()
}

/// A walk through folders; links to folders are not followed, so that it ends.
struct Walk {
    open: Vec<PathBuf>,
    files: Vec<PathBuf>,
    failed: Vec<FileProblem>,
}

impl Walk {
    fn look_into(&mut self, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let (kind, path) = (entry.file_type()?, plain(&entry.path()));
            if is_hidden(&entry) {
                continue;
            }
            if kind.is_dir() && entry.file_name() != "target" {
                self.open.push(path);
            } else if is_network(&path, kind) {
                self.files.push(path);
            }
        }
        Ok(())
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// Whether it is a file of that ending. A link that leads nowhere is one: it is reported when it is
/// read.
fn is_network(path: &Path, kind: FileType) -> bool {
    let leads_to_file = || fs::metadata(path).map_or(true, |found| found.is_file());
    path.extension().is_some_and(|ending| ending == "net")
        && (kind.is_file() || kind.is_symlink() && leads_to_file())
}

/// The path without the `.` it may begin with: what is found below `.` is shown as it is called.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(folder: &Path) -> Vec<String> {
        let shown = |path: &Path| path.strip_prefix(folder).expect("below").display().to_string();
        below(folder)
            .into_iter()
            .map(|found| match found {
                Ok(Input::File(path)) => shown(&path),
                other => panic!("{other:?} is not a file"),
            })
            .collect()
    }

    #[test]
    fn networks_are_found_in_every_folder_but_hidden_ones_and_target() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b/x.net", "a.net", "b/a/y.net", ".git/z.net", "target/z.net", ".z.net", "z"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, "").expect("written");
        }
        assert_eq!(found(folder.path()), ["a.net", "b/a/y.net", "b/x.net"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_back_ends() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.net"), "").expect("written");
        symlink(folder.path(), folder.path().join("loop")).expect("linked");
        symlink(folder.path(), folder.path().join("loop.net")).expect("linked");
        symlink(folder.path().join("a.net"), folder.path().join("b.net")).expect("linked");
        assert_eq!(found(folder.path()), ["a.net", "b.net"]);
    }

    #[test]
    fn a_file_named_twice_is_looked_at_once() {
        let word = || Input::File("x.net".into());
        assert_eq!(expand([word(), Input::Stdin, word()].into_iter()).len(), 2);
    }
}
