//! What need not be done, since the client has asked for something else meanwhile.

use lsp_server::{Message, Request};
use serde_json::Value;

use super::fault::Fault;

/// The requests whose answers are of no use once the text has changed: the client asks again.
const OF_A_VERSION: [&str; 3] =
    ["textDocument/codeLens", "textDocument/inlayHint", "textDocument/semanticTokens/full"];

/// Why a request need not be answered, by what has arrived after it.
pub fn overtaken(request: &Request, after: &[Message]) -> Option<Fault> {
    let later = |method: &'static str| {
        after.iter().filter_map(move |message| match message {
            Message::Notification(later) if later.method == method => Some(&later.params),
            _ => None,
        })
    };
    let id = serde_json::to_value(&request.id).ok();
    if later("$/cancelRequest").any(|cancelled| cancelled.get("id") == id.as_ref()) {
        return Some(Fault::Cancelled);
    }
    let uri = |params: &Value| params.pointer("/textDocument/uri").cloned();
    let of_version = OF_A_VERSION.contains(&request.method.as_str());
    let changed =
        later("textDocument/didChange").any(|changed| uri(changed) == uri(&request.params));
    (of_version && changed).then_some(Fault::Modified)
}
