//! The language server as a WebAssembly module, with an interface of four functions. With the feature `models`, it makes
//! texts of models, too; the importer is half as large as all the rest.
//!
//! A host writes a message, or an array of messages that have arrived together, as JSON to the address that
//! [`room`] returns. [`message`] handles it and returns the length of the answer, an array of messages, which
//! begins at [`out`].
//!
//! A panic ends the module: the call traps, and [`failure`] is all that may be called then. Memory that was once
//! needed is not given back to the host. In both cases a host starts a new instance and opens its texts again.

use std::cell::RefCell;
use std::panic;

use netcost::NoFiles;
use netcost::lsp::{Message, Server};
use serde_json::{Value, json};

thread_local! {
    static SERVER: RefCell<Option<Server>> = const { RefCell::new(None) };
    static IN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Where the next message goes, which has `length` bytes.
// SAFETY: no other symbol of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    IN.with_borrow_mut(|bytes| {
        bytes.clear();
        bytes.resize(length, 0);
        bytes.as_mut_ptr()
    })
}

/// Handles the message; the length of the answer.
// SAFETY: no other symbol of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn message() -> usize {
    let arrived = IN.take();
    OUT.take();
    let sent = SERVER.with_borrow_mut(|server| {
        let server = server.get_or_insert_with(started);
        answered(server, &arrived)
    });
    let answer = Value::Array(sent).to_string().into_bytes();
    let length = answer.len();
    OUT.set(answer);
    length
}

/// Where the answer begins.
// SAFETY: no other symbol of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn out() -> *const u8 {
    OUT.with_borrow(|bytes| bytes.as_ptr())
}

/// After a trap, the length of the panic's message, which begins at [`out`]; 0 if another cause led to it.
// SAFETY: no other symbol of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn failure() -> usize {
    OUT.with_borrow(Vec::len)
}

/// A server that has no files but those that its client hands over.
fn started() -> Server {
    panic::set_hook(Box::new(|panic| OUT.set(panic.to_string().into_bytes())));
    let server = Server::new(Box::new(NoFiles));
    if cfg!(feature = "models") { server.importing() } else { server }
}

/// What the server sends when this has arrived.
fn answered(server: &mut Server, arrived: &[u8]) -> Vec<Value> {
    match messages(arrived) {
        Ok(messages) => {
            let sent = server.handle(messages).into_iter();
            sent.filter_map(|message| serde_json::to_value(message).ok()).collect()
        }
        // The code of JSON-RPC for what is no message.
        Err(error) => {
            let error = json!({ "code": -32700, "message": error.to_string() });
            vec![json!({ "id": null, "error": error })]
        }
    }
}

/// A message, or several.
fn messages(arrived: &[u8]) -> serde_json::Result<Vec<Message>> {
    match serde_json::from_slice(arrived)? {
        Value::Array(all) => serde_json::from_value(Value::Array(all)),
        one => Ok(vec![serde_json::from_value(one)?]),
    }
}
