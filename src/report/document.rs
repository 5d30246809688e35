//! From figures to the structures of `model/`: at once, or layer by layer as they are written.

use std::borrow::Cow;

use super::cell::quotient;
use super::cells::{Cells, intensity};
use super::model::{
    AliveTensor, AppliedPass, Context, DeviceFit, ElementTypes, Entries, Imported, Layer,
    LeftLayer, MemoryFit, OnDevice, OperationCounts, Peak, Port, ReceptiveField, Report, SCHEMA,
    Totals, TrainingCosts, Value,
};
use super::view::View;
use crate::cost::receptive::Field;
use crate::cost::training::Training;
use crate::cost::{self, Costs, Figures, Metric, Operations, Times, metrics, needs};
use crate::device::Device;
use crate::diagnostics::cost::CostProblem;
use crate::network::{self, Constant, LayerId, Network};
use crate::source::Sources;
use crate::tensor::TensorId;
use crate::value::Number;

impl View<'_> {
    /// The report with all layers, whatever rows and columns the view requests.
    ///
    /// # Errors
    /// When a total is above 2⁶³ − 1.
    pub fn to_report(self) -> Result<Report, CostProblem> {
        self.check_counts()?;
        let cells = Cells::new(&self);
        let layers = report_layers(&cells, owned).collect();
        Ok(report(&self, layers, None))
    }
}

/// A text that does not depend on the sources.
pub(super) fn owned(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}

/// The report, with layers or rows that may be made when they are written.
pub(super) fn report<L, R>(view: &View<'_>, layers: L, rows: Option<R>) -> Report<L, R> {
    let costs = view.costs;
    let network = costs.network;
    let ports = |ids: &[TensorId]| ids.iter().map(|id| port(network, *id)).collect();
    Report {
        schema: SCHEMA,
        network: network.name.clone(),
        file: view.file.to_owned(),
        batch: network.batch,
        dtype: ElementTypes {
            weights: network.dtype.weights.name().into(),
            biases: network.dtype.biases.map(|dtype| dtype.name().into()),
            activations: network.dtype.activations.name().into(),
        },
        convention: costs.convention.name.into(),
        unchecked_claims: network.unchecked_claims,
        imported: network.imported.as_deref().map(imported),
        passes: network.applied.iter().map(applied).collect(),
        device: costs.device.map(|device| device_fit(device, costs)),
        devices: view.devices.iter().map(|device| device_fit(device, costs)).collect(),
        arguments: arguments(network),
        inputs: ports(&network.inputs),
        outputs: ports(&network.outputs),
        layers,
        rows,
        totals: Totals {
            flops_by_convention: by_convention(view.by_convention),
            training: view.training.map(training),
            ..totals(costs, peak(costs))
        },
    }
}

fn applied(it: &network::Applied) -> AppliedPass {
    let left = |(layer, why): &(String, network::Obstacle)| LeftLayer {
        layer: layer.clone(),
        reason: why.reason().into(),
    };
    let left = it.left.iter().map(left).collect();
    AppliedPass { pass: it.pass.to_string(), layers: it.layers, left }
}

fn imported(from: &network::Imported) -> Imported {
    Imported {
        format: from.format.into(),
        opset: from.opset,
        schema: from.schema.clone(),
        producer: from.producer.clone(),
        nodes: from.nodes,
        shape_nodes: from.shape_nodes,
        batch: from.batch.clone(),
        patterns: from.patterns.iter().cloned().collect(),
        unknown_cost: from.unknown.iter().cloned().collect(),
    }
}

