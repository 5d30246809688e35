//! Zip archives: the directory at the end, and single entries. What is not asked for is never read.

use std::io::{self, Read};

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::diagnostics::file::FileProblem;
use crate::diagnostics::import::ImportProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::source::Window;

/// The most bytes of a directory, and of an entry that is read.
const DIRECTORY: u64 = 64 << 20;
const ENTRY: u64 = 512 << 20;

/// The most bytes of an archive that can only be read from front to end: it is held in memory.
const HELD: u64 = 1 << 30;

/// The longest comment at the end of an archive, and the record before it.
const TAIL: u64 = 0xffff + 22;

/// What is wrong with an archive.
type Problem = Box<DiagnosticKind>;

/// What stands for a number that is in the extra field, as it has more than 32 bits.
const ELSEWHERE: u64 = 0xffff_ffff;

/// An archive whose directory has been read.
#[derive(Debug)]
pub(super) struct Archive<'w, 's> {
    window: &'w mut Window<'s>,
    length: u64,
    pub entries: Vec<Entry>,
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub name: String,
    method: u16,
    encrypted: bool,
    /// Bytes in the archive, and in the file.
    packed: u64,
    size: u64,
    offset: u64,
}

impl<'w, 's> Archive<'w, 's> {
    /// Reads the directory of an archive.
    ///
    /// # Errors
    /// When it is no archive, or is damaged.
    pub(super) fn open(window: &'w mut Window<'s>) -> Result<Self> {
        let length = window.length().unwrap_or_default();
        let mut archive = Archive { window, length, entries: Vec::new() };
        let (offset, size) = archive.directory()?;
        if size > DIRECTORY {
            return Err(archive.limit("bytes of the directory of an archive", DIRECTORY));
        }
        let bytes = archive.at(offset, size)?.to_vec();
        let mut rest = Bytes(&bytes);
        while !rest.0.is_empty() {
            let entry = rest.entry().ok_or_else(|| archive.damaged("its directory"))?;
            archive.entries.push(entry);
        }
        Ok(archive)
    }

    /// Where the directory is, and how long.
    fn directory(&mut self) -> Result<(u64, u64)> {
        let from = self.length.saturating_sub(TAIL);
        let tail = self.at(from, self.length - from)?.to_vec();
        let is_end = |at: usize| {
            let mut record = Bytes(tail.get(at..).unwrap_or_default());
            record.take(b"PK\x05\x06".len()) == Some(b"PK\x05\x06")
                && record.skip(16).and_then(|()| record.number(2)) == Some(record.0.len() as u64)
        };
        let Some(end) = (0..tail.len()).rev().find(|at| is_end(*at)) else {
            let (path, length) = (self.path(), self.length);
            return Err(ImportProblem::Truncated { path, length, needed: None }.into());
        };
        let before = end.checked_sub(20).and_then(|at| tail.get(at..end)).unwrap_or_default();
        if let Some(locator) = before.strip_prefix(b"PK\x06\x07") {
            return self.large_directory(locator);
        }
        let mut record = Bytes(tail.get(end..).unwrap_or_default());
        let found = record.skip(12).and_then(|()| Some((record.number(4)?, record.number(4)?)));
        let (size, offset) = found.ok_or_else(|| self.damaged("its end"))?;
        Ok((offset, size))
    }

    /// The same, of an archive with numbers of 64 bits.
    fn large_directory(&mut self, locator: &[u8]) -> Result<(u64, u64)> {
        let mut locator = Bytes(locator);
        let offset = locator.skip(4).and_then(|()| locator.number(8));
        let offset = offset.ok_or_else(|| self.damaged("its end"))?;
        let mut record = Bytes(self.at(offset, 56)?);
        let signature = record.take(4) == Some(b"PK\x06\x06");
        let found = record.skip(36).and_then(|()| Some((record.number(8)?, record.number(8)?)));
        match found.filter(|_| signature) {
            Some((size, offset)) => Ok((offset, size)),
            None => Err(self.damaged("its end")),
        }
    }

    /// The bytes of an entry.
    ///
    /// # Errors
    /// When it cannot be read, is damaged, or is too long.
    pub(super) fn read(&mut self, entry: &Entry) -> Result<Vec<u8>> {
        if entry.size > ENTRY || entry.packed > ENTRY {
            return Err(self.limit("bytes of a graph", ENTRY));
        }
        let unreadable = match (entry.encrypted, entry.method) {
            (true, _) => Some("is encrypted"),
            (false, STORED) if entry.packed == entry.size => None,
            (false, DEFLATED) => None,
            _ => Some("is packed in another way than by `deflate`"),
        };
        if let Some(reason) = unreadable {
            let reason = format!("`{}` in it {reason}", entry.name);
            return Err(self.refused(reason, "save the model again with `torch.export.save`"));
        }
        let mut header = Bytes(self.at(entry.offset, 30)?);
        let signature = header.take(4) == Some(b"PK\x03\x04");
        let lengths = header.skip(22).and_then(|()| Some(header.number(2)? + header.number(2)?));
        let Some(lengths) = lengths.filter(|_| signature) else {
            return Err(self.damaged("an entry"));
        };
        let packed = self.at((entry.offset + 30).saturating_add(lengths), entry.packed)?;
        if entry.method == STORED {
            return Ok(packed.to_vec());
        }
        let most = usize::try_from(entry.size).unwrap_or(usize::MAX);
        match decompress_to_vec_with_limit(packed, most) {
            Ok(bytes) if bytes.len() == most => Ok(bytes),
            _ => Err(self.damaged("an entry")),
        }
    }

