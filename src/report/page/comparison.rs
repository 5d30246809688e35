//! The page of several networks that are compared.

use serde::Serialize;

use super::columns::unit;
use super::model::{GENERATOR, Integer, Setting, Total, VERSION};
use super::settings;
use super::strings::{StringId, Strings};
use super::table::Value;
use super::totals;
use crate::cost::{Figures, Metric, metrics, needs};
use crate::diff::{Side, Step};
use crate::report::compare::details::{self, LayerOf};
use crate::report::compare::ratio::ratio;
use crate::report::compare::rows::figures_of;
use crate::report::compare::view::{ComparisonView, Figure, labels};
use crate::report::text::term::TermStyle;

const TERM: TermStyle = TermStyle { color: false, unicode: true };

/// All that a page shows of networks that are compared.
#[derive(Debug, Serialize)]
pub struct ComparisonPage {
    /// The version of the model.
    pub(super) version: u32,
    /// What the page is.
    pub(super) kind: CompareKind,
    /// The program with its version.
    pub(super) generator: &'static str,
    /// What a reader should know, a sentence each.
    pub(super) remarks: Vec<String>,
    /// The networks; the others are compared with the first.
    pub(super) networks: Vec<Compared>,
    /// What changed layer by layer, for two networks.
    pub(super) rows: Option<Changes>,
    /// Texts that others refer to by their indices.
    pub(super) strings: Vec<String>,
}

/// The page of several networks.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum CompareKind {
    /// A comparison.
    Compare,
}

/// A network that is compared.
#[derive(Debug, Serialize)]
pub struct Compared {
    /// What it was asked for by: `mobilenet_v2@width=0.5`.
    pub word: String,
    /// The word without folders, if that is distinct.
    pub label: String,
    /// The title.
    pub network: String,
    /// The file, as it was named.
    pub file: String,
    /// What the figures hold for.
    pub settings: Vec<Setting>,
    /// The values of the params.
    pub arguments: Vec<Setting>,
    /// Whether the memories of its device hold it; `None` if that is not known.
    pub fits: Option<bool>,
    /// The totals: the same of all networks, in the same order.
    pub totals: Vec<Total>,
    /// How many times that of the first network each total is, as it is shown; `None` for the first network, and
    /// where that has none.
    pub ratios: Vec<Option<String>>,
}

/// What changed layer by layer, a row for each step.
#[derive(Debug, Default, Serialize)]
pub(super) struct Changes {
    /// What kind of change it is.
    pub change: Vec<Change>,
    /// How many layers it represents; only unchanged ones are together.
    pub count: Vec<usize>,
    /// The path of the layer in the first network, the first of several.
    pub old: Vec<Option<StringId>>,
    /// The path of the layer in the second network, the first of several.
    pub new: Vec<Option<StringId>>,
    /// The difference in words: `k3 → k1`; of a layer that only one of them has, its call.
    pub what: Vec<Option<StringId>>,
    /// The figures in both networks.
    pub columns: Vec<ChangeColumn>,
}

/// A kind of change.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Change {
    /// The layers are the same.
    Same,
    /// The layer has another shape, attribute or figure.
    Changed,
    /// The layer is not in the second network.
    Removed,
    /// The layer is not in the first network.
    Added,
}

/// A figure of the layers in both networks.
#[derive(Debug, Serialize)]
pub(super) struct ChangeColumn {
    /// Its name in every format.
    pub key: &'static str,
    /// What tables call it.
    pub label: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// That of the first network; `None` for what is added.
    pub old: Vec<Value>,
    /// That of the second network; `None` for what is removed.
    pub new: Vec<Value>,
}

impl ComparisonPage {
    /// The page of a comparison.
    pub fn new(view: &ComparisonView<'_>) -> Self {
        let mut strings = Strings::new();
        let figures = view.figures();
        let sides = view.sides.iter().zip(labels(view.sides)).enumerate();
        let networks = sides.map(|(at, (side, label))| compared(side, label, &figures, at));
        let remarks = view.conventions().into_iter().chain(view.sameness()).chain(view.folding());
        ComparisonPage {
            version: VERSION,
            kind: CompareKind::Compare,
            generator: GENERATOR,
            remarks: remarks.collect(),
            networks: networks.collect(),
            rows: changes(view, &mut strings),
            strings: strings.finish(),
        }
    }
}

