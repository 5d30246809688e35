//! A writer of protobuf, and streams that are not kept in memory.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use crate::source::Stream;

/// A number in 7 bits a byte.
pub fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// The varints of several numbers.
pub fn varints(numbers: &[i64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| varint(number.cast_unsigned())).collect()
}

/// A field with an integer.
pub fn int(field: u64, number: i64) -> Vec<u8> {
    [varint(field << 3), varint(number.cast_unsigned())].concat()
}

/// A field with a number of 4 bytes.
pub fn float(field: u64, number: f32) -> Vec<u8> {
    [varint(field << 3 | 5), number.to_le_bytes().to_vec()].concat()
}

/// A field with a number of 8 bytes.
pub fn double(field: u64, number: f64) -> Vec<u8> {
    [varint(field << 3 | 1), number.to_le_bytes().to_vec()].concat()
}

/// What precedes so many bytes of a field.
pub fn header(field: u64, length: u64) -> Vec<u8> {
    [varint(field << 3 | 2), varint(length)].concat()
}

/// A field with a text, bytes or packed numbers.
pub fn bytes(field: u64, bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let bytes = bytes.as_ref();
    [&header(field, bytes.len() as u64), bytes].concat()
}

/// A field with a message of these fields.
pub fn message<const N: usize>(field: u64, fields: [Vec<u8>; N]) -> Vec<u8> {
    bytes(field, fields.concat())
}

/// A stream of blocks, each of which is repeated.
pub struct Blocks {
    blocks: Vec<(Vec<u8>, u64)>,
    /// The block that comes next, and the position within its repetitions.
    block: usize,
    at: u64,
    /// Whether its length is known.
    is_file: bool,
    /// How many bytes have been read rather than skipped.
    pub read: Rc<Cell<u64>>,
}

impl Blocks {
    pub fn new<const N: usize>(blocks: [(Vec<u8>, u64); N]) -> Self {
        let blocks = blocks.into_iter().filter(|(block, times)| !block.is_empty() && *times > 0);
        let read = Rc::new(Cell::new(0));
        Blocks { blocks: blocks.collect(), block: 0, at: 0, is_file: true, read }
    }

    /// The same as a stream of unknown length.
    pub fn endless(self) -> Self {
        Blocks { is_file: false, ..self }
    }

    /// How many bytes of the block are left.
    fn in_block(&self) -> Option<u64> {
        let (block, times) = self.blocks.get(self.block)?;
        Some(block.len() as u64 * times - self.at)
    }

    fn pass(&mut self, bytes: u64) {
        self.at += bytes;
        if self.in_block() == Some(0) {
            (self.block, self.at) = (self.block + 1, 0);
        }
    }
}

impl Read for Blocks {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let Some(left) = self.in_block() else { return Ok(0) };
        let (block, _) = &self.blocks[self.block];
        let from = (self.at % block.len() as u64) as usize;
        // As many as fit, without a loop over single bytes for long blocks.
        let count = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        for (place, byte) in
            bytes[..count].iter_mut().zip(block[from..].iter().chain(block.iter().cycle()))
        {
            *place = *byte;
        }
        self.pass(count as u64);
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

impl Stream for Blocks {
    fn skip(&mut self, bytes: u64) -> io::Result<u64> {
        let mut skipped = 0;
        while let Some(left) = self.in_block().filter(|_| skipped < bytes) {
            let step = left.min(bytes - skipped);
            self.pass(step);
            skipped += step;
        }
        Ok(skipped)
    }

    fn left(&self) -> Option<u64> {
        let lengths =
            self.blocks.iter().skip(self.block).map(|(block, times)| block.len() as u64 * times);
        self.is_file.then(|| lengths.sum::<u64>() - self.at)
    }
}
