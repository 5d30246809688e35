//! Products of matrices in the text, with the batch in one operand or in both.

use super::lowering::Lowering;
use super::wire::{Operand, Wire};
use crate::import::dims::{self, Dims};
use crate::import::graph::{Graph, Node, Role, TensorId};
use crate::import::rule::Failure;
use crate::tensor::Dtype;

/// The dims of a product of matrices or of stacks of them, by NumPy's rules: a vector is a row if it is the first and a
/// column if it is the second.
pub(crate) fn product_dims(a: &[u64], b: &[u64], [ta, tb]: [bool; 2]) -> Result<Dims, Failure> {
    let (before, rows, inner) = match a {
        [] => return Err(Failure::invalid("a number is no matrix")),
        [inner] => (&[][..], None, *inner),
        [before @ .., inner, rows] if ta => (before, Some(*rows), *inner),
        [before @ .., rows, inner] => (before, Some(*rows), *inner),
    };
    let (behind, same, columns) = match b {
        [] => return Err(Failure::invalid("a number is no matrix")),
        [same] => (&[][..], *same, None),
        [behind @ .., columns, same] if tb => (behind, *same, Some(*columns)),
        [behind @ .., same, columns] => (behind, *same, Some(*columns)),
    };
    if inner != same {
        return Err(Failure::invalid(format!(
            "a row of {inner} cannot be multiplied with a column of {same}"
        )));
    }
    let mut made = dims::broadcast([before, behind]).ok_or_else(|| {
        let [a, b] = [a, b].map(dims::shown);
        Failure::invalid(format!("{a} and {b} cannot be broadcast together"))
    })?;
    made.extend(rows.into_iter().chain(columns));
    Ok(made)
}

/// The axis of a product that is the batch, and that of each factor.
///
/// It is one of the axes before the matrices, in all that have it; or the rows of the first, or the
/// columns of the second, if the other has no batch and is a single matrix. Otherwise both have all of their axes.
fn batch([a, b]: [&Wire; 2], [ta, tb]: [bool; 2]) -> (Option<usize>, [Option<usize>; 2]) {
    let from_end = |wire: &Wire| Some(wire.rank() - wire.sample?);
    let none = (None, [None; 2]);
    let before = |at: usize| {
        let axis = |wire: &Wire| wire.rank().checked_sub(at);
        let fits = |wire: &Wire| axis(wire).is_none_or(|axis| wire.size(axis) == 1);
        let made = a.rank().max(b.rank()) - at;
        if fits(a) && fits(b) { (Some(made), [axis(a), axis(b)]) } else { none }
    };
    match (from_end(a), from_end(b)) {
        (Some(at), Some(same)) if at == same && at > 2 => before(at),
        (Some(at), None) | (None, Some(at)) if at > 2 => before(at),
        (Some(2), None) if !ta && b.rank() == 2 => (a.sample, [a.sample, None]),
        (Some(1), None) if ta && (a.rank(), b.rank()) == (2, 2) => (Some(0), [a.sample, None]),
        (None, Some(at)) if at == 1 + usize::from(tb) && (a.rank(), b.rank()) == (2, 2) => {
            (Some(1), [None, b.sample])
        }
        _ => none,
    }
}