impl ComparisonPage {
    /// The page of networks of which only totals are known.
    pub fn of_totals(networks: Vec<Compared>, remarks: Vec<String>) -> Self {
        ComparisonPage {
            version: VERSION,
            kind: CompareKind::Compare,
            generator: GENERATOR,
            remarks,
            networks,
            rows: None,
            strings: Vec::new(),
        }
    }
}

/// How many times the first value another one is, as it is shown; `None` if the first is zero.
pub fn times(value: u128, first: u128) -> Option<String> {
    if value == first {
        return Some("=".to_owned());
    }
    Some(format!("{}{}", ratio(value, first)?, TERM.times()))
}

fn compared(side: &Side<'_>, label: &str, figures: &[Figure], index: usize) -> Compared {
    let network = side.costs.network;
    let total = |figure: &Figure| {
        let metric = Metric::named(&figure.name);
        Total {
            key: figure.name.clone().into(),
            label: figure.title.clone().into(),
            about: metric.map_or("", |metric| metric.about),
            at_least: figure.at_least.get(index).copied().unwrap_or_default(),
            ..totals::figure(figure.unit, figure.values.get(index).copied().unwrap_or_default())
        }
    };
    let ratio = |figure: &Figure| {
        let [first, value] = [0, index].map(|at| figure.values.get(at).copied());
        let (first, value) = first.zip(value).filter(|_| index > 0)?;
        times(value, first)
    };
    Compared {
        word: side.word.to_owned(),
        label: label.to_owned(),
        network: network.name.clone(),
        file: side.file.to_owned(),
        settings: settings::settings(side.costs),
        arguments: settings::arguments(network).collect(),
        fits: side.costs.device.and_then(|device| needs::fits(device, side.costs)),
        totals: figures.iter().map(total).collect(),
        ratios: figures.iter().map(ratio).collect(),
    }
}

fn changes(view: &ComparisonView<'_>, strings: &mut Strings) -> Option<Changes> {
    let ([old, new], Some(steps)) = (view.sides, view.steps) else { return None };
    let sides = [old, new];
    let of_both = |metric: &&'static Metric| {
        metric.is_of_layers() && sides.iter().all(|side| metric.is_reported(side.costs))
    };
    let metrics: Vec<_> = metrics::all().filter(of_both).collect();
    let mut changes = Changes {
        columns: metrics.iter().map(|metric| column(metric)).collect(),
        ..Changes::default()
    };
    for step in steps {
        let layers = details::layers(sides, *step);
        let (change, count) = match *step {
            Step::Same { layers, .. } => (Change::Same, layers),
            Step::Changed(..) => (Change::Changed, 1),
            Step::Removed(_) => (Change::Removed, 1),
            Step::Added(_) => (Change::Added, 1),
        };
        let mut id = |text: String| strings.id(&text);
        let [path_of_old, path_of_new] = layers.map(|it| it.map(|it| id(it.name())));
        changes.what.push(words(change, layers).map(id));
        changes.change.push(change);
        changes.count.push(count);
        changes.old.push(path_of_old);
        changes.new.push(path_of_new);
        let [before, after] = figures_of(sides, *step);
        for (metric, column) in metrics.iter().zip(&mut changes.columns) {
            column.old.push(value(metric, before.as_ref()));
            column.new.push(value(metric, after.as_ref()));
        }
    }
    Some(changes)
}

fn column(metric: &'static Metric) -> ChangeColumn {
    ChangeColumn {
        key: metric.name,
        label: metric.title,
        about: metric.about,
        unit: unit(metric.unit.name),
        old: Vec::new(),
        new: Vec::new(),
    }
}

fn value(metric: &Metric, figures: Option<&Figures>) -> Value {
    let figure = figures.and_then(|figures| metric.row(figures));
    figure.map_or(Value::None, |figure| Value::Integer(Integer(figure)))
}

/// What is to be said of a change.
fn words(change: Change, layers: [Option<LayerOf<'_>>; 2]) -> Option<String> {
    match (change, layers) {
        (Change::Same, _) => None,
        (_, [Some(old), Some(new)]) => Some(details::differences(old, new, TERM)),
        (_, [old, new]) => Some(new.or(old)?.described(TERM)),
    }
}
