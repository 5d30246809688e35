//! Pages of Markdown: their blocks of code, with the marks that say what is expected of them.

use std::fs;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

/// A page of the documentation, or a test that is written as one.
pub struct Page {
    /// Its path within the project.
    pub path: PathBuf,
    /// Its lines.
    pub lines: Vec<String>,
}

/// A fenced block of code.
pub struct Block {
    /// The index of its first line within the page; that of its fence is one less.
    pub lines: Range<usize>,
    /// The first word after the fence: `net`, `console`.
    pub language: String,
    /// The others: `after=64x56x56`.
    marks: Vec<String>,
}

impl Block {
    /// Whether it has this mark, which has no value.
    pub fn is_marked(&self, name: &str) -> bool {
        self.marks.iter().any(|mark| mark == name)
    }

    /// The values of all marks of a name.
    pub fn marked<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b str> {
        self.marks.iter().filter_map(move |mark| mark.strip_prefix(name)?.strip_prefix('='))
    }
}

impl Page {
    /// Reads the page at a path within the project.
    pub fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(root().join(&path)).expect("a page");
        Page { path, lines: text.lines().map(str::to_owned).collect() }
    }

    /// Writes the lines back.
    pub fn write(&self) {
        let text = self.lines.join("\n") + "\n";
        fs::write(root().join(&self.path), text).expect("a page that can be written");
    }

    /// Its blocks of code, in order.
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut fences = (0..self.lines.len()).filter(|at| self.lines[*at].starts_with("```"));
        while let Some(open) = fences.next() {
            let close = fences.next().unwrap_or_else(|| panic!("{}: unclosed", self.place(open)));
            let mut info = self.lines[open].trim_start_matches('`').split_whitespace();
            let language = info.next().unwrap_or_default().to_owned();
            let marks = info.map(str::to_owned).collect();
            blocks.push(Block { lines: open + 1..close, language, marks });
        }
        blocks
    }

    /// A line of the page as editors know it.
    pub fn place(&self, line: usize) -> String {
        format!("{}:{}", self.path.display(), line + 1)
    }

    /// The source of a `net` block: with the input that stands before it, and the
    /// files that it includes.
    pub fn source(&self, block: &Block) -> String {
        let before = block.marked("after").map(|shape| format!("input {shape}\n"));
        let lines = self.lines[block.lines.clone()].iter();
        let shown = lines.map(|line| match self.included(line) {
            Some(path) => fs::read_to_string(root().join(&path))
                .unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            None => format!("{}\n", line),
        });
        before.chain(shown).collect()
    }

    /// The path within the project of the file that a block is, if it is nothing else.
    pub fn file(&self, block: &Block) -> Option<PathBuf> {
        match &self.lines[block.lines.clone()] {
            [line] => self.included(line),
            _ => None,
        }
    }

    /// The path within the project of the file that stands in place of a line.
    fn included(&self, line: &str) -> Option<PathBuf> {
        let path = line.strip_prefix("{{#include ")?.strip_suffix("}}")?;
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let mut within = PathBuf::new();
        for part in folder.join(path).components() {
            match part {
                Component::ParentDir => assert!(within.pop(), "{path} lies outside the project"),
                part => within.push(part),
            }
        }
        Some(within)
    }
}

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The README, every page of the book, and the tests that are pages.
pub fn pages() -> Vec<Page> {
    let mut paths = Vec::new();
    let mut folders = vec![PathBuf::from("docs"), PathBuf::from("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                paths.push(path);
            }
        }
    }
    paths.extend(Some(PathBuf::from("README.md")).filter(|readme| root().join(readme).exists()));
    paths.sort();
    paths.into_iter().map(Page::read).collect()
}
