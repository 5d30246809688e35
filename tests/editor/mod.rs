//! What editors are told: queries at a cursor, whole sessions, and any edits.

use std::fs;
use std::path::Path;

mod client;
mod edits;
mod effort;
mod faults;
mod neovim;
mod node;
mod process;
mod queries;
mod sessions;

/// Compares what comes of each file with this extension in a folder here with the snapshot beside it.
fn each_file(folder: &str, extension: &str, shown: fn(&str) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editor").join(folder);
    let entries = fs::read_dir(&folder).expect("a folder");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == extension));
    paths.sort();
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for path in paths {
            let text = fs::read_to_string(&path).expect("a fixture");
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            insta::assert_snapshot!(name.as_ref(), shown(&text));
        }
    });
}
