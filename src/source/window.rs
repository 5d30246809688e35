//! A forward window on a file: it reads what is asked for and skips the rest, so that the weights of
//! a model are never read.

use std::fs::File;
use std::io::{self, Cursor, ErrorKind, Read, Seek, SeekFrom};

/// Bytes that are read from front to end.
pub trait Stream: Read {
    /// Passes over so many bytes, and returns how many of them there were.
    ///
    /// # Errors
    /// When the bytes cannot be reached.
    fn skip(&mut self, bytes: u64) -> io::Result<u64>;

    /// How many bytes are left, if that is known without reading them.
    fn left(&self) -> Option<u64> {
        None
    }

    /// Goes to a position, before or after the present one.
    ///
    /// # Errors
    /// When there is no such position, and [`ErrorKind::Unsupported`] where bytes can only be read once.
    fn go_to(&mut self, position: u64) -> io::Result<()> {
        let _ = position;
        Err(ErrorKind::Unsupported.into())
    }
}

/// Bytes in memory.
impl<B: AsRef<[u8]>> Stream for Cursor<B> {
    fn skip(&mut self, bytes: u64) -> io::Result<u64> {
        let skipped = bytes.min(self.left().unwrap_or_default());
        self.set_position(self.position() + skipped);
        Ok(skipped)
    }

    fn left(&self) -> Option<u64> {
        Some((self.get_ref().as_ref().len() as u64).saturating_sub(self.position()))
    }

    fn go_to(&mut self, position: u64) -> io::Result<()> {
        self.set_position(position);
        Ok(())
    }
}

/// A file, which is sought over what is skipped.
#[derive(Debug)]
pub(super) struct Seekable {
    file: File,
    length: u64,
    left: u64,
}

impl Seekable {
    /// A file of so many bytes, at its first.
    pub(super) fn new(file: File, length: u64) -> Self {
        Seekable { file, length, left: length }
    }
}

impl Read for Seekable {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(bytes)?;
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

impl Stream for Seekable {
    fn skip(&mut self, bytes: u64) -> io::Result<u64> {
        let skipped = bytes.min(self.left);
        let by = i64::try_from(skipped).map_err(|_| io::Error::from(ErrorKind::InvalidInput))?;
        self.file.seek(SeekFrom::Current(by))?;
        self.left -= skipped;
        Ok(skipped)
    }

    fn left(&self) -> Option<u64> {
        Some(self.left)
    }

    fn go_to(&mut self, position: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(position))?;
        self.left = self.length.saturating_sub(position);
        Ok(())
    }
}

/// What can only be read, such as stdin: what is skipped is read too.
#[derive(Debug)]
pub struct Forward<R>(pub R);

impl<R: Read> Read for Forward<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.0.read(bytes)
    }
}

impl<R: Read> Stream for Forward<R> {
    fn skip(&mut self, bytes: u64) -> io::Result<u64> {
        io::copy(&mut self.0.by_ref().take(bytes), &mut io::sink())
    }
}

/// The fewest bytes that are read at a time, as they are after a skip.
const LEAST: usize = 4 << 10;

/// The most bytes that are read at a time, unless more are asked for.
const MOST: usize = 64 << 10;

/// The bytes around the position up to which a stream has been read.
///
/// After a skip it is small, so that what lies beside skipped bytes is not read, and it doubles while
/// reading goes on.
pub struct Window<'s> {
    name: String,
    stream: Box<dyn Stream + 's>,
    /// What has been read and not been passed, from `at` on.
    buffer: Vec<u8>,
    at: usize,
    /// How far the stream has been read: the position of the end of the buffer.
    reached: u64,
    /// How many bytes are read next.
    step: usize,
}

impl<'s> Window<'s> {
    /// A window at the beginning of a stream. `name` is what messages call the file.
    pub fn new(name: impl Into<String>, stream: Box<dyn Stream + 's>) -> Self {
        let name = name.into();
        Window { name, stream, buffer: Vec::new(), at: 0, reached: 0, step: LEAST }
    }

