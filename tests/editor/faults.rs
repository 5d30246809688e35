//! What a mistake in the server costs.

use std::io;
use std::path::Path;

use netcost::Files;
use serde_json::json;

use super::client::{Client, URI};

/// Files that cannot be read without a panic.
struct Panics;

impl Files for Panics {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        panic!("{} is read", path.display());
    }
}

#[test]
fn messages_are_cleared_where_no_new_ones_can_be_found() {
    let mut client = Client::new(Panics, json!({}), json!({}));
    let opened = client.open(URI, "convv 3\n");
    assert_eq!(opened[0]["params"]["diagnostics"].as_array().map(Vec::len), Some(1));
    let mut change = |version: u32, text: &str| {
        let document = json!({ "uri": URI, "version": version });
        client.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [{ "text": text }] }),
        )
    };
    let failed = change(2, "use \"other.net\"\nconvv 3\n");
    assert_eq!(failed[0]["params"]["diagnostics"], json!([]));
    let again = change(3, "convv 3\n");
    assert_eq!(again[0]["params"]["diagnostics"], opened[0]["params"]["diagnostics"]);
}
