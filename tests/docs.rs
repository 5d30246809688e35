//! The documentation cannot lie: every network in it compiles, or fails as it says, and every
//! command prints what stands below it. `docs/design.md` describes the marks of code blocks.
//!
//! `UPDATE_DOCS=1 cargo test --test docs` writes what commands print now into the pages.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::cargo_bin;

/// What hides a line of a `net` block from readers, as `docs/book.toml` says too.
const HIDDEN: char = '~';

/// A page of the documentation.
struct Page {
    path: PathBuf,
    lines: Vec<String>,
}

/// A fenced block of code.
struct Block {
    /// The index of its first line within the page; that of its fence is one less.
    lines: Range<usize>,
    /// The first word after the fence: `net`, `console`.
    language: String,
    /// The others: `after=64x56x56`.
    marks: Vec<String>,
}

impl Block {
    /// The values of all marks of a name.
    fn marked<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b str> {
        self.marks.iter().filter_map(move |mark| mark.strip_prefix(name)?.strip_prefix('='))
    }
}

impl Page {
    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(root().join(&path)).expect("a page");
        Page { path, lines: text.lines().map(str::to_owned).collect() }
    }

    fn write(&self) {
        let text = self.lines.join("\n") + "\n";
        fs::write(root().join(&self.path), text).expect("a page that can be written");
    }

    fn blocks(&self) -> Vec<Block> {
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
    fn place(&self, line: usize) -> String {
        format!("{}:{}", self.path.display(), line + 1)
    }

    /// The source of a `net` block: with the input that stands before it, and its hidden lines.
    fn source(&self, block: &Block) -> String {
        let before = block.marked("after").map(|shape| format!("input {shape}\n"));
        let lines = self.lines[block.lines.clone()].iter();
        let shown = lines.map(|line| format!("{}\n", line.strip_prefix(HIDDEN).unwrap_or(line)));
        before.chain(shown).collect()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn updating() -> bool {
    std::env::var_os("UPDATE_DOCS").is_some()
}

/// The README and every page of the book.
fn pages() -> Vec<Page> {
    let mut paths = Vec::new();
    let mut folders = vec![PathBuf::from("docs")];
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

/// The codes of the messages about a file, and the messages.
fn messages(folder: &Path, file: &str) -> (BTreeSet<String>, String) {
    let output = Command::new(cargo_bin!("netcost"))
        .args(["check", "--message-format", "short", file])
        .current_dir(folder)
        .output()
        .expect("the program starts");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = |line: &str| {
        let (_, rest) = line.split_once(": error[").or_else(|| line.split_once(": warning["))?;
        Some(rest.split_once(']')?.0.to_owned())
    };
    let codes = text.lines().filter_map(code).collect();
    (codes, text)
}

#[test]
fn networks_compile_or_fail_as_they_say() {
    let mut failures = String::new();
    let mut count = 0;
    for page in pages() {
        let name = page.path.to_string_lossy().replace(['/', '.'], "_");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).expect("a folder for the page's networks");
        for block in page.blocks().iter().filter(|block| block.language == "net") {
            count += 1;
            let own = format!("line{}.net", block.lines.start);
            let named = block.marked("file").next();
            let file = named.unwrap_or(&own);
            fs::write(folder.join(file), page.source(block)).expect("a file for the network");
            if named.is_some() {
                continue; // It is for the blocks after it, which `use` it.
            }
            let expected = block.marked("error").chain(block.marked("warning"));
            let expected: BTreeSet<String> = expected.map(str::to_owned).collect();
            let (codes, text) = messages(&folder, file);
            if codes != expected {
                let place = page.place(block.lines.start);
                failures += &format!("{place}: expected {expected:?}, found {codes:?}\n{text}\n");
            }
        }
    }
    assert!(count > 0, "no networks in the documentation");
    assert!(failures.is_empty(), "\n{failures}");
}

/// What a command prints when it is typed in the project's folder, messages among it.
fn run(command: &str) -> Vec<String> {
    let program = cargo_bin!("netcost");
    let folder = program.parent().expect("the folder of the program").display();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {command}")])
        .current_dir(root())
        .env("PATH", format!("{folder}:{path}"))
        .env("COLUMNS", "100")
        .output()
        .expect("a shell");
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect()
}

/// What the commands of a `console` block print, each below its command.
fn transcript(lines: &[String]) -> Vec<String> {
    let mut transcript = Vec::new();
    for line in lines {
        if let Some(command) = line.strip_prefix("$ ") {
            transcript.push(line.clone());
            transcript.extend(run(command));
        }
    }
    transcript
}

#[test]
#[cfg(unix)]
fn commands_print_what_stands_below_them() {
    let mut failures = String::new();
    for mut page in pages() {
        let mut changed = false;
        // From the last to the first, so that new lines move no block that is still to come.
        for block in page.blocks().into_iter().rev() {
            let shown = &page.lines[block.lines.clone()];
            if block.language != "console" || !shown[0].starts_with("$ ") {
                continue;
            }
            let printed = transcript(shown);
            if printed != shown {
                let place = page.place(block.lines.start);
                failures += &format!("{place}: now prints\n{}\n\n", printed.join("\n"));
                page.lines.splice(block.lines, printed);
                changed = true;
            }
        }
        if changed && updating() {
            page.write();
        }
    }
    assert!(failures.is_empty() || updating(), "\n{failures}");
}
