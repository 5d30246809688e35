//! Models of other programs that are opened as texts: the request `netcost/model`.

use std::io;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::Value;

use super::convert::{self, answer};
use super::fault::Fault;
use super::state::State;
use super::uri;
use crate::source::Files;

/// The text of a model.
#[derive(Debug, Serialize)]
struct Text {
    text: String,
}

/// The bytes of the only file there is.
struct Sent(Vec<u8>);

impl Files for Sent {
    fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
        Ok(self.0.clone())
    }
}

/// The answer to a request for the text of the model at `uri`: `bytes` has the file, in base64, if the server cannot
/// read it.
pub fn model(state: &State, params: &Value) -> Result<Value, Fault> {
    let import = state.import.ok_or_else(|| Fault::Unknown("netcost/model".to_owned()))?;
    let path = uri::path(&convert::field::<String>(params, "/uri")?);
    let text = match convert::field::<Option<String>>(params, "/bytes")? {
        Some(bytes) => {
            let bytes = STANDARD.decode(bytes);
            let bytes = bytes.map_err(|error| Fault::Parameters(format!("`/bytes`: {error}")))?;
            import(&path, &Sent(bytes))
        }
        None => import(&path, state.documents.disk()),
    };
    answer(Text { text: text.map_err(Fault::Refused)? })
}
