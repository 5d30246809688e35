//! The figures of a network under one convention, and their sums.

use super::conventions::{Consumers, Convention, LayerView};
use super::figures::Figures;
use super::memory::InPlace;
use super::options::Costing;
use super::patches::{Patches, Stage};
use super::roofline::Times;
use super::{bytes, memory, metrics};
use crate::arena::Planner;
use crate::device::Device;
use crate::diagnostics;
use crate::diagnostics::cost::CostProblem;
use crate::index::Idx;
use crate::network::{Claim, Layer, LayerId, Network};
use crate::source::Span;
use crate::tensor::TensorId;

/// The figures of a network under one convention. Those of single layers are computed when asked
/// for, so that a network of a million layers takes no more room than itself.
#[derive(Debug)]
pub struct Costs<'n> {
    /// What was costed.
    pub network: &'n Network,
    /// What `flops` means.
    pub convention: &'static Convention,
    /// What times are of.
    pub device: Option<&'n Device>,
    /// Which layers write their output where they read.
    pub inplace: InPlace,
    /// The layers that run in patches, as they were described.
    pub patches: Option<&'n Patches>,
    stage: Option<Stage>,
    /// The planner of the arena, if one is planned.
    pub planner: Option<Planner>,
    /// Whether the caller changed what the file says.
    overridden: bool,
    /// The consumers of the network's tensors.
    pub(super) consumers: Consumers,
    /// The bytes of the storages that live while each layer runs.
    pub(super) living: Vec<u128>,
    /// The sums of all rows, and the figures of the whole.
    pub totals: Totals,
    /// Operations that the convention [omits](Convention::omits), in the order of their first layers.
    pub uncounted: Vec<&'static str>,
}

/// The figures of a whole network.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    /// How many layers there are.
    pub layers: u64,
    /// The sums of the layers' figures.
    pub figures: Figures,
    /// Bytes of the inputs.
    pub input_bytes: u128,
    /// Inputs, the outputs of all layers twice (forward and backward), params and buffers: the
    /// estimate that `paddle.summary` prints last.
    pub estimated_bytes: u128,
    /// The largest sum of living storages while a layer runs, in bytes.
    pub peak_memory: u128,
    /// The layer that runs then; none if there is no layer.
    pub peak_layer: Option<LayerId>,
    /// The bytes of the arena, if one is planned.
    pub arena: u128,
    /// Multiply-accumulates with those that patches repeat, if there are patches.
    pub patch_macs: u128,
    /// The peak memory without patches, if there are patches.
    pub whole_peak_memory: u128,
}

impl<'n> Costs<'n> {
    /// Costs a network.
    ///
    /// # Errors
    /// When the network names a convention that does not exist, a figure does not fit into 128 bits,
    /// or the device has no peak for a layer.
    pub fn new(network: &'n Network, costing: &Costing<'n>) -> diagnostics::Result<Self> {
        let convention = costing.convention_of(network)?;
        Ok(Self::under(convention, network, costing)?)
    }

    /// Costs a network under a convention, which goes before that of `costing`.
    pub(crate) fn under(
        convention: &'static Convention,
        network: &'n Network,
        costing: &Costing<'n>,
    ) -> Result<Self, CostProblem> {
        Self::asked(convention, network, costing, None)
    }

    /// As [`Costs::under`]; `asked` is the word of a claim that names the device.
    pub(crate) fn asked(
        convention: &'static Convention,
        network: &'n Network,
        costing: &Costing<'n>,
        asked: Option<Span>,
    ) -> Result<Self, CostProblem> {
        let device = costing.device;
        let inplace = costing.inplace.max(InPlace::from(network.inplace));
        let stage = costing.patches.map(|patches| Stage::of(network, patches)).transpose()?;
        let mut totals = Totals { layers: network.layers.len() as u64, ..Totals::default() };
        let too_large = |span: Option<Span>| CostProblem::TooLarge { batch: network.batch, span };
        totals.input_bytes = input_bytes(network)?;
        let consumers = Consumers::of(network);
        let mut uncounted = Vec::new();
        let mut figures = Figures::default();
        for layer in &network.layers {
            let view = LayerView::new(network, layer, &consumers);
            if u64::try_from(view.parameters.values).is_err() {
                let Layer { operation, span, .. } = *layer;
                return Err(CostProblem::Stored { operation, span });
            }
            count(&mut figures, &view, convention, device, asked)?;
            let omitted = || !uncounted.contains(&layer.operation) && convention.omits(&view);
            if figures.flops == 0 && omitted() {
                uncounted.push(layer.operation);
            }
            totals.figures.add(&figures).ok_or_else(|| too_large(layer.span))?;
        }
        let everything = network.layers.last().and_then(|layer| layer.span);
        let lifetimes = memory::Lifetimes::of(network, inplace, stage.as_ref());
        let living = lifetimes.living_bytes().ok_or_else(|| too_large(everything))?;
        let peak = memory::peak(&living);
        let (peak, at) = (peak.map_or(0, |peak| peak.bytes), peak.map(|peak| peak.layer));
        let mut totals = totals.with_peak(peak, at).ok_or_else(|| too_large(everything))?;
        if let Some(planner) = costing.planner {
            let arena = lifetimes.arena(planner).ok_or_else(|| too_large(everything))?;
            totals.arena = arena.size;
        }
        let mut costs = Costs {
            network,
            convention,
            device,
            inplace,
            patches: costing.patches,
            stage,
            planner: costing.planner,
            overridden: network.overridden || costing.overrides(network),
            consumers,
            living,
            totals,
            uncounted,
        };
        costs.without_patches().ok_or_else(|| too_large(everything))?;
        Ok(costs)
    }

