//! The documentation cannot lie: every network in it compiles, or fails as it says, and every
//! command prints what stands below it. `docs/design.md` describes the marks of code blocks.
//!
//! `UPDATE_DOCS=1 cargo test --test docs` writes what commands print now, and what is generated, into
//! the pages.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use miette::Diagnostic;
use netcost::cost::conventions::{self, Convention};
use netcost::diagnostics::Diagnosis;
use netcost::digits::Grouped;
use netcost::report::{Column, operations};
use netcost::{Files, Options, Sources, ops};

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

/// The blocks of a page that are files for others to `use`.
struct Library(BTreeMap<OsString, String>);

impl Files for Library {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let text = path.file_name().and_then(|name| self.0.get(name));
        Ok(text.ok_or(io::ErrorKind::NotFound)?.clone().into_bytes())
    }
}

/// The codes of all messages about a network, its claims on totals included, and the messages.
fn messages(place: &str, text: String, files: &Library) -> (BTreeSet<String>, String) {
    let sources = Sources::new();
    let main = sources.add(place, text).expect("room for a page");
    let checked = netcost::check(&sources, main, &Options::default(), files);
    let mut diagnoses = checked.diagnoses;
    if let Some(network) = &checked.network {
        match netcost::cost(network) {
            Ok(costed) => diagnoses.extend(costed.failed),
            Err(problem) => diagnoses.push(Diagnosis::new(problem)),
        }
    }
    let code = |diagnosis: &Diagnosis| diagnosis.problem.code().map(|code| code.to_string());
    let lines = diagnoses.iter().map(|diagnosis| format!("  {}\n", diagnosis.with(&sources)));
    (diagnoses.iter().filter_map(code).collect(), lines.collect())
}

#[test]
fn networks_compile_or_fail_as_they_say() {
    let mut failures = String::new();
    let mut count = 0;
    for page in pages() {
        let mut files = Library(BTreeMap::new());
        for block in page.blocks().iter().filter(|block| block.language == "net") {
            count += 1;
            let (place, text) = (page.place(block.lines.start), page.source(block));
            if let Some(name) = block.marked("file").next() {
                files.0.insert(name.into(), text);
                continue;
            }
            let expected = block.marked("error").chain(block.marked("warning"));
            let expected: BTreeSet<String> = expected.map(str::to_owned).collect();
            let (codes, messages) = messages(&place, text, &files);
            if codes != expected {
                failures +=
                    &format!("{place}: expected {expected:?}, found {codes:?}\n{messages}\n");
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

/// What the library says of itself, for the page that shows it between marks of this name.
fn generated(name: &str) -> Vec<String> {
    let mut bytes = Vec::new();
    match name {
        "operations" => {
            for operation in ops::all() {
                operations::write_page(operation, &mut bytes).expect("room in memory");
                bytes.push(b'\n');
            }
        }
        "conventions" => {
            bytes.extend(b"| convention | counts | leaves out |\n| --- | --- | --- |\n");
            for convention in conventions::ALL {
                let Convention { name, includes, excludes, .. } = convention;
                bytes.extend(format!("| `{name}` | {includes} | {excludes} |\n").bytes());
            }
        }
        "columns" => {
            bytes.extend(b"| column | shows |\n| --- | --- |\n");
            for column in Column::all() {
                bytes.extend(format!("| `{}` | {} |\n", column.name, column.about).bytes());
            }
        }
        "prelude" => {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/prelude.net");
            let text = fs::read_to_string(path).expect("the prelude");
            bytes.extend(format!("```text\n{text}```\n").bytes());
        }
        "zoo" => {
            let [families, measured, published] = ["examples", "networks", "published"].map(truth);
            let names = measured.keys().chain(published.keys());
            bytes.extend(b"| network | command | params |\n| --- | --- | ---: |\n");
            for name in names.collect::<BTreeSet<_>>() {
                let command = families.get(name).and_then(|run| run.as_str()).unwrap_or(name);
                let figures = measured.get(name).or_else(|| published.get(name));
                let params = figures.and_then(|figures| figures["params"].as_u64());
                let params = Grouped(params.expect("params").into());
                bytes.extend(format!("| {name} | `netcost run {command}` | {params} |\n").bytes());
            }
        }
        other => panic!("nothing is generated under the name `{other}`"),
    }
    let text = String::from_utf8(bytes).expect("text");
    text.trim_end().lines().map(str::to_owned).collect()
}

/// An object of `tests/truth/`, by network.
fn truth(file: &str) -> serde_json::Map<String, serde_json::Value> {
    let path = format!("{}/tests/truth/{file}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).expect("figures")).expect("an object")
}

/// The lines that netcost writes into a page, with what they are now: first to last.
fn written(page: &Page) -> Vec<(Range<usize>, Vec<String>)> {
    let mut written = Vec::new();
    for block in page.blocks() {
        let shown = &page.lines[block.lines.clone()];
        if block.language == "console" && shown.first().is_some_and(|line| line.starts_with("$ ")) {
            written.push((block.lines.clone(), transcript(shown)));
        }
    }
    for (open, line) in page.lines.iter().enumerate() {
        let name = line.strip_prefix("<!-- generated: ").and_then(|rest| rest.strip_suffix(" -->"));
        if let Some(name) = name {
            let end = page.lines[open..].iter().position(|line| line == "<!-- end -->");
            let end = open + end.unwrap_or_else(|| panic!("{}: no end", page.place(open)));
            written.push((open + 1..end, generated(name)));
        }
    }
    written.sort_by_key(|(lines, _)| lines.start);
    written
}

#[test]
#[cfg(unix)]
fn what_netcost_writes_is_what_stands_there() {
    let mut failures = String::new();
    for mut page in pages() {
        let mut changed = false;
        // From the last to the first, so that no change moves lines that are still to come.
        for (lines, now) in written(&page).into_iter().rev() {
            if page.lines[lines.clone()] != now {
                let place = page.place(lines.start);
                failures += &format!("{place}: now\n{}\n\n", now.join("\n"));
                page.lines.splice(lines, now);
                changed = true;
            }
        }
        if changed && updating() {
            page.write();
        }
    }
    assert!(failures.is_empty() || updating(), "\n{failures}");
}

#[test]
fn every_dependency_has_a_line_in_the_design() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    let design = fs::read_to_string(root().join("docs/design.md")).expect("the page");
    let (_, chapter) = design.split_once("## Dependencies").expect("the chapter");
    let mut section = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]")
            && let Some((name, _)) = line.split_once(" = ")
        {
            assert!(
                chapter.contains(&format!("`{name}`")),
                "docs/design.md: what is `{name}` for?"
            );
        }
    }
}
