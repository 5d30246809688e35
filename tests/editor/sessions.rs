//! Each file in `sessions/` is what a client sends: `→` and a message a line, or several that arrive
//! together. `disk PATH TEXT` is a file on disk. The snapshots have what the server sends in between.

use std::fs;
use std::path::Path;

use netcost::internals::lsp::{Message, Server};
use serde_json::Value;

use super::client::Texts;

#[test]
fn sessions_go_as_they_went() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editor/sessions");
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    paths.sort();
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for path in paths {
            let session = fs::read_to_string(&path).expect("a session");
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            insta::assert_snapshot!(name.as_ref(), replayed(&session));
        }
    });
}

/// The session with what the server sends.
fn replayed(session: &str) -> String {
    let mut disk = Texts::default();
    for line in session.lines().filter_map(|line| line.strip_prefix("disk ")) {
        let (path, text) = line.split_once(' ').expect("a path and a text");
        disk.0.insert(path.into(), serde_json::from_str(text).expect("a text in quotes"));
    }
    let mut server = Server::new(Box::new(disk));
    let mut shown = String::new();
    for line in session.lines() {
        shown += &format!("{line}\n");
        let Some(sent) = line.strip_prefix("→ ") else { continue };
        let messages: Vec<Message> = match serde_json::from_str(sent).expect("JSON") {
            Value::Array(all) => serde_json::from_value(all.into()).expect("messages"),
            one => vec![serde_json::from_value(one).expect("a message")],
        };
        for message in server.handle(messages) {
            shown += &format!("← {}\n", serde_json::to_value(message).expect("JSON"));
        }
    }
    shown + &format!("ended: {:?}", server.ended())
}