    /// Those of a network of which only the totals are known.
    pub(super) fn of_totals(
        network: &'n Network,
        convention: &'static Convention,
        costing: &Costing<'n>,
        totals: Totals,
    ) -> Self {
        Costs {
            network,
            convention,
            device: costing.device,
            inplace: InPlace::No,
            patches: None,
            stage: None,
            planner: None,
            overridden: network.overridden || costing.overrides(network),
            consumers: Consumers::default(),
            living: Vec::new(),
            totals,
            uncounted: Vec::new(),
        }
    }

    /// Adds the figures that patches change: as they are without them, and what they repeat. `None` for one that does
    /// not fit.
    fn without_patches(&mut self) -> Option<()> {
        let Some(stage) = &self.stage else { return Some(()) };
        let mut macs = 0u128;
        for (id, layer) in self.network.numbered_layers() {
            macs = macs.checked_add(stage.macs(id, self.figures(layer).macs)?)?;
        }
        let whole = memory::Lifetimes::of(self.network, self.inplace, None).living_bytes()?;
        self.totals.patch_macs = macs;
        self.totals.whole_peak_memory = memory::peak(&whole).map_or(0, |peak| peak.bytes);
        Some(())
    }

    /// The figures of a layer of this network, for the whole batch.
    pub fn figures(&self, layer: &Layer) -> Figures {
        let view = LayerView::new(self.network, layer, &self.consumers);
        let mut figures = Figures::default();
        // They fit: `new` has added them up.
        _ = count(&mut figures, &view, self.convention, self.device, None);
        figures
    }
}

impl Costs<'_> {
    /// How long each storage lives.
    pub fn lifetimes(&self) -> memory::Lifetimes<'_> {
        memory::Lifetimes::of(self.network, self.inplace, self.stage.as_ref())
    }

    /// How many claims are not checked, since the caller changed what the file says.
    pub fn skipped_claims(&self) -> u64 {
        self.network.claims.iter().filter(|claim| self.skips(claim)).map(|_| 1).sum()
    }

    /// Whether a claim is not checked: published figures are of the file as it is written, and no figure that the file
    /// states is of what lenses and passes make of it.
    pub(super) fn skips(&self, claim: &Claim) -> bool {
        claim.published && self.overridden
            || self.network.changed && claim.condition.states_figure()
    }

    /// The most bytes that are alive while one of the layers from `first` to `last` runs.
    pub fn living(&self, first: LayerId, last: LayerId) -> u128 {
        let living = self.living.get(first.index()..=last.index()).unwrap_or_default();
        living.iter().copied().max().unwrap_or_default()
    }

    /// The tensors that are alive at the peak with their bytes, the largest first.
    pub fn alive_at_peak(&self) -> Vec<(TensorId, u128)> {
        let Some(layer) = self.totals.peak_layer else { return Vec::new() };
        let mut alive: Vec<_> = self.lifetimes().living(layer).collect();
        alive.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
        alive
    }
}

impl Totals {
    /// With the figures that are not sums of rows; `None` for one that does not fit.
    pub(super) fn with_peak(mut self, bytes: u128, layer: Option<LayerId>) -> Option<Self> {
        self.estimated_bytes = self
            .figures
            .activation_bytes
            .checked_mul(2)?
            .checked_add(self.input_bytes)?
            .checked_add(self.figures.param_bytes)?;
        (self.peak_memory, self.peak_layer) = (bytes, layer);
        Some(self)
    }

    /// The outputs of all layers, and as much again for their gradients: the "forward/backward
    /// pass size" of `paddle.summary`.
    pub fn pass_bytes(&self) -> u128 {
        // It fits, since `estimated_bytes` holds it and more.
        self.figures.activation_bytes.saturating_mul(2)
    }
}

/// The bytes of a network's inputs.
pub(super) fn input_bytes(network: &Network) -> Result<u128, CostProblem> {
    network.inputs.iter().try_fold(0u128, |sum, input| {
        let sum = bytes::tensor(network, *input).and_then(|bytes| sum.checked_add(bytes));
        let span = network.span_of(*input);
        sum.ok_or(CostProblem::TooLarge { batch: network.batch, span })
    })
}

/// Counts a layer for the whole batch, in place: figures are large.
pub(super) fn count(
    figures: &mut Figures,
    view: &LayerView<'_>,
    convention: &Convention,
    device: Option<&Device>,
    asked: Option<Span>,
) -> Result<(), CostProblem> {
    let LayerView { network, layer, .. } = view;
    let too_large = || CostProblem::TooLarge { batch: network.batch, span: layer.span };
    figures.count(view, convention).ok_or_else(too_large)?;
    if let Some(device) = device {
        let times = Times::of(device, network, layer, figures, asked)?;
        figures.times = times.ok_or_else(too_large)?;
    }
    figures.derived = metrics::derived(network, layer, figures);
    Ok(())
}