    /// The name that messages show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes have been passed.
    pub fn position(&self) -> u64 {
        self.reached - self.held().len() as u64
    }

    /// How many bytes there are in all, if that is known without reading them.
    pub fn length(&self) -> Option<u64> {
        self.stream.left()?.checked_add(self.reached)
    }

    /// Up to so many of the next bytes, fewer only at the end, without passing them.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn peek(&mut self, bytes: usize) -> io::Result<&[u8]> {
        if self.held().len() < bytes {
            self.fill(bytes)?;
        }
        let held = self.held();
        Ok(held.get(..bytes).unwrap_or(held))
    }

    /// The next byte; `None` at the end.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn byte(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.buffer.len() {
            self.fill(1)?;
        }
        let byte = self.buffer.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        Ok(byte)
    }

    /// Exactly so many of the next bytes. They are held in memory: the caller limits them.
    ///
    /// # Errors
    /// When they cannot be read, or the stream ends before ([`ErrorKind::UnexpectedEof`]).
    pub fn exactly(&mut self, bytes: usize) -> io::Result<&[u8]> {
        if self.held().len() < bytes {
            self.fill(bytes)?;
        }
        let from = self.at;
        let taken = self.buffer.get(from..).and_then(|held| held.get(..bytes));
        self.at += taken.map_or(0, <[u8]>::len);
        taken.ok_or_else(|| ErrorKind::UnexpectedEof.into())
    }

    /// Passes over so many bytes.
    ///
    /// # Errors
    /// When they cannot be reached, or the stream ends before ([`ErrorKind::UnexpectedEof`]).
    pub fn skip(&mut self, bytes: u64) -> io::Result<()> {
        let held = self.held().len();
        if let Some(bytes) = usize::try_from(bytes).ok().filter(|bytes| *bytes <= held) {
            self.at += bytes;
            return Ok(());
        }
        let beyond = bytes - held as u64;
        self.buffer.clear();
        (self.at, self.step) = (0, LEAST);
        let skipped = self.stream.skip(beyond)?;
        self.reached += skipped;
        if skipped < beyond { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    /// Goes to a position, before or after the present one.
    ///
    /// # Errors
    /// When there is no such position, and [`ErrorKind::Unsupported`] where bytes can only be read once.
    pub fn go_to(&mut self, position: u64) -> io::Result<()> {
        self.stream.go_to(position)?;
        self.buffer.clear();
        (self.at, self.step, self.reached) = (0, LEAST, position);
        Ok(())
    }

    /// What has been read and not been passed.
    fn held(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// Reads on until so many bytes are held, or to the end.
    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        self.buffer.drain(..self.at);
        self.at = 0;
        while self.buffer.len() < wanted {
            let held = self.buffer.len();
            let room = self.step.max(wanted - held);
            self.buffer.resize(held + room, 0);
            let read = loop {
                match self.stream.read(self.buffer.get_mut(held..).unwrap_or_default()) {
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    read => break read,
                }
            };
            self.buffer.truncate(held + read.as_ref().copied().unwrap_or_default());
            let read = read?;
            if read == 0 {
                break;
            }
            self.reached += read as u64;
            self.step = (self.step * 2).min(MOST);
        }
        Ok(())
    }
}

/// What is left, from the position on.
impl Read for Window<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.peek(1)?;
        let held = self.held().len().min(bytes.len());
        let taken = self.exactly(held)?;
        for (byte, taken) in bytes.iter_mut().zip(taken) {
            *byte = *taken;
        }
        Ok(held)
    }
}

