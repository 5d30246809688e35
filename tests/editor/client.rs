//! A client of the server, without a process.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use netcost::Files;
use netcost::lsp::{Message, Server};
use serde_json::{Value, json};

/// The files that lie on the disk of a test.
#[derive(Clone, Debug, Default)]
pub struct Texts(pub BTreeMap<PathBuf, String>);

impl Files for Texts {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let text = self.0.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(text.as_bytes().to_vec())
    }
}

/// The text that most tests have open.
pub const URI: &str = "file:///nets/main.net";

/// A client.
pub struct Client {
    server: Server,
    asked: i32,
}

impl Client {
    /// A client that has started the server with these capabilities and settings.
    pub fn new(disk: impl Files + 'static, capabilities: Value, settings: Value) -> Self {
        let mut client = Client { server: Server::new(Box::new(disk)), asked: 0 };
        let started = json!({ "capabilities": capabilities, "initializationOptions": settings });
        client.request("initialize", started).expect("it starts");
        client.notify("initialized", json!({}));
        client
    }

    /// Sends messages that arrive together; what the server sends.
    pub fn send(&mut self, messages: Vec<Value>) -> Vec<Value> {
        let messages =
            messages.into_iter().map(|it| serde_json::from_value(it).expect("a message"));
        let sent = self.server.handle(messages.collect::<Vec<Message>>());
        sent.iter().map(|message| serde_json::to_value(message).expect("JSON")).collect()
    }

    /// Sends a notification; what the server sends.
    pub fn notify(&mut self, method: &str, params: Value) -> Vec<Value> {
        self.send(vec![json!({ "method": method, "params": params })])
    }

    /// Sends a request; its result, or its error.
    pub fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.asked += 1;
        let sent = self.send(vec![json!({ "id": self.asked, "method": method, "params": params })]);
        let answer =
            sent.into_iter().find(|message| message["id"] == self.asked).expect("an answer");
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }

    /// Opens a text; what is wrong with it.
    pub fn open(&mut self, uri: &str, text: &str) -> Vec<Value> {
        let document = json!({ "uri": uri, "languageId": "netcost", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }))
    }
}

/// JSON with ranges as `line:column-line:column`, from 0.
pub fn short(value: &Value) -> Value {
    let place = |it: &Value| Some(format!("{}:{}", it.get("line")?, it.get("character")?));
    match value {
        Value::Array(items) => items.iter().map(short).collect(),
        Value::Object(fields) => {
            let range = fields.get("start").zip(fields.get("end"));
            let range = range.and_then(|(start, end)| place(start).zip(place(end)));
            match (range, place(value)) {
                (Some((start, end)), _) => format!("{start}-{end}").into(),
                (None, Some(place)) => place.into(),
                (None, None) => {
                    let fields = fields.iter().map(|(name, it)| (name.clone(), short(it)));
                    Value::Object(fields.collect())
                }
            }
        }
        other => other.clone(),
    }
}
