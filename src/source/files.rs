//! From files to texts: where bytes come from, and whether they are a text.

use std::fs::{File, Metadata};
use std::io::{self, Cursor, ErrorKind, Read};
use std::path::Path;

use super::window::{Forward, Seekable, Stream};
use super::{Source, Sources};

/// The most that a file may hold, in MiB.
pub const LIMIT_MIB: u64 = 256;

/// Where files are read from: the caller decides.
///
/// ```
/// use std::{io, path::Path};
///
/// use netcost::{Files, Options};
///
/// /// The files that an editor has open.
/// struct Open;
///
/// impl Files for Open {
///     fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
///         match path.to_str() {
///             Some("blocks.net") => Ok(b"block cbr(c) { conv c k3 p1; bn; relu }".to_vec()),
///             _ => Err(io::ErrorKind::NotFound.into()),
///         }
///     }
/// }
///
/// let text = "use \"blocks.net\"\ninput 3x32x32\ncbr 16\n";
/// let analysis = netcost::analyze_with("net.net", text, &Options::new(), &Open);
/// assert_eq!(analysis.network().map(|network| network.layers.len()), Some(3));
/// ```
pub trait Files {
    /// The bytes of the file at this path.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The file at this path, to be read from front to end: a model, of which the weights are skipped.
    ///
    /// # Errors
    /// When it cannot be read.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Stream>> {
        Ok(Box::new(Cursor::new(self.read(path)?)))
    }

    /// The names of the networks in a folder, in order, as far as that is known.
    fn networks(&self, _folder: &Path) -> Vec<String> {
        Vec::new()
    }
}

/// The files of this computer.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let (file, found) = open(path)?;
        // What is too large need not be read for that.
        if found.len() > LIMIT_MIB << 20 {
            return Err(ErrorKind::FileTooLarge.into());
        }
        read_up_to(LIMIT_MIB << 20, found.len(), file)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Stream>> {
        let (file, found) = open(path)?;
        // Pipes have paths too, and some files of the system hold more than they say.
        Ok(match found.is_file() && found.len() > 0 {
            true => Box::new(Seekable::new(file, found.len())),
            false => Box::new(Forward(file)),
        })
    }

    fn networks(&self, folder: &Path) -> Vec<String> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let entries = std::fs::read_dir(folder).into_iter().flatten().take(LISTED).flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut networks: Vec<String> = names.filter(|name| name.ends_with(".net")).collect();
        networks.sort();
        networks
    }
}

/// The file at a path, which is no folder.
fn open(path: &Path) -> io::Result<(File, Metadata)> {
    let file = File::open(path)?;
    let found = file.metadata()?;
    if found.is_dir() { Err(ErrorKind::IsADirectory.into()) } else { Ok((file, found)) }
}

/// The most entries of a folder that are looked at.
const LISTED: usize = 10_000;

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

/// Why a file is not among the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Its name, as messages show it.
    pub name: String,
    /// What is wrong with it.
    pub reason: ReadErrorKind,
}

/// What is wrong with a file that is to be read as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadErrorKind {
    /// The bytes could not be read.
    Io(ErrorKind),
    /// It holds more than [`LIMIT_MIB`].
    TooLarge,
    /// It is not UTF-8, or holds a NUL, which no text does.
    NotText {
        /// The line of the first such byte, from 1.
        line: usize,
        /// Its column in characters, from 1.
        column: usize,
        /// The byte.
        byte: u8,
        /// Whether the file looks like UTF-16.
        utf16: bool,
        /// Whether it holds a NUL, as binary files do.
        binary: bool,
    },
}

impl Sources {
    /// Reads a file into the sources, under its path as given.
    ///
    /// # Errors
    /// When it cannot be read or is not UTF-8.
    pub fn load(&self, files: &dyn Files, path: &Path) -> Result<&Source, ReadError> {
        self.add_read(path.display().to_string(), files.read(path))
    }

    /// Adds what was read to the sources, under the name that messages show.
    ///
    /// # Errors
    /// When it was not read, is not UTF-8, or holds a NUL, which no text does.
    pub fn add_read(&self, name: String, read: io::Result<Vec<u8>>) -> Result<&Source, ReadError> {
        let text = read
            .map_err(|error| match error.kind() {
                ErrorKind::FileTooLarge => ReadErrorKind::TooLarge,
                kind => ReadErrorKind::Io(kind),
            })
            .and_then(decoded);
        match text {
            // Thousands of files of the largest size are what it takes to fill the address space.
            Ok(text) => self
                .add(name.clone(), text)
                .map_err(|_| ReadError { name, reason: ReadErrorKind::TooLarge }),
            Err(reason) => Err(ReadError { name, reason }),
        }
    }
}

/// The text that bytes hold.
fn decoded(bytes: Vec<u8>) -> Result<String, ReadErrorKind> {
    match String::from_utf8(bytes) {
        Ok(text) => match text.find('\0') {
            Some(at) => Err(not_text(text.as_bytes(), at)),
            None => Ok(text),
        },
        Err(error) => Err(not_text(error.as_bytes(), error.utf8_error().valid_up_to())),
    }
}

/// What is wrong with bytes whose first byte that is not text is at `at`.
fn not_text(bytes: &[u8], at: usize) -> ReadErrorKind {
    let (good, bad) = bytes.split_at(at);
    let line = good.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    ReadErrorKind::NotText {
        line: good.iter().filter(|byte| **byte == b'\n').count() + 1,
        column: String::from_utf8_lossy(line).chars().count() + 1,
        byte: bad.first().copied().unwrap_or_default(),
        utf16: matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]),
        binary: bytes.contains(&0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line, the column and the byte of what is not text.
    fn bad(bytes: &[u8]) -> (usize, usize, u8) {
        let sources = Sources::new();
        match sources.add_read("x.net".to_owned(), Ok(bytes.to_vec())).expect_err("bad").reason {
            ReadErrorKind::NotText { line, column, byte, .. } => (line, column, byte),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_named_with_line_and_column() {
        assert_eq!(
            bad("input 3\n# é\u{a0}\n".as_bytes().get(..13).expect("long enough")),
            (2, 4, 0xc2)
        );
        assert_eq!(bad(&[0xff, 0xfe, b'i', 0]), (1, 1, 0xff));
        assert_eq!(bad(b"input 3\nfc 4\0"), (2, 5, 0x00));
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
