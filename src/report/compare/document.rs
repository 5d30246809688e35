//! From a comparison to the structures of `model/`.

use std::borrow::Cow;

use super::details::{self, LayerOf};
use super::view::ComparisonView;
use crate::diagnostics::cost::CostProblem;
use crate::diff::{Side, Step};
use crate::report::document::{self, Layers};
use crate::report::model::{Change, ChangeKind, ComparedNetwork, Comparison, SCHEMA};

impl ComparisonView<'_> {
    /// The comparison with all changes, whatever depth the view requests.
    ///
    /// # Errors
    /// When a total is above 2⁶³ − 1.
    pub fn to_comparison(self) -> Result<Comparison, CostProblem> {
        self.check_counts()?;
        let changes = changes(&self, document::owned).map(Iterator::collect);
        Ok(comparison(&self, changes))
    }
}

/// The comparison, with changes that may be made when they are written.
pub(in crate::report) fn comparison<C>(
    view: &ComparisonView<'_>,
    layers: Option<C>,
) -> Comparison<C> {
    let network = |(index, side): (usize, &Side<'_>)| {
        let network = side.costs.network;
        let by_convention = view.by_convention.get(index).map_or(&[][..], Vec::as_slice);
        ComparedNetwork {
            asked: side.word.to_owned(),
            network: network.name.clone(),
            file: side.file.to_owned(),
            batch: network.batch,
            convention: side.costs.convention.name.into(),
            arguments: document::arguments(network),
            totals: document::totals(side.costs, ()),
            flops_by_convention: document::by_convention(by_convention),
        }
    };
    let networks = view.sides.iter().enumerate().map(network).collect();
    Comparison { schema: SCHEMA, networks, layers }
}

/// The changes between two networks, each made when it is taken; `None` for more networks. `text`
/// borrows or copies a text of the sources.
pub(in crate::report) fn changes<'a, 't>(
    view: &ComparisonView<'a>,
    text: impl Fn(&'a str) -> Cow<'t, str>,
) -> Option<impl Iterator<Item = Change<'t>>> {
    let ([old, new], Some(steps)) = (view.sides, view.steps) else { return None };
    let sides = [old, new];
    let documents = sides.map(|side| Layers::new(side.costs, side.sources));
    let layer = move |it: LayerOf<'_>, documents: &Layers<'a>| {
        documents.layer(it.layer, &it.side.costs.figures(it.layer), &text, ())
    };
    Some(steps.iter().map(move |step| {
        let (kind, layers) = match *step {
            Step::Same { layers, .. } => (ChangeKind::Same, layers),
            Step::Changed(..) => (ChangeKind::Changed, 1),
            Step::Removed(_) => (ChangeKind::Removed, 1),
            Step::Added(_) => (ChangeKind::Added, 1),
        };
        let [old, new] = details::layers(sides, *step);
        let [before, after] = &documents;
        Change {
            kind,
            layers,
            old: old.map(|it| layer(it, before)),
            new: new.map(|it| layer(it, after)),
        }
    }))
}
