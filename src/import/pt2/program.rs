//! A program as a model whose inputs can be bound: what is an input, a parameter, a buffer, and what is open.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use super::schema::{
    self, Argument, InputSpec, Payload, Range, Stored, TensorMeta, WeightsConfig, element_type,
};
use super::symbol::Values;
use crate::import::dims;
use crate::import::fault::FaultKind;
use crate::import::names::{Name, Names};
use crate::import::onnx::evaluate::Evaluation;
use crate::import::onnx::model::{Dim, Graph, Model, Tensor, TensorData, ValueInfo};

/// The version of ONNX's operators that definitions are written in.
const OPSET: i64 = 21;

/// A program as a model without nodes.
#[derive(Debug)]
pub(super) struct Program<'f> {
    pub model: Model,
    /// What the file says of the inputs, in their order.
    inputs: Vec<&'f TensorMeta>,
    /// Stored tensors that are not learned.
    pub buffers: HashSet<Name, RandomState>,
    /// Parameters that training leaves as they are.
    pub frozen: HashSet<Name, RandomState>,
    /// Parameters and buffers that are stored as another one is.
    pub tied: Vec<(Name, Name)>,
}

impl<'f> Program<'f> {
    /// What a file says, where what is tied is stored once.
    pub(super) fn of(
        file: &'f schema::Program,
        weights: Option<&'f WeightsConfig>,
        names: &mut Names,
    ) -> Self {
        let (graph, signature) = (&file.graph_module.graph, &file.graph_module.signature);
        let mut program = Program {
            model: Model { opsets: vec![(Name::EMPTY, OPSET)], ..Model::default() },
            inputs: Vec::new(),
            buffers: HashSet::default(),
            frozen: HashSet::default(),
            tied: Vec::new(),
        };
        let mut owners: HashMap<(&str, Vec<Dim>), Name, RandomState> = HashMap::default();
        for spec in &signature.input_specs {
            let InputSpec { parameter, buffer, tensor_constant, user_input } = spec;
            if let Some(stored) =
                parameter.as_ref().or(buffer.as_ref()).or(tensor_constant.as_ref())
            {
                let Some(meta) = graph.tensor_values.get(&stored.arg.name) else { continue };
                let name = names.intern(&stored.arg.name);
                let path = weights.and_then(|it| it.config.get(&stored.name));
                if let Some(path) = path.and_then(Payload::storage) {
                    match owners.entry((path, sizes(meta, names))) {
                        Entry::Occupied(first) => {
                            program.tied.push((name, *first.get()));
                            continue;
                        }
                        Entry::Vacant(free) => _ = free.insert(name),
                    }
                }
                if parameter.is_none() {
                    program.buffers.insert(name);
                } else if !meta.requires_grad {
                    program.frozen.insert(name);
                }
                program.stored(stored, meta, names);
            } else if let Some(Argument::Tensor(name)) = user_input.as_ref().map(|it| &it.arg) {
                let Some(meta) = graph.tensor_values.get(name) else { continue };
                program.inputs.push(meta);
                program.model.graph.inputs.push(info(name, meta, names));
            }
        }
        let Graph { outputs, .. } = &mut program.model.graph;
        for output in &graph.outputs {
            if let Argument::Tensor(name) = output {
                outputs.push(ValueInfo { name: names.intern(name), ..ValueInfo::default() });
            }
        }
        program
    }

    /// Adds a stored tensor.
    fn stored(&mut self, stored: &Stored, meta: &TensorMeta, names: &mut Names) {
        // What is no size is beyond every limit, so that it is refused.
        let size = |dim: Dim| match dim {
            Dim::Known(size) => u64::try_from(size).unwrap_or(u64::MAX),
            Dim::Symbol(_) | Dim::Unknown => u64::MAX,
        };
        self.model.graph.initializers.push(Tensor {
            name: names.intern(&stored.arg.name),
            dims: sizes(meta, names).into_iter().map(size).collect(),
            data_type: element_type(i64::from(meta.dtype)),
            data: TensorData::Skipped,
        });
    }

    /// The values of the symbols that are sizes of inputs.
    pub(super) fn values(&self, evaluation: &Evaluation<'_>) -> Values {
        let mut values = Values::default();
        for (meta, id) in self.inputs.iter().zip(&evaluation.graph.inputs) {
            for (size, bound) in meta.sizes.iter().zip(evaluation.sizes(*id).unwrap_or_default()) {
                if let (Some(symbol), Ok(value)) = (size.symbol(), i64::try_from(*bound)) {
                    values.entry(symbol.to_owned()).or_insert(value);
                }
            }
        }
        values
    }

    /// Faults for sizes that the file does not allow. That of the batch is always 1.
    pub(super) fn check(
        &self,
        evaluation: &mut Evaluation<'_>,
        ranges: &schema::Map<Range>,
        values: &Values,
        batch: &BTreeSet<String>,
    ) {
        let inputs = self.inputs.iter().zip(evaluation.graph.inputs.clone());
        for (meta, id) in inputs {
            let open = meta.sizes.iter().filter_map(schema::SymInt::symbol);
            for symbol in open.filter(|symbol| !batch.contains(*symbol)) {
                let (Some(value), Some(range)) = (values.get(symbol), ranges.get(symbol)) else {
                    continue;
                };
                let reason = match (range.min_val, range.max_val) {
                    (_, Some(most)) if *value > most => format!("at most {most}"),
                    (Some(least), _) if *value < least => format!("at least {least}"),
                    _ => continue,
                };
                let input = evaluation.names.text(evaluation.graph.tensors[id].name).to_owned();
                let given = dims::shown(evaluation.sizes(id).unwrap_or_default());
                let reason = format!("`{symbol}` must be {reason}, as it was exported");
                let help = "give another size, or export the model with a wider range".to_owned();
                evaluation.fault(None, FaultKind::WrongDims { input, given, reason, help });
            }
        }
    }

    /// Whether the inputs have the sizes that the file states, so that the other shapes in it hold.
    pub(super) fn is_as_stated(&self, evaluation: &Evaluation<'_>, values: &Values) -> bool {
        let same = |(meta, id): (&&TensorMeta, &_)| {
            let stated = meta.sizes.iter().map(|size| u64::try_from(size.value(values)?).ok());
            let stated: Option<Vec<u64>> = stated.collect();
            stated.is_some() && stated.as_deref() == evaluation.sizes(*id)
        };
        self.inputs.iter().zip(&evaluation.graph.inputs).all(same)
    }
}

/// An input of the graph.
fn info(name: &str, meta: &TensorMeta, names: &mut Names) -> ValueInfo {
    ValueInfo {
        name: names.intern(name),
        data_type: element_type(i64::from(meta.dtype)),
        dims: Some(SmallVec::from_vec(sizes(meta, names))),
        not_a_tensor: false,
    }
}

/// The sizes of a tensor; what is computed from symbols is open.
fn sizes(meta: &TensorMeta, names: &mut Names) -> Vec<Dim> {
    let dim = |size: &schema::SymInt| match (size, size.symbol()) {
        (schema::SymInt::Int(size), _) => Dim::Known(*size),
        (_, Some(symbol)) => Dim::Symbol(names.intern(symbol)),
        _ => Dim::Unknown,
    };
    meta.sizes.iter().map(dim).collect()
}
