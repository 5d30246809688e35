//! The catalogue of messages: each code has a fixture that causes it, a snapshot of what is said,
//! and a page that explains it.
//!
//! `MESSAGES=80 cargo test --test diagnostics` prints the messages of all fixtures at that width in
//! place of testing them.

mod fixture;
#[path = "../program/mod.rs"]
mod program;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use fixture::Fixture;
use insta::{Settings, assert_snapshot};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

/// Where the fixtures lie, in a folder an area.
const FIXTURES: &str = "tests/diagnostics";

/// Where the pages lie, likewise.
const PAGES: &str = "docs/diagnostics";

fn main() {
    let paths = members(FIXTURES, "net");
    if let Ok(columns) = std::env::var("MESSAGES") {
        return print(paths, columns.parse().expect("a number of columns"));
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
        let json = fixture.messages("json");
        short(&fixture, &json)?;
        let snapshot = snapshot(&fixture, &json);
        if !json.contains(&format!("\"code\":\"{code}\"")) {
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

/// The text of the snapshot: the network, the command, and its messages in the forms `human` and `json`.
fn snapshot(fixture: &Fixture, json: &str) -> String {
    let colored = colored(fixture, 80);
    let human = anstream::adapter::strip_str(colored.trim_end());
    let (source, command) = (fixture.text.trim_end(), fixture.command());
    [source, &format!("$ {command}\n{human}"), json.trim()].join("\n\n")
}

/// The messages in the form `human`, with colours.
fn colored(fixture: &Fixture, columns: usize) -> String {
    fixture.run(&["--color", "always"], columns).stderr
}

/// Every message in colour.
fn print(paths: Vec<PathBuf>, columns: usize) {
    for path in paths {
        anstream::println!("{}", colored(&Fixture::read(path), columns));
    }
}

/// Checks that the form `short` agrees with `json`.
fn short(fixture: &Fixture, json: &str) -> Result<(), Failed> {
    let messages = json.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let expected: String = messages.map(|message: Value| line(&message) + "\n").collect();
    let found = fixture.messages("short");
    if found == expected {
        return Ok(());
    }
    Err(format!("short form:\n{found}expected from JSON:\n{expected}").into())
}

/// The line of the form `short` for a message in JSON: `file:line:column: error[code]: message`.
fn line(message: &Value) -> String {
    let text = |of: &Value| of.as_str().expect("a text").replace('\n', " ");
    let labels = message["labels"].as_array().expect("labels").iter();
    let place = labels.filter(|label| label["primary"] == true).find_map(|label| {
        let (file, line) = (label.get("file")?, label.get("line")?);
        Some(format!("{}:{line}:{}: ", text(file), label.get("column")?))
    });
    let more = match message["more"].as_u64().expect("a count") {
        0 => String::new(),
        1 => " (and once more)".to_owned(),
        more => format!(" (and {more} more times)"),
    };
    let [severity, code, said] = ["severity", "code", "message"].map(|key| text(&message[key]));
    format!("{}{severity}[{code}]: {said}{more}", place.unwrap_or_default())
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
