//! Tensors between the calls of a node, with their batch: what rules of several calls are written with.

use smallvec::SmallVec;

use super::draft::Draft;
use super::lowering::{Lowering, Placed, text_axis, without};
use super::stored;
use crate::import::call::{ArgValue, VarId};
use crate::import::dims::{self, Dims};
use crate::import::graph::{Node, TensorId};
use crate::import::rule::Failure;
use crate::import::sample;
use crate::tensor::Dtype;

/// A tensor of the text, and the sizes it has in a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wire {
    pub var: VarId,
    /// Its sizes, the batch included.
    pub dims: Dims,
    /// The axis that is the batch, and that the text's tensor does not have.
    pub sample: Option<usize>,
    /// The type of its elements, if the language has it.
    pub dtype: Option<Dtype>,
}

/// An operand of a join.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    Number(f64),
    Wire(Wire),
}

impl Wire {
    /// The axis of the text's tensor.
    fn axis(&self, axis: usize) -> Result<u64, Failure> {
        let axis = text_axis(axis, self.sample).map(|axis| axis as u64);
        axis.ok_or_else(|| Failure::unsupported("it works along the batch"))
    }

    /// A size.
    pub(crate) fn size(&self, axis: usize) -> u64 {
        self.dims.get(axis).copied().unwrap_or(1)
    }

    pub(crate) fn rank(&self) -> usize {
        self.dims.len()
    }
}

impl Draft<'_, '_> {
    /// Makes a tensor in between, of these sizes with the batch, in the type of the node's output.
    pub(crate) fn wire(self, dims: impl Into<Dims>, sample: Option<usize>) -> Wire {
        let dims = dims.into();
        let dtype = self.call.dtype.or_else(|| self.lowering.node_dtype());
        let var = self.like(dtype).temporary(without(&dims, sample));
        Wire { var, dims, sample, dtype }
    }

    /// With the type of its output, if the language has it.
    fn like(mut self, dtype: Option<Dtype>) -> Self {
        self.call.dtype = dtype;
        self
    }
}

