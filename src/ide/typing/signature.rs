//! What is being called at the cursor, and which of its parameters is being given.

use super::lists;
use super::site::{Context, Head, Site};
use crate::check::symbols::{DefinitionId, DefinitionKind, Slot, Symbols};
use crate::ide::snapshot::Snapshot;
use crate::ops::Operation;
use crate::source::Span;

/// What is being called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureHelp {
    /// All of it: `conv out k=1 s=1 p=0 d=1 g=1 bias=true`.
    pub label: String,
    /// What it is.
    pub about: String,
    /// Its parameters as the label has them, and what they are.
    pub parameters: Vec<(String, String)>,
    /// Which of them is being given.
    pub active: Option<usize>,
}

/// What is being called at an offset of the sources; nothing within the parentheses of an argument.
pub fn signature(snapshot: &Snapshot, at: u32) -> Option<SignatureHelp> {
    let main = snapshot.main()?;
    let site = Site::new(main.text(), (at - main.base()) as usize);
    let (Context::Argument(head) | Context::Value(head, _)) = site.context else { return None };
    let mut help = match lists::operation(head.name) {
        Some(operation) => of_operation(operation),
        None => of_block(snapshot, at, head)?,
    };
    help.active = active(snapshot, at, &site, head, help.parameters.len());
    Some(help)
}

fn of_operation(operation: &Operation) -> SignatureHelp {
    let parameters = operation.rest.iter().chain(operation.parameters);
    let label = operation.signature();
    let written = label.split(' ').skip(1).map(str::to_owned);
    let parameters = written.zip(parameters.map(|parameter| parameter.doc.to_owned())).collect();
    SignatureHelp { about: operation.summary.to_owned(), parameters, label, active: None }
}

fn of_block(snapshot: &Snapshot, at: u32, head: Head<'_>) -> Option<SignatureHelp> {
    let (symbols, sources) = (snapshot.symbols()?, snapshot.sources());
    let is_it = |id: &DefinitionId| {
        let definition = symbols.definition(*id);
        definition.kind == DefinitionKind::Block && sources.text(definition.name) == head.name
    };
    let block = symbols.visible_at(at).into_iter().find(is_it)?;
    let all = (0..).map_while(|index| symbols.parameter(block, index));
    let written = all.map(|id| sources.text(symbols.definition(id).extent).trim().to_owned());
    let written: Vec<String> = written.collect();
    let label = std::iter::once(head.name).chain(written.iter().map(String::as_str));
    let label = label.collect::<Vec<_>>().join(" ");
    let parameters = written.into_iter().map(|parameter| (parameter, String::new())).collect();
    Some(SignatureHelp { label, about: String::new(), parameters, active: None })
}

/// The parameter that the word at the cursor fills, as the call binds it; after a space, the first that is
/// not given yet.
fn active(
    snapshot: &Snapshot,
    at: u32,
    site: &Site<'_>,
    head: Head<'_>,
    count: usize,
) -> Option<usize> {
    let start = snapshot.place(head.start);
    let calls = snapshot.symbols().map(Symbols::calls).unwrap_or_default();
    let call = calls.iter().find(|call| call.span.start == start);
    let arguments = call.map(|call| call.arguments.as_slice()).unwrap_or_default();
    let rest = lists::operation(head.name).is_some_and(|operation| operation.rest.is_some());
    let index = |slot: Slot| match slot {
        Slot::Parameter(index) => Some(index + usize::from(rest)),
        Slot::Rest => Some(0),
        Slot::Share | Slot::Dtype | Slot::Weights | Slot::Frozen | Slot::Sparsity => None,
    };
    let holds = |span: Span| span.start <= at && at <= span.end;
    let here = arguments.iter().find(|argument| holds(argument.span) && !site.word.is_empty());
    if let Some(here) = here {
        return index(here.slot);
    }
    let given: Vec<usize> = arguments.iter().filter_map(|argument| index(argument.slot)).collect();
    (0..count).find(|parameter| !given.contains(parameter) || rest && *parameter == 0)
}
