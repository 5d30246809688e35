//! The texts to parse: all networks of the project, right and wrong ones.

use std::fs;
use std::path::Path;

use tree_sitter_netcost_test::project;

/// A text with the place where it is from.
pub struct Text {
    /// Its path within the project, for a block of a page with its line.
    pub place: String,
    /// All of it.
    pub text: String,
}

/// All texts, in the order of their places.
pub fn all() -> Vec<Text> {
    let mut texts = Vec::new();
    for folder in ["examples", "src/bundled", "tests/diagnostics", "tests/corpus", "docs"] {
        add(folder, &mut texts);
    }
    texts.sort_by(|one, other| one.place.cmp(&other.place));
    texts
}

fn add(folder: &str, texts: &mut Vec<Text>) {
    for entry in fs::read_dir(project().join(folder)).expect("a folder") {
        let entry = entry.expect("an entry");
        let place = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            add(&place, texts);
            continue;
        }
        let extension = entry.path().extension().unwrap_or_default().to_owned();
        if extension == "net" {
            texts.extend(read(&entry.path()).map(|text| Text { place, text }));
        } else if extension == "md" {
            blocks(&place, &read(&entry.path()).expect("a page"), texts);
        }
    }
}

/// A file; one that is not UTF-8 is no text.
fn read(path: &Path) -> Option<String> {
    String::from_utf8(fs::read(path).expect("a file")).ok()
}

/// The networks in a page.
fn blocks(page: &str, text: &str, texts: &mut Vec<Text>) {
    let mut fences = text.split("\n```");
    let mut line = 1 + fences.next().unwrap_or_default().matches('\n').count();
    for (index, part) in fences.enumerate() {
        let (info, block) = part.split_once('\n').unwrap_or_default();
        let included = block.starts_with("{{#include"); // the fixtures are read anyway
        if index % 2 == 0 && !included && info.split(' ').next() == Some("net") {
            let text = format!("{block}\n");
            texts.push(Text { place: format!("{page}:{}", line + 2), text });
        }
        line += 1 + part.matches('\n').count();
    }
}
