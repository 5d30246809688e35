//! Zip archives as `torch.export.save` writes them.

/// A file in an archive, and its first byte there.
struct Entry {
    name: String,
    length: u64,
    offset: u64,
    packed: Option<u64>,
}

/// An archive under construction. Sizes stand after the contents and in the directory at the end alone, and the
/// end has numbers of 64 bits, as PyTorch's writer does it.
#[derive(Default)]
pub struct Archive {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

impl Archive {
    /// With a file, stored as it is.
    pub fn file(self, name: &str, content: &[u8]) -> Self {
        self.entry(name, content, None)
    }

    /// With a file that is packed.
    pub fn deflated(self, name: &str, content: &[u8]) -> Self {
        use std::io::Write as _;
        let mut packed =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(content).expect("memory");
        let packed = packed.finish().expect("memory");
        self.entry(name, &packed, Some(content.len() as u64))
    }

    fn entry(mut self, name: &str, content: &[u8], unpacked: Option<u64>) -> Self {
        let (offset, stored) = (self.bytes.len() as u64, content.len() as u64);
        self.bytes.extend(b"PK\x03\x04\0\0\x08\x08");
        self.bytes.extend(method(unpacked).to_le_bytes());
        self.bytes.extend([0; 16]);
        self.bytes.extend(length(name).to_le_bytes());
        self.bytes.extend([0, 0]);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(content);
        self.bytes.extend(b"PK\x07\x08\0\0\0\0");
        let length = unpacked.unwrap_or(stored);
        let sizes = [stored, length].map(|size| u32::try_from(size).expect("small"));
        self.bytes.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
        let (name, packed) = (name.to_owned(), unpacked.map(|_| stored));
        self.entries.push(Entry { name, length, offset, packed });
        self
    }

    /// The whole archive.
    pub fn finish(self) -> Vec<u8> {
        let Archive { mut bytes, entries } = self;
        let directory = bytes.len() as u64;
        for Entry { name, length: size, offset, packed } in &entries {
            bytes.extend(b"PK\x01\x02\0\0\0\0\x08\x08");
            bytes.extend(method(packed.map(|_| 0)).to_le_bytes());
            bytes.extend([0; 8]);
            // The size is in the extra field, as that of more than 4 GB would be.
            bytes.extend(u32::try_from(packed.unwrap_or(*size)).expect("small").to_le_bytes());
            bytes.extend(u32::MAX.to_le_bytes());
            bytes.extend(length(name).to_le_bytes());
            bytes.extend(12_u16.to_le_bytes());
            bytes.extend([0; 10]);
            bytes.extend(u32::try_from(*offset).expect("small").to_le_bytes());
            bytes.extend(name.as_bytes());
            bytes.extend([1_u16, 8].map(u16::to_le_bytes).concat());
            bytes.extend(size.to_le_bytes());
        }
        let (end, count) = (bytes.len() as u64, entries.len() as u64);
        bytes.extend(b"PK\x06\x06");
        bytes.extend(44_u64.to_le_bytes());
        bytes.extend([0; 12]);
        let numbers = [count, count, end - directory, directory];
        bytes.extend(numbers.map(u64::to_le_bytes).concat());
        bytes.extend(b"PK\x06\x07\0\0\0\0");
        bytes.extend(end.to_le_bytes());
        bytes.extend(b"\x01\0\0\0PK\x05\x06");
        // What is too large for 32 bits is in the record before.
        bytes.extend([0; 4]);
        bytes.extend([0xff; 12]);
        bytes.extend([0, 0]);
        bytes
    }
}

fn method(unpacked: Option<u64>) -> u16 {
    if unpacked.is_some() { 8 } else { 0 }
}

fn length(name: &str) -> u16 {
    u16::try_from(name.len()).expect("a short name")
}
