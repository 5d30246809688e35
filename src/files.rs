//! From files to texts: reading, and what may be wrong with a file as such.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::check::Files;
use crate::diagnostics::Fallible;
use crate::diagnostics::file::FileProblem;
use crate::source::{Source, Sources, Span};

/// The most that a file may hold, in MiB.
pub const LIMIT_MIB: u64 = 256;

/// The files of this computer.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let file = File::open(path)?;
        let found = file.metadata()?;
        if found.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        // What is too large need not be read for that.
        if found.len() > LIMIT_MIB << 20 {
            return Err(ErrorKind::FileTooLarge.into());
        }
        read_up_to(LIMIT_MIB << 20, found.len(), file)
    }
}

/// No files at all: for texts that are complete in themselves.
#[derive(Clone, Copy, Debug)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
        Err(ErrorKind::NotFound.into())
    }
}

/// All that a stream holds.
///
/// # Errors
/// When it cannot be read, and when it holds more than [`LIMIT_MIB`].
pub fn read(stream: impl Read) -> io::Result<Vec<u8>> {
    read_up_to(LIMIT_MIB << 20, 0, stream)
}

/// Reads what is expected to be so many bytes, and no more than a limit.
fn read_up_to(limit: u64, expected: u64, stream: impl Read) -> io::Result<Vec<u8>> {
    // One more, so that the end is found without asking for room.
    let room = expected.min(limit) + 1;
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
    stream.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// Reads a file into the sources, under its path as given; `span` is the `use` that names it.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub fn load<'s>(
    sources: &'s Sources,
    files: &dyn Files,
    path: &Path,
    span: Option<Span>,
) -> Fallible<&'s Source> {
    add(sources, path.display().to_string(), files.read(path), span)
}

/// Adds what was read to the sources, under the name that messages show.
///
/// # Errors
/// When it was not read, is not UTF-8, or holds a NUL, which no text does.
pub fn add(
    sources: &Sources,
    name: String,
    read: io::Result<Vec<u8>>,
    span: Option<Span>,
) -> Fallible<&Source> {
    let bytes = read.map_err(|error| unreadable(name.clone(), error.kind(), span))?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => match text.find('\0') {
            Some(at) => return Err(not_text(name, text.as_bytes(), at, span).into()),
            None => text,
        },
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            return Err(not_text(name, error.as_bytes(), at, span).into());
        }
    };
    // Thousands of files of the largest size are what it takes to fill the address space.
    sources
        .add(name.clone(), text)
        .map_err(|_| FileProblem::TooLarge { path: name, limit: LIMIT_MIB, span }.into())
}

fn unreadable(path: String, reason: ErrorKind, span: Option<Span>) -> FileProblem {
    match reason {
        ErrorKind::FileTooLarge => FileProblem::TooLarge { path, limit: LIMIT_MIB, span },
        ErrorKind::IsADirectory => {
            let help = match span {
                Some(_) => "a `use` names one file: add the name of one in it".to_owned(),
                None => format!("`netcost check {path}` checks the networks in it"),
            };
            FileProblem::Directory { path, span, help }
        }
        ErrorKind::NotFound => FileProblem::NotFound { path, span, help: None },
        reason => FileProblem::Unreadable { path, reason, span },
    }
}

/// What is wrong with bytes of which that at `at` is the first that is no text.
fn not_text(path: String, bytes: &[u8], at: usize, span: Option<Span>) -> FileProblem {
    let (good, bad) = bytes.split_at(at);
    let line = good.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    FileProblem::NotUtf8 {
        path,
        line: good.iter().filter(|byte| **byte == b'\n').count() + 1,
        column: String::from_utf8_lossy(line).chars().count() + 1,
        byte: bad.first().copied().unwrap_or_default(),
        span,
        help: match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it looks like UTF-16; save it as UTF-8",
            _ if bytes.contains(&0) => {
                "it looks like a binary file, or like UTF-16; a network is a text in UTF-8"
            }
            _ => "save it as UTF-8",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(bytes: &[u8]) -> String {
        let sources = Sources::new();
        add(&sources, "x.net".to_owned(), Ok(bytes.to_vec()), None).expect_err("bad").to_string()
    }

    #[test]
    fn bytes_that_are_no_text_are_named_with_line_and_column() {
        assert_eq!(
            problem("input 3\n# é\u{a0}\n".as_bytes().get(..13).expect("long enough")),
            "`x.net` is not UTF-8 text: line 2 holds the byte 0xc2 at column 4"
        );
        assert_eq!(
            problem(&[0xff, 0xfe, b'i', 0]),
            "`x.net` is not UTF-8 text: line 1 holds the byte 0xff at column 1"
        );
        assert_eq!(
            problem(b"input 3\nfc 4\0"),
            "`x.net` is not UTF-8 text: line 2 holds the byte 0x00 at column 5"
        );
    }

    #[test]
    fn a_stream_without_end_is_too_large() {
        let endless = read_up_to(1000, 0, io::repeat(b' ')).expect_err("endless");
        assert_eq!(endless.kind(), ErrorKind::FileTooLarge);
        assert_eq!(read_up_to(1000, 1000, &[b' '; 1000][..]).expect("it fits").len(), 1000);
    }

    #[test]
    fn a_folder_is_no_file() {
        let error = Disk.read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect_err("a folder");
        assert_eq!(error.kind(), ErrorKind::IsADirectory);
    }
}
