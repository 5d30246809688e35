//! A fixture: the shortest network that causes a message, and the command that shows it.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::program::{Output, Program, split, words};

/// A network under `tests/diagnostics/AREA/NAME.net`.
pub struct Fixture {
    /// Its path within the project, as messages show it.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// The first line of the fixture that needs 64 other files, which are [generated](Chain) for each run.
const CHAIN: &str = "uses/01.net to uses/64.net: each uses the next";

impl Fixture {
    /// Reads the fixture at a path within the project.
    pub fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path));
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Fixture { path, text }
    }

    /// The path with slashes, on every system.
    pub fn shown(&self) -> String {
        self.path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
    }

    /// The command in the first line, `# netcost run FILE …`, or else `netcost check FILE`, with the
    /// fixture's path in place of `FILE`. A description of stdin may follow it:
    /// `# netcost check - < 200 lines "relu"`.
    pub fn command(&self) -> String {
        let command = self.first().filter(|line| line.starts_with("netcost "));
        command.unwrap_or("netcost check FILE").replace("FILE", &self.shown())
    }

    /// The first line, if it is a comment.
    fn first(&self) -> Option<&str> {
        self.text.lines().next()?.strip_prefix("# ")
    }

    /// Runs the command with additional arguments and with `COLUMNS` set.
    pub fn run(&self, more: &[&str], columns: usize) -> Output {
        let command = self.command();
        let (command, stdin) = command.split_once(" < ").unwrap_or((&command, ""));
        let run = |words: Vec<String>| {
            Program::new(words).args(more).columns(columns).stdin(read(stdin)).output()
        };
        let mut words = words(command);
        words.remove(0);
        if self.first() != Some(CHAIN) {
            return run(words);
        }
        let chain = Chain::make(self);
        let is_this = |word: &&mut String| **word == self.shown();
        words.iter_mut().filter(is_this).for_each(|word| *word = chain.path(word));
        let Output { status, stdout, stderr } = run(words);
        Output { status, stdout, stderr: chain.without_folder(&stderr) }
    }

    /// The messages in a form: one a line, or `json`.
    pub fn messages(&self, form: &str) -> String {
        self.run(&["--message-format", form], 80).stderr
    }
}

/// The input that a description stands for: the path of a file, or lines separated by commas, each with
/// an optional count: `"let list = ["`, `200 lines "1,"`, `endless lines "relu"`.
fn read(description: &str) -> Box<dyn Read> {
    if description.is_empty() {
        return Box::new(io::empty());
    }
    if !description.contains('"') {
        return Box::new(fs::File::open(description).expect("a file"));
    }
    let parts = split(description, ',').into_iter().map(|part| match words(part).as_slice() {
        [line] => Lines::new(line, 1),
        [endless, lines, line] if endless == "endless" && lines == "lines" => {
            Lines::new(line, u64::MAX)
        }
        [count, lines, line] if lines == "lines" => {
            Lines::new(line, count.parse().expect("a count of lines"))
        }
        _ => panic!("unsupported description `{part}`"),
    });
    let nothing: Box<dyn Read> = Box::new(io::empty());
    parts.fold(nothing, |before, part| Box::new(before.chain(part)))
}

/// A line, repeated.
struct Lines {
    /// Many copies of the line, so that reads are large.
    block: Vec<u8>,
    /// The length of the line in bytes.
    length: usize,
    /// The position of the next byte within the line.
    at: usize,
    /// The number of bytes left.
    left: u64,
}

impl Lines {
    fn new(line: &str, count: u64) -> Self {
        let line = format!("{line}\n");
        let (length, left) = (line.len(), count.saturating_mul(line.len() as u64));
        Lines { block: line.repeat(1 << 12).into_bytes(), length, at: 0, left }
    }
}

impl Read for Lines {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        let read = bytes.len().min(self.block.len() - self.at).min(left);
        bytes[..read].copy_from_slice(&self.block[self.at..][..read]);
        self.at = (self.at + read) % self.length;
        self.left -= read as u64;
        Ok(read)
    }
}

/// A fixture in a temporary folder, together with a chain of files that use each other.
struct Chain {
    folder: TempDir,
}

impl Chain {
    /// Writes a copy of the fixture, and 64 files of which each uses the next.
    fn make(fixture: &Fixture) -> Self {
        let chain = Chain { folder: tempfile::tempdir().expect("a folder") };
        let main = PathBuf::from(chain.path(&fixture.shown()));
        let uses = main.with_file_name("uses");
        fs::create_dir_all(&uses).expect("made");
        fs::write(&main, &fixture.text).expect("written");
        for number in 1..=64 {
            let text = match number {
                64 => "block unit(c) { conv c k3 p1; relu }\n".to_owned(),
                _ => format!("use \"{:02}.net\"\n", number + 1),
            };
            fs::write(uses.join(format!("{number:02}.net")), text).expect("written");
        }
        chain
    }

    /// The path of a file of the project in the temporary folder.
    fn path(&self, shown: &str) -> String {
        format!("{}/{shown}", self.folder.path().display()).replace('\\', "/")
    }

    /// Replaces paths in the temporary folder by those in the project.
    fn without_folder(&self, said: &str) -> String {
        said.replace(&self.path(""), "")
    }
}
