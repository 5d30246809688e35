//! Calls of blocks that were run before, in this network or in another one of the same program.
//!
//! A block sees its arguments, the current tensor, and the params and constants of the file. A call that has the same of
//! all these as an earlier one adds the same layers. These are a single layer in the outline of the network, the same
//! for each of these calls. What is said of a call is not kept, so only calls of which nothing is said are known.

use std::sync::Arc;

use foldhash::HashMap;
use smallvec::SmallVec;

use super::evaluator::Evaluator;
use crate::network::{Begun, Dtypes, Excerpt};
use crate::source::Span;
use crate::tensor::{Dtype, Shape, TensorId};
use crate::value::{BlockId, Callable, Number, Value, Values};

/// The calls that are known.
#[derive(Debug, Default)]
pub struct KnownCalls {
    calls: HashMap<Key, Vec<Known>>,
    /// The number of layers of all these calls.
    layers: u64,
}

/// When there are more layers than these, about 10 MB, all calls are removed.
const MOST: u64 = 20_000;

/// What a call depends on, apart from the params and constants of the file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    block: BlockId,
    given: SmallVec<[Option<Plain>; 8]>,
    /// The current tensor.
    shape: Shape,
    dtype: Dtype,
    batched: bool,
    /// What holds for all layers.
    types: Dtypes,
    batch: u64,
    frozen: bool,
}

/// A value that is no tensor.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Plain {
    None,
    Int(i128),
    /// The bits of a decimal.
    Dec(u64),
    Bool(bool),
    String(Arc<str>),
    Tuple(Vec<Plain>),
    List(Vec<Plain>),
    Operation(Callable),
}

/// A call and what came of it.
#[derive(Debug)]
struct Known {
    /// The params and constants that it read.
    reads: Vec<(Box<str>, Plain)>,
    /// How many calls and expressions it was within.
    depths: [usize; 2],
    steps: u64,
    layers: Arc<Excerpt>,
}

/// A call that is being run.
pub(crate) struct Running {
    begun: Begun,
    reads: usize,
    steps: u64,
    said: [u64; 6],
}

impl Plain {
    /// A value; `None` for one that holds a tensor, or what is not known.
    fn of(value: &Value) -> Option<Self> {
        let all = |items: &[Value]| items.iter().map(Plain::of).collect::<Option<_>>();
        Some(match value {
            Value::None => Plain::None,
            Value::Number(Number::Int(whole)) => Plain::Int(*whole),
            Value::Number(Number::Dec(decimal)) => Plain::Dec(decimal.to_bits()),
            Value::Bool(value) => Plain::Bool(*value),
            Value::String(text) => Plain::String(text.clone()),
            Value::Tuple(items) => Plain::Tuple(all(items)?),
            Value::List(items) => Plain::List(all(items)?),
            Value::Operation(callable) => Plain::Operation(*callable),
            Value::Tensor(_) | Value::Unknown => return None,
        })
    }
}

impl Evaluator<'_> {
    /// What a call depends on, if calls are kept and this is one that can be.
    pub(crate) fn key(
        &self,
        block: BlockId,
        given: &[Option<Value>],
        shares: bool,
    ) -> Option<(Key, TensorId)> {
        self.known_calls.as_ref()?;
        let Some(Value::Tensor(input)) = self.stack.frame().current else { return None };
        // What lenses change is counted, too, and advice is about single layers.
        let is_noted = !self.lenses.is_empty() || self.reporter.notes.is_some();
        if shares || !self.build.shared_calls.is_empty() || is_noted {
            return None;
        }
        let plain = |value: &Option<Value>| match value {
            Some(value) => Plain::of(value).map(Some),
            None => Some(None),
        };
        let given = given.iter().map(plain).collect::<Option<_>>()?;
        let network = &self.build.builder.network;
        let tensor = network.tensor(input);
        let key = Key {
            block,
            given,
            shape: tensor.shape,
            dtype: tensor.dtype,
            batched: tensor.batched,
            types: network.dtype,
            batch: self.overrides.batch(),
            frozen: self.build.builder.is_frozen(),
        };
        Some((key, input))
    }

    /// The output of a call that is known, which is added; `None` if it has to be run.
    pub(crate) fn recall(&mut self, key: &Key, input: TensorId, span: Span) -> Option<TensorId> {
        let known_calls = self.known_calls.take()?;
        let known =
            known_calls.calls.get(key).and_then(|all| all.iter().find(|it| self.applies(it)));
        let output = known.map(|known| {
            for (name, _) in &known.reads {
                self.stack.note_read(name);
            }
            self.meter.count(known.steps);
            self.build.builder.call(&known.layers, input, span)
        });
        self.known_calls = Some(known_calls);
        output
    }

    /// Whether a known call would go the same way here.
    fn applies(&self, known: &Known) -> bool {
        let shared = |name: &str| self.stack.shared.find(0, name).and_then(Plain::of);
        let layers = self.build.builder.layer_count().saturating_add(known.layers.layers);
        let depths = self.stack.depths();
        known.reads.iter().all(|(name, value)| shared(name).as_ref() == Some(value))
            && known.depths.iter().zip(depths).all(|(known, depth)| depth <= *known)
            && known.steps <= self.meter.left()
            && layers <= self.meter.limits.layers
    }

    /// Begins a call that is to be kept.
    pub(crate) fn start_call(&mut self, input: TensorId) -> Running {
        let begun = self.build.builder.begin(input);
        let reads = self.stack.start_reads();
        Running { begun, reads, steps: self.meter.left(), said: self.said() }
    }

    /// Keeps a call that made a tensor, unless it did more than adding layers. Returns its output then, which is that of a
    /// single layer.
    pub(crate) fn keep_call(
        &mut self,
        key: Key,
        running: &Running,
        outputs: Option<&Values>,
        span: Span,
    ) -> Option<TensorId> {
        let reads = self.stack.end_reads(running.reads);
        let is_used = self.build.builder.end(&running.begun);
        let [Value::Tensor(output)] = **outputs? else { return None };
        if !is_used || self.said() != running.said {
            return None;
        }
        let read = |name: Box<str>| {
            let value = self.stack.shared.find(0, &name).and_then(Plain::of)?;
            Some((name, value))
        };
        let reads = reads.into_iter().map(read).collect::<Option<_>>()?;
        self.build.builder.network.batch = self.overrides.batch();
        let layers = Arc::new(self.build.builder.take_out(&running.begun, output)?);
        let depths = self.stack.depths();
        let steps = running.steps.saturating_sub(self.meter.left());
        if let Some(known_calls) = &mut self.known_calls {
            known_calls.layers += layers.layers;
            if known_calls.layers > MOST {
                known_calls.calls.clear();
                known_calls.layers = layers.layers;
            }
            let known = Known { reads, depths, steps, layers: Arc::clone(&layers) };
            known_calls.calls.entry(key).or_default().push(known);
        }
        Some(self.build.builder.call(&layers, running.begun.input(), span))
    }

    /// How much there is of all but layers.
    fn said(&self) -> [u64; 6] {
        let network = &self.build.builder.network;
        let counts = [
            self.reporter.diagnostics.len(),
            network.claims.len(),
            network.inputs.len(),
            network.outputs.len(),
            self.build.fused.len(),
        ];
        let [diagnostics, claims, inputs, outputs, fused] = counts.map(|count| count as u64);
        [diagnostics, claims, inputs, outputs, fused, self.shape_claims.count]
    }
}
