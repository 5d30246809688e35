//! The totals of networks in outline: the figures of a call are computed once for all networks that have it.

use std::sync::Arc;

use foldhash::HashMap;

use super::conventions::{Consumers, Convention, LayerView};
use super::costs::{Costs, Totals, count, input_bytes};
use super::figures::Figures;
use super::memory::{InPlace, Lifetimes, Peaks};
use super::options::Costing;
use crate::device::Device;
use crate::network::{Excerpt, Layer, Network, Outline};
use crate::tensor::TensorId;

/// The figures of calls that are known.
#[derive(Debug, Default)]
pub(crate) struct KnownFigures {
    calls: HashMap<Key, Known>,
}

/// A call, a convention and a device, each by its address.
type Key = [usize; 3];

/// When there are more calls than these, which with their layers take about 5 MB, all are removed.
const MOST: usize = 1_000;

/// What is known of a call.
#[derive(Debug)]
struct Known {
    /// It has this address as long as this is here.
    _call: Arc<Excerpt>,
    /// Its sum; `None` if only the whole network has one.
    sum: Option<Sum>,
}

/// The figures of some layers together.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    layers: u64,
    figures: Figures,
    peaks: Peaks,
}

/// How to cost layers.
struct Summing<'a, 'd> {
    convention: &'static Convention,
    device: Option<&'d Device>,
    consumers: Consumers,
    known: &'a mut KnownFigures,
}

impl<'n> Costs<'n> {
    /// The costs of a network in outline, of which only the totals count. `None` if they are not a sum of those of
    /// its calls, or if something is wrong with them: [`Costs::new`] says what, for the whole network.
    pub(crate) fn outlined(
        outline: &'n Outline,
        costing: &Costing<'n>,
        known: &mut KnownFigures,
    ) -> Option<Self> {
        let network = &outline.network;
        let Costing { device, inplace, patches, planner, .. } = *costing;
        let convention = costing.convention_of(network).ok()?;
        let in_place = inplace != InPlace::No || network.inplace;
        if in_place || patches.is_some() || planner.is_some() || convention.looks_around {
            return None;
        }
        if known.calls.len() > MOST {
            known.calls.clear();
        }
        let consumers = Consumers::default();
        let sum = Summing { convention, device, consumers, known }.sum(outline, None)?;
        let totals = Totals {
            layers: sum.layers,
            figures: sum.figures,
            input_bytes: input_bytes(network).ok()?,
            ..Totals::default()
        };
        Some(Costs::of_totals(
            network,
            convention,
            costing,
            totals.with_peak(sum.peaks.after, None)?,
        ))
    }
}

impl Summing<'_, '_> {
    /// The sum of the layers of an outline, which reads `input` from before it if it is a call.
    fn sum(&mut self, outline: &Outline, input: Option<TensorId>) -> Option<Sum> {
        let network = &outline.network;
        let mut sum = Sum::default();
        let mut calls = Vec::with_capacity(outline.calls.len());
        let mut figures = Figures::default();
        for (id, layer, call) in outline.layers() {
            let Some(call) = call else {
                self.layer(network, layer, &mut figures)?;
                sum.layers += 1;
                sum.figures.add(&figures)?;
                continue;
            };
            // The file may state the batch after the call.
            let call = self.call(call).filter(|_| call.outline.network.batch == network.batch)?;
            sum.layers += call.layers;
            sum.figures.add(&call.figures)?;
            calls.push((id, call.peaks));
        }
        sum.peaks = Lifetimes::of(network, InPlace::No, None).peaks(input, &calls)?;
        Some(sum)
    }

    /// Counts a layer.
    fn layer(&self, network: &Network, layer: &Layer, figures: &mut Figures) -> Option<()> {
        let view = LayerView::new(network, layer, &self.consumers);
        u64::try_from(view.parameters.values).ok()?;
        count(figures, &view, self.convention, self.device, None).ok()
    }

    /// The sum of the layers of a call.
    fn call(&mut self, call: &Arc<Excerpt>) -> Option<&Sum> {
        let device = self.device.map_or(0, |device| std::ptr::from_ref(device).addr());
        let convention = std::ptr::from_ref(self.convention).addr();
        let key = [Arc::as_ptr(call).addr(), convention, device];
        if !self.known.calls.contains_key(&key) {
            let input = call.outline.network.inputs.first().copied();
            let sum = self.sum(&call.outline, input);
            self.known.calls.insert(key, Known { _call: Arc::clone(call), sum });
        }
        self.known.calls.get(&key)?.sum.as_ref()
    }
}
