//! What may be typed at the cursor.

use foldhash::{HashMap, HashSet};

use super::lists::{self, Proposal, ProposalKind};
use super::site::{Context, Head, Site};
use crate::bundled::pages;
use crate::check::record::Seen;
use crate::check::symbols::{DefinitionId, DefinitionKind, Slot, Symbols};
use crate::check::{Signature, lint_names};
use crate::ide::edits::Edit;
use crate::ide::snapshot::Snapshot;
use crate::ide::sums::total;
use crate::source::{Files, Span};

/// What may be typed at an offset of the sources, and what it takes the place of.
pub fn completion(snapshot: &Snapshot, at: u32, files: &dyn Files) -> (Span, Vec<Proposal>) {
    let Some(main) = snapshot.main() else { return (Span::new(at, at), Vec::new()) };
    let site = Site::new(main.text(), (at - main.base()) as usize);
    let place = Span::within(main.base(), site.word.clone());
    let typing = Typing { snapshot, at, files, site: &site };
    (place, typing.proposals())
}

/// A text that is being typed.
struct Typing<'a> {
    snapshot: &'a Snapshot,
    at: u32,
    files: &'a dyn Files,
    site: &'a Site<'a>,
}

impl Typing<'_> {
    fn proposals(&self) -> Vec<Proposal> {
        match self.site.context {
            Context::Start => {
                let words = lists::statements(self.site.outermost).chain(lists::operations());
                words.chain(self.names(&[DefinitionKind::Block])).collect()
            }
            Context::Argument(head) => {
                let mut all = self.arguments(head);
                all.extend(self.names(&VALUES));
                all
            }
            Context::Value(head, name) => {
                let words = lists::operation(head.name).map(|it| lists::words(it, name));
                let words = words.into_iter().flatten();
                words.chain(self.names(&VALUES)).collect()
            }
            Context::Expression => {
                let names = self.names(&VALUES).into_iter();
                let own = self.names(&[DefinitionKind::Function]);
                names.chain(own).chain(lists::functions()).collect()
            }
            Context::Claim(arrow) => self.shape(arrow).into_iter().collect(),
            Context::Total => self.totals(),
            Context::Word("allow") => lints().collect(),
            Context::Word("deploy") => lists::passes().collect(),
            Context::Word("convention") => lists::conventions().collect(),
            Context::Word(_) => lists::dtypes().collect(),
            Context::Nothing => Vec::new(),
        }
    }

    /// The parameters of what is called, without those that are given.
    fn arguments(&self, head: Head<'_>) -> Vec<Proposal> {
        let Some((signature, own)) = self.parameters(head) else { return Vec::new() };
        let given = self.given(head);
        let common = signature.common().filter(|known| !given.contains(&known.slot));
        let mut common: Vec<Proposal> = common.map(lists::common).collect();
        // A block may have a parameter of the same name.
        let name = |it: &Proposal| it.text.trim_end_matches('=').to_owned();
        common.retain(|it| own.iter().all(|own| name(own) != name(it)));
        let own = own.into_iter().enumerate();
        let own = own.filter(|(index, _)| !given.contains(&Slot::Parameter(*index)));
        own.map(|(_, parameter)| parameter).chain(common).collect()
    }

    /// The parameters of what is called that it does not have in common with others, in order.
    fn parameters<'h>(&'h self, head: Head<'h>) -> Option<(Signature<'h>, Vec<Proposal>)> {
        if let Some(operation) = lists::operation(head.name) {
            let own = operation.parameters.iter().map(lists::parameter).collect();
            return Some((Signature::operation(operation), own));
        }
        let symbols = self.snapshot.symbols()?;
        let block = self.block(symbols, head.name)?;
        let own = lists::block_parameters(symbols, block, self.snapshot.sources());
        Some((Signature::block(head.name, &[], self.snapshot.main()?), own))
    }

    /// What the arguments of the call fill, but for the word that is being typed.
    fn given(&self, head: Head<'_>) -> Vec<Slot> {
        let start = self.snapshot.place(head.start);
        let word = self.snapshot.place(self.site.word.start);
        let calls = self.snapshot.symbols().map(Symbols::calls).unwrap_or_default();
        let call = calls.iter().find(|call| call.span.start == start);
        let arguments = call.map(|call| call.arguments.as_slice()).unwrap_or_default();
        let others = arguments.iter().filter(|argument| argument.span.start != word);
        others.map(|argument| argument.slot).collect()
    }

    fn block(&self, symbols: &Symbols, name: &str) -> Option<DefinitionId> {
        let mut visible = symbols.visible_at(self.at).into_iter();
        visible.find(|id| {
            let definition = symbols.definition(*id);
            let is_block = definition.kind == DefinitionKind::Block;
            is_block && self.snapshot.sources().text(definition.name) == name
        })
    }

    /// The visible names of these kinds, with what they hold here. Standard blocks are listed elsewhere.
    fn names(&self, kinds: &[DefinitionKind]) -> Vec<Proposal> {
        let Some(symbols) = self.snapshot.symbols() else { return Vec::new() };
        let start = self.snapshot.place(self.site.statement);
        let again = (kinds == VALUES).then(|| self.snapshot.probed(start, self.files)).flatten();
        let probe = again.as_ref().and_then(|again| again.probe());
        let seen: HashMap<&str, &Seen> = probe
            .iter()
            .flat_map(|probe| &probe.names)
            .map(|(name, it)| (name.as_str(), it))
            .collect();
        let sources = self.snapshot.sources();
        let mut known = HashSet::default();
        let visible = symbols.visible_at(start).into_iter().map(|id| symbols.definition(id));
        let visible = visible.filter(|definition| kinds.contains(&definition.kind));
        let names = visible.filter_map(|definition| {
            let name = sources.text(definition.name);
            let is_own = sources.source(definition.name)?.name() != "<prelude>";
            let first = sources.text(definition.extent).lines().next().unwrap_or_default();
            let detail = seen.get(name).map_or(first.to_owned(), |seen| held(seen));
            let is_new = is_own && known.insert(name);
            is_new.then_some(Proposal::new(name, lists::kind(definition.kind)?, detail, ""))
        });
        names.collect()
    }

    /// The shape that the statement yields each time, found by checking the text without its claim.
    fn shape(&self, arrow: usize) -> Option<Proposal> {
        let main = self.snapshot.main()?;
        let end = (self.at - main.base()) as usize;
        let rest = main.text().get(end..)?;
        let claimed = rest.find([';', '\n', '}', '#']).unwrap_or(rest.len());
        let place = Span::within(main.base(), arrow..end + claimed);
        let without = Edit { place, text: String::new() };
        let after = self.snapshot.tried(&[without], self.files)?;
        let start = after.place(self.site.statement);
        let (statement, _) = after.runs()?.iter().find(|(it, _)| it.start == start)?;
        let shape = after.shape(statement).filter(|shape| shape.rank() > 0)?;
        let about = "the shape as it is computed";
        Some(Proposal::new(shape.written(), ProposalKind::Shape, about, ""))
    }

    /// The totals, with their values now.
    fn totals(&self) -> Vec<Proposal> {
        let costs = self.snapshot.costs();
        let with_value = |(metric, proposal): (&crate::cost::Metric, Proposal)| {
            let now = costs.as_ref().and_then(|costs| total(metric, costs));
            let detail = now.map(|now| format!("now {now}")).unwrap_or_default();
            Proposal { detail, ..proposal }
        };
        lists::totals().map(with_value).collect()
    }
}

/// What names values.
const VALUES: [DefinitionKind; 6] = [
    DefinitionKind::Input,
    DefinitionKind::Label,
    DefinitionKind::Let,
    DefinitionKind::LoopVariable,
    DefinitionKind::Param,
    DefinitionKind::Parameter,
];

fn held(seen: &Seen) -> String {
    seen.shape.map_or_else(|| seen.shown.clone(), |shape| shape.to_string())
}

/// The lints that `allow` silences.
fn lints() -> impl Iterator<Item = Proposal> {
    lint_names().map(|name| {
        let page = pages::find(&name.replace('-', "_")).next();
        let about = page.map(|page| page.summary()).unwrap_or_default();
        Proposal::new(name, ProposalKind::Constant, "", about)
    })
}