impl Lowering<'_> {
    /// A product of matrices, transposed or not, or of stacks of them.
    pub(crate) fn matmul(
        &mut self,
        [a, b]: [Wire; 2],
        [ta, tb]: [bool; 2],
    ) -> Result<Wire, Failure> {
        let made = product_dims(&a.dims, &b.dims, [ta, tb])?;
        let (sample, at) = batch([&a, &b], [ta, tb]);
        let (a, b) = (self.moved(a, at[0]), self.moved(b, at[1]));
        let is_matrix = |wire: &Wire| wire.rank() - usize::from(wire.sample.is_some()) > 1;
        let (ta, tb) = (ta && is_matrix(&a), tb && is_matrix(&b));
        let call = self.call("matmul").arg(a.var).arg(b.var);
        Ok(call.word_if(ta, "ta").word_if(tb, "tb").wire(made, sample))
    }

    /// Whether a constant tensor is the weights of a layer: it has as many elements as the initialiser that it is
    /// computed from, or as one of several.
    pub(crate) fn are_weights(&self, id: TensorId) -> bool {
        are_weights(self.graph, id)
    }

    /// The product of the first two inputs of a node: a dense layer, if the second is a matrix of weights.
    pub(crate) fn product(
        &mut self,
        node: &Node,
        [ta, tb]: [bool; 2],
        bias: Option<TensorId>,
    ) -> Result<Wire, Failure> {
        let a = self.input(node, 0)?;
        if let (Some(weights), false, [rows, columns]) = (node.input(1), ta, self.dims(node, 1)?)
            && self.are_weights(weights)
        {
            let columns = if tb { *rows } else { *columns };
            return self.dense(a, (weights, bias), columns);
        }
        let b = self.input(node, 1)?;
        let made = self.matmul([a, b], [ta, tb])?;
        match bias {
            Some(bias) => {
                let bias = self.wire(bias)?;
                self.join("add", [made, bias].map(Operand::Wire))
            }
            None => Ok(made),
        }
    }

    /// A dense layer on the last axis, by weights with so many columns. A bias is added apart if another layer has the
    /// same weights and another bias.
    pub(crate) fn dense(
        &mut self,
        input: Wire,
        (weights, bias): (TensorId, Option<TensorId>),
        columns: u64,
    ) -> Result<Wire, Failure> {
        let Some(apart) = bias.filter(|bias| self.has_other_bias(weights, *bias)) else {
            return Ok(self.dense_of(input, (weights, bias), None, columns));
        };
        let made = self.dense_of(input, (weights, None), None, columns);
        let bias = self.wire(apart)?;
        self.join("add", [made, bias].map(Operand::Wire))
    }

    /// A dense layer without bias, by weights of which several are stored in one element.
    pub(crate) fn packed_dense(
        &mut self,
        input: Wire,
        weights: TensorId,
        dtype: Dtype,
        columns: u64,
    ) -> Wire {
        self.dense_of(input, (weights, None), Some(dtype), columns)
    }

    fn dense_of(
        &mut self,
        input: Wire,
        (weights, bias): (TensorId, Option<TensorId>),
        packed: Option<Dtype>,
        columns: u64,
    ) -> Wire {
        let along = input.sample.is_some_and(|axis| axis + 1 == input.rank());
        let input = if along { self.moved(input, None) } else { input };
        let rank = input.rank() - usize::from(input.sample.is_some());
        let op = if rank == 1 { "fc" } else { "linear" };
        let mut dims = input.dims;
        dims.iter_mut().last().into_iter().for_each(|size| *size = columns);
        let call = self.call(op).from(input.var).arg(columns).word_if(bias.is_none(), "nobias");
        call.learns([Some(weights), bias]).packed(packed).wire(dims, input.sample)
    }
}

/// Whether a constant tensor is weights: it has as many elements as the initialiser that it is computed from, or as one
/// of several.
pub(crate) fn are_weights(graph: &Graph, id: TensorId) -> bool {
    let size = |id: TensorId| dims::elements(graph.tensors[id].dims.as_deref()?);
    let tensor = &graph.tensors[id];
    let is_it = |source: &TensorId| {
        graph.tensors[*source].role != Role::Buffer && size(*source) == size(id)
    };
    tensor.is_constant() && tensor.sources.iter().any(is_it)
}

/// Whether a constant tensor is weights with an element for each of the `size` elements of an axis, and
/// is broadcast to tensors of `rank` axes along it.
pub(crate) fn are_weights_along(
    graph: &Graph,
    id: TensorId,
    axis: (usize, u64),
    rank: usize,
) -> bool {
    are_along(graph.tensors[id].dims.as_deref().unwrap_or_default(), axis, rank)
        && are_weights(graph, id)
}

/// Whether a tensor of these sizes has an element for each of the `size` elements of an axis, and is broadcast to
/// tensors of `rank` axes along it.
pub(crate) fn are_along(dims: &[u64], (axis, size): (usize, u64), rank: usize) -> bool {
    let at = (axis + dims.len()).checked_sub(rank);
    let along = at.and_then(|at| dims.get(at)) == Some(&size);
    along && dims::elements(dims) == Some(size) && dims.len() <= rank
}