impl Lowering<'_> {
    /// The type of the first output of the node.
    fn node_dtype(&self) -> Option<Dtype> {
        let output = self.graph.nodes[self.node?].outputs.iter().flatten().next()?;
        self.graph.tensors[*output].dtype.dtype()
    }

    /// A tensor of the graph; stored values are put into the text.
    pub(crate) fn wire(&mut self, id: TensorId) -> Result<Wire, Failure> {
        let Placed { var, sample } = self.placed_or_stored(id)?;
        let tensor = &self.graph.tensors[id];
        let (dims, dtype) = (tensor.dims.clone().unwrap_or_default(), tensor.dtype.dtype());
        Ok(Wire { var, dims, sample, dtype })
    }

    /// The input of a node.
    pub(crate) fn input(&mut self, node: &Node, input: usize) -> Result<Wire, Failure> {
        let id = node.input(input);
        self.wire(id.ok_or_else(|| Failure::invalid(format!("input {input} is missing")))?)
    }

    /// The input of a node as an operand of a join: a number, if it is a known constant one.
    pub(crate) fn join_operand(&mut self, node: &Node, input: usize) -> Result<Operand, Failure> {
        let tensor = self.tensor(node, input)?;
        let number = tensor.single().filter(|it| tensor.is_constant() && !it.is_nan());
        match number {
            Some(number) => Ok(Operand::Number(number)),
            None => self.input(node, input).map(Operand::Wire),
        }
    }

    /// Lets an output of the node be what its calls have made.
    pub(crate) fn finish(&mut self, output: Option<TensorId>, wire: Wire) -> Result<(), Failure> {
        let Some(output) = output else { return Ok(()) };
        let dims = self.graph.tensors[output].dims.clone().unwrap_or_default();
        let wire = self.reshape(wire, dims);
        self.same(Some(output), Placed { var: wire.var, sample: wire.sample });
        Ok(())
    }

    /// The same tensor with its batch at another axis, of size 1.
    pub(crate) fn moved(&mut self, wire: Wire, sample: Option<usize>) -> Wire {
        if wire.sample == sample {
            return wire;
        }
        let target = without(&wire.dims, sample);
        let call = match (wire.sample, sample) {
            _ if target == self.calls.vars[wire.var] => return Wire { sample, ..wire },
            (None, Some(axis)) => self.call("squeeze").from(wire.var).arg(axis as u64),
            (Some(axis), None) => self.call("unsqueeze").from(wire.var).arg(axis as u64),
            _ => {
                let shape = ArgValue::Dims(stored::shape(&target));
                self.call("reshape").from(wire.var).arg(shape)
            }
        };
        call.like(wire.dtype).wire(wire.dims, sample)
    }

    /// Operands that are broadcast to `rank` axes, aligned at their ends, and the axis of the result that is the batch.
    ///
    /// Where all that have a batch have it at the same axis, the others lose that axis, of size 1;
    /// otherwise all have all of their axes.
    pub(crate) fn align(
        &mut self,
        wires: Vec<Wire>,
        rank: usize,
    ) -> (SmallVec<[Wire; 3]>, Option<usize>) {
        let sample = common_sample(&wires, rank);
        (self.align_at(wires, rank, sample), sample)
    }

    /// Operands that are broadcast to `rank` axes, of which one is the batch in all.
    pub(super) fn align_at(
        &mut self,
        wires: Vec<Wire>,
        rank: usize,
        sample: Option<usize>,
    ) -> SmallVec<[Wire; 3]> {
        let place = |wire: Wire| {
            let axis = sample.and_then(|axis| (axis + wire.rank()).checked_sub(rank));
            self.moved(wire, axis)
        };
        wires.into_iter().map(place).collect()
    }

    /// A join of operands that are broadcast together.
    pub(crate) fn join(
        &mut self,
        op: &'static str,
        operands: impl IntoIterator<Item = Operand>,
    ) -> Result<Wire, Failure> {
        let operands: Vec<Operand> = operands.into_iter().collect();
        let wires: Vec<Wire> = operands
            .iter()
            .filter_map(|it| match it {
                Operand::Wire(wire) => Some(wire.clone()),
                Operand::Number(_) => None,
            })
            .collect();
        let made = dims::broadcast(wires.iter().map(|wire| wire.dims.as_slice()));
        let made = made.ok_or_else(|| Failure::invalid("its operands cannot be broadcast"))?;
        let (aligned, sample) = self.align(wires, made.len());
        let mut aligned = aligned.into_iter();
        let mut call = self.call(op);
        for operand in operands {
            call = match operand {
                Operand::Number(number) => call.arg(ArgValue::Number(number)),
                Operand::Wire(_) => aligned.next().into_iter().fold(call, |it, w| it.arg(w.var)),
            };
        }
        Ok(call.wire(made, sample))
    }

    /// A function of each element, or one along axes that keeps the shape.
    pub(crate) fn unary(&mut self, op: &'static str, wire: Wire) -> Wire {
        self.call(op).from(wire.var).wire(wire.dims, wire.sample)
    }

    /// A function along an axis that keeps the shape.
    pub(crate) fn along(
        &mut self,
        op: &'static str,
        wire: Wire,
        axis: usize,
    ) -> Result<Wire, Failure> {
        let last = axis + 1 == wire.rank();
        let at = wire.axis(axis)?;
        let call = self.call(op).from(wire.var);
        let call = if last { call } else { call.named("axis", at) };
        Ok(call.wire(wire.dims, wire.sample))
    }

    /// The axes in another order.
    pub(crate) fn permute(&mut self, wire: Wire, order: &[usize]) -> Wire {
        let dims: Dims = order.iter().map(|axis| wire.size(*axis)).collect();
        let sample = sample::through_transpose(order, wire.sample);
        let axes: SmallVec<[u64; 5]> = order
            .iter()
            .filter_map(|axis| text_axis(*axis, wire.sample))
            .map(|axis| axis as u64)
            .collect();
        if axes.is_sorted() {
            return Wire { dims, sample, ..wire };
        }
        let call = self.call("permute").from(wire.var);
        axes.into_iter().fold(call.like(wire.dtype), |call, axis| call.arg(axis)).wire(dims, sample)
    }

    /// The same elements in other dims.
    pub(crate) fn reshape(&mut self, wire: Wire, dims: impl Into<Dims>) -> Wire {
        let dims = dims.into();
        if dims == wire.dims {
            return wire;
        }
        let sample = sample::through_reshape(&wire.dims, &dims, wire.sample);
        let target = without(&dims, sample);
        if target == self.calls.vars[wire.var] {
            return Wire { dims, sample, ..wire };
        }
        let shape = ArgValue::Dims(stored::shape(&target));
        self.call("reshape").from(wire.var).arg(shape).like(wire.dtype).wire(dims, sample)
    }

    /// Tensors one after the other along an axis.
    pub(crate) fn concat(&mut self, wires: Vec<Wire>, axis: usize) -> Result<Wire, Failure> {
        let mut made = wires.first().map(|wire| wire.dims.clone()).unwrap_or_default();
        if let Some(size) = made.get_mut(axis) {
            *size = wires.iter().map(|wire| wire.size(axis)).sum();
        }
        let dtype = wires.first().and_then(|wire| wire.dtype);
        let samples = common_sample(&wires, made.len()).filter(|sample| *sample != axis);
        let wires: Vec<Wire> = wires.into_iter().map(|wire| self.moved(wire, samples)).collect();
        let at = text_axis(axis, samples).unwrap_or_default() as u64;
        let mut call = self.call("concat");
        for wire in wires {
            call = call.arg(wire.var);
        }
        let call = if at == 0 { call } else { call.named("axis", at) };
        Ok(call.like(dtype).wire(made, samples))
    }

    /// A `custom` of exact costs, by the names of its parameters, that reads these tensors.
    pub(crate) fn custom(
        &mut self,
        name: &str,
        reads: &[&Wire],
        (dims, sample): (Dims, Option<usize>),
        costs: &[(&'static str, u64)],
    ) -> Wire {
        let shape = ArgValue::Dims(stored::shape(&without(&dims, sample)));
        let mut call = self.call("custom").arg(ArgValue::Text(name.into())).arg(shape);
        call = match reads {
            [one] => call.from(one.var),
            _ => {
                call.named("reads", ArgValue::Tensors(reads.iter().map(|wire| wire.var).collect()))
            }
        };
        for (name, value) in costs.iter().filter(|(_, value)| *value > 0) {
            call = call.named(name, *value);
        }
        call.wire(dims, sample)
    }

    /// A buffer that no initialiser stands for: what a kernel computes once.
    pub(crate) fn buffer(&mut self, dims: impl Into<Dims>) -> Wire {
        let dims = dims.into();
        let shape = ArgValue::Dims(stored::shape(&dims));
        self.call("weight").arg(shape).arg("nolearned").wire(dims, None)
    }

    /// Parts of an axis, of these sizes.
    pub(crate) fn split(
        &mut self,
        wire: Wire,
        axis: usize,
        sizes: &[u64],
    ) -> Result<Vec<Wire>, Failure> {
        let at = wire.axis(axis)?;
        let call = self.call("split").from(wire.var);
        let call = match sizes {
            [first, rest @ ..] if rest.iter().all(|size| size == first) => {
                call.arg(sizes.len() as u64)
            }
            _ => call.arg(ArgValue::Ints(sizes.iter().map(|it| it.cast_signed()).collect())),
        };
        let call = if at == 0 { call } else { call.named("axis", at) };
        let made: Vec<Dims> = sizes
            .iter()
            .map(|part| {
                let mut dims = wire.dims.clone();
                dims.iter_mut().skip(axis).take(1).for_each(|size| *size = *part);
                dims
            })
            .collect();
        let vars =
            call.like(wire.dtype).temporaries(made.iter().map(|dims| without(dims, wire.sample)));
        let parts = vars.into_iter().zip(made);
        Ok(parts.map(|(var, dims)| Wire { var, dims, ..wire.clone() }).collect())
    }

    /// A range of an axis.
    pub(crate) fn slice(
        &mut self,
        wire: Wire,
        axis: usize,
        range: std::ops::Range<u64>,
    ) -> Result<Wire, Failure> {
        if range == (0..wire.size(axis)) {
            return Ok(wire);
        }
        let at = wire.axis(axis)?;
        let call = self.call("slice").from(wire.var).arg(range.start).arg(range.end);
        let call = if at == 0 { call } else { call.named("axis", at) };
        let mut dims = wire.dims;
        dims.iter_mut().skip(axis).take(1).for_each(|size| *size = range.end - range.start);
        Ok(call.like(wire.dtype).wire(dims, wire.sample))
    }
}

/// The axis of the result that is the batch in every operand that has one, and of size 1 in the others.
pub(super) fn common_sample(wires: &[Wire], rank: usize) -> Option<usize> {
    let axis = |wire: &Wire| Some((wire.sample? + rank).saturating_sub(wire.rank()));
    let mut all = wires.iter().filter_map(axis);
    let first = all.next()?;
    let agree = all.all(|axis| axis == first);
    let fits = |wire: &Wire| match (first + wire.rank()).checked_sub(rank) {
        Some(axis) => wire.size(axis) == 1,
        None => true,
    };
    (agree && wires.iter().all(fits)).then_some(first)
}