/// The layers of a report, each made when it is taken; `text` borrows or copies a text of the
/// sources.
pub(super) fn report_layers<'a, 't>(
    cells: &Cells<'a>,
    text: impl Fn(&'a str) -> Cow<'t, str>,
) -> impl Iterator<Item = Layer<'t>> {
    let View { costs, sources, file, .. } = *cells.view;
    let documents = Layers::new(costs, sources);
    (0..).zip(&costs.network.layers).map(move |(index, layer)| {
        let figures = costs.figures(layer);
        let place = sources.locate(layer.span);
        let field = cells.field(layer.output);
        let context = Context {
            live: count(costs.living(LayerId(index), LayerId(index))),
            receptive_field: match field {
                Field::Window(window) => Some(ReceptiveField::Window(window.size)),
                Field::Everything => Some(ReceptiveField::All),
                Field::Nothing | Field::Unknown => None,
            },
            stride: match field {
                Field::Window(window) => Some(window.stride),
                _ => None,
            },
            fused: costs.network.group_of(LayerId(index)),
            dtype: costs.network.tensor(layer.output).dtype.name().into(),
            // Only a layer of a block from another file names its file.
            file: place.as_ref().map(|place| place.file).filter(|it| *it != file).map(&text),
            line: place.as_ref().map(|place| place.line),
            column: place.as_ref().map(|place| place.column),
        };
        let on_device = costs.device.map(|_| OnDevice {
            intensity: intensity(&figures)
                .filter(|_| figures.unknown_cost == 0)
                .map(|(part, whole)| quotient(part, whole)),
            bound: cells.bound(&figures).map(Cow::Borrowed),
        });
        Layer {
            index: Some(index + 1),
            on_device,
            ..documents.layer(layer, &figures, &text, context)
        }
    })
}

/// What makes layers of one network.
#[derive(Clone, Debug)]
pub(super) struct Layers<'a> {
    costs: &'a Costs<'a>,
    sources: &'a Sources,
    /// Metrics of layers that have no field of their own.
    other: Vec<&'static Metric>,
}

impl<'a> Layers<'a> {
    pub fn new(costs: &'a Costs<'a>, sources: &'a Sources) -> Self {
        let other = other(costs).filter(|metric| metric.is_of_layers()).collect();
        Layers { costs, sources, other }
    }

    /// A layer with its figures and context.
    pub fn layer<'t, C>(
        &self,
        layer: &network::Layer,
        figures: &Figures,
        text: impl Fn(&'a str) -> Cow<'t, str>,
        context: C,
    ) -> Layer<'t, C> {
        let network = self.costs.network;
        let shape = |id: TensorId| network.tensor(id).shape;
        let [compute_time, memory_time, time] = times(self.costs, &figures.times);
        let entry = |metric: &&Metric| Some((metric.name, Value::from(metric.row(figures)?)));
        Layer {
            index: None,
            name: network.name(layer.name),
            path: network.full_name(layer),
            scope: network.path(layer.scope),
            op: layer.operation.into(),
            source: text(self.sources.text(layer.span)),
            inputs: layer.inputs.iter().map(|id| shape(*id)).collect(),
            outputs: layer.outputs().map(shape).collect(),
            params: count(figures.params),
            buffers: count(figures.buffers),
            macs: count(figures.macs),
            flops: count(figures.flops),
            ops: operations(&figures.ops),
            activations: count(figures.activations),
            read_bytes: count(figures.read_bytes),
            write_bytes: count(figures.write_bytes),
            activation_bytes: count(figures.activation_bytes),
            param_bytes: count(figures.param_bytes),
            compute_time,
            memory_time,
            time,
            on_device: None,
            context,
            other: self.other.iter().filter_map(entry).collect(),
        }
    }
}

/// The totals of a network.
pub(super) fn totals<P>(costs: &Costs<'_>, peak: P) -> Totals<P> {
    let totals = &costs.totals;
    let figures = &totals.figures;
    let [compute_time, memory_time, time] = times(costs, &figures.times);
    let on_device = |time| costs.device.map(|_| count(time));
    let entry = |metric: &'static Metric| (metric.name, Value::from(metric.total(totals)));
    Totals {
        layers: totals.layers,
        params: count(figures.params),
        buffers: count(figures.buffers),
        macs: count(figures.macs),
        flops: count(figures.flops),
        ops: operations(&figures.ops),
        activations: count(figures.activations),
        read_bytes: count(figures.read_bytes),
        write_bytes: count(figures.write_bytes),
        input_bytes: count(totals.input_bytes),
        activation_bytes: count(figures.activation_bytes),
        param_bytes: count(figures.param_bytes),
        peak_memory: count(totals.peak_memory),
        compute_time,
        memory_time,
        time,
        lower_time: on_device(figures.times.lower()),
        upper_time: on_device(figures.times.upper()),
        peak,
        flops_by_convention: Entries::default(),
        training: None,
        other: other(costs).map(entry).collect(),
    }
}

