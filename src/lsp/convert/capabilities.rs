//! What client and server can do.

use gen_lsp_types as lsp;
use lsp_server::{Message, Notification, Request};
use serde_json::{Value, json};

use super::tokens::legend;
use crate::ide::Encoding;

/// What a client can do, as far as it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// What it counts columns in.
    pub encoding: Encoding,
    /// Whether it hands over the files that it is asked for.
    pub hands_over: bool,
    /// Whether it watches files for the server.
    pub watches: bool,
    /// Whether it asks for hints anew when it is told to.
    pub refreshes_hints: bool,
    /// Whether it asks for lenses anew when it is told to.
    pub refreshes_lenses: bool,
    /// Whether it asks for the words of texts anew when it is told to.
    pub refreshes_tokens: bool,
}

impl Client {
    /// What a client says of itself in its first request.
    pub fn new(params: &Value) -> Self {
        let is_set = |pointer: &str| params.pointer(pointer) == Some(&Value::Bool(true));
        let encodings = params.pointer("/capabilities/general/positionEncodings");
        let encodings = encodings.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let utf8 = encodings.iter().any(|encoding| encoding == "utf-8");
        Client {
            encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            hands_over: is_set("/capabilities/experimental/netcostFiles"),
            watches: is_set("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            refreshes_hints: is_set("/capabilities/workspace/inlayHint/refreshSupport"),
            refreshes_lenses: is_set("/capabilities/workspace/codeLens/refreshSupport"),
            refreshes_tokens: is_set("/capabilities/workspace/semanticTokens/refreshSupport"),
        }
    }
}

/// The kind of the change that applies all safe fixes: a `source.fixAll` that can be asked for by itself.
pub const FIX_ALL: &str = "source.fixAll.netcost";

/// The answer to a client's first request: what the server can do.
pub fn initialized(client: Client) -> lsp::InitializeResult {
    let encoding = match client.encoding {
        Encoding::Utf8 => lsp::PositionEncodingKind::UTF8,
        Encoding::Utf16 => lsp::PositionEncodingKind::UTF16,
    };
    let sync = lsp::TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(lsp::TextDocumentSyncKind::Incremental),
        ..Default::default()
    };
    let actions = lsp::CodeActionOptions {
        code_action_kinds: Some(vec![
            lsp::CodeActionKind::QuickFix,
            lsp::CodeActionKind::RefactorExtract,
            lsp::CodeActionKind::RefactorRewrite,
            lsp::CodeActionKind::new(FIX_ALL),
        ]),
        ..Default::default()
    };
    let rename = lsp::RenameOptions { prepare_provider: Some(true), ..Default::default() };
    let tokens = lsp::SemanticTokensOptions {
        legend: legend(),
        full: Some(lsp::Full::Bool(true)),
        ..Default::default()
    };
    let words = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
    let completion = lsp::CompletionOptions {
        trigger_characters: words(&[".", ">", "="]),
        ..Default::default()
    };
    let signature =
        lsp::SignatureHelpOptions { trigger_characters: words(&[" "]), ..Default::default() };
    let capabilities = lsp::ServerCapabilities {
        position_encoding: Some(encoding),
        text_document_sync: Some(lsp::TextDocumentSync::Options(sync)),
        completion_provider: Some(completion),
        signature_help_provider: Some(signature),
        hover_provider: Some(lsp::HoverProvider::Bool(true)),
        definition_provider: Some(lsp::DefinitionProvider::Bool(true)),
        references_provider: Some(lsp::ReferencesProvider::Bool(true)),
        document_highlight_provider: Some(lsp::DocumentHighlightProvider::Bool(true)),
        document_link_provider: Some(lsp::DocumentLinkOptions::default()),
        workspace_symbol_provider: Some(lsp::WorkspaceSymbolProvider::Bool(true)),
        document_symbol_provider: Some(lsp::DocumentSymbolProvider::Bool(true)),
        code_action_provider: Some(lsp::CodeActionProvider::CodeActionOptions(actions)),
        code_lens_provider: Some(lsp::CodeLensOptions::default()),
        document_formatting_provider: Some(lsp::DocumentFormattingProvider::Bool(true)),
        rename_provider: Some(lsp::RenameProvider::RenameOptions(rename)),
        folding_range_provider: Some(lsp::FoldingRangeProvider::Bool(true)),
        selection_range_provider: Some(lsp::SelectionRangeProvider::Bool(true)),
        semantic_tokens_provider: Some(lsp::SemanticTokensProvider::SemanticTokensOptions(tokens)),
        inlay_hint_provider: Some(lsp::InlayHintProvider::Bool(true)),
        ..Default::default()
    };
    let version = Some(env!("CARGO_PKG_VERSION").to_owned());
    let server_info = Some(lsp::ServerInfo { name: "netcost".to_owned(), version });
    lsp::InitializeResult { capabilities, server_info }
}

/// Asks the client to tell when networks or devices change on disk.
pub fn watch() -> Message {
    let watchers = json!({ "watchers": [{ "globPattern": "**/*.{net,toml}" }] });
    let registration = lsp::Registration {
        id: "files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: Some(watchers),
    };
    let params = json!({ "registrations": [registration] });
    let (id, method) = ("watch".to_owned().into(), "client/registerCapability".to_owned());
    Message::Request(Request { id, method, params })
}

/// Asks the client to ask for hints, lenses and words anew, as far as it does; `number` is of no other such request.
pub fn refresh(client: Client, number: u32) -> impl Iterator<Item = Message> {
    let asked = [
        ("inlayHint", client.refreshes_hints),
        ("codeLens", client.refreshes_lenses),
        ("semanticTokens", client.refreshes_tokens),
    ];
    let asked = asked.into_iter().filter(|(_, does)| *does);
    asked.map(move |(what, _)| {
        let id = format!("{what}{number}").into();
        let method = format!("workspace/{what}/refresh");
        Message::Request(Request { id, method, params: Value::Null })
    })
}

/// What is wrong with a file, for the client to show.
pub fn publish(uri: &str, version: Option<i32>, messages: Vec<Value>) -> Message {
    let mut params = json!({ "uri": uri, "diagnostics": messages });
    if let (Some(version), Some(params)) = (version, params.as_object_mut()) {
        params.insert("version".to_owned(), version.into());
    }
    let method = "textDocument/publishDiagnostics".to_owned();
    Message::Notification(Notification { method, params })
}

/// Asks the client to hand over files.
pub fn want(uris: &[String]) -> Message {
    let params = json!({ "uris": uris });
    Message::Notification(Notification { method: "netcost/wanted".to_owned(), params })
}

/// A warning for who uses the client.
pub fn warn(text: &str) -> Message {
    let params = json!({ "type": lsp::MessageType::Warning, "message": text });
    Message::Notification(Notification { method: "window/showMessage".to_owned(), params })
}
