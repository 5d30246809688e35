//! The answer to each request.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value;

use super::convert::{self, Ranges, answer};
use super::fault::Fault;
use super::model::model;
use super::state::State;
use crate::ide::{self, Position, Snapshot};
use crate::source::Span;

/// The answer to a request; `null` about a text that is not open.
pub fn respond(state: &mut State, method: &str, params: &Value) -> Result<Value, Fault> {
    match method {
        "netcost/model" => return model(state, params),
        "workspace/symbol" => return symbols(state, params),
        _ => {}
    }
    let find = |method: &str| REQUESTS.iter().find(|(known, _)| *known == method);
    let (_, respond) = find(method).ok_or_else(|| Fault::Unknown(method.to_owned()))?;
    let uri = convert::uri(params)?;
    match state.documents.snapshot(&uri) {
        Some(snapshot) => respond(&mut Asked { state, snapshot, uri, params }),
        None => Ok(Value::Null),
    }
}

/// The names of all texts that are open, and of the files they use.
fn symbols(state: &mut State, params: &Value) -> Result<Value, Fault> {
    let query: String = convert::field(params, "/query")?;
    let snapshots = state.documents.snapshots();
    let uri_of = |file: &str| state.documents.uri_of(file);
    let (mut known, mut found) = (BTreeSet::new(), Vec::new());
    for snapshot in &snapshots {
        let ranges = Ranges::new(snapshot, state.client.encoding, &uri_of);
        let mut symbols = ide::symbols(snapshot, &query);
        symbols.retain(|symbol| known.insert(symbol.place.clone()));
        found.extend(convert::symbols(symbols, &ranges));
    }
    answer(found)
}

/// How each request is answered.
type Respond = fn(&mut Asked<'_>) -> Result<Value, Fault>;

/// Every request about a text.
static REQUESTS: [(&str, Respond); 19] = [
    ("netcost/page", |asked| asked.page()),
    ("netcost/totals", |asked| answer(ide::totals(&asked.snapshot))),
    ("textDocument/codeAction", |asked| asked.actions()),
    ("textDocument/codeLens", |asked| asked.lenses()),
    ("textDocument/completion", |asked| asked.completion()),
    ("textDocument/definition", |asked| asked.definition()),
    ("textDocument/documentHighlight", |asked| asked.highlights()),
    ("textDocument/documentLink", |asked| asked.links()),
    ("textDocument/documentSymbol", |asked| asked.outline()),
    ("textDocument/foldingRange", |asked| answer(convert::folds(&ide::folds(&asked.snapshot)))),
    ("textDocument/formatting", |asked| asked.formatting()),
    ("textDocument/hover", |asked| asked.hover()),
    ("textDocument/inlayHint", |asked| asked.hints()),
    ("textDocument/prepareRename", |asked| asked.prepare_rename()),
    ("textDocument/references", |asked| asked.references()),
    ("textDocument/rename", |asked| asked.rename()),
    ("textDocument/selectionRange", |asked| asked.selection()),
    ("textDocument/semanticTokens/full", |asked| asked.tokens()),
    ("textDocument/signatureHelp", |asked| asked.signature()),
];

/// A request about a text.
struct Asked<'a> {
    state: &'a mut State,
    snapshot: Rc<Snapshot>,
    uri: String,
    params: &'a Value,
}

