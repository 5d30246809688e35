//! What the figures of a page hold for, what its file claims, and how its table is shown at first.

use super::model::{Claim, Initial, Place, Setting};
use super::sources::Sources;
use crate::cost::{Costs, InPlace};
use crate::network::{Constant, Network};
use crate::report::options::GroupBy;
use crate::report::text::term::TermStyle;
use crate::report::view::View;
use crate::report::{deployment, summary};
use crate::text::digits::Grouped;

const TERM: TermStyle = TermStyle { color: false, unicode: true };

/// What the figures hold for.
pub(super) fn settings(costs: &Costs<'_>) -> Vec<Setting> {
    let network = costs.network;
    let mut settings: Vec<_> = inputs(network).collect();
    settings.push(Setting::plain("batch", Grouped(network.batch.into()).to_string()));
    settings.push(Setting::plain("types", summary::dtypes(network)));
    let in_place = match costs.inplace {
        InPlace::No => None,
        InPlace::Elementwise => {
            Some(("yes", "elementwise layers write their output where they read"))
        }
        InPlace::Depthwise => Some((
            "depthwise",
            "elementwise layers and depthwise convolutions write where they read",
        )),
    };
    settings.extend(in_place.map(|(value, about)| Setting {
        about: Some(about.to_owned()),
        ..Setting::plain("in place", value.to_owned())
    }));
    settings.extend(summary::patches(costs).map(|patches| Setting::plain("patches", patches)));
    let about = Some(costs.convention.summary.to_owned());
    let convention = Setting::plain("convention", costs.convention.name.to_owned());
    settings.push(Setting { about, ..convention });
    if let Some(device) = costs.device {
        let about = Some(device.title.clone());
        settings.push(Setting { about, ..Setting::plain("device", device.name.clone()) });
    }
    settings.extend(arguments(network));
    settings.extend(deployment::fused(network).map(|fused| Setting::plain("fused", fused)));
    let passes = network.applied.iter();
    settings.extend(passes.map(|it| Setting::plain(&it.pass.to_string(), deployment::applied(it))));
    if let Some(imported) = network.imported.as_deref() {
        let text = summary::imported(imported, costs);
        let from = text.strip_prefix("imported ").unwrap_or(&text);
        settings.push(Setting::plain("imported", from.to_owned()));
    }
    settings
}

/// The values of the params.
pub(super) fn arguments(network: &Network) -> impl Iterator<Item = Setting> + '_ {
    network.arguments.iter().map(|(name, value)| Setting::plain(name, written(value)))
}

impl Setting {
    /// A setting without an explanation.
    pub fn plain(label: &str, value: String) -> Self {
        Setting { label: label.to_owned(), value, about: None }
    }
}

fn inputs(network: &Network) -> impl Iterator<Item = Setting> {
    network.inputs.iter().map(|id| {
        let label = network.tensor_name(*id);
        let label = label.map_or_else(|| "input".to_owned(), |label| format!("input {label}"));
        let tensor = network.tensor(*id);
        let dtype = Some(tensor.dtype).filter(|it| *it != network.dtype.activations);
        let dtype = dtype.map_or_else(String::new, |dtype| format!(" {dtype}"));
        Setting { label, value: format!("{}{dtype}", TERM.shape(&tensor.shape)), about: None }
    })
}

/// A value as it would be written in a file.
fn written(value: &Constant) -> String {
    match value {
        Constant::Bool(value) => value.to_string(),
        Constant::List(items) => {
            let items: Vec<_> = items.iter().map(written).collect();
            format!("[{}]", items.join(", "))
        }
        Constant::Number(number) | Constant::Quantity(_, number) => number.to_string(),
        Constant::Text(text) => text.clone(),
    }
}

/// What the file claims about the totals, and whether it holds.
pub(super) fn claims<'a>(view: &View<'a>, sources: &mut Sources<'a>) -> Vec<Claim> {
    let verdicts = view.claims.iter().copied().chain(std::iter::repeat(None));
    let claims = view.costs.network.claims.iter().zip(verdicts);
    let claim = claims.map(|(claim, holds)| {
        let place = view.sources.locate(claim.span);
        let source = view.sources.source(claim.span).map(|source| sources.index(source));
        Claim {
            text: view.sources.text(claim.span).to_owned(),
            message: claim.message.clone(),
            holds,
            place: source.zip(place).map(|(source, place)| Place { source, line: place.line }),
        }
    });
    claim.collect()
}

/// How the table is shown at first.
pub(super) fn initial(view: &View<'_>) -> Initial {
    let rows = view.rows;
    Initial {
        depth: rows.depth,
        by: rows.by.map(|by| match by {
            GroupBy::Op => "op",
            GroupBy::Block => "block",
        }),
        sort: rows.sort.map(|column| column.name),
        top: rows.top,
    }
}
