//! Networks made of bytes: each byte settles what comes next, so that a change of one changes a part
//! of the network, and more bytes make more of it.
//!
//! What there is, is read from the library: its operations with their parameters, conventions,
//! devices, columns. Most networks are sound. Of the others some break a rule of operations, and some
//! have words lost, doubled, swapped or put in.

mod bytes;
mod calls;
mod commands;
mod expressions;
mod mistakes;
mod statements;
mod words;

pub use bytes::Bytes;
pub use words::words;

/// The network that some bytes stand for.
pub fn network(call_record: &[u8]) -> String {
    let mut bytes = Bytes::new(call_record);
    let command = bytes.once_in(3).then(|| commands::command(&mut bytes));
    // They are settled first: what a file is made of uses up the bytes.
    let mistakes = bytes.below(10).saturating_sub(6);
    let mistakes: Vec<[u8; 4]> = (0..mistakes).map(|_| bytes.next()).collect();
    let mut maker = Maker::new(bytes);
    maker.file();
    let text = mistakes
        .iter()
        .fold(maker.text, |text, mistake| mistakes::mistake(&text, &mut Bytes::new(mistake)));
    match command {
        Some(command) => format!("# netcost {command}\n{text}"),
        None => text,
    }
}

/// A network in the making.
struct Maker<'b> {
    bytes: Bytes<'b>,
    text: String,
    /// How many names were made.
    names: usize,
    /// How many braces are open.
    level: usize,
    /// How many brackets are open.
    depth: usize,
    /// How many axes the current tensor is thought to have.
    rank: usize,
    /// Names of numbers in sight.
    numbers: Vec<String>,
    /// Names of tensors in sight.
    tensors: Vec<String>,
    /// Names of lists in sight.
    lists: Vec<String>,
    /// Blocks of the file.
    blocks: Vec<String>,
}

impl<'b> Maker<'b> {
    fn new(bytes: Bytes<'b>) -> Self {
        Maker {
            bytes,
            text: String::new(),
            names: 0,
            level: 0,
            depth: 0,
            rank: 3,
            numbers: Vec::new(),
            tensors: Vec::new(),
            lists: Vec::new(),
            blocks: Vec::new(),
        }
    }

    fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// One of these texts.
    fn any(&mut self, of: &[&str]) {
        let one = self.bytes.one(of);
        self.put(one);
    }

    /// One of the first texts, or now and then one of the others, which mostly are wrong.
    fn mostly(&mut self, right: &[&str], wrong: &[&str]) {
        let texts = if self.bytes.once_in(24) { wrong } else { right };
        self.any(texts);
    }

    /// What stands between words: mostly one blank.
    fn gap(&mut self) {
        let gap = if self.bytes.once_in(24) { self.bytes.one(&["  ", "\t", "   "]) } else { " " };
        self.put(gap);
    }

    /// A new name; now and then one that is taken.
    fn name(&mut self) -> String {
        if self.bytes.once_in(24) {
            return (*self.bytes.one(&["a", "n", "conv", "k3", "x1", "se", "min", "_"])).to_owned();
        }
        self.names += 1;
        let stem = self.bytes.one(&["a", "b", "n", "x", "skip"]);
        format!("{stem}{}", self.names)
    }
}

/// One of the names in sight, if there are any.
fn known(names: &[String], bytes: &mut Bytes<'_>) -> Option<String> {
    (!names.is_empty()).then(|| bytes.one(names).clone())
}