impl Asked<'_> {
    /// Runs with the places of a snapshot as the client counts them.
    fn with<T>(&self, snapshot: &Snapshot, run: impl FnOnce(&Ranges<'_>) -> T) -> T {
        let uri_of = |file: &str| self.state.documents.uri_of(file);
        run(&Ranges::new(snapshot, self.state.client.encoding, &uri_of))
    }

    fn offset(&self, position: Position) -> u32 {
        self.with(&self.snapshot, |ranges| ranges.offset(position))
    }

    /// The offset that it is about.
    fn at(&self) -> Result<u32, Fault> {
        Ok(self.offset(convert::place(self.params)?))
    }

    /// The part of the text that it is about.
    fn part(&self) -> Result<Span, Fault> {
        let part = convert::part(self.params)?;
        Ok(Span::new(self.offset(part.start), self.offset(part.end)))
    }

    fn actions(&self) -> Result<Value, Fault> {
        let part = self.part()?;
        let only: Option<Vec<String>> = convert::field(self.params, "/context/only")?;
        // A kind asks for those that it begins, too: `source` for `source.fixAll`.
        let is_asked = |kind: &str| {
            let begins = |only: &String| {
                let rest = kind.strip_prefix(only.as_str());
                only.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            only.as_ref().map(|only| only.iter().any(begins))
        };
        let messages = ide::messages(&self.snapshot);
        let files = self.state.documents.files();
        let mut actions = Vec::new();
        if is_asked("quickfix").unwrap_or(true) {
            actions.extend(ide::quick_fixes(&self.snapshot, &messages, part, &files));
        }
        if is_asked("refactor.extract").unwrap_or(part.start < part.end) {
            actions.extend(ide::extract(&self.snapshot, part, &files));
        }
        if is_asked(convert::FIX_ALL).unwrap_or(false) {
            actions.extend(ide::fix_all(&self.snapshot, &files));
        }
        if is_asked("refactor.rewrite").unwrap_or(true) {
            actions.extend(ide::rewrites(&self.snapshot, part.start, &files));
        }
        self.with(&self.snapshot, |ranges| {
            answer(convert::actions(&actions, &messages, &self.uri, ranges))
        })
    }

    fn page(&self) -> Result<Value, Fault> {
        let settings = convert::page_settings(self.params)?;
        let files = self.state.documents.files();
        answer(ide::page(&self.snapshot, &settings, &files).map_err(Fault::Refused)?)
    }

    fn lenses(&self) -> Result<Value, Fault> {
        let lenses = match self.state.settings.lenses {
            true => ide::lenses(&self.snapshot),
            false => Vec::new(),
        };
        self.with(&self.snapshot, |ranges| answer(convert::lenses(&lenses, ranges)))
    }

    fn completion(&self) -> Result<Value, Fault> {
        let files = self.state.documents.files();
        let (place, proposals) = ide::completion(&self.snapshot, self.at()?, &files);
        self.with(&self.snapshot, |ranges| answer(convert::completion(place, proposals, ranges)))
    }

    fn signature(&self) -> Result<Value, Fault> {
        answer(ide::signature(&self.snapshot, self.at()?).map(convert::signature))
    }

    fn definition(&self) -> Result<Value, Fault> {
        let place = ide::definition(&self.snapshot, self.at()?);
        self.with(&self.snapshot, |ranges| {
            answer(convert::locations(&place, ranges).into_iter().next())
        })
    }

    fn highlights(&self) -> Result<Value, Fault> {
        let highlights = ide::highlights(&self.snapshot, self.at()?);
        self.with(&self.snapshot, |ranges| answer(convert::highlights(&highlights, ranges)))
    }

    fn outline(&self) -> Result<Value, Fault> {
        let items = ide::outline(&self.snapshot);
        self.with(&self.snapshot, |ranges| answer(convert::outline(items, ranges)))
    }

    fn links(&self) -> Result<Value, Fault> {
        let links = ide::links(&self.snapshot);
        let uri_of = |file: &str| self.state.documents.uri_of(file);
        self.with(&self.snapshot, |ranges| answer(convert::links(links, &uri_of, ranges)))
    }

    fn formatting(&self) -> Result<Value, Fault> {
        let edits: Vec<_> = ide::formatting(&self.snapshot).into_iter().collect();
        self.with(&self.snapshot, |ranges| answer(convert::edits(&edits, ranges)))
    }

    fn hover(&self) -> Result<Value, Fault> {
        let hover = ide::hover(&self.snapshot, self.at()?, &self.state.documents.files());
        self.with(&self.snapshot, |ranges| answer(hover.map(|hover| convert::hover(hover, ranges))))
    }

    fn hints(&self) -> Result<Value, Fault> {
        let part = self.part()?;
        let hints = ide::hints(&self.snapshot, part, self.state.settings.hints);
        self.with(&self.snapshot, |ranges| answer(convert::hints(&hints, ranges)))
    }

    fn prepare_rename(&self) -> Result<Value, Fault> {
        match ide::prepare(&self.snapshot, self.at()?) {
            Ok((written, _)) => {
                self.with(&self.snapshot, |ranges| answer(convert::renamed(written, ranges)))
            }
            Err(_) => Ok(Value::Null),
        }
    }

    /// The references in all texts that are open.
    fn references(&mut self) -> Result<Value, Fault> {
        let with_definition: bool = convert::field(self.params, "/context/includeDeclaration")?;
        let Some(defined) = ide::definition(&self.snapshot, self.at()?) else {
            return Ok(Value::Null);
        };
        let mut locations = Vec::new();
        for snapshot in self.state.documents.snapshots() {
            let places = ide::references(&snapshot, &defined, with_definition);
            let found = self.with(&snapshot, |ranges| convert::locations(&places, ranges));
            for location in found {
                if !locations.contains(&location) {
                    locations.push(location);
                }
            }
        }
        answer(locations)
    }

    fn rename(&mut self) -> Result<Value, Fault> {
        let to: String = convert::field(self.params, "/newName")?;
        let refused = |refusal: ide::Refusal| Fault::Refused(refusal.to_string());
        let (_, defined) = ide::prepare(&self.snapshot, self.at()?).map_err(refused)?;
        let snapshots = self.state.documents.snapshots();
        let snapshots: Vec<&Snapshot> = snapshots.iter().map(Rc::as_ref).collect();
        let files = self.state.documents.files();
        let edits = ide::rename(&snapshots, &defined, &to, &files).map_err(refused)?;
        let uri_of = |file: &str| self.state.documents.uri_of(file);
        let encoding = self.state.client.encoding;
        let ranges = snapshots.iter().map(|snapshot| Ranges::new(snapshot, encoding, &uri_of));
        answer(convert::workspace_edit(&edits, &ranges.collect::<Vec<_>>()))
    }

    fn tokens(&self) -> Result<Value, Fault> {
        let tokens = ide::tokens(&self.snapshot);
        self.with(&self.snapshot, |ranges| answer(convert::tokens(&tokens, ranges)))
    }

    fn selection(&self) -> Result<Value, Fault> {
        let places = convert::places(self.params)?;
        self.with(&self.snapshot, |ranges| {
            let selections = places.into_iter().filter_map(|place| {
                let places = ide::selection(&self.snapshot, ranges.offset(place));
                convert::selection(&places, ranges)
            });
            answer(selections.collect::<Vec<_>>())
        })
    }
}