    /// Bytes at a place.
    fn at(&mut self, offset: u64, length: u64) -> Result<&[u8]> {
        let end = offset.checked_add(length).filter(|end| *end <= self.length);
        let (Some(_), Ok(length)) = (end, usize::try_from(length)) else {
            return Err(self.damaged("a place in it"));
        };
        let path = self.path();
        let unread = |error: io::Error| {
            let reason = error.kind();
            FileProblem::Unreadable { path, reason, span: None }.into()
        };
        match self.window.go_to(offset) {
            Ok(()) => self.window.exactly(length).map_err(unread),
            Err(error) => Err(unread(error)),
        }
    }

    fn path(&self) -> String {
        self.window.name().to_owned()
    }

    fn damaged(&self, what: &str) -> Problem {
        let help = "copy, download or save the file again";
        self.refused(format!("it is a damaged zip archive: {what} is not valid"), help)
    }

    /// The problem of an archive that is valid and not what it should be.
    pub(super) fn refused(&self, reason: String, help: &str) -> Problem {
        let help = help.to_owned();
        ImportProblem::NotAModel { path: self.path(), reason, help }.into()
    }

    fn limit(&self, what: &'static str, most: u64) -> Problem {
        let (path, offset) = (self.path(), self.length);
        let help = "the weights are not a part of it; export a smaller model";
        ImportProblem::Limit { path, what, most, offset, help }.into()
    }
}

/// Methods of packing.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Little-endian records.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, bytes: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(taken)
    }

    fn skip(&mut self, bytes: usize) -> Option<()> {
        self.take(bytes).map(|_| ())
    }

    /// A number of so many bytes.
    fn number(&mut self, bytes: usize) -> Option<u64> {
        let bytes = self.take(bytes)?;
        Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// An entry of the directory.
    fn entry(&mut self) -> Option<Entry> {
        let signature = self.take(4)?;
        self.skip(4)?;
        let (flags, method) = (self.number(2)?, self.number(2)?);
        self.skip(8)?;
        let (packed, size) = (self.number(4)?, self.number(4)?);
        let (name, extra, comment) = (self.number(2)?, self.number(2)?, self.number(2)?);
        self.skip(8)?;
        let offset = self.number(4)?;
        let name = self.take(usize::try_from(name).ok()?)?;
        let extra = Bytes(self.take(usize::try_from(extra).ok()?)?);
        self.skip(usize::try_from(comment).ok()?)?;
        let [size, packed, offset] = extra.large([size, packed, offset])?;
        let method = u16::try_from(method).ok()?;
        let name = String::from_utf8_lossy(name).into_owned();
        let encrypted = flags & 1 == 1;
        (signature == b"PK\x01\x02").then_some(Entry {
            name,
            method,
            encrypted,
            packed,
            size,
            offset,
        })
    }

    /// Numbers of an entry, those that have more than 32 bits from its extra field.
    fn large(mut self, mut numbers: [u64; 3]) -> Option<[u64; 3]> {
        if !numbers.contains(&ELSEWHERE) {
            return Some(numbers);
        }
        loop {
            let (tag, length) = (self.number(2)?, self.number(2)?);
            let mut field = Bytes(self.take(usize::try_from(length).ok()?)?);
            if tag == 1 {
                for number in numbers.iter_mut().filter(|number| **number == ELSEWHERE) {
                    *number = field.number(8)?;
                }
                return Some(numbers);
            }
        }
    }
}

/// A stream that can only be read from front to end, in memory: the directory of an archive is at its end.
///
/// # Errors
/// When it cannot be read, or is too long.
pub(super) fn held(window: &mut Window<'_>) -> Result<Window<'static>> {
    let path = window.name().to_owned();
    let mut bytes = Vec::new();
    match window.take(HELD + 1).read_to_end(&mut bytes) {
        Ok(read) if read as u64 <= HELD => Ok(Window::new(path, Box::new(io::Cursor::new(bytes)))),
        Ok(_) => {
            let what = "bytes of an archive that is not a file";
            let help = "save it as a file, of which only the graph is read";
            Err(ImportProblem::Limit { path, what, most: HELD, offset: HELD, help }.into())
        }
        Err(error) => {
            let reason = error.kind();
            Err(FileProblem::Unreadable { path, reason, span: None }.into())
        }
    }
}