impl std::fmt::Debug for Window<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let position = self.position();
        f.debug_struct("Window").field("name", &self.name).field("position", &position).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;
    use crate::source::{Disk, Files};

    /// A stream that writes down how much each call read.
    struct Noted {
        bytes: Cursor<Vec<u8>>,
        reads: Rc<Cell<Vec<usize>>>,
    }

    impl Read for Noted {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            let mut reads = self.reads.take();
            reads.push(bytes.len());
            self.reads.set(reads);
            self.bytes.read(bytes)
        }
    }

    impl Stream for Noted {
        fn skip(&mut self, bytes: u64) -> io::Result<u64> {
            self.bytes.skip(bytes)
        }
    }

    /// Numbers that tell the place they are at.
    fn numbers(count: u32) -> Vec<u8> {
        (0..count).flat_map(u32::to_le_bytes).collect()
    }

    #[test]
    fn it_grows_while_reading_goes_on_and_is_small_after_a_skip() {
        let reads = Rc::new(Cell::new(Vec::new()));
        let stream = Noted { bytes: Cursor::new(numbers(1 << 20)), reads: Rc::clone(&reads) };
        let mut window = Window::new("x", Box::new(stream));
        for number in 0_u32..1 << 17 {
            assert_eq!(window.exactly(4).expect("four bytes"), number.to_le_bytes());
        }
        let kib: Vec<usize> = reads.take().iter().map(|read| read >> 10).collect();
        assert_eq!((&kib[..6], kib.iter().max()), (&[4, 8, 16, 32, 64, 64][..], Some(&64)));
        window.skip(1 << 20).expect("there are more");
        assert_eq!(window.position(), (1 << 19) + (1 << 20));
        assert_eq!(window.byte().expect("read"), Some(0));
        assert_eq!(reads.take()[..], [4 << 10]);
        // What has been read already is passed without another read.
        window.skip(3).expect("it is there");
        assert_eq!(window.exactly(4).expect("four bytes"), 393_217_u32.to_le_bytes());
        assert!(reads.take().is_empty());
    }

    #[test]
    fn peeking_passes_nothing() {
        let numbers = numbers(4096);
        let mut window = Window::new("x", Box::new(Forward(&numbers[..])));
        for bytes in [1, 100, 10_000] {
            assert_eq!(window.peek(bytes).expect("read"), &numbers[..bytes]);
            assert_eq!(window.position(), 0);
        }
        assert_eq!(window.peek(1 << 20).expect("read"), numbers);
        assert_eq!(window.exactly(16_384).expect("all of it"), numbers);
        assert_eq!(window.position(), 16_384);
        assert!(window.peek(1).expect("read").is_empty());
        assert_eq!(window.byte().expect("read"), None);
    }

    #[test]
    fn the_end_is_an_error_for_what_has_to_be_there() {
        let numbers = numbers(100);
        for stream in
            [Box::new(Forward(&numbers[..])) as Box<dyn Stream>, Box::new(Cursor::new(&numbers))]
        {
            let mut window = Window::new("x", stream);
            window.skip(390).expect("there are more");
            let end = window.exactly(11).expect_err("too few").kind();
            assert_eq!((end, window.position()), (ErrorKind::UnexpectedEof, 390));
            assert_eq!(window.exactly(10).expect("the rest").len(), 10);
            assert_eq!(window.skip(1 << 40).expect_err("too few").kind(), ErrorKind::UnexpectedEof);
            assert_eq!(window.position(), 400);
        }
    }

    #[test]
    fn a_file_is_sought_and_its_length_is_known() {
        let numbers = numbers(10_000);
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        io::Write::write_all(&mut file, &numbers).expect("written");
        let mut window = Window::new("x", Disk.open(file.path()).expect("opened"));
        assert_eq!(window.length(), Some(40_000));
        assert_eq!(window.exactly(4).expect("four bytes"), 0_u32.to_le_bytes());
        assert_eq!((window.length(), window.position()), (Some(40_000), 4));
        window.skip(35_996).expect("there are more");
        assert_eq!(window.exactly(4).expect("four bytes"), 9_000_u32.to_le_bytes());
        assert_eq!((window.length(), window.position()), (Some(40_000), 36_004));
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(
            Disk.open(folder).err().map(|error| error.kind()),
            Some(ErrorKind::IsADirectory)
        );
    }
}