/// The metrics that have fields of their own; those of classes are in `ops`.
const FIELDS: [&str; 17] = [
    "layers",
    "params",
    "buffers",
    "macs",
    "flops",
    "activations",
    "read_bytes",
    "write_bytes",
    "input_bytes",
    "activation_bytes",
    "param_bytes",
    "peak_memory",
    "compute_time",
    "memory_time",
    "time",
    "lower_time",
    "upper_time",
];

/// The metrics without fields of their own.
fn other(costs: &Costs<'_>) -> impl Iterator<Item = &'static Metric> {
    let is_other = |metric: &&Metric| {
        !metric.is_class() && !FIELDS.contains(&metric.name) && metric.is_reported(costs)
    };
    metrics::all().filter(is_other)
}

/// A count of a document. It fits: the totals are checked, and nothing is larger than its total.
fn count(count: u128) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn operations(ops: &Operations) -> OperationCounts {
    OperationCounts {
        mul: count(ops.mul),
        add: count(ops.add),
        div: count(ops.div),
        cmp: count(ops.cmp),
        special: count(ops.special),
    }
}

/// The times of computing, of moving, and of the longer of the two, as far as they are known.
fn times(costs: &Costs<'_>, times: &Times) -> [Option<u64>; 3] {
    let Some(device) = costs.device else { return [None; 3] };
    let memory = device.bandwidth.is_some().then(|| count(times.memory));
    [Some(count(times.compute)), memory, Some(count(times.longer))]
}

/// The values of the file's params.
pub(super) fn arguments(network: &Network) -> Entries<Value> {
    let arguments = network.arguments.iter();
    arguments.map(|(name, value)| (name.clone(), Value::from(value))).collect()
}

impl From<u128> for Value {
    fn from(count: u128) -> Self {
        Value::Integer(i128::try_from(count).unwrap_or(i128::MAX))
    }
}

impl From<&Constant> for Value {
    fn from(constant: &Constant) -> Self {
        match constant {
            Constant::Bool(value) => Value::Bool(*value),
            Constant::List(items) => Value::List(items.iter().map(Value::from).collect()),
            Constant::Number(Number::Int(value)) | Constant::Quantity(_, Number::Int(value)) => {
                Value::Integer(*value)
            }
            Constant::Number(Number::Dec(value)) | Constant::Quantity(_, Number::Dec(value)) => {
                Value::Real(*value)
            }
            Constant::Text(text) => Value::Text(text.clone()),
        }
    }
}

/// The flops under every convention.
pub(super) fn by_convention(all: &[cost::Comparison]) -> Entries<u64> {
    all.iter().map(|each| (each.convention.name, count(each.flops))).collect()
}

fn port(network: &Network, id: TensorId) -> Port {
    let tensor = network.tensor(id);
    let name = network.tensor_name(id);
    Port { name, shape: tensor.shape, dtype: tensor.dtype.name().into() }
}

fn peak(costs: &Costs<'_>) -> Peak {
    let network = costs.network;
    let tensor = |(id, bytes)| {
        let Port { name, shape, dtype } = port(network, id);
        AliveTensor { name, shape, dtype, bytes: count(bytes) }
    };
    Peak {
        layer: costs.totals.peak_layer.map(|layer| network.full_name(network.layer(layer))),
        tensors: costs.alive_at_peak().into_iter().map(tensor).collect(),
    }
}

/// Whether the memories of a device hold a network.
pub(super) fn device_fit(device: &Device, costs: &Costs<'_>) -> DeviceFit {
    let fit = |need: needs::MemoryNeed| MemoryFit {
        memory: need.memory.into(),
        bytes: need.bytes,
        needed: count(need.needed),
        about: count(need.about),
        fits: need.fits(),
    };
    let fits = needs::needs_with_runtime(device, costs).into_iter().map(fit).collect();
    DeviceFit { name: device.name.clone(), title: device.title.clone(), fits }
}

fn training(training: &Training) -> TrainingCosts {
    TrainingCosts {
        optimizer: training.optimizer.name().into(),
        parameters: count(training.parameters),
        master_weights: count(training.master_weights),
        gradients: count(training.gradients),
        optimizer_state: count(training.optimizer_state),
        saved_activations: count(training.saved_activations),
        memory: count(training.memory),
        forward_flops: count(training.forward_flops),
        backward_flops: count(training.backward_flops),
        flops: count(training.flops()),
    }
}
