//! Each file in `sessions/` is what a client sends: `→` and a message a line, or several that arrive
//! together. `disk PATH TEXT` is a file on disk. The snapshots have what the server sends in between.
//! `web/wasm/test/` runs them through the server as WebAssembly.

use netcost::lsp::{Message, Server};
use serde_json::Value;

use super::client::Texts;

#[test]
fn sessions_go_as_they_went() {
    super::each_file("sessions", "txt", replayed);
}

/// The session with what the server sends.
fn replayed(session: &str) -> String {
    let mut disk = Texts::default();
    for line in session.lines().filter_map(|line| line.strip_prefix("disk ")) {
        let (path, text) = line.split_once(' ').expect("a path and a text");
        disk.0.insert(path.into(), serde_json::from_str(text).expect("a text in quotes"));
    }
    let mut server = Server::new(Box::new(disk)).importing();
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
