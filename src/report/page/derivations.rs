//! How the figures of layers are computed. Layers that differ in nothing that formulas depend on share
//! a derivation.

use std::sync::Arc;

use foldhash::HashMap;
use smallvec::SmallVec;

use super::rows::Rows;
use super::strings::{StringId, Strings};
use super::table::{Column, Derivations};
use crate::cost::Derivation;
use crate::cost::derivation::Line;
use crate::network::{Layer, Network, OpKind, Origin, Parameter};
use crate::ops::formula::Formula;
use crate::ops::{Axis, CallRecord, Letters, Setting};
use crate::report::explanation::{Section, Subject, parts};
use crate::report::view::View;
use crate::tensor::{Dtype, Shape};

/// The most derivations that a page has.
const MOST: usize = 2_000;

/// All that the derivation of a layer depends on.
#[derive(PartialEq, Eq, Hash)]
struct Key<'a> {
    operation: &'static str,
    kind: OpKind,
    /// The inputs and outputs, and whether each is batched, a parameter, and moved.
    tensors: SmallVec<[(Shape, Dtype, [bool; 3]); 3]>,
    /// The parameters, and whether each is the layer's own.
    parameters: SmallVec<[(Parameter, bool); 4]>,
    weights: Dtype,
    /// A convention may look at the neighbours of a layer.
    flops: Option<u128>,
    /// The parameters of its call, the letters of its parameters, and the axes of its windows.
    call: Option<(&'a [Setting], &'a [Letters], &'a [Axis])>,
}

impl<'a> Key<'a> {
    fn new(
        network: &Network,
        layer: &Layer,
        flops: Option<u128>,
        record: Option<&'a CallRecord>,
    ) -> Self {
        let own = match network.tensor(layer.output).origin {
            Origin::Layer(id) | Origin::Weight(id) => Some(id),
            Origin::Input | Origin::Claimed(_) => None,
        };
        let reads = |id| own.is_some_and(|own| network.moves(own, id));
        let inputs = layer.inputs.iter().map(|id| (*id, reads(*id)));
        let tensors = inputs.chain(layer.outputs().map(|id| (id, network.tensor(id).stored)));
        let tensors = tensors.map(|(id, moved)| {
            let tensor = network.tensor(id);
            let is_weight = matches!(tensor.origin, Origin::Weight(_));
            (tensor.shape, tensor.dtype, [tensor.batched, is_weight, moved])
        });
        let parameters = network.parameters_of(layer);
        Key {
            operation: layer.operation,
            kind: layer.kind,
            tensors: tensors.collect(),
            parameters: parameters.map(|used| (used.parameter, used.own)).collect(),
            weights: layer.weights,
            flops,
            call: record.map(|it| (&*it.settings, &*it.letters, &*it.axes)),
        }
    }
}

/// The derivations of all layers, if each has a row.
pub(super) fn derivations(
    view: &View<'_>,
    rows: &Rows<'_>,
    columns: &[Column],
    strings: &mut Strings,
) -> Option<Derivations> {
    let flops = columns.iter().find(|column| column.key == "flops")?;
    if rows.are_folded() {
        return None;
    }
    let network = view.costs.network;
    let mut known = HashMap::default();
    let mut all = Collected {
        view,
        strings,
        model: Derivations::default(),
        sections: HashMap::default(),
        lines: HashMap::default(),
    };
    for ((index, layer), flops) in network.layers.iter().enumerate().zip(&flops.values) {
        let record = view.call_records.get(index);
        let key = Key::new(network, layer, flops.figure(), record);
        let derivation = match known.get(&key) {
            Some(known) => Some(*known),
            None if known.len() == MOST => None,
            None => Some(*known.entry(key).or_insert(all.add(layer, record))),
        };
        all.model.of.push(derivation);
    }
    Some(all.model)
}

/// The derivations so far.
struct Collected<'a> {
    view: &'a View<'a>,
    strings: &'a mut Strings,
    model: Derivations,
    /// The indices of sections by their titles, notes and lines.
    sections: HashMap<(StringId, Vec<StringId>, Vec<u32>), u32>,
    /// The indices of lines by their names, whether they are figures, and their formulas.
    lines: HashMap<(&'static str, bool, Arc<Formula>), u32>,
}

impl Collected<'_> {
    /// Adds the derivation of a layer; its index.
    fn add(&mut self, layer: &Layer, call_record: Option<&CallRecord>) -> u32 {
        let costs = self.view.costs;
        let derivation = &Derivation::new(costs, layer, call_record, &[costs.convention]);
        let sections = Subject { costs, layer, call_record, derivation }.sections();
        let sections = sections.iter().map(|section| self.section(section)).collect();
        let settings = call_record.map_or(&[][..], |record| &record.settings);
        let index = next(&self.model.sections);
        self.model.sections.push(sections);
        let given = self.settings(settings, true);
        self.model.given.push(given);
        let defaults = self.settings(settings, false);
        self.model.defaults.push(defaults);
        index
    }

    /// The parameters of a call that are given, or the others.
    fn settings(&mut self, settings: &[Setting], given: bool) -> Vec<StringId> {
        let settings = settings.iter().filter(|setting| setting.given == given);
        let text = settings.map(|setting| format!("{}={}", setting.name, setting.value));
        text.map(|text| self.strings.id(&text)).collect()
    }

    fn section(&mut self, section: &Section<'_>) -> u32 {
        let title = self.strings.id(&section.title);
        let notes: Vec<_> = section.notes.iter().map(|note| self.strings.id(note)).collect();
        let lines: Vec<_> = section.lines.iter().map(|line| self.line(line)).collect();
        let table = &mut self.model.section;
        *self.sections.entry((title, notes, lines)).or_insert_with_key(|(title, notes, lines)| {
            table.title.push(*title);
            table.notes.push(notes.clone());
            table.lines.push(lines.clone());
            next(&table.title) - 1
        })
    }

    fn line(&mut self, line: &Line) -> u32 {
        let (table, strings) = (&mut self.model.line, &mut self.strings);
        let key = (line.name, line.figure, Arc::clone(&line.formula));
        *self.lines.entry(key).or_insert_with(|| {
            table.name.push(strings.id(line.name));
            table.figure.push(line.figure);
            table.parts.push(parts(line, true).iter().map(|part| strings.id(part)).collect());
            next(&table.name) - 1
        })
    }
}

/// The index after the last one.
fn next<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}
