//! The catalogue of messages: each code has a fixture that causes it, a snapshot of what is said,
//! and a page that explains it.
//!
//! `MESSAGES=80 cargo test --test diagnostics` prints the messages of all fixtures at that width in
//! place of testing them.

mod fixture;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use fixture::{Fixture, text};
use insta::{Settings, assert_snapshot};
use libtest_mimic::{Arguments, Failed, Trial};

/// Where the fixtures lie, in a folder an area.
const FIXTURES: &str = "tests/diagnostics";

/// Where the pages lie, likewise.
const PAGES: &str = "docs/diagnostics";

fn main() {
    let paths = members(FIXTURES, "net");
    if let Some(width) = std::env::var_os("MESSAGES") {
        return print(paths, &width.to_string_lossy());
    }
    let mut trials: Vec<Trial> = paths.into_iter().map(trial).collect();
    trials.push(Trial::test("every_code_has_a_fixture_and_a_page", || {
        let missing = missing();
        if missing.is_empty() { Ok(()) } else { Err(missing.join("\n").into()) }
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// `net::shape::kernel_too_large`, of `tests/diagnostics/shape/kernel_too_large.net` or its page.
fn code(path: &Path) -> String {
    let area = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    format!("net::{area}::{}", path.file_stem().unwrap_or_default().to_string_lossy())
}

/// The files with an ending in the areas' folders below this one, in order.
fn members(folder: &str, ending: &str) -> Vec<PathBuf> {
    let areas = entries(Path::new(folder)).into_iter();
    let mut paths: Vec<PathBuf> = areas.flat_map(|area| entries(&area)).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == ending));
    paths.sort();
    paths
}

/// What a folder holds; nothing if it is none.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(root().join(folder)).into_iter().flatten();
    found.map(|entry| folder.join(entry.expect("an entry").file_name())).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The test of one fixture: it causes its own code, and the messages are as they were.
fn trial(path: PathBuf) -> Trial {
    let code = code(&path);
    let name = code.trim_start_matches("net::").to_owned();
    Trial::test(name, move || {
        let fixture = Fixture::read(path);
        let snapshot = snapshot(&fixture);
        if !snapshot.contains(&format!("[{code}]")) {
            return Err(Failed::from(format!("it does not cause {code}:\n{snapshot}")));
        }
        let mut settings = Settings::new();
        settings.set_snapshot_path(root().join(&fixture.path).parent().expect("its folder"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| {
            let name = fixture.path.file_stem().unwrap_or_default().to_string_lossy();
            assert_snapshot!(name.as_ref(), snapshot);
        });
        Ok(())
    })
}

/// The network, the command, and what it says in every form.
fn snapshot(fixture: &Fixture) -> String {
    let human = human(fixture, "80", false);
    let [short, json] = ["short", "json"].map(|form| fixture.messages(form));
    let (source, command) = (fixture.text.trim_end(), fixture.command());
    [source, &format!("$ {command}\n{human}"), short.trim(), json.trim()].join("\n\n")
}

/// The messages for people as a terminal of this width shows them.
fn human(fixture: &Fixture, width: &str, color: bool) -> String {
    let messages = text(&fixture.run("--color always", width).stderr);
    if color { messages } else { anstream::adapter::strip_str(messages.trim_end()).to_string() }
}

/// Every message in colour.
fn print(paths: Vec<PathBuf>, width: &str) {
    for path in paths {
        anstream::println!("{}", human(&Fixture::read(path), width, true));
    }
}

/// What is not there and should be, and the reverse.
fn missing() -> Vec<String> {
    let codes = codes();
    let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).expect("the summary");
    let (fixtures, pages) = (members(FIXTURES, "net"), members(PAGES, "md"));
    let mut missing = Vec::new();
    for snapshot in members(FIXTURES, "snap") {
        if !fixtures.contains(&snapshot.with_extension("net")) {
            missing.push(format!("{} is of no fixture", snapshot.display()));
        }
    }
    for (folder, ending, found) in [(FIXTURES, "net", &fixtures), (PAGES, "md", &pages)] {
        let found: BTreeSet<String> = found.iter().map(|path| code(path)).collect();
        for code in codes.difference(&found) {
            let path = code.trim_start_matches("net::").replace("::", "/");
            missing.push(format!("{code} has no {folder}/{path}.{ending}"));
        }
        let strays = found.difference(&codes);
        missing.extend(strays.map(|code| format!("{folder} has {code}, which is no code")));
    }
    for page in &pages {
        let link = page.strip_prefix("docs").unwrap_or(page).display().to_string();
        if !summary.contains(&format!("({link})")) {
            missing.push(format!("docs/SUMMARY.md does not list {link}"));
        }
    }
    missing
}

/// Every code of the library, as its source says them.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut open = vec![PathBuf::from("src/diagnostics")];
    while let Some(path) = open.pop() {
        if root().join(&path).is_dir() {
            open.extend(entries(&path));
            continue;
        }
        let text = fs::read_to_string(root().join(&path)).expect("a source file");
        let found = text.split("code(net::").skip(1).filter_map(|rest| rest.split_once(')'));
        codes.extend(found.map(|(code, _)| format!("net::{code}")));
    }
    assert!(!codes.is_empty(), "no codes in src/diagnostics");
    codes
}
